"""Words with their places → the lines of a page, and which pieces of them may decide nothing.

Words are strung to the right by how much of their height they share with their neighbour, so that a bent line stays
one line. Columns stay apart by three blanks or more. A line that may hold two is in doubt as a whole: merged rows are
the most dangerous error of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from reports.intake.words import Word

_SHARED: Final = 0.5  # of the smaller height: on the same line
_TOUCHED: Final = 0.2  # less than this: surely on another line
_SURE: Final = 50  # percent
_COLUMN: Final = 1.1  # heights of a gap that starts a new column
_NARROWEST, _WIDEST = 3, 40  # blanks between columns, about as many as letters fit there
_BULLETS: Final = frozenset("-*•·–—■●▪○◦>»")  # at the start of a line they say nothing
_BLANK: Final = 1.5  # usual steps from line to line after which a line was left blank
_HIGH: Final = 1.9  # usual heights of a word that may be two lines


@dataclass(slots=True)
class _Row:
    words: list[Word] = field(default_factory=list)
    ambiguous: bool = False

    def end(self, usual: float) -> Word:
        """The last word that is as high as letters are: a dash says little about where its line runs."""
        return next((word for word in reversed(self.words) if _height(word) > usual / 2), self.words[-1])


def lines(words: Sequence[Word]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text of a page, and spans of it that are in doubt."""
    text: list[str] = []
    doubtful: list[tuple[int, int]] = []
    offset = 0
    found = _rows(words)
    for row, after_a_gap in zip(found, _gaps(found), strict=True):
        if after_a_gap:
            text.append("")
            offset += 1
        line = ""
        column = _COLUMN * median(_height(word) for word in row.words)
        letter = median((word.right - word.left) / len(word.text) for word in row.words)
        for number, word in enumerate(row.words):
            if number:
                gap = word.left - row.words[number - 1].right
                line += " " * min(_WIDEST, max(_NARROWEST, round(gap / max(1, letter)))) if gap > column else " "
            start = offset + len(line)
            line += word.text
            hardly = word.doubtful or word.confidence < _SURE
            if hardly and not row.ambiguous and not (number == 0 and word.text in _BULLETS):
                doubtful.append((start, offset + len(line)))
        if row.ambiguous:
            doubtful.append((offset, offset + len(line)))
        text.append(line)
        offset += len(line) + 1
    return "\n".join(text), tuple(doubtful)


def _rows(words: Sequence[Word]) -> list[_Row]:
    """From the left to the right, each word goes to the row whose end shares most of its height."""
    usual = median(_height(word) for word in words) if words else 1.0
    rows: list[_Row] = []
    for word in sorted(words, key=lambda word: (word.left, word.top)):
        fitting = ((_shared(row.end(usual), word), number) for number, row in enumerate(rows) if _before(row, word))
        best, other = (*sorted(fitting, reverse=True)[:2], (0.0, -1), (0.0, -1))[:2]
        if best[0] < _SHARED:
            rows.append(_Row([word], best[0] > _TOUCHED))
            continue
        row = rows[best[1]]
        row.words.append(word)
        if other[0] > _SHARED or _height(word) > _HIGH * usual:
            row.ambiguous = True
    return sorted(rows, key=lambda row: (row.words[0].top + row.words[0].bottom, row.words[0].left))


def _gaps(rows: Sequence[_Row]) -> list[bool]:
    """Whether the paper is left blank before a row: further from the last than rows of this page mostly are."""
    middles = [(row.words[0].top + row.words[0].bottom) / 2 for row in rows]
    steps = [below - above for above, below in pairwise(middles)]
    usual = sorted(step for step in steps if step > 0)
    if not usual:
        return [False] * len(rows)
    return [False, *(step > _BLANK * usual[len(usual) // 4] for step in steps)]


def _before(row: _Row, word: Word) -> bool:
    last = row.words[-1]
    return last.right - 0.3 * _height(last) <= word.left


def _shared(one: Word, other: Word) -> float:
    both = min(one.bottom, other.bottom) - max(one.top, other.top)
    return both / min(_height(one), _height(other))


def _height(word: Word) -> int:
    return max(1, word.bottom - word.top)
