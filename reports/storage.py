"""The rows of sealed reports: put one away, take one out, end what is over. Sees ciphertext and keys, never findings.

A row that may not be opened and a row that is not there are the same thing here, and take the same work (P-02).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from reports import remains, vault
from reports.models import PurgeRun, SealedReport
from reports.vault import Gone

LIFE = datetime.timedelta(minutes=60)
CLOCK_SLACK = datetime.timedelta(seconds=5)  # by which a clock may step back without ending what was just received
KEPT_AT_ONCE = 4  # reports of one browser; a fifth ends the oldest (docs/adr/0031)

# Opened where there is no row, so that "no such report" costs what "not your report" costs.
_DECOY = vault.seal(vault.new_id(), b"").ciphertext


@dataclass(frozen=True, slots=True)
class Received:
    id: str
    key: str  # for the visitor's cookie, and nowhere else
    life_seconds: int
    ended: tuple[str, ...]  # reports of this browser whose cookies have nothing left to open


def put(content: bytes, held: Mapping[str, str], named: vault.Named | None = None) -> Received:
    """Puts a report away, with what `named` says or a new name. A report of that name that is there already stays.

    `held`: the reports of this browser; the oldest end where there are too many.
    """
    now = timezone.now()
    report_id, key = named or vault.Named(vault.new_id(), vault.new_key())
    ciphertext = vault.seal(report_id, content, key).ciphertext
    with transaction.atomic():
        _end_expired(now)
        row = {"ciphertext": ciphertext, "expires_at": now + LIFE}
        report, _ = SealedReport.objects.get_or_create(id=report_id, defaults=row)
        others = {other: their_key for other, their_key in held.items() if other != report_id}
        ended = _end_surplus(others, now) if others else ()
    return Received(report_id, key, max(int((report.expires_at - now).total_seconds()), 0), ended)


def take(report_id: str, key: str) -> tuple[bytes, datetime.datetime]:
    """The content and when it ends; or `Gone`."""
    now = timezone.now()
    found = alive(now).filter(id=report_id).values_list("ciphertext", "expires_at").first()
    ciphertext, expires_at = found or (_DECOY, now)
    return vault.unseal(report_id, key, bytes(ciphertext)), expires_at


def replace(report_id: str, key: str, content: bytes) -> None:
    """Another content for a report that the key opens, to the same end."""
    take(report_id, key)
    SealedReport.objects.filter(id=report_id).update(ciphertext=vault.seal(report_id, content, key).ciphertext)
    transaction.on_commit(remains.clear_at_once)


def end(report_id: str, key: str) -> None:
    """Ends a report for every process at once. Only who can open it can end it."""
    take(report_id, key)
    SealedReport.objects.filter(id=report_id).delete()
    transaction.on_commit(remains.clear_at_once)


def purge(every_seconds: int) -> int:
    """Ends all that is over, leaves a sign of life, and returns how many reports went."""
    now = timezone.now()
    with transaction.atomic():
        # This row first, as `queue.put` does: who takes the same locks in another order may wait for ever.
        PurgeRun.objects.update_or_create(
            id=PurgeRun.ONLY, defaults={"finished_at": now, "every_seconds": every_seconds}
        )
        ended = _end_expired(now)
    transaction.on_commit(remains.clear)
    return ended


def alive(now: datetime.datetime) -> QuerySet[SealedReport]:
    """Not over yet, and not from the future: after the clock was set back nothing may live longer for it (D-09)."""
    return SealedReport.objects.filter(expires_at__gt=now, expires_at__lte=now + LIFE + CLOCK_SLACK)


def _end_expired(now: datetime.datetime) -> int:
    over = Q(expires_at__lte=now) | Q(expires_at__gt=now + LIFE + CLOCK_SLACK)
    return SealedReport.objects.filter(over).delete()[1].get(SealedReport._meta.label, 0)  # not what hangs on it


def _end_surplus(held: Mapping[str, str], now: datetime.datetime) -> tuple[str, ...]:
    """Ends the oldest of this browser's reports beyond the limit, each only with its own key; all that are over."""
    living = list(alive(now).filter(id__in=held).order_by("-expires_at").values_list("id", flat=True))
    kept = living[: KEPT_AT_ONCE - 1]
    for report_id in living[KEPT_AT_ONCE - 1 :]:
        try:
            take(report_id, held[report_id])
        except Gone:
            continue
        SealedReport.objects.filter(id=report_id).delete()
    return tuple(report_id for report_id in held if report_id not in kept)
