"""Pages that were read from pictures, and how they become one document. Pure; nothing here opens a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import DOUBTFUL_SPANS, FROM_PICTURES, TEXT_CHARACTERS, Document


@dataclass(frozen=True, slots=True)
class Pending:
    """A document of which some pages are pictures. `known` holds the text of the others; the pictures are unread."""

    known: Document

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages to be read from pictures, counted from 1."""
        return self.known.unread_pages


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as two readers read it. `doubtful`: spans of `text` that may decide nothing."""

    number: int  # counted from 1
    text: str
    second: str
    doubtful: tuple[tuple[int, int], ...] = ()
    read: bool = True  # False: the page could not be opened, or something is on it that no reader made out


def assemble(pending: Pending, pages: Iterable[PageText]) -> Document:
    """All pages in their order; a page that is not among `pages`, or was not read, stays named as unread.

    `Unreadable` where nothing at all was read.
    """
    read = {page.number: page for page in pages if page.read and page.number in pending.pages}
    texts: list[str] = []
    seconds: list[str] = []
    doubtful: list[tuple[int, int]] = []
    offset = 0
    for number in range(1, pending.known.pages_sent + 1):
        own = _known(pending.known, number)
        page = read.get(number) or PageText(number, own, own)
        doubtful += [(start + offset, end + offset) for start, end in page.doubtful]
        texts.append(page.text + "\n" if page.text else "")
        seconds.append(page.second + "\n" if page.second else "")
        offset += len(texts[-1])
    whole, second = "".join(texts), "".join(seconds)
    if not whole.strip():
        raise Unreadable(Reason.NOTHING_READ)
    if max(len(whole), len(second)) > TEXT_CHARACTERS or len(doubtful) > DOUBTFUL_SPANS:
        raise Unreadable(Reason.TOO_MUCH_TEXT)
    known = pending.known
    unread = tuple(number for number in known.unread_pages if number not in read)
    if not read:
        return known
    kind = known.kind if known.kind in FROM_PICTURES else "mixed"
    return Document(
        kind, whole, _starts(texts), known.pages_sent, unread, tuple(sorted(read)), second, _starts(seconds),
        tuple(doubtful), known.notices,
    )  # fmt: skip


def _starts(texts: list[str]) -> tuple[int, ...]:
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text))
    return tuple(starts)


def _known(document: Document, number: int) -> str:
    starts = (*document.page_starts, len(document.text))
    return document.text[starts[number - 1] : starts[number]].removesuffix("\n")
