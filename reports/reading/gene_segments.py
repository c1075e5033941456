"""What the parser hands on: names in one list with their answers, and where in the row their parts stand.

Nothing is accepted or refused here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.reading.gene_terms import DIRECTIVE, GENERAL
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.variants import VARIANT

TURNED = {
    "detected": "not_detected", "positive": "negative", "rearranged": "not_rearranged", "amplified": "not_amplified",
    "methylated": "unmethylated", "codeleted": "not_codeleted", "lost": "intact",
}  # fmt: skip
POSITIVE = frozenset(TURNED)
NEGATIVE = frozenset(TURNED.values())
_JOINING = frozenset(["and", "or", "nor", "&", "/"])
_QUOTED = 400  # characters of a list that a quote may hold, from its heading on
_LED = 8  # lexemes before the first name of a row


@dataclass(slots=True)
class Item:
    """One name, and what is said of it alone."""

    name: Lexeme
    place: int
    variants: list[Lexeme] = field(default_factory=list)
    events: list[Lexeme] = field(default_factory=list)
    classes: list[Lexeme] = field(default_factory=list)
    measures: list[Lexeme] = field(default_factory=list)
    methods: list[Lexeme] = field(default_factory=list)
    joined: str = ""  # the word or sign before it in its list

    def take(self, lexeme: Lexeme) -> None:
        if lexeme.kind is Kind.SCORE:
            (self.variants if lexeme.id == VARIANT else self.classes).append(lexeme)
        elif lexeme.kind is Kind.MEASURE:
            self.measures.append(lexeme)
        elif lexeme.kind is Kind.METHOD:
            self.methods.append(lexeme)
        else:
            self.events.append(lexeme)


@dataclass(slots=True)
class Segment:
    """Names in one list with their answer."""

    items: list[Item] = field(default_factory=list)
    lead: list[Lexeme] = field(default_factory=list)  # variants, events, classes before the first name
    answers: list[tuple[str, Lexeme, int]] = field(default_factory=list)  # state, word, place
    prefix: tuple[str, Lexeme, int] | None = None
    negator: tuple[Lexeme, int] | None = None
    cues: list[tuple[Lexeme, int]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)  # places of words that no list holds
    shows: bool = False  # "EGFR analysis shows …": the answer is what it shows
    first: int = 0
    last: int = 0
    inherited: bool = False  # the name stands in the segment before
    clause: int = 0

    @property
    def empty(self) -> bool:
        return not self.items and not self.lead


def general_cues(segment: Segment) -> list[int]:
    return [n for x, n in segment.cues if x.id in {GENERAL, DIRECTIVE}]


def listed(segment: Segment) -> bool:
    """Is the last name joined to those before it by a word, not by a comma alone?"""
    return len(segment.items) < 2 or segment.items[-1].joined in _JOINING


@dataclass(frozen=True, slots=True)
class Said:
    """One name with the answer that holds for it; "" where a variant without an answer stands in a row."""

    item: Item
    segment: Segment
    state: str
    start: int
    end: int


def answered(segment: Segment) -> bool:
    return bool(segment.answers) or segment.prefix is not None or segment.negator is not None


def span(item: Item, segment: Segment) -> tuple[int, int]:
    parts = [item.name, *item.variants, *item.classes, *item.measures, *(item.events if segment.negator else ())]
    parts += [word for _, word, _ in segment.answers]
    if segment.prefix is not None and item.name.start - segment.prefix[1].start < _QUOTED:
        parts.append(segment.prefix[1])
    if segment.negator is not None:
        parts.append(segment.negator[0])
        if not segment.answers:  # "KRAS and NRAS: we found no mutation"
            parts += [
                x for one in segment.items for x in one.events if x.start > segment.negator[0].start > one.name.start
            ]
    if segment.inherited:
        parts = [part for part in parts if part is not item.name] or parts
    return min(p.start for p in parts), max(p.end for p in parts)


def has_lead(segment: Segment, row: Sequence[Lexeme]) -> bool:
    """Does the name, or an answer before it, lead its row? Numbers and words that say nothing may stand before."""
    place = segment.items[0].place
    if segment.prefix is not None and segment.prefix[2] >= 0:
        place = min(place, segment.prefix[2])
    if segment.negator is not None:
        place = min(place, segment.negator[1])
    before = row[segment.first : place]
    if segment.first > 0 and segment.first <= place:
        return not any(x.kind is Kind.WORD and x.id.isalpha() and len(x.id) > 1 for x in before)
    plain = sum(x.kind is Kind.WORD and x.id.isalpha() and len(x.id) > 1 for x in before)
    return plain == 0 and len(before) <= _LED


def last_place(segment: Segment) -> int:
    places = [item.place for item in segment.items]
    places += [place for _, _, place in segment.answers]
    return max(places)


def first_place(segment: Segment) -> int:
    places = [item.place for item in segment.items]
    if segment.prefix is not None:
        places.append(segment.prefix[2])
    if segment.negator is not None:
        places.append(segment.negator[1])
    return max(0, min(places))


def in_brackets(row: Sequence[Lexeme], first: int, place: int) -> bool:
    depth = 0
    for x in row[first:place]:
        depth += (x.id in {"(", "["}) - (x.id in {")", "]"})
    return depth > 0
