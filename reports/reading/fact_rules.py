"""The rule files of facts (GRADE, PT, …), compiled: words and patterns in, regular expressions out.

A pattern is a regular expression in which a space stands for white space, `~` for white space or none, and
`{name}` for the words of that name. It meets squeezed text only, where no two white spaces follow each other.
Nothing is checked here that the schema of the files has checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reports.reading.fact_text import Passage
from reports.reading.sieve import in_both_cases, letters_of
from reports.reading.vocabulary import Vocabulary

_PIECE = re.compile(r"\[(?:\\.|[^\]])*\]|\\.|\{(?P<name>[a-z_]+)\}|[ ~]")
_SPACES = {" ": r"\s", "~": r"\s?"}


@dataclass(frozen=True, slots=True)
class FactRule:
    id: str
    kind: str  # what the reader of this marker does with a match
    pattern: re.Pattern[str]
    value: str  # the value that a match gives, "" where the match itself holds it
    letters: tuple[str, ...]  # one of them stands in each match


@dataclass(frozen=True, slots=True)
class FactRules:
    marker: str
    skip: frozenset[str]  # sections in which this marker is never read
    needs: tuple[str, ...]  # letters without which no rule can match, in lower case; none: any text is looked at
    rules: tuple[FactRule, ...]
    words: Mapping[str, re.Pattern[str]]
    table: Mapping[str, str]

    def reads(self, passage: Passage) -> bool:
        """May a fact stand in this section, and is the text worth the patterns?"""
        if passage.line.section in self.skip:
            return False
        return not self.needs or any(needed in passage.lowered for needed in self.needs)

    def near(self, piece: str) -> list[FactRule]:
        """The rules that may match in a sentence or passage."""
        cases = in_both_cases(piece)
        return [rule for rule in self.rules if any(map(cases.__contains__, rule.letters))]


@lru_cache(maxsize=64)
def fact_rules(vocabulary: Vocabulary, marker: str) -> FactRules:
    plain, shared = vocabulary.reading[marker], vocabulary.reading["FACTS"]
    words = expand_words({**shared["words"], **plain["words"]})
    cues = vocabulary.context["cues"]
    historical = {w for cue in cues["cues"] if cue["effect"] == "historical" for w in cue["words"]}
    words["earlier_cue"] = _phrases(historical - set(shared["words"]["not_earlier"]))
    words["cue_ends"] = _phrases(cues["ends"])
    return FactRules(
        marker=marker,
        skip=frozenset(plain.get("skip", shared["skip"])),
        needs=tuple(plain.get("needs", ())),
        rules=tuple(_rule(rule, words) for rule in plain["rules"]),
        words={name: re.compile(_whole(piece), re.IGNORECASE) for name, piece in words.items()},
        table=dict(plain.get("table", {})),
    )


def _rule(plain: Mapping[str, str], words: Mapping[str, str]) -> FactRule:
    pattern = compiled(plain["pattern"], words)
    return FactRule(plain["id"], plain["kind"], pattern, plain.get("value", ""), letters_of(pattern))


def _whole(piece: str) -> str:
    """The words as whole words; what begins with a bracket begins anywhere."""
    return rf"(?:\b|(?=\())(?:{piece})(?:\b|(?<=\)))"


def _phrases(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in sorted(phrases, key=len, reverse=True))


def expand_words(words: Mapping[str, Any]) -> dict[str, str]:
    """Each list of words as one alternation, longest first; a list may name a list that stands above it."""
    expanded: dict[str, str] = {}
    for name, entries in words.items():
        ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
        expanded[name] = "|".join(expand(entry, expanded) for entry in ordered)
    return expanded


def expand(pattern: str, words: Mapping[str, str]) -> str:
    """Classes in square brackets and escaped characters stay as they are."""

    def piece(found: re.Match[str]) -> str:
        name = found.group("name")
        return f"(?:{words[name]})" if name else _SPACES.get(found.group(), found.group())

    return _PIECE.sub(piece, pattern)


def compiled(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(expand(" ".join(pattern.split()), words), re.IGNORECASE)
