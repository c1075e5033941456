"""The shape of a piece of a line: names, values, a label with its value, or a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from reports.reading.lexicon import CONTROL, Kind, Lexeme

VALUES = (Kind.ANSWER, Kind.MEASURE, Kind.SCORE)


class Shape(Enum):
    PLAIN = 0
    NAMES = 1  # names of markers and nothing that answers
    VALUES = 2  # an answer or a number and nothing else
    LABELLED = 3  # a label of a part of a result, and its value
    NEUTRAL = 4  # a label that says nothing about a result
    SCALE = 6  # a step of a scale that the report explains
    HIDDEN = 7  # a part of it stands on a line that hides something: never read
    STAINING = 5  # a sentence without a name that counts stained cells


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists of content/context/words.yaml that statements and mentions need."""

    transparent: frozenset[str]
    opaque: frozenset[str]
    connectors: frozenset[str]
    abbreviated: frozenset[str]
    stain_words: frozenset[str]
    columns: Mapping[str, str]  # words in the head of a table → kind of the column
    years: Mapping[str, frozenset[str]]  # words beside a year, by what they say of it
    furniture: re.Pattern[str]


def compile_words(words: Mapping[str, Any]) -> Words:
    return Words(
        transparent=frozenset(words["transparent"]),
        opaque=frozenset(words["opaque"]),
        connectors=frozenset(words["connectors"]),
        abbreviated=frozenset(words["abbreviated"]),
        stain_words=frozenset(words["stain_words"]),
        columns={phrase: kind for kind, phrases in words["columns"].items() for phrase in phrases},
        years={kind: frozenset(beside) for kind, beside in words["years"].items()},
        furniture=re.compile("|".join(f"(?:{pattern})" for pattern in words["furniture"])),
    )


def first_of(lexemes: Sequence[Lexeme]) -> Lexeme:
    """The first lexeme that is no bullet, number or letter of a list."""
    for n, lexeme in enumerate(lexemes):
        if lexeme.kind is Kind.PUNCT and lexeme.id in "*->•.)([]:#":
            continue
        following = lexemes[n + 1].id if n + 1 < len(lexemes) else ""
        if lexeme.kind is Kind.WORD and len(lexeme.id) <= 2 and following in {".", ")"}:
            continue
        return lexeme
    return lexemes[0]


def shape_of(lexemes: Sequence[Lexeme], words: Words, *, leads: bool) -> Shape:
    kinds = {lexeme.kind for lexeme in lexemes}
    valued = bool(kinds & set(VALUES))
    plain = [x.id for x in lexemes if x.kind is Kind.WORD and x.id not in words.transparent]
    blocked = any(x in words.opaque for x in plain)
    first = first_of(lexemes)
    if Kind.NAME in kinds and not _only_control(lexemes):
        ends_open = lexemes[-1].id in {":", "-", "(", ","}
        sentence = lexemes[-1].id == "." and Kind.CUE in kinds
        named = not (valued or blocked or sentence) and len(plain) <= 3 and len(lexemes) <= 24 and (leads or ends_open)
        return Shape.NAMES if named else Shape.PLAIN
    if first.kind is Kind.NEUTRAL:
        return Shape.NEUTRAL
    if first.kind is Kind.LABEL:
        return Shape.LABELLED if valued else Shape.NEUTRAL
    if not valued or blocked:
        return Shape.PLAIN
    if first.kind in VALUES and len(plain) <= 3:
        return Shape.VALUES
    if len(plain) <= 2 and any(x.kind is Kind.WORD and x.id in words.stain_words for x in lexemes):
        return Shape.STAINING
    return Shape.VALUES if len(plain) == 0 and len(lexemes) <= 8 else Shape.PLAIN


def _only_control(lexemes: Sequence[Lexeme]) -> bool:
    """`lost in tumor; control satisfactory`: a value, and behind it no name but that of the control."""
    names = [x for x in lexemes if x.kind is Kind.NAME]
    first = next((x for x in lexemes if x.kind in VALUES), None)
    return first is not None and all(x.detail == CONTROL and x.start > first.start for x in names)
