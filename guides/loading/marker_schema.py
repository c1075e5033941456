"""Every field of content/markers/<ID>.yaml, typed and described. docs/writing.md is checked against this."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from guides.loading.fields import (
    Entry,
    Line,
    LocalLine,
    LocalParagraph,
    MarkerId,
    Number,
    Slug,
    YesOrNo,
)
from guides.loading.references import OwnQuestion, Source

Status = Literal[
    "positive",
    "low_positive",
    "negative",
    "equivocal",
    "amplified",
    "not_amplified",
    "detected",
    "not_detected",
    "intact",
    "loss",
    "proficient",
    "deficient",
    "stable",
    "high",
    "low",
    "pending",
    "not_performed",
    "insufficient",
    "unclear",
    "conflict",
    "reported",
]


class Range(Entry):
    """Numbers between `from` and `to`. Whether a border belongs to the range is always written down."""

    unit: Literal["percent", "ratio", "copies", "score", "per_megabase"] = Field(description="What is counted.")
    lower: Number | None = Field(default=None, alias="from", description="Lower border; leave out for none.")
    upper: Number | None = Field(default=None, alias="to", description="Upper border; leave out for none.")
    from_inclusive: YesOrNo | None = Field(default=None, description="Does the lower border belong to it?")
    to_inclusive: YesOrNo | None = Field(default=None, description="Does the upper border belong to it?")

    @model_validator(mode="after")
    def _borders(self) -> Range:
        if self.lower is None and self.upper is None:
            raise ValueError("needs from, to or both")
        for name, border, inclusive in (
            ("from", self.lower, self.from_inclusive),
            ("to", self.upper, self.to_inclusive),
        ):
            if (border is None) != (inclusive is None):
                raise ValueError(f"needs {name} and {name}_inclusive together")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError("from is larger than to")
        return self

    def holds(self, number: Number) -> bool:
        above = self.lower is None or number > self.lower or (bool(self.from_inclusive) and number == self.lower)
        below = self.upper is None or number < self.upper or (bool(self.to_inclusive) and number == self.upper)
        return above and below


class Value(Entry):
    id: Slug = Field(description="Short name, such as 2plus; never changes once published.")
    status: Status = Field(description="What the value means for the reader of reports; a closed list.")
    value: Annotated[str, Field(max_length=120)] = Field(
        default="", description='As printed, such as "2+"; may be empty.'
    )
    variants: list[Line] = Field(
        default=[],
        description="Changes that it covers, such as L858R; `*`: letters, `[0-9]`: a digit. Of a fact: other names.",
    )
    anchor: Slug | None = Field(
        default=None, description="Anchor of its row in the guide, or the section that speaks of it."
    )
    label: LocalLine = Field(description="Name of the row.")
    caption: LocalLine | None = Field(default=None, description="One or two words under the picture of the scale.")
    report_words: LocalLine = Field(description="How reports say it.")
    meaning: LocalParagraph = Field(description="What it means, in plain words.")
    next: LocalParagraph = Field(description="What usually happens next, and whom to ask.")
    rule: LocalParagraph | None = Field(default=None, description="The threshold or table in words.")
    range: Range | None = Field(default=None, description="The numbers that this value covers.")
    ranges: list[Range] = Field(default=[], description="Where several numbers decide together: all must hold.")
    source: Slug = Field(description="Id of a source of this file or of its guide.")
    questions: list[Slug] = Field(default=[], description="Ids of questions of this file or of its guide.")

    @property
    def all_ranges(self) -> list[Range]:
        return ([self.range] if self.range else []) + self.ranges


class Scale(Entry):
    kind: Literal["steps", "percent", "ish_groups"] = Field(description="How the scale is drawn.")
    title: LocalLine = Field(description="Short text alternative.")
    description: LocalParagraph = Field(description="Long text alternative: all that the picture shows.")
    values: list[Slug] = Field(default=[], description="Values that the picture shows, in order; empty means all.")


class Code(Entry):
    """A code of a public system, so that other programs can point to the marker. Only what could be checked."""

    system: Literal["LOINC", "SNOMED CT", "HGNC"] = Field(description="Whose code it is.")
    code: Line = Field(description="The code itself.")
    name: Line = Field(description="The name that the system gives to it.")
    source: Slug = Field(description="Where it was checked: id of a source of this file or of its guide.")


class Marker(Entry):
    """content/markers/<ID>.yaml"""

    marker: MarkerId = Field(description="The same as the file's name.")
    kind: Literal["receptor", "gene", "protein", "score", "fact", "combination"] = Field(
        description="gene: tumor or inherited is said; score: a number is told; fact: a value; combination: of others."
    )
    cancers: list[Slug] = Field(description="Cancers whose reports may state it; slugs of cancers.yaml.", min_length=1)
    usual_in: list[Slug] = Field(default=[], description="Cancers whose reports usually state it.")
    usual_sources: dict[Slug, Slug] = Field(
        default={}, description="Cancer of usual_in → id of the source that expects the test."
    )
    label: LocalLine = Field(description="Name in cards and lists.")
    about: LocalParagraph = Field(description="What is tested or described.")
    guide: Slug | None = Field(default=None, description="The guide that explains it, once there is one.")
    anchor: Slug | None = Field(default=None, description="Section of that guide.")
    ask_when_missing: LocalLine | None = Field(default=None, description="Question for a report without it.")
    scale: Scale | None = Field(default=None, description="The picture of the scale.")
    values: list[Value] = Field(default=[], description="The results that a report can print.")
    sources: list[Source] = Field(default=[], description="Its own sources; they come before those of the guide.")
    questions: list[OwnQuestion] = Field(
        default=[], description="Its own questions; they come before those of the guide."
    )
    codes: list[Code] = Field(default=[], description="Codes of public systems.")
