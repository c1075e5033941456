"""The rows of sealed reports: put one away, take one out, end what is over. Sees ciphertext and keys, never findings.

A row that may not be opened and a row that is not there are the same thing here, and take the same work (P-02).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from reports import vault
from reports.models import PurgeRun, SealedReport
from reports.vault import Gone

LIFE = datetime.timedelta(minutes=60)
CLOCK_SLACK = datetime.timedelta(seconds=5)  # by which a clock may step back without ending what was just received
KEPT_AT_ONCE = 4  # reports of one browser; a fifth ends the oldest (docs/adr/0031)
CHECKPOINT_WAIT_MS = 500

# Opened where there is no row, so that "no such report" costs what "not your report" costs.
_DECOY = vault.seal(vault.new_id(), b"").ciphertext


@dataclass(frozen=True, slots=True)
class Received:
    id: str
    key: str  # for the visitor's cookie, and nowhere else
    life_seconds: int
    ended: tuple[str, ...]  # reports of this browser whose cookies have nothing left to open


def put(content: bytes, held: Mapping[str, str]) -> Received:
    now = timezone.now()
    report_id = vault.new_id()
    key, ciphertext = vault.seal(report_id, content)
    with transaction.atomic():
        SealedReport.objects.create(id=report_id, ciphertext=ciphertext, expires_at=now + LIFE)
        _end_expired(now)
        ended = _end_surplus(held, now) if held else ()
    return Received(report_id, key, int(LIFE.total_seconds()), ended)


def take(report_id: str, key: str) -> tuple[bytes, datetime.datetime]:
    """The content and when it ends; or `Gone`."""
    now = timezone.now()
    found = _alive(now).filter(id=report_id).values_list("ciphertext", "expires_at").first()
    ciphertext, expires_at = found or (_DECOY, now)
    return vault.unseal(report_id, key, bytes(ciphertext)), expires_at


def end(report_id: str, key: str) -> None:
    """Ends a report for every process at once. Only who can open it can end it."""
    take(report_id, key)
    SealedReport.objects.filter(id=report_id).delete()
    transaction.on_commit(_empty_write_ahead_log)


def purge(every_seconds: int) -> int:
    """Ends all that is over, leaves a sign of life, and returns how many reports went."""
    now = timezone.now()
    with transaction.atomic():
        ended = _end_expired(now)
        PurgeRun.objects.update_or_create(
            id=PurgeRun.ONLY, defaults={"finished_at": now, "every_seconds": every_seconds}
        )
    transaction.on_commit(_empty_write_ahead_log)
    return ended


def _alive(now: datetime.datetime) -> QuerySet[SealedReport]:
    """Not over yet, and not from the future: after the clock was set back nothing may live longer for it (D-09)."""
    return SealedReport.objects.filter(expires_at__gt=now, expires_at__lte=now + LIFE + CLOCK_SLACK)


def _end_expired(now: datetime.datetime) -> int:
    over = Q(expires_at__lte=now) | Q(expires_at__gt=now + LIFE + CLOCK_SLACK)
    return SealedReport.objects.filter(over).delete()[0]


def _end_surplus(held: Mapping[str, str], now: datetime.datetime) -> tuple[str, ...]:
    """Ends the oldest of this browser's reports beyond the limit, each only with its own key; all that are over."""
    alive = list(_alive(now).filter(id__in=held).order_by("-expires_at").values_list("id", flat=True))
    kept = alive[: KEPT_AT_ONCE - 1]
    for report_id in alive[KEPT_AT_ONCE - 1 :]:
        try:
            take(report_id, held[report_id])
        except Gone:
            continue
        SealedReport.objects.filter(id=report_id).delete()
    return tuple(report_id for report_id in held if report_id not in kept)


def _empty_write_ahead_log() -> None:
    """Ciphertext of deleted rows lies in SQLite's log until it is emptied; `secure_delete` has blanked the pages.

    A reader or writer at work makes the database answer "busy": the worker's next pass does it then.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        usual_wait = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        try:
            cursor.execute(f"PRAGMA busy_timeout = {CHECKPOINT_WAIT_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except OperationalError:
            pass  # the same as busy
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual_wait}")
