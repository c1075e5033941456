"""May a report be taken now: is a document opened safely, and does something end it in time.

`/readyz` shows the reasons, the upload page closes by them. Says nothing of paths, versions or counts.
"""

from __future__ import annotations

import datetime
import threading
from time import monotonic

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.utils import timezone

from reports import pipeline, queue
from reports.models import PurgeRun

LATE_PURGES = 3  # intervals without a sign of life, then nothing more is taken (D-08)
LONG_WAIT = datetime.timedelta(minutes=10)  # of the first report in line
SANDBOX_SECONDS = 5.0  # for which one process believes its last look


def checks() -> dict[str, str]:
    """Name → "" when fine, else a short reason."""
    missing = _sandbox.missing()
    found = {"sandbox": f"missing: {missing}" if missing else "", "purge": purge_late()}
    return found | _slow_reading() if settings.READ_PICTURES else found


def _slow_reading() -> dict[str, str]:
    return {
        "readers": "" if queue.readers_alive() else "none",
        "queue": "waits too long" if queue.oldest_wait() > LONG_WAIT else "",
    }


def closed() -> str:
    """The code of the reason why no report can be taken, "" when one can."""
    if _sandbox.missing():
        return "closed"
    try:
        return "unavailable" if purge_late() else ""
    except DatabaseTrouble:
        return "unavailable"


def purge_late() -> str:
    run = PurgeRun.objects.filter(id=PurgeRun.ONLY).first()
    if run is None:
        return "has never run"
    age = abs(timezone.now() - run.finished_at)  # a run in the future is no better than one long ago
    return "late" if age > LATE_PURGES * datetime.timedelta(seconds=run.every_seconds) else ""


class _Sandbox:
    """What the last look found. A look starts a child, so one answer serves for some seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at: float | None = None
        self._missing = ""

    def missing(self) -> str:
        with self._lock:
            now = monotonic()
            if self._looked_at is None or now - self._looked_at >= SANDBOX_SECONDS:
                self._missing = pipeline.unprotected()
                self._looked_at = now
            return self._missing


_sandbox = _Sandbox()
