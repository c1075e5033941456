"""Words with their places → the lines of a page, and which pieces of them may decide nothing.

Words are strung to the right by how much of their height they share with their neighbour, so that a bent line stays
one line. Columns stay apart by two blanks or more. A line that may hold two is marked as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.intake.words import Word

_SHARED: Final = 0.5  # of the smaller height: on the same line
_TOUCHED: Final = 0.2  # less than this: surely on another line
_SURE: Final = 60  # percent
_COLUMN: Final = 1.1  # heights of a gap that starts a new column


@dataclass(slots=True)
class _Row:
    words: list[Word] = field(default_factory=list)
    ambiguous: bool = False

    @property
    def last(self) -> Word:
        return self.words[-1]


def lines(words: Sequence[Word]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text of a page, and spans of it that are in doubt."""
    rows = _rows(words)
    text: list[str] = []
    doubtful: list[tuple[int, int]] = []
    offset = 0
    for row in rows:
        line = ""
        for number, word in enumerate(row.words):
            if number:
                line += "  " if _gap(row.words[number - 1], word) > _COLUMN * _height(word) else " "
            start = offset + len(line)
            line += word.text
            if not row.ambiguous and (word.doubtful or word.confidence < _SURE):
                doubtful.append((start, offset + len(line)))
        if row.ambiguous and line:
            doubtful.append((offset, offset + len(line)))
        text.append(line)
        offset += len(line) + 1
    return "\n".join(text), tuple(doubtful)


def _rows(words: Sequence[Word]) -> list[_Row]:
    rows: list[_Row] = []
    for word in sorted(words, key=lambda word: (word.left, word.top)):
        shares = [(_shared(row.last, word), row) for row in rows if _before(row.last, word)]
        shares.sort(key=lambda share: share[0])
        if not shares or shares[-1][0] < _SHARED:
            rows.append(_Row([word], bool(shares) and shares[-1][0] > _TOUCHED))
            continue
        best = shares[-1][1]
        best.words.append(word)
        if len(shares) > 1 and shares[-2][0] > _TOUCHED and _near(shares[-2][1].last, best.last, word):
            best.ambiguous = True
    rows.sort(key=lambda row: min(word.top + word.bottom for word in row.words[:1]))
    return rows


def _near(other: Word, own: Word, word: Word) -> bool:
    return other is not own


def _before(last: Word, word: Word) -> bool:
    return last.right - 0.3 * _height(last) <= word.left


def _shared(one: Word, other: Word) -> float:
    both = min(one.bottom, other.bottom) - max(one.top, other.top)
    return both / max(1, min(_height(one), _height(other)))


def _gap(one: Word, other: Word) -> int:
    return other.left - one.right


def _height(word: Word) -> int:
    return max(1, word.bottom - word.top)
