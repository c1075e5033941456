"""The plain values that `catalog` hands out. No rows, no queries; HTML is already safe (see rendering.py)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    publisher: str
    year: int
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """One place on a scale. All lengths in units of the picture (0 to 600 from side to side)."""

    label: str
    caption: str
    x: float
    width: float
    marked: bool = False
    y: float = 0  # y and height: only where places also stand above each other (ish_groups, 0 to 300)
    height: float = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """A border between places, with the number that it stands for."""

    label: str  # "2.0"
    at: float  # units of the picture, along its axis


@dataclass(frozen=True, slots=True)
class Picture:
    """A scale drawn by templates/components/scale_<kind>.html as inline SVG."""

    kind: str  # "steps", "percent" or "ish_groups"
    title: str  # short text alternative (<title>)
    description: str  # long text alternative (<desc>)
    steps: tuple[Step, ...]
    marker_x: float | None = None  # where the reader's value stands
    marker_y: float | None = None  # as above; only in ish_groups
    marker_label: str = ""  # "Your report: 2+"
    id: str = ""  # unique on its page, for aria-labelledby
    across: tuple[Cut, ...] = ()  # borders from left to right; only in ish_groups
    up: tuple[Cut, ...] = ()  # borders from top to bottom; only in ish_groups


@dataclass(frozen=True, slots=True)
class Band:
    """Numbers of one unit that a value covers; None for an open end."""

    unit: str
    lower: Decimal | None
    upper: Decimal | None
    lower_in: bool
    upper_in: bool

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Band:
        """From the JSON of a row (building.py), which has it from `range:` in the marker's file."""
        lower, upper = (None if stored[name] is None else Decimal(stored[name]) for name in ("from", "to"))
        return cls(stored["unit"], lower, upper, bool(stored["from_inclusive"]), bool(stored["to_inclusive"]))

    def holds(self, number: Decimal) -> bool:
        above = self.lower is None or number > self.lower or (self.lower_in and number == self.lower)
        below = self.upper is None or number < self.upper or (self.upper_in and number == self.upper)
        return above and below


@dataclass(frozen=True, slots=True)
class Value:
    """One result that a report can print, explained once for guide and explanation alike."""

    marker: str
    id: str  # "2plus"
    anchor: str  # "her2-2plus"
    status: str  # as in reports.reading.findings.Status
    value: str  # "2+", or "" where the status says it all
    label: str  # "2+ (equivocal)"
    report_words: str  # how reports say it
    meaning: str
    next_step: str
    rule: str  # the threshold or table in words, "" where none
    source: Source | None
    questions: tuple[str, ...]  # keys of Marker.questions
    bands: tuple[Band, ...] = ()  # the numbers that this value covers, where it is defined by them
    variants: tuple[str, ...] = ()  # the changes that it covers; see guides/variants.py

    @property
    def percent(self) -> Band | None:
        return self.band("percent")

    def band(self, unit: str) -> Band | None:
        return next((one for one in self.bands if one.unit == unit), None)


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str
    guide_slug: str = ""  # the guide that it stands in, or "" where it stands in the marker's own file
    cancers: tuple[str, ...] = ()  # asked for these alone; () for all
    unless: tuple[str, ...] = ()  # markers that answer it

    @property
    def anchor(self) -> str:
        return f"question-{self.id}"

    def fits(self, cancer: str, reported: Collection[str]) -> bool:
        """`reported`: markers of which the report states a result."""
        return (not self.cancers or cancer in self.cancers) and not any(name in reported for name in self.unless)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a public system."""

    system: str  # "LOINC", "SNOMED CT" or "HGNC"
    code: str
    name: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Marker:
    id: str
    label: str  # "HER2 by IHC"
    about: str
    kind: str  # "receptor", "gene", "protein", "score", "fact" or "combination"
    cancers: tuple[str, ...]
    usual_in: tuple[str, ...]  # cancers whose reports usually state it
    ask_when_missing: str
    guide_slug: str  # "" until there is a guide
    guide_anchor: str
    guide_title: str
    values: Mapping[str, Value]  # by id, in the order of the file
    questions: Mapping[str, Question] = field(default_factory=dict)  # its own and its guide's, by id
    usual_sources: Mapping[str, Source] = field(default_factory=dict)  # by cancer of usual_in, where the file says it
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    anchor: str
    title: str
    html: SafeString
    values: tuple[Value, ...] = ()  # rows shown after the section's text
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Faq:
    id: str
    question: str
    answer: SafeString
    answer_text: str  # for structured data


@dataclass(frozen=True, slots=True)
class Term:
    slug: str
    term: str
    meaning: str
    guide_slug: str = ""
    guide_anchor: str = ""


@dataclass(frozen=True, slots=True)
class GuideSummary:
    slug: str
    title: str
    short_title: str
    summary: str
    category_slug: str
    category_title: str
    minutes: int
    checked_on: datetime.date


@dataclass(frozen=True, slots=True)
class Guide(GuideSummary):
    language: str
    cancers: tuple[str, ...]
    author: str
    next_check: datetime.date
    in_short: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    faqs: tuple[Faq, ...]
    terms: tuple[Term, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    title: str
    summary: str
    guides: tuple[GuideSummary, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A single text such as the disclaimer, about or privacy."""

    slug: str
    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Wording:
    """Every sentence that a report page can say, in one language: id → sentence with {placeholders}."""

    language: str
    sentences: Mapping[str, str] = field(default_factory=dict)
