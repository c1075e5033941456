"""All that can happen to a report: receive, follow, delete, purge. The only place that joins pipeline, vault and rows.

It knows nothing of requests and cookies, and it keeps nothing: who holds a key is the caller's matter.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from guides import catalog, entries
from reports import health, pipeline, vault
from reports.explain import explain
from reports.explanation import Explanation
from reports.intake.protocol import FILE_BYTES, PAGES, PASTE_CHARACTERS, TEXT_CHARACTERS
from reports.models import PurgeRun, SealedReport
from reports.vault import Gone

__all__ = [
    "Followed",
    "Gone",
    "Offer",
    "Received",
    "Refused",
    "delete",
    "follow",
    "offer",
    "purge",
    "receive",
    "sample",
]

LIFE = datetime.timedelta(minutes=60)
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "megabytes": FILE_BYTES // 1024**2,
        "pages": PAGES,
        "characters": TEXT_CHARACTERS,
        "paste_characters": PASTE_CHARACTERS,
    }
)
SAMPLE = "breast"
KEPT_AT_ONCE = 4  # reports of one browser; a fifth ends the oldest (docs/adr/0031)
CLOCK_SLACK = datetime.timedelta(seconds=5)  # by which a clock may step back without ending what was just received
CHECKPOINT_WAIT_MS = 500

# Opened where there is no row, so that "no such report" costs what "not your report" costs (P-02).
_DECOY = vault.seal(vault.new_id(), b"").ciphertext


class Refused(Exception):  # noqa: N818 - what happened, as the page says it
    """A document was not taken; `code` is one of the closed list in reports/intake/errors.py and all that is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Offer:
    limits: Mapping[str, int]
    life_minutes: int
    sample_text: str
    closed: str  # code of the reason why nothing can be taken now, "" when a report can be


@dataclass(frozen=True, slots=True)
class Received:
    id: str
    key: str
    life_seconds: int
    ended: tuple[str, ...]  # reports of this browser whose cookies have nothing left to open


@dataclass(frozen=True, slots=True)
class Followed:
    explanation: Explanation
    expires_at: datetime.datetime
    disclaimer: entries.Page


def receive(*, content: bytes | None = None, text: str = "", held: Mapping[str, str]) -> Received:
    """Reads a file's bytes, or pasted text, and seals what was read. `held`: the reports this browser already has."""
    if code := health.closed():
        raise Refused(code)
    try:
        document = pipeline.from_paste(text) if content is None else pipeline.extract(content)
    except pipeline.Unreadable as unreadable:
        code = unreadable.reason.value
    else:
        return _store(document.to_bytes(), held)
    raise Refused(code)  # out here, so that no exception of the reading hangs on to this one


def follow(*, report_id: str, key: str, language: str) -> Followed:
    """The explanation, read anew from the sealed document; `Gone` for everyone who may not see it."""
    content, expires_at = _open(report_id, key)
    document = pipeline.Document.from_bytes(content)
    explanation = explain(pipeline.read(document), document, language)
    return Followed(explanation, expires_at, catalog.page(language, "disclaimer"))


def delete(*, report_id: str, key: str) -> None:
    """Ends a report for every process at once; only who can open it can delete it."""
    _open(report_id, key)
    SealedReport.objects.filter(id=report_id).delete()
    transaction.on_commit(_empty_write_ahead_log)


def purge(now: datetime.datetime | None = None, *, every_seconds: int = 60) -> int:
    """Ends all that is over, leaves a sign of life, and returns how many reports went."""
    now = now or timezone.now()
    with transaction.atomic():
        purged = _end_expired(now)
        PurgeRun.objects.update_or_create(
            id=PurgeRun.ONLY, defaults={"finished_at": now, "every_seconds": every_seconds}
        )
    transaction.on_commit(_empty_write_ahead_log)
    return purged


def offer(language: str) -> Offer:
    """What the upload page says before anything is sent."""
    return Offer(LIMITS, int(LIFE.total_seconds()) // 60, sample(SAMPLE, language), health.closed())


def sample(slug: str, language: str) -> str:
    """The text of a made-up report to try; `Refused` where there is none of that name."""
    try:
        return catalog.sample(language, slug)
    except LookupError:
        raise Refused("nothing") from None


def refusal(code: str, language: str) -> str:
    """The sentence that a visitor reads for a code of `Refused`."""
    return catalog.wording(language).sentences[f"refused.{code}"].format_map(LIMITS)


def _store(content: bytes, held: Mapping[str, str]) -> Received:
    now = timezone.now()
    report_id = vault.new_id()
    key, ciphertext = vault.seal(report_id, content)
    with transaction.atomic():
        SealedReport.objects.create(id=report_id, ciphertext=ciphertext, expires_at=now + LIFE)
        _end_expired(now)
        ended = _end_surplus(held, now) if held else ()
    return Received(report_id, key, int(LIFE.total_seconds()), ended)


def _open(report_id: str, key: str) -> tuple[bytes, datetime.datetime]:
    now = timezone.now()
    found = _alive(now).filter(id=report_id).values_list("ciphertext", "expires_at").first()
    ciphertext, expires_at = found or (_DECOY, now)
    return vault.unseal(report_id, key, bytes(ciphertext)), expires_at


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
            _open(report_id, held[report_id])
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
