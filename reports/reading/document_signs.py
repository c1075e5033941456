"""What kind of document a text is: looks for the signs of content/context/document.yaml and weighs them.

It knows nothing of results, and it does not decide: `weigh` gives the two weights to document.py. Every phrase is
looked for in one pass of `str.find`, every pattern is bounded, so the time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_TOKEN = re.compile(r"[^\W_]+")
_CELL_ENDS = re.compile(r"[ \t]*(?:[\t|\n\f\r]|[ ]{2})[ \t|]*")
_DECORATION = " \t*_=#>-.·•~"
_TITLE_LINES = 4
_TITLE_MOST = 600  # characters, in a text without lines
_NUMBERING = 8  # characters before the first word of a cell
_ENDS = (" ", ",", ".", ":")
_GROWS = ("\u0130", "I")  # the one capital that grows in lower case
_CELL_MOST = 60  # characters of a cell that may be a heading behind the phrase


class Weights(NamedTuple):
    report: int
    other: int
    passing: int  # words of other documents that long reports hold too


class Flat(NamedTuple):
    """A text in lower case with single spaces, all in one line, and its different words."""

    text: str
    tokens: frozenset[str]


class Phrases:
    """Phrases in lower case, found fast: only those are looked for whose longest word stands in the text.

    Each belongs to a group of phrases that are counted together.
    """

    def __init__(self, *groups: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[int, str]]] = {}
        self._wordless: list[tuple[int, str]] = []
        for number, phrases in enumerate(groups):
            for phrase in phrases:
                words = _TOKEN.findall(phrase)
                near = self._by_word.setdefault(max(words, key=len), []) if words else self._wordless
                near.append((number, phrase))

    def possible(self, tokens: frozenset[str]) -> Iterator[tuple[int, str]]:
        """Groups and phrases that a text of these words may hold."""
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
    pattern: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Signs:
    signs: tuple[Sign, ...]
    phrases: Phrases  # a group for each sign
    polite: tuple[str, ...]  # words that are no sign


@dataclass(frozen=True, slots=True)
class _Views:
    """One text as the signs need it."""

    flat: str  # lower case, single spaces, all in one line
    cells: str  # one cell of a line to a line, as printed
    lowered: str  # the same in lower case
    title: int  # where the first lines end in `cells`


def compile_signs(rules: Sequence[Mapping[str, Any]], polite: Iterable[str] = ()) -> Signs:
    signs = tuple(
        Sign(
            kind=rule["kind"],
            side=rule["side"],
            where=rule["where"],
            weight=int(rule["weight"]),
            most=int(rule["most"]),
            pattern=re.compile("|".join(rule["patterns"])) if rule.get("patterns") else None,
        )
        for rule in rules
    )
    return Signs(signs, Phrases(*(rule.get("words", ()) for rule in rules)), tuple(polite))


def flattened(text: str) -> Flat:
    flat = " " + " ".join(text.replace(*_GROWS).lower().split()) + " "
    return Flat(flat, frozenset(_TOKEN.findall(flat)))


def count(flat: Flat, phrases: Phrases) -> int:
    """How many of the phrases stand in the text."""
    return sum(1 for _, phrase in phrases.possible(flat.tokens) if stands(phrase, flat.text))


def stands(word: str, text: str) -> bool:
    """The word as a word: no letter or digit before or behind it."""
    return next(_places(word, text), -1) >= 0


def weigh(text: str, flat: Flat, signs: Signs) -> Weights:
    """How much speaks for a pathology report and for other documents. `flat` is the text flattened."""
    views = _views(text, flat.text, signs.polite)
    possible: dict[int, list[str]] = {}
    for number, phrase in signs.phrases.possible(flat.tokens):
        possible.setdefault(number, []).append(phrase)
    sums = {"report": 0, "other": 0, "passing": 0}
    for number, sign in enumerate(signs.signs):
        if sign.pattern or number in possible:
            sums[sign.side] += sign.weight * min(_found(sign, possible.get(number, ()), views), sign.most)
    return Weights(**sums)


def _views(text: str, flat: str, polite: Iterable[str]) -> _Views:
    cells = _CELL_ENDS.sub("\n", text.replace(*_GROWS)).strip(" \n")
    lines = cells.split("\n", _TITLE_LINES)
    for phrase in polite:
        if phrase in flat:
            for end in _ENDS:
                flat = flat.replace(f" {phrase}{end}", f" …{end}")
    title = min(_TITLE_MOST, sum(len(line) + 1 for line in lines[:_TITLE_LINES]))
    return _Views(flat, cells, cells.lower(), title)


def _found(sign: Sign, possible: Iterable[str], views: _Views) -> int:
    if sign.where == "anywhere":
        found = [word for word in possible if stands(word, views.flat)]
        return _different(found) + (len(set(sign.pattern.findall(views.flat))) if sign.pattern else 0)
    until = views.title if sign.where == "title" else len(views.lowered)
    heads = _different([word for word in possible if _heads(word, views, sign.where, until)])
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
