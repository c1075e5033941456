"""A text as a row of lexemes: names, answers, measures, scores, cues, and the plain words between them.

Phrases are literals from content/; the longest one wins at each place. Numbers come from the patterns of measures.py.
What a lexeme means for a result is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_WORD = re.compile(r"[A-Za-z]+|[0-9]+|[^\sA-Za-z0-9]")
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


@dataclass(frozen=True, slots=True)
class Lexeme:
    kind: Kind
    id: str  # marker, status, measure, method, …; the word itself for WORD and PUNCT
    start: int
    end: int
    value: str = ""  # number of a measure or score
    detail: str = ""  # scope and direction of a cue; rule of an answer


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[str, ...]
    kind: Kind
    id: str
    detail: str = ""
    exact: str = ""  # an abbreviation that counts only in this spelling


@dataclass(slots=True)
class PhraseBook:
    """Phrases by their first word, the longest first."""

    _by_first: dict[str, list[Phrase]] = field(default_factory=dict)

    def add(self, texts: Iterable[str], kind: Kind, name: str, detail: str = "", *, exact: bool = False) -> None:
        for text in texts:
            words = tuple(w for n, w in enumerate(words_of(text)) if w != "-" or n == 0)
            phrase = Phrase(words, kind, name, detail, text if exact else "")
            self._by_first.setdefault(words[0], []).append(phrase)

    def close(self) -> None:
        """Call once after the last `add`; where two phrases are equal, the one added first counts."""
        for phrases in self._by_first.values():
            phrases.sort(key=lambda phrase: -len(phrase.words))

    def starting_with(self, word: str) -> list[Phrase]:
        return self._by_first.get(word, [])


def words_of(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(text.lower())]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def lexemes(text: str, book: PhraseBook, numbers: Iterable[Lexeme]) -> list[Lexeme]:
    """All of `text` in order. `numbers` are lexemes found by pattern, sorted and apart; they swallow their words."""
    words = [_Word(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    out: list[Lexeme] = []
    pending = iter(numbers)
    number = next(pending, None)
    i = 0
    while i < len(words):
        word = words[i]
        if number is not None and word.start >= number.start:
            out.append(number)
            while i < len(words) and words[i].start < number.end:
                i += 1
            number = next(pending, None)
            continue
        limit = number.start if number is not None else len(text)
        phrase, used = _longest(text, words, i, book, limit)
        if phrase:
            out.append(Lexeme(phrase.kind, phrase.id, word.start, words[i + used - 1].end, detail=phrase.detail))
            i += used
            continue
        kind = Kind.WORD if word.text[0].isalnum() else Kind.PUNCT
        out.append(Lexeme(kind, word.text, word.start, word.end))
        i += 1
    return out


def _longest(text: str, words: list[_Word], i: int, book: PhraseBook, limit: int) -> tuple[Phrase | None, int]:
    for phrase in book.starting_with(words[i].text):
        used = _match(text, words, i, phrase, limit)
        if used:
            return phrase, used
    return None, 0


def _match(text: str, words: list[_Word], i: int, phrase: Phrase, limit: int) -> int:
    """How many words the phrase takes from `words[i]` on, or 0."""
    at = i
    for n, wanted in enumerate(phrase.words):
        if n and at < len(words) and words[at].text == "-" and wanted != "-":
            at += 1
        if at >= len(words) or words[at].text != wanted or words[at].end > limit:
            return 0
        if n and (words[at].start - words[at - 1].end > _MAX_GAP or _apart(text, words[at - 1].end, words[at].start)):
            return 0
        at += 1
    if phrase.exact and not _is_abbreviation(text, words[i].start, words[at - 1].end, phrase.exact):
        return 0
    return at - i


def _apart(text: str, start: int, end: int) -> bool:
    return end - start > 1 and text.count("\n", start, end) > 1


def _is_abbreviation(text: str, start: int, end: int, spelling: str) -> bool:
    """Spelled as it should be, or in lower case where a scan has lost the capitals; not part of a longer code."""
    printed = text[start:end]
    if printed != spelling:
        line = text[text.rfind("\n", 0, start) + 1 : start]
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
