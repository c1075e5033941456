"""The live content as frozen values, read whole and kept by each process until the next release.

A page is therefore never made of two releases, and reading it takes no query. Each process looks for a new release
at most once a second; all of them change over at the moment that the release names, so that a reader who meets
several processes never sees the new text and then the old one.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.utils import timezone

from guides import models, shelving

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds; less than replace.CHANGE_OVER


class NoContentError(LookupError):
    """Nothing was ever loaded: not the reader's mistake."""


@dataclass(frozen=True, slots=True)
class Library:
    release: str
    shelves: Mapping[str, shelving.Shelf]  # by language
    redirects: Mapping[str, tuple[str, str]]  # old path → language and guide


@dataclass(slots=True)
class _Desk:
    """What this process knows. `coming` is read already and waits for its moment."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    looked_at: float = 0.0
    release_id: int = 0
    current: Library | None = None
    coming: tuple[datetime.datetime, Library] | None = None


_desk = _Desk()


def current() -> Library:
    """The live content; raises `NoContentError` where none was ever loaded."""
    with _desk.lock:
        if _desk.current is None or time.monotonic() - _desk.looked_at >= LOOK_EVERY:
            _look_if_possible()
        if _desk.coming is not None and _desk.coming[0] <= timezone.now():
            _desk.current, _desk.coming = _desk.coming[1], None
        if _desk.current is None:
            raise NoContentError("no content is loaded")
        return _desk.current


def forget() -> None:
    """This process reads the newest release at its next look, without waiting for the moment of changing over."""
    with _desk.lock:
        _desk.release_id, _desk.current, _desk.coming = 0, None, None


def _look_if_possible() -> None:
    """Guides stay readable while the database is away, once they were read."""
    try:
        _look()
    except DatabaseError:
        if _desk.current is None:
            raise
        logger.exception("release_not_looked_up")


def _look() -> None:
    row = models.ContentRelease.objects.order_by("-id").values("id", "live_from").first()
    _desk.looked_at = time.monotonic()
    if row is None or row["id"] == _desk.release_id:
        return
    read = _read()
    if read is None:
        return
    _desk.release_id, library = read
    if _desk.current is None:
        _desk.current = library
    else:
        _desk.coming = (row["live_from"], library)


def _read() -> tuple[int, Library] | None:
    """All rows of one release. Read again if another release came in between: no lock is taken."""
    for _ in range(5):
        before = models.ContentRelease.objects.order_by("-id").values("id", "digest").first()
        if before is None:
            return None
        shelves = shelving.shelves()
        redirects = {
            row.old_path: (row.language, row.guide_slug) for row in models.Redirect.objects.order_by("old_path")
        }
        after = models.ContentRelease.objects.order_by("-id").values("id").first()
        if after is not None and after["id"] == before["id"]:
            return before["id"], Library(before["digest"][:12], shelves, redirects)
    return None
