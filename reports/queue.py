"""What waits to be read: put a file in line, say where it stands, take it up, end it. Sees sealed bytes and keys.

A file waits as sealed bytes beside its key, which is wrapped with one of the server. Both go in the transaction that
stores what was read, and in the one that gives the reading up. Starts nothing itself: `send` puts a report's id where
a worker finds it. Reasons: docs/adr/0064.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reports import remains, storage, vault
from reports.models import PurgeRun, ReaderRun, SealedReport, SealedUpload, SlowReading

Send = Callable[[str], None]
State = SlowReading.State

BEAT_SECONDS = 5.0
STALE = datetime.timedelta(seconds=30)  # without a sign of life, then a worker counts as dead
WAITING_FOR_EACH = 2  # reports that may wait for each worker
ATTEMPTS = 2
LOST, LEFT = "lost", "left"  # why a reading ended: its workers died; nobody looked at its page any more
ASKED_EVERY = datetime.timedelta(seconds=30)  # written down no oftener


class Full(Exception):  # noqa: N818 - the name of the state
    """As many wait as may."""


class NoReaders(Exception):  # noqa: N818 - the name of the state
    """No worker has given a sign of life."""


@dataclass(frozen=True, slots=True)
class Progress:
    state: str  # of `State`
    code: str  # why it ended, "" while it did not
    pages_done: int
    pages_total: int
    before: int  # reports that came earlier and are not read yet


@dataclass(frozen=True, slots=True)
class Work:
    """One worker's turn at one report. `attempt` tells it from a turn that was given up as dead."""

    report_id: str
    attempt: int
    key: str
    upload: bytes


def put(upload: bytes, pages: int, held: Mapping[str, str], named: vault.Named, send: Send) -> storage.Received:
    """Puts a file in line; or `Full`, `NoReaders`. Sent twice, it waits once."""
    now = timezone.now()
    with transaction.atomic():
        # One at a time, so that as many wait as may and no more; SQLite takes one writer at a time by itself.
        PurgeRun.objects.select_for_update().filter(id=PurgeRun.ONLY).first()
        is_new = not storage.alive(now).filter(id=named.id).exists()
        if is_new:
            _make_sure_there_is_room()
        received = storage.put(b"", held, named)
        if is_new:
            wrapped = vault.wrap(named.id, named.key)
            reading = SlowReading.objects.create(
                report_id=named.id, wrapped=wrapped, pages_total=pages, queued_at=now, heartbeat=now
            )
            sealed = vault.seal(named.id, upload, named.key, vault.UPLOAD).ciphertext
            SealedUpload.objects.create(reading=reading, ciphertext=sealed)
            send(named.id)
    return received


def _make_sure_there_is_room() -> None:
    readers = len(readers_alive())
    if not readers:
        raise NoReaders
    if SlowReading.objects.filter(state=State.WAITING).count() >= WAITING_FOR_EACH * readers:
        raise Full


def readers_alive() -> Collection[str]:
    now = timezone.now()
    return ReaderRun.objects.filter(seen_at__gt=now - STALE, seen_at__lte=now + STALE).values_list("id", flat=True)


def progress(report_id: str) -> Progress | None:
    """None where nothing waits: the report is read, or there is none. Ask before the report itself is opened."""
    reading = SlowReading.objects.filter(report_id=report_id).defer("wrapped").first()
    if reading is None:
        return None
    before = _unfinished().filter(queued_at__lt=reading.queued_at).count()
    return Progress(reading.state, reading.code, reading.pages_done, reading.pages_total, before)


def asked(report_id: str) -> None:
    """Somebody who may see it looks at its page."""
    now = timezone.now()
    _unfinished().filter(report_id=report_id, asked_at__lt=now - ASKED_EVERY).update(asked_at=now)


def start(report_id: str) -> Work | None:
    """Takes a report up; None where there is nothing to read any more."""
    now = timezone.now()
    with transaction.atomic():
        waiting = SlowReading.objects.select_for_update().filter(report_id=report_id, state=State.WAITING)
        reading = waiting.filter(report__in=storage.alive(now)).first()
        if reading is None:
            return None
        reading.attempts += 1
        waiting.update(state=State.READING, attempts=reading.attempts, pages_done=0, heartbeat=now)
        sealed = SealedUpload.objects.values_list("ciphertext", flat=True).get(reading=reading)
    key = vault.unwrap(report_id, bytes(reading.wrapped or b""))
    upload = vault.unseal(report_id, key, bytes(sealed), vault.UPLOAD)
    return Work(report_id, reading.attempts, key, upload)


def beat(work: Work, **changed: int) -> bool:
    """A sign of life. False where the reading is no longer this worker's: cancelled, over, or given to another."""
    return bool(_of(work).update(heartbeat=timezone.now(), **changed))


def finish(work: Work, document: bytes) -> bool:
    """Stores what was read, and ends file, wrapped key and place in the line with the same stroke."""
    with transaction.atomic():
        if not _of(work).delete()[0]:
            return False
        ciphertext = vault.seal(work.report_id, document, work.key).ciphertext
        SealedReport.objects.filter(id=work.report_id).update(ciphertext=ciphertext)
    transaction.on_commit(remains.clear_at_once)
    return True


def fail(work: Work, code: str) -> None:
    _end(_of(work), code)


def give_back(work: Work, send: Send) -> None:
    """The worker is told to stop: the report goes back to its place, as if it had not been taken up."""
    with transaction.atomic():
        back = {"state": State.WAITING, "attempts": work.attempt - 1, "pages_done": 0, "heartbeat": timezone.now()}
        if _of(work).update(**back):
            send(work.report_id)


def sweep(sent: Collection[str], send: Send) -> int:
    """Gives reports of dead workers to others, once; then they are lost. Returns how many were found.

    `sent`: the reports that a worker can find. One that waits and cannot be found lost its worker as it was taken up.
    """
    now = timezone.now()
    if dead := ReaderRun.objects.exclude(id__in=list(readers_alive())).values_list("id", flat=True)[:100]:
        ReaderRun.objects.filter(id__in=list(dead)).delete()
    _give_up_what_nobody_asks_for(now)
    quiet = _unfinished().exclude(heartbeat__gt=now - STALE, heartbeat__lte=now + STALE)
    if not quiet.exists():  # the usual case: asked without waiting for those who write
        return 0
    with transaction.atomic():
        lost_workers = [
            reading
            for reading in quiet.select_for_update().order_by("queued_at")
            if not (reading.state == State.WAITING and reading.report_id in sent)
        ]
        for reading in lost_workers:
            _try_again(reading, now, send)
    return len(lost_workers)


def _give_up_what_nobody_asks_for(now: datetime.datetime) -> None:
    left = _unfinished().filter(asked_at__lte=now - datetime.timedelta(minutes=settings.UNASKED_MINUTES))
    if left.exists():
        _end(left, LEFT)


def _try_again(reading: SlowReading, now: datetime.datetime, send: Send) -> None:
    own = SlowReading.objects.filter(report_id=reading.report_id)
    if reading.attempts >= ATTEMPTS:
        _end(own, LOST)
    else:
        own.update(state=State.WAITING, pages_done=0, heartbeat=now)
        send(reading.report_id)


def oldest_wait() -> datetime.timedelta:
    """How long the first in line has been waiting."""
    first = _unfinished().filter(state=State.WAITING).order_by("queued_at").values_list("queued_at", flat=True).first()
    return timezone.now() - first if first else datetime.timedelta()


def renew_reader(reader_id: str) -> None:
    ReaderRun.objects.update_or_create(id=reader_id, defaults={"seen_at": timezone.now()})


def end_reader(reader_id: str) -> None:
    ReaderRun.objects.filter(id=reader_id).delete()


def _unfinished() -> QuerySet[SlowReading]:
    return SlowReading.objects.filter(state__in=(State.WAITING, State.READING))


def _of(work: Work) -> QuerySet[SlowReading]:
    return SlowReading.objects.filter(report_id=work.report_id, state=State.READING, attempts=work.attempt)


def _end(readings: QuerySet[SlowReading], code: str) -> None:
    """Without a document: the file and the wrapped key go, the reason stays until the report's end."""
    with transaction.atomic():
        for report_id in list(readings.values_list("report_id", flat=True)):
            if readings.filter(report_id=report_id).update(state=State.ENDED, code=code, wrapped=None):
                SealedUpload.objects.filter(reading_id=report_id).delete()
    transaction.on_commit(remains.clear_at_once)
