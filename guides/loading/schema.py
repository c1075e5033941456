"""Every field of every content file, typed and described. docs/writing.md is checked against this.

The files of the reader (content/reading, content/context) have their own schema in reading_schema.py.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from guides.loading.fields import (
    Date,
    Entry,
    Language,
    Line,
    LocalLine,
    LocalParagraph,
    MarkerId,
    Number,
    OldPath,
    Paragraph,
    SentenceId,
    Slug,
    ValueReference,
    WebAddress,
    Year,
    YesOrNo,
)

Status = Literal[
    "positive",
    "low_positive",
    "negative",
    "equivocal",
    "amplified",
    "not_amplified",
    "pending",
    "not_performed",
    "insufficient",
    "unclear",
    "conflict",
    "reported",
]


class Source(Entry):
    id: Slug = Field(description="Short name; the text links to it as (#source-<id>).")
    title: Line = Field(description="Title as the publisher prints it.")
    publisher: Line = Field(description="Who published it.")
    year: Year = Field(description="Year of publication or of the last revision.")
    address: WebAddress = Field(description="Where it can be read; https only.")


class Question(Entry):
    id: Slug = Field(description="Never changes once published: question sheets carry it.")
    text: Line = Field(description="One question, at most 25 words, ending with a question mark.")


class Faq(Entry):
    id: Slug = Field(description="Never changes once published.")
    question: Line = Field(description="A question that families ask.")
    answer: Paragraph = Field(description="The answer, at most 60 words; may have emphasis and links.")


class Guide(Entry):
    """content/guides/<language>/<slug>.md"""

    title: Line = Field(description="A question in the reader's words.")
    short_title: Line = Field(description="Name of the guide in lists and links.", max_length=60)
    slug: Slug = Field(description="Last part of the address; the same as the file's name.")
    language: Language = Field(description="The same as the folder's name.")
    category: Slug = Field(description="A slug from categories.yaml.")
    cancers: list[Slug] = Field(description="Cancers that the guide speaks of, such as breast.", min_length=1)
    markers: list[MarkerId] = Field(description="Markers that the guide explains; may be empty.")
    summary: Annotated[Line, Field(max_length=200)] = Field(description="For cards and search engines.")
    in_short: Paragraph = Field(description="Two or three sentences, at most 60 words: enough if nothing else is read.")
    author: Line = Field(description="Who wrote it. Name nobody as a reviewer.")
    checked_on: Date = Field(description="Day on which every statement was last checked against its source.")
    next_check: Date = Field(description="Day of the next check, at most three years later.")
    sources: list[Source] = Field(description="At least two.", min_length=2)
    questions: list[Question] = Field(
        description="Three to eight questions for the oncologist.", min_length=3, max_length=8
    )
    faqs: list[Faq] = Field(description="Two to six common questions.", min_length=2, max_length=6)
    values: list[ValueReference] = Field(default=[], description="Result values shown after {#your-result}, in order.")
    terms: list[Slug] = Field(default=[], description="Glossary slugs of the words on this page.")
    redirects: list[OldPath] = Field(default=[], description="Addresses that this guide once had.")
    pictures: list[MarkerId] = Field(default=[], description="Markers whose scale is drawn after {#your-result}.")


class Range(Entry):
    """Numbers between `from` and `to`. Whether a border belongs to the range is always written down."""

    unit: Literal["percent", "ratio", "copies"] = Field(description="What is counted.")
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
    anchor: Slug = Field(
        description="Anchor of its row in the guide; where it has no row, the section that speaks of it."
    )
    label: LocalLine = Field(description="Name of the row.")
    caption: LocalLine | None = Field(default=None, description="One or two words under the picture of the scale.")
    report_words: LocalLine = Field(description="How reports say it.")
    meaning: LocalParagraph = Field(description="What it means, in plain words.")
    next: LocalParagraph = Field(description="What usually happens next, and whom to ask.")
    rule: LocalParagraph | None = Field(default=None, description="The threshold or table in words.")
    range: Range | None = Field(default=None, description="The numbers that this value covers.")
    ranges: list[Range] = Field(default=[], description="Where several numbers decide together: all must hold.")
    source: Slug = Field(description="Id of a source in the marker's guide.")
    questions: list[Slug] = Field(default=[], description="Ids of questions in the marker's guide.")

    @property
    def all_ranges(self) -> list[Range]:
        return ([self.range] if self.range else []) + self.ranges


class Scale(Entry):
    kind: Literal["steps", "percent", "ish_groups"] = Field(description="How the scale is drawn.")
    title: LocalLine = Field(description="Short text alternative.")
    description: LocalParagraph = Field(description="Long text alternative: all that the picture shows.")
    values: list[Slug] = Field(default=[], description="Values that the picture shows, in order; empty means all.")


class Marker(Entry):
    """content/markers/<ID>.yaml"""

    marker: MarkerId = Field(description="The same as the file's name.")
    kind: Literal["receptor", "fact", "combination"] = Field(
        description="receptor: has a status; fact: is a value; combination: follows from other markers."
    )
    cancers: list[Slug] = Field(description="Cancers whose reports may state it.", min_length=1)
    usual_in: list[Slug] = Field(default=[], description="Cancers whose reports usually state it.")
    label: LocalLine = Field(description="Name in cards and lists.")
    about: LocalParagraph = Field(description="What is tested or described.")
    guide: Slug = Field(description="The guide that explains it.")
    anchor: Slug = Field(description="Section of that guide.")
    ask_when_missing: LocalLine | None = Field(default=None, description="Question for a report without it.")
    scale: Scale | None = Field(default=None, description="The picture of the scale.")
    values: list[Value] = Field(default=[], description="The results that a report can print.")


class Category(Entry):
    """content/categories.yaml: a list"""

    slug: Slug = Field(description="Part of the address.")
    title: LocalLine = Field(description="Name of the category.")
    summary: LocalLine = Field(description="One sentence for cards.")


class Term(Entry):
    """content/glossary/<language>.yaml: a list"""

    slug: Slug = Field(description="Anchor on the glossary page.")
    term: Line = Field(description="The word.", max_length=60)
    meaning: Paragraph = Field(description="Its plain meaning, in one to three sentences.")
    guide: Slug | None = Field(default=None, description="Guide that says more.")
    anchor: Slug | None = Field(default=None, description="Section of that guide.")


class Page(Entry):
    """content/pages/<language>/<slug>.md"""

    title: Line = Field(description="Title of the page.")
    slug: Slug = Field(description="The same as the file's name.")
    language: Language = Field(description="The same as the folder's name.")


class Wording(Entry):
    """content/wording/*.yaml"""

    sentences: dict[SentenceId, LocalParagraph] = Field(description="Id → sentence by language, with {placeholders}.")


class Banned(Entry):
    words: list[Line] = Field(description="Words that no text may use.")
    instead: Line = Field(description="What to do instead.")


class Lint(Entry):
    """content/lint.yaml"""

    banned: list[Banned] = Field(description="Words that are refused, with the reason.")
    survival: list[Line] = Field(description="Words that may not stand in one sentence with a figure.")
    whom_to_ask: list[Line] = Field(description="One of these must stand in every `next`.")
    known_words: list[Line] = Field(description="Medical words that count as easy once they are explained.")
