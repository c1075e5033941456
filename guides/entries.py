"""The plain values that `catalog` hands out. No rows, no queries; HTML is already safe (see rendering.py)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class PercentRange:
    """The threshold of a value, from `range:` in the marker's file. None: open at that side."""

    low: float | None
    high: float | None
    low_inclusive: bool = True
    high_inclusive: bool = True

    def __contains__(self, percent: float) -> bool:
        above = self.low is None or percent > self.low or (self.low_inclusive and percent == self.low)
        below = self.high is None or percent < self.high or (self.high_inclusive and percent == self.high)
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
    questions: tuple[str, ...]  # ids of questions of the marker's guide
    percent_range: PercentRange | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    id: str
    label: str  # "HER2 by IHC"
    about: str
    kind: str  # "receptor", "fact" or "combination"
    cancers: tuple[str, ...]
    usual_in: tuple[str, ...]  # cancers whose reports usually state it
    ask_when_missing: str
    guide_slug: str
    guide_anchor: str
    guide_title: str
    values: Mapping[str, Value]  # by id, in the order of the file


@dataclass(frozen=True, slots=True)
class Section:
    anchor: str
    title: str
    html: SafeString
    values: tuple[Value, ...] = ()  # rows shown after the section's text
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str

    @property
    def anchor(self) -> str:
        return f"question-{self.id}"


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
