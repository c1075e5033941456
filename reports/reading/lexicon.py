"""A text as a row of lexemes: names, answers, measures, scores, cues, and the plain words between them.

Phrases are literals from content/; the longest one wins at each place. Numbers come from the patterns of measures.py.
What a lexeme means for a result is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

_WORD = re.compile(r"[A-Za-z]+|[0-9]+|\.(?:\x20?\.){1,200}|[^\sA-Za-z0-9]")
_LEADER = ":"  # what dots between a label and its value are read as
WITHDRAWN = "withdrawn"  # detail of an answer that takes back what the report has said before
CANCELLED = "cancelled"  # detail of an answer that ends what was ordered
CONTROL = "control"  # detail of a thing that is no tumor
_FULL = 50  # characters of a line that may have been wrapped
_WRAPPED_NAMES = {"ER", "PR", "HER2"}  # "Estrogen" and "Receptor" below each other in a narrow column
_MAX_GAP = 40  # white space inside a phrase, a line end and its indent included


class Kind(StrEnum):
    NAME = "name"
    ANSWER = "answer"
    VERB = "verb"
    MEASURE = "measure"
    SCORE = "score"
    METHOD = "method"
    CUE = "cue"
    END = "end"
    LABEL = "label"
    NEUTRAL = "neutral"
    CHECKED = "checked"
    WORD = "word"
    PUNCT = "punct"


class Lexeme(NamedTuple):
    """A named tuple, because a long text makes very many of them. Compared by identity, never by value."""

    kind: Kind
    id: str  # marker, status, measure, method, …; the word itself for WORD and PUNCT
    start: int
    end: int
    value: str = ""  # number of a measure or score
    detail: str = ""  # scope and direction of a cue; rule of an answer


@dataclass(frozen=True, slots=True)
class Phrase:
    kind: Kind
    id: str
    detail: str = ""
    exact: str = ""  # an abbreviation that counts only in this spelling


@dataclass(slots=True)
class _Node:
    """One word of some phrases; `phrases` end here."""

    following: dict[str, _Node] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)


@dataclass(slots=True)
class PhraseBook:
    """Phrases as a tree of words. Of two equal phrases the one added first counts."""

    root: _Node = field(default_factory=_Node)

    def add(self, texts: Iterable[str], kind: Kind, name: str, detail: str = "", *, exact: bool = False) -> None:
        for text in texts:
            node = self.root
            for n, word in enumerate(words_of(text)):
                if word != "-" or n == 0:
                    node = node.following.setdefault(word, _Node())
            node.phrases.append(Phrase(kind, name, detail, text if exact else ""))


def words_of(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(text.lower())]


def plain_words(text: str) -> list[Lexeme]:
    """All of `text` in order as words and signs that mean nothing yet, in small letters."""
    return [
        Lexeme(Kind.WORD if word[0].isalnum() else Kind.PUNCT, word, *match.span())
        for match in _WORD.finditer(text)
        for word in [match.group().lower()]
    ]


def lexemes(text: str, words: Sequence[Lexeme], book: PhraseBook, numbers: Iterable[Lexeme]) -> list[Lexeme]:
    """All of `text` in order. `words` are its plain words; `numbers` are lexemes found by pattern, sorted and apart;
    they swallow their words."""
    begins = book.root.following
    out: list[Lexeme] = []
    at = 0
    for number in [*numbers, None]:
        limit = number.start if number else len(text)
        while at < len(words) and words[at].start < limit:
            word = words[at]
            if word.id in begins:
                phrase, used = _longest(text, words, at, book, limit)
                if phrase:
                    out.append(Lexeme(phrase.kind, phrase.id, word.start, words[at + used - 1].end, "", phrase.detail))
                    at += used
                    continue
            out.append(word._replace(id=_LEADER) if word.id[0] == "." and len(word.id) > 1 else word)
            at += 1
        if number and at < len(words):
            out.append(number)
            while at < len(words) and words[at].start < number.end:
                at += 1
    return out


def _longest(text: str, words: Sequence[Lexeme], i: int, book: PhraseBook, limit: int) -> tuple[Phrase | None, int]:
    """The longest phrase that begins at `words[i]`, and how many words it takes. A dash inside a phrase is skipped."""
    node, at = book.root, i
    best: tuple[Phrase | None, int] = (None, 0)
    broken = False  # a line has ended inside the phrase that does not look wrapped
    while at < len(words):
        word = words[at]
        following = node.following.get(word.id)
        if following is None and word.id == "-" and at > i and words[at - 1].id != "-":
            if "\n" in text[words[at - 1].end : word.start]:
                break  # the bullet of the next line
            at += 1
            continue
        if following is None or word.end > limit or (at > i and _apart(text, words[at - 1].end, word.start)):
            break
        broken = broken or (at > i and _ends_line(text, words[at - 1].end, word.start))
        node = following
        at += 1
        for phrase in node.phrases:
            if broken and not (phrase.kind is Kind.NAME and phrase.id in _WRAPPED_NAMES):
                continue
            if not phrase.exact or _is_abbreviation(text, words[i].start, word.end, phrase.exact):
                best = (phrase, at - i)
                break
    return best


def _ends_line(text: str, end: int, start: int) -> bool:
    """A short line, and a capital in the next one: not the middle of a sentence."""
    if "\n" not in text[end:start] or not text[start].isupper():
        return False
    begin = text.rfind("\n", max(0, end - _FULL), end)
    return begin >= 0 or end <= _FULL


def _apart(text: str, start: int, end: int) -> bool:
    return end - start > 1 and (end - start > _MAX_GAP or text.count("\n", start, end) > 1)


def _is_abbreviation(text: str, start: int, end: int, spelling: str) -> bool:
    """Spelled as it should be, or in lower case where a scan has lost the capitals; not part of a longer code."""
    printed = text[start:end]
    if printed != spelling:
        line = text[text.rfind("\n", max(0, start - 200), start) + 1 : start][-200:]
        after = text[end : end + 1]
        shouted = sum(map(str.isupper, line)) > 3 * sum(map(str.islower, line)) + 5
        if printed.lower() != spelling.lower() or not (shouted or after in {"+", ":"}):
            return False
    before = text[start - 2 : start] if start > 1 else text[:start]
    return not (before[-1:] in {"-", "_", "."} and before[:1].isalnum())


def build(rows: Mapping[str, Any], book: PhraseBook, kind: Kind, detail: str = "") -> None:
    """Add a mapping of id → phrases."""
    for id_, texts in rows.items():
        book.add(texts, kind, id_, detail)
