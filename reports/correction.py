"""What is kept of a report for its hour: the document as it was read, and the reader's words where they set it right.

Of a page that was corrected the reader's text counts alone: there is no second reading and no doubt about it any more.
What the machine read stays beside it, so that it can be brought back. Keeps and stores nothing itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from reports.intake import text
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import TEXT_CHARACTERS, Document

_MAGIC: Final = b"OKC1"
_HEAD: Final = struct.Struct(">4sII")  # magic, length of the document as it was read, length of the corrected one


@dataclass(frozen=True, slots=True)
class PageText:
    number: int  # counted from 1
    text: str
    from_picture: bool
    corrected: bool


@dataclass(frozen=True, slots=True)
class Kept:
    document: Document  # what counts
    as_read: Document | None = None  # what the machine read, where the reader has changed it

    def to_bytes(self) -> bytes:
        if self.as_read is None:
            return self.document.to_bytes()
        read, corrected = self.as_read.to_bytes(), self.document.to_bytes()
        return _HEAD.pack(_MAGIC, len(read), len(corrected)) + read + corrected

    @classmethod
    def from_bytes(cls, content: bytes) -> Kept:
        if not content.startswith(_MAGIC):
            return cls(Document.from_bytes(content))
        _, read, corrected = _HEAD.unpack_from(content)
        end = _HEAD.size + read
        return cls(Document.from_bytes(content[end : end + corrected]), Document.from_bytes(content[_HEAD.size : end]))

    def pages(self) -> tuple[PageText, ...]:
        read = slices(self.as_read.text, self.as_read.page_starts) if self.as_read else ()
        now = slices(self.document.text, self.document.page_starts)
        pictures = (self.as_read or self.document).pictures
        return tuple(
            PageText(number, shown(one), number in pictures, bool(read) and one != read[number - 1])
            for number, one in enumerate(now, 1)
        )

    def corrected(self, texts: Sequence[str]) -> Kept:
        """With these texts, one for each page; or `Unreadable`. A page that is as it was stays as it was read."""
        now = slices(self.document.text, self.document.page_starts)
        if len(texts) != len(now):
            raise Unreadable(Reason.DAMAGED)
        wanted = {
            number: written(new)
            for number, (old, new) in enumerate(zip(now, texts, strict=True), 1)
            if written(new).rstrip() != shown(old).rstrip()
        }
        changed = with_pages(self.document, wanted)
        return replace(self, document=changed, as_read=self.as_read or self.document) if wanted else self

    def restored(self) -> Kept:
        return Kept(self.as_read or self.document)


def with_pages(document: Document, wanted: dict[int, str]) -> Document:
    """The document with other words on some pages; or `Unreadable` where nothing or too much is left."""
    pages = slices(document.text, document.page_starts)
    new = [ended(wanted.get(number, old), number < len(pages)) for number, old in enumerate(pages, 1)]
    whole = "".join(new)
    if not whole.strip():
        raise Unreadable(Reason.EMPTY)
    if len(whole) > TEXT_CHARACTERS:
        raise Unreadable(Reason.TOO_MUCH_TEXT)
    starts = starts_of(new)
    pictures = tuple(page for page in document.pictures if page not in wanted)
    second = second_of(document, new, wanted) if pictures else []
    return replace(
        document,
        text=whole,
        page_starts=starts,
        unread_pages=tuple(page for page in document.unread_pages if page not in wanted),
        pictures=pictures,
        second="".join(second),
        second_page_starts=starts_of(second) if second else (),
        doubtful=tuple(moved(document, starts, wanted)),
    )


def second_of(document: Document, new: Sequence[str], wanted: dict[int, str]) -> list[str]:
    """The second reading, where a corrected page says the same as the first: nothing speaks against the reader."""
    seconds = slices(document.second, document.second_page_starts)
    return [new[number - 1] if number in wanted else old for number, old in enumerate(seconds, 1)]


def moved(document: Document, starts: Sequence[int], wanted: dict[int, str]) -> Iterable[tuple[int, int]]:
    """The doubtful spans of the pages that stayed, at their new places."""
    for start, end in document.doubtful:
        page = sum(1 for other in document.page_starts if other <= start)
        if page not in wanted:
            by = starts[page - 1] - document.page_starts[page - 1]
            yield start + by, end + by


def slices(whole: str, starts: Sequence[int]) -> list[str]:
    return [whole[start:end] for start, end in zip(starts, [*starts[1:], len(whole)], strict=True)]


def starts_of(pages: Sequence[str]) -> tuple[int, ...]:
    return tuple(accumulate((len(page) for page in pages[:-1]), initial=0))


def shown(page: str) -> str:
    """Without the line break that only parts it from the next page."""
    return page.replace("\r\n", "\n").removesuffix("\n")


def written(page: str) -> str:
    """As the reader wrote it: no letter changed but what no line may hold."""
    return text.clean(page).replace("\r\n", "\n").replace("\f", "\n")


def ended(page: str, has_next: bool) -> str:
    return page + "\n" if has_next and page and not page.endswith("\n") else page
