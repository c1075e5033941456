"""Lines, rows and pages of a record to one document. Pure, and blind to what the words mean.

Cells of a row are three spaces apart, as in a PDF (layout.py). Lines that must decide nothing end in the mark that
hidden letters leave. No word is added to what the sender wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import NOTHING_TO_SAY, PAGES, TEXT_CHARACTERS, Document, Notice
from reports.intake.text import REPLACEMENT, clean

_CELLS_APART = "   "
_PENDING = re.compile(
    r"(?:(?:result|test|report)s?:? )?(?:is |are |still )*(?:pending|to follow|in progress|awaited|outstanding)[.]?",
    re.IGNORECASE,
)
_BLANKS = re.compile("[ \t\xa0]+")


class Lines:
    """The text of one page while it is put together. Refuses more than a document may hold."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._left = TEXT_CHARACTERS
        self.says_something = False  # more than headings

    def add(self, text: str, *, mark: bool = False) -> None:
        """One or more lines; blanks at their ends go. `mark`: the reader abstains on every one of them."""
        for line in clean(text.replace("\r\n", "\n")).replace("\f", "\n").split("\n"):
            line = line.rstrip(" \t\xa0")
            self._left -= len(line) + 1
            if self._left < 0:
                raise Unreadable(Reason.TOO_MUCH_TEXT)
            self.says_something = self.says_something or bool(line)
            self._lines.append(line + REPLACEMENT if mark and line else line)

    def apart(self) -> None:
        """A blank line, unless there is one."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, text: str) -> None:
        if text.strip():
            self.apart()
            before = self.says_something
            self.add(text.strip())
            self.says_something = before

    def row(self, cells: Sequence[Sequence[str]], top: bool = False) -> None:
        """A row of a table, each cell with its lines. `top`: all cells begin at one height.

        Lines at one height stand side by side only where it is certain that they belong together: as many in each
        cell, or several beside one label. Else one cell follows the other, and the reader deals out nothing.
        """
        kept = [list(cell) for cell in cells if any(line.strip() for line in cell)]
        for cell in kept:
            while not cell[-1].strip():
                cell.pop()
        counts = {len(cell) for cell in kept}
        several = counts - {1}
        if len(several) <= 1 and (len(counts) == 1 or top or (kept and len(kept[0]) == 1)):
            for together in zip_longest(*kept, fillvalue=""):
                self.add(_CELLS_APART.join(line.strip() for line in together if line.strip()))
            return
        for cell in kept:
            for line in cell:
                self.add(line.strip())

    def listed(self) -> list[str]:
        return list(self._lines)

    def text(self) -> str:
        return "\n".join(self._lines).strip("\n")


def one_line(text: str) -> str:
    """Words of a name or heading, without breaks and double blanks."""
    return _BLANKS.sub(" ", text.replace("\n", " ").replace("\r", " ")).strip()


def says_pending(value: str) -> bool:
    """Whether a value says in its own words, and says nothing else, that there is none yet."""
    return bool(_PENDING.fullmatch(value.strip()))


def document(
    kind: str,
    pages: Sequence[str | None],
    notices: Notice = NOTHING_TO_SAY,
    *,
    nothing: Reason = Reason.NO_REPORT_INSIDE,
) -> Document:
    """The pages with a line end each; None is a page that was not read. `nothing`: why there may be no text at all."""
    if not any(page is not None and page.strip(REPLACEMENT + " \n\t") for page in pages):
        raise Unreadable(nothing)
    if len(pages) > PAGES:
        raise Unreadable(Reason.TOO_MANY_PAGES)
    texts = ["" if page is None else f"{page}\n" for page in pages]
    whole = "".join(texts)
    if len(whole) > TEXT_CHARACTERS:
        raise Unreadable(Reason.TOO_MUCH_TEXT)
    unread = tuple(number for number, page in enumerate(pages, 1) if page is None)
    return Document(kind, whole, _starts(texts), len(pages), unread, notices=notices)


def pages_of(part: Document) -> list[str | None]:
    """The pages of a document that stood within another one."""
    ends = (*part.page_starts[1:], len(part.text))
    texts = (part.text[start:end].removesuffix("\n") for start, end in zip(part.page_starts, ends, strict=True))
    return [None if number in part.unread_pages else text for number, text in enumerate(texts, 1)]


def _starts(texts: Iterable[str]) -> tuple[int, ...]:
    starts, offset = [], 0
    for text in texts:
        starts.append(offset)
        offset += len(text)
    return tuple(starts)
