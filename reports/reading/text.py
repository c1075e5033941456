"""A report as lines that know their page, section, specimen and addendum, and the way back to its letters.

`prepare` is where every reading starts. Offsets of lines and mentions are offsets in `Prepared.text` (the
normalised text); `Prepared.evidence` turns them into a verbatim piece of the original.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from reports.reading.document_signs import Flat, flattened
from reports.reading.findings import Evidence
from reports.reading.lexicon import Lexeme, plain_words
from reports.reading.normalise import normalise
from reports.reading.outline import Place, places
from reports.reading.outline_rules import Outline
from reports.reading.sieve import Letters

_PARAGRAPH = 160  # characters; a printed line has fewer
_SHORT = ("Dr.", "Mr.", "Mrs.", "Ms.", "No.", "no.", "St.", "vs.", "e.g.", "i.e.", "cf.", "ca.", "al.", "approx.")
_SENTENCE_ENDS = re.compile(
    r"(?:(?<=[a-z0-9)%+\]][.])|(?<=[A-Z]{2}[.]))"
    + "".join(rf"(?<!\b{re.escape(word)})" for word in _SHORT)
    + r" (?=[A-Z(])"
)


class Line(NamedTuple):
    """One printed line. `text` has no line end and keeps its indent. A named tuple, as facts make many anew."""

    number: int
    start: int
    end: int
    text: str
    page: int
    indent: int
    section: str  # an id of content/context/sections.yaml: "diagnosis", "history", "method", … or ""
    heading: bool  # the line is, or starts with, the heading of its section
    specimen: str  # "A", "Tumor 1", "RIGHT BREAST", or ""
    addendum: int  # 0 in the report itself, 1, 2, … in its addenda and amendments
    amended: bool  # in an amendment, correction or revision, not merely an addition
    unsafe: bool  # hides something, or turns the direction of writing: never read


@dataclass(frozen=True)
class Prepared:
    original: str
    text: str
    lines: tuple[Line, ...]
    specimens: tuple[str, ...]  # as the report names them, in its order
    page_starts: tuple[int, ...]
    letters: Letters  # of the text
    _origin: array[int]

    @cached_property
    def words(self) -> list[Lexeme]:
        """The plain words of the text, for whoever looks for phrases in it."""
        return plain_words(self.text)

    @cached_property
    def flat(self) -> Flat:
        """The text for whoever asks what kind of document it is."""
        return flattened(self.text)

    def line_at(self, offset: int) -> Line:
        """The line that holds an offset of the normalised text."""
        return self.lines[bisect_right(self.lines, offset, key=lambda line: line.start) - 1]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of `text[start:end]`; the span must not be empty."""
        return self._origin[start], self._origin[end - 1] + 1

    def origins(self, offsets: Sequence[int]) -> array[int]:
        """Offsets in the original of single letters of the normalised text."""
        origin = self._origin
        return array("L", [origin[offset] for offset in offsets])

    def printed(self, start: int, end: int) -> str:
        first, last = self.original_span(start, end)
        return self.original[first:last]

    def evidence(self, start: int, end: int) -> Evidence:
        """`text[start:end]` as it stands in the original, without white space at its ends, brackets closed."""
        piece = self.text[start:end]
        if self.text[end : end + 1] == ")" and piece.count("(") > piece.count(")"):
            end += 1
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        first, last = self.original_span(start, end)
        return Evidence(self.original[first:last], first, last, bisect_right(self.page_starts, first))


def prepare(text: str, outline: Outline, page_starts: Sequence[int] = (0,)) -> Prepared:
    """`outline` is `Vocabulary.outline`; `page_starts` are offsets in `text`, the first is 0."""
    normal = normalise(text, outline.words)
    whole, follows = _unfolded(normal.text)
    raw = whole.split("\n")
    starts = tuple(page_starts) or (0,)
    letters = Letters(whole)
    laid_out = places(raw, outline, letters, follows)
    lines: list[Line] = []
    offset = 0
    hidden = iter(normal.hidden)
    next_hidden = next(hidden, None)
    for number, (piece, place) in enumerate(zip(raw, laid_out.places, strict=True)):
        end = offset + len(piece)
        first = normal.origin[offset] if offset < len(normal.origin) else len(text)
        until = normal.origin[end] if end < len(normal.origin) else len(text)
        unsafe = False
        while next_hidden is not None and next_hidden <= until:
            unsafe = True
            next_hidden = next(hidden, None)
        lines.append(_line(number, offset, piece, place, bisect_right(starts, first), unsafe))
        offset = end + 1
    return Prepared(text, whole, tuple(lines), laid_out.specimens, starts, letters, normal.origin)


def _unfolded(text: str) -> tuple[str, list[bool]]:
    """Paragraphs that were pasted as one line, one sentence to a line; for each line whether it goes on in one.

    No letter is added or lost: the blank behind a full stop becomes a line end.
    """
    pieces: list[str] = []
    follows: list[bool] = []
    for line in text.split("\n"):
        whole = _SENTENCE_ENDS.sub("\n", line) if len(line) > _PARAGRAPH else line
        pieces.append(whole)
        follows += [False] + [True] * whole.count("\n")
    return "\n".join(pieces), follows


def _line(number: int, start: int, text: str, place: Place, page: int, unsafe: bool) -> Line:
    return Line(
        number=number,
        start=start,
        end=start + len(text),
        text=text,
        page=max(page, 1),
        indent=len(text) - len(text.lstrip()),
        section=place.section,
        heading=place.heading,
        specimen=place.specimen,
        addendum=place.addendum,
        amended=place.amended,
        unsafe=unsafe,
    )
