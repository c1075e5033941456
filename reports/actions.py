"""All that can happen to a report: receive, follow, delete, purge. The only place that joins reading and storage.

It knows nothing of requests and cookies, and it keeps nothing: who holds a key is the caller's matter.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import Error as DatabaseTrouble
from django.utils.formats import number_format

from guides import catalog, entries
from reports import health, pipeline, storage
from reports.explain import explain
from reports.explanation import Explanation
from reports.intake.protocol import FILE_BYTES, PAGES, PASTE_CHARACTERS, TEXT_CHARACTERS
from reports.storage import Received
from reports.vault import Gone

__all__ = ["Gone", "Received"]

logger = logging.getLogger(__name__)

LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "megabytes": FILE_BYTES // 1024**2,
        "pages": PAGES,
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
        return storage.put(document.to_bytes(), held)
    except pipeline.Unreadable as unreadable:
        code = unreadable.reason.value
    except DatabaseTrouble:  # full, locked or gone: it heals without us, so ask the visitor to come again
        logger.error("report_not_stored")
        code = "unavailable"
    raise Refused(code)  # out here, so that no exception of the reading hangs on to this one


def follow(*, report_id: str, key: str, language: str) -> Followed:
    """The explanation, read anew from the sealed document; `Gone` for everyone who may not see it."""
    content, expires_at = storage.take(report_id, key)
    document = pipeline.Document.from_bytes(content)
    explanation = explain(pipeline.read(document), document, language)
    return Followed(explanation, expires_at, catalog.page(language, "disclaimer"))


def delete(*, report_id: str, key: str) -> None:
    storage.end(report_id, key)


def purge(*, every_seconds: int) -> int:
    return storage.purge(every_seconds)


def offer(language: str) -> Offer:
    """What the upload page says before anything is sent."""
    return Offer(LIMITS, int(storage.LIFE.total_seconds()) // 60, SAMPLE, sample(SAMPLE, language), health.closed())


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
