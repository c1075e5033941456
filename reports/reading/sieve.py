"""Patterns that are asked only where the letters stand which no match of theirs can do without.

Searching for long alternations costs more than all the rest of reading, and a text holds few of their words.
`letters_of` finds those words in the pattern itself, so that no list beside it has to be kept true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # nothing public tells what a pattern is made of
from typing import Any, Final, NamedTuple

_REPEATED: Final = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
_ODD_CASES: Final = {"\u0130": "i", "\u0131": "i", "\u017f": "s"}  # what IGNORECASE takes for a Latin letter


def in_both_cases(piece: str) -> str:
    """A line or sentence in small letters and as it is printed: holds what `letters_of` says of its matches."""
    return f"{_folded(piece)}\n{piece}"


def _folded(text: str) -> str:
    if not text.isascii():
        for odd, letter in _ODD_CASES.items():
            text = text.replace(odd, letter)
    return text.lower()


class Letters:
    """Which letters follow each other in a text, in threes: answers many questions faster than the text does."""

    def __init__(self, text: str) -> None:
        low = _folded(text)
        self._threes = frozenset(zip(low, low[1:], low[2:], strict=False))

    def may_hold(self, threes: frozenset[Three]) -> bool:
        return threes <= self._threes


Three = tuple[str, str, str]


def threes(letters: str) -> frozenset[Three]:
    low = letters.lower()
    return frozenset(zip(low, low[1:], low[2:], strict=False))


class Row(NamedTuple):
    """A pattern under one of the words of which each of its matches holds at least one."""

    letters: str
    threes: frozenset[Three]
    name: str
    pattern: re.Pattern[str]


class Sieve:
    """Named patterns in the order in which they are asked."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = tuple(rows)

    def within(self, letters: Letters) -> Sieve:
        """Those that a piece of this text may match."""
        return Sieve(row for row in self._rows if letters.may_hold(row.threes))

    def first(self, piece: str, cases: str) -> str:
        """The name of the first that matches, or ""; `cases` is the piece, or what it stands in, in both cases."""
        for letters, _, name, pattern in self._rows:
            if letters in cases and pattern.search(piece):
                return name
        return ""


def sieve(patterns: Iterable[tuple[str, re.Pattern[str]]]) -> Sieve:
    return Sieve(
        Row(letters, threes(letters), name, pattern) for name, pattern in patterns for letters in letters_of(pattern)
    )


def letters_of(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """One of these stands in each match, as printed or in small letters. `("",)` where nothing can be said."""
    needed = _needed(_parser.parse(pattern.pattern, pattern.flags), folds=bool(pattern.flags & re.IGNORECASE))
    return tuple(sorted(one for one in needed if not any(other != one and other in one for other in needed)))


def _needed(parts: Iterable[tuple[Any, Any]], *, folds: bool) -> set[str]:
    """Of all parts that a match must hold the one that says most; {""}: nothing."""
    found: list[set[str]] = []
    run = ""
    for kind, value in parts:
        if kind is _constants.LITERAL and value < 128:
            run += chr(value).lower() if folds else chr(value)
            continue
        found += [{run}, _of_part(kind, value, folds=folds)]
        run = ""
    return max([{run}, *found], key=_worth)


def _of_part(kind: Any, value: Any, *, folds: bool) -> set[str]:
    if kind is _constants.SUBPATTERN:
        _, added, taken, inner = value
        return _needed(inner, folds=(folds or bool(added & re.IGNORECASE)) and not taken & re.IGNORECASE)
    if kind is _constants.BRANCH:
        return set().union(*(_needed(branch, folds=folds) for branch in value[1]))
    if kind in _REPEATED and value[0] > 0:
        return _needed(value[2], folds=folds)
    return {""}


def _worth(letters: set[str]) -> tuple[int, int]:
    """Three letters are seldom met by chance; of two sets the smaller one is asked faster."""
    return min(3, *map(len, letters)), -len(letters)
