"""All that can happen to a report: receive, follow, correct, delete, purge.

The only place that joins reading and storage. It knows nothing of requests and cookies, and it keeps nothing: who
holds a key is the caller's matter.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.utils.formats import number_format

from guides import catalog, entries
from reports import correction, health, pipeline, queue, storage, tasks, vault
from reports.explain import explain
from reports.explanation import Explanation
from reports.intake.protocol import FILE_BYTES, PAGES, PASTE_CHARACTERS, PIXELS, TEXT_CHARACTERS
from reports.storage import Received
from reports.vault import Gone

__all__ = ["Gone", "Received"]

logger = logging.getLogger(__name__)

LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "megabytes": FILE_BYTES // 1024**2,
        "pages": PAGES,
        "megapixels": PIXELS // 1_000_000,
        "characters": TEXT_CHARACTERS,
        "paste_characters": PASTE_CHARACTERS,
    }
)
SAMPLE = "breast-core-biopsy"  # the one that the upload page offers


class Refused(Exception):  # noqa: N818 - what happened, as the page says it
    """A document was not taken; `code` is one of the closed list in reports/intake/errors.py and all that is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Offer:
    limits: Mapping[str, int]
    life_minutes: int
    sample_slug: str
    sample_text: str
    closed: str  # code of the reason why nothing can be taken now, "" when a report can be
    pictures: bool  # photos and scans can be read here


@dataclass(frozen=True, slots=True)
class Followed:
    explanation: Explanation
    expires_at: datetime.datetime
    disclaimer: entries.Page
    pages: tuple[correction.PageText, ...]  # the text that was explained, to be corrected

    def with_texts(self, texts: Sequence[str]) -> Followed:
        """The same, with other words in the boxes: those of a correction that was not taken."""
        if len(texts) != len(self.pages):
            return self
        pages = tuple(replace(page, text=text) for page, text in zip(self.pages, texts, strict=True))
        return replace(self, pages=pages)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report whose pictures are not read yet, or could not be read."""

    state: str  # "waiting", "reading" or "ended"
    sentences: tuple[str, ...]
    pages_done: int
    pages_total: int
    before: int
    expires_at: datetime.datetime


def receive(*, content: bytes | None = None, text: str = "", held: Mapping[str, str], form_key: str = "") -> Received:
    """Reads a file's bytes, or pasted text, and seals what was read; a file with pictures is put in line.

    `held`: the reports this browser already has. `form_key`: what the form was given, so that one form sent twice with
    the same report makes one.
    """
    if code := health.closed():
        raise Refused(code)
    named = vault.named(form_key, text.encode(errors="surrogatepass") if content is None else content)
    try:
        if content is None:
            return storage.put(pipeline.from_paste(text).to_bytes(), held, named)
        found = _surveyed(content)
        if isinstance(found, pipeline.Document):
            return storage.put(found.to_bytes(), held, named)
        return queue.put(content, len(found.pages), held, named, tasks.send)
    except pipeline.Unreadable as unreadable:
        code = unreadable.reason.value
    except queue.Full:
        code = "busy"
    except queue.NoReaders:
        code = "no_readers"
    except DatabaseTrouble:  # full, locked or gone: it heals without us, so ask the visitor to come again
        logger.error("report_not_stored")
        code = "unavailable"
    raise Refused(code)  # out here, so that no exception of the reading hangs on to this one


def _surveyed(content: bytes) -> pipeline.Document | pipeline.Pending:
    """What can be said at once; where this site reads no pictures, that is all that is said."""
    found = pipeline.survey(content)
    if settings.READ_PICTURES or isinstance(found, pipeline.Document):
        return found
    if not found.known.text.strip():
        raise pipeline.Unreadable(pipeline.Reason.PICTURE if found.known.kind == "photo" else pipeline.Reason.SCAN)
    return found.known


def follow(*, report_id: str, key: str, language: str) -> Followed | Waiting:
    """The explanation, read anew from the sealed document; `Gone` for everyone who may not see it."""
    progress = queue.progress(report_id)  # first: what is none now stays none, so that a document is there to be taken
    content, expires_at = storage.take(report_id, key)
    if progress:
        queue.asked(report_id)
        sentences = _told(progress, language)
        counts = progress.pages_done, progress.pages_total, progress.before
        return Waiting(progress.state, sentences, *counts, expires_at)
    if not content:  # the database forgot that it waits: docs/adr/0070
        return Waiting(queue.State.ENDED, (progressing("lost", language),), 0, 0, 0, expires_at)
    kept = correction.Kept.from_bytes(content)
    explanation = explain(pipeline.read(kept.document), kept.document, language)
    return Followed(explanation, expires_at, catalog.page(language, "disclaimer"), kept.pages())


def correct(*, report_id: str, key: str, texts: Sequence[str]) -> None:
    """The reader's own words in place of what was read, page by page; an empty list brings back what was read."""
    kept = _kept(report_id, key)
    try:
        changed = kept.corrected(texts) if texts else kept.restored()
    except pipeline.Unreadable as unreadable:
        code = unreadable.reason.value
    else:
        return storage.replace(report_id, key, changed.to_bytes())
    raise Refused(code)


def _kept(report_id: str, key: str) -> correction.Kept:
    progress = queue.progress(report_id)
    content, _ = storage.take(report_id, key)
    if progress or not content:
        raise Gone  # there is no text yet
    return correction.Kept.from_bytes(content)


def _told(progress: queue.Progress, language: str) -> tuple[str, ...]:
    """Where a report stands, in sentences."""
    if progress.state == queue.State.ENDED:
        if progress.code in (queue.LOST, queue.LEFT):
            return (progressing(progress.code, language, minutes=settings.UNASKED_MINUTES),)
        return (refusal(progress.code, language),)
    before = {0: "none", 1: "one"}.get(progress.before, "many")
    if progress.state == queue.State.WAITING:
        return (progressing(f"before.{before}", language, before=progress.before),)
    page, pages = progress.pages_done + 1, progress.pages_total
    key = "page" if page <= pages else "together"
    return (progressing(key, language, page=page, pages=pages),)


def progressing(key: str, language: str, **values: int) -> str:
    return catalog.wording(language).sentences[f"progress.{key}"].format_map(values)


def delete(*, report_id: str, key: str) -> None:
    storage.end(report_id, key)


def purge(*, every_seconds: int) -> int:
    ended = storage.purge(every_seconds)
    queue.sweep(tasks.sent(), tasks.send_again)
    tasks.forget()
    return ended


def offer(language: str) -> Offer:
    """What the upload page says before anything is sent."""
    minutes = int(storage.LIFE.total_seconds()) // 60
    pictures = settings.READ_PICTURES and pipeline.reads_pictures()
    return Offer(LIMITS, minutes, SAMPLE, sample(SAMPLE, language), health.closed(), pictures)


def sample(slug: str, language: str) -> str:
    """The text of a made-up report to try; `Refused` where there is none of that name."""
    try:
        return catalog.sample(language, slug)
    except LookupError:
        raise Refused("empty") from None


def refusal(code: str, language: str) -> str:
    """The sentence that a visitor reads for a code of `Refused`."""
    printed = {name: number_format(limit, force_grouping=True) for name, limit in LIMITS.items()}
    return catalog.wording(language).sentences[f"refused.{code}"].format_map(printed)
