"""What kind of document a text is: looks for the signs of content/context/document.yaml and weighs them.

It knows nothing of results, and it does not decide: `weigh` gives the two weights to document.py. Every phrase is
looked for in one pass of `str.find`, every pattern is bounded, so the time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_TOKEN = re.compile(r"[^\W_]+")
_CELL_ENDS = re.compile(r"[ \t]*(?:[\t|\n\f\r]|[ ]{2})[ \t|]*")
_DECORATION = " \t*_=#>-.·•~"
_TITLE_LINES = 4
_TITLE_MOST = 600  # characters, in a text without lines
_NUMBERING = 8  # characters before the first word of a cell
_ENDS = (" ", ",", ".", ":")
_CELL_MOST = 60  # characters of a cell that may be a heading behind the phrase


class Weights(NamedTuple):
    report: int
    other: int
    passing: int  # words of other documents that long reports hold too


class Phrases:
    """Phrases in lower case, found fast: only those are looked for whose longest word stands in the text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        self._wordless: list[str] = []
        for phrase in phrases:
            words = _TOKEN.findall(phrase)
            (self._by_word.setdefault(max(words, key=len), []) if words else self._wordless).append(phrase)

    def possible(self, tokens: Collection[str]) -> Iterator[str]:
        """Phrases that a text of these words may hold; `tokens` is a set."""
        for word in self._by_word.keys() & tokens:
            yield from self._by_word[word]
        yield from self._wordless


@dataclass(frozen=True, slots=True)
class Sign:
    kind: str
    side: str
    where: str
    weight: int
    most: int
    words: Phrases
    pattern: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Views:
    """One text as the signs need it."""

    flat: str  # lower case, single spaces, all in one line
    cells: str  # one cell of a line to a line, as printed
    lowered: str  # the same in lower case
    tokens: frozenset[str]  # its words
    title: int  # where the first lines end in `cells`


def compile_signs(rules: Iterable[Mapping[str, Any]]) -> tuple[Sign, ...]:
    return tuple(
        Sign(
            kind=rule["kind"],
            side=rule["side"],
            where=rule["where"],
            weight=int(rule["weight"]),
            most=int(rule["most"]),
            words=Phrases(rule.get("words", ())),
            pattern=re.compile("|".join(rule["patterns"])) if rule.get("patterns") else None,
        )
        for rule in rules
    )


def flattened(text: str) -> str:
    return " " + " ".join(text.lower().split()) + " "


def tokens(flat: str) -> frozenset[str]:
    """The different words of a text in lower case."""
    return frozenset(_TOKEN.findall(flat))


def count(flat: str, phrases: Phrases) -> int:
    """How many of the phrases stand in the text."""
    return sum(1 for phrase in phrases.possible(tokens(flat)) if stands(phrase, flat))


def stands(word: str, text: str) -> bool:
    """The word as a word: no letter or digit before or behind it."""
    return next(_places(word, text), -1) >= 0


def weigh(text: str, signs: Iterable[Sign], polite: Iterable[str] = ()) -> Weights:
    """How much speaks for a pathology report and for other documents; `polite` words are no sign."""
    views = _views(text, polite)
    sums = {"report": 0, "other": 0, "passing": 0}
    for sign in signs:
        sums[sign.side] += sign.weight * min(_found(sign, views), sign.most)
    return Weights(**sums)


def _views(text: str, polite: Iterable[str]) -> _Views:
    cells = _CELL_ENDS.sub("\n", text.replace("\u0130", "I")).strip(" \n")  # the one capital that grows in lower case
    lines = cells.split("\n", _TITLE_LINES)
    flat = flattened(text)
    for phrase in polite:
        for end in _ENDS:
            flat = flat.replace(f" {phrase}{end}", f" …{end}")
    title = min(_TITLE_MOST, sum(len(line) + 1 for line in lines[:_TITLE_LINES]))
    lowered = cells.lower()
    return _Views(flat, cells, lowered, tokens(lowered), title)


def _found(sign: Sign, views: _Views) -> int:
    if sign.where == "anywhere":
        found = [word for word in sign.words.possible(views.tokens) if stands(word, views.flat)]
        return _different(found) + (len(set(sign.pattern.findall(views.flat))) if sign.pattern else 0)
    until = views.title if sign.where == "title" else len(views.lowered)
    heads = _different([word for word in sign.words.possible(views.tokens) if _heads(word, views, sign.where, until)])
    if sign.pattern:
        met = sign.pattern.finditer(views.lowered, 0, until)
        starts = {m.group()[:2] for m in met if _opens(views.lowered, m.start())}
        heads += len(starts)
    return heads


def _different(words: Collection[str]) -> int:
    """`medications` within `current medications` is not a second sign."""
    return sum(1 for word in words if not any(word != other and word in other for other in words))


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        behind = at + len(word)
        if not text[at - 1 : at].isalnum() and not text[behind : behind + 1].isalnum():
            yield at
        at = text.find(word, at + 1)


def _heads(word: str, views: _Views, where: str, until: int) -> bool:
    for at in _places(word, views.lowered[:until]):
        opens = _opens(views.lowered, at)
        if where == "opening":
            if opens:
                return True
        elif (where == "title" and opens) or _is_heading(views.cells, at, at + len(word), opens=opens):
            return True
    return False


def _opens(text: str, at: int) -> bool:
    """Does a cell begin here, decoration and numbering aside?"""
    before = text[max(0, at - _NUMBERING) : at].rpartition("\n")[2]
    return not any(c.isalpha() for c in before) and (len(before) < _NUMBERING or not before.strip(_DECORATION))


def _is_heading(cells: str, start: int, end: int, *, opens: bool) -> bool:
    behind = cells[end : end + _CELL_MOST].lstrip(" *_=#)")
    if behind[:1] == ":" or (opens and behind[:1] in {"", "\n"}):
        return True
    word = cells[start:end]
    if not (word.isupper() and len(word) > 2):
        return False
    return opens or not cells[max(0, start - 40) : start].isupper()
