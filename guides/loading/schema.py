"""Every field of every content file, typed and described. docs/writing.md is checked against this.

Markers: marker_schema.py. The files of the reader (content/reading, content/context): reading_schema.py.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from guides.loading.fields import (
    Date,
    Entry,
    Language,
    Line,
    LocalLine,
    LocalParagraph,
    MarkerId,
    OldPath,
    Paragraph,
    SentenceId,
    Slug,
    ValueReference,
)
from guides.loading.references import Question, Source


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
    cancers: list[Slug] = Field(description="Cancers that the guide speaks of; slugs of cancers.yaml.", min_length=1)
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


class Category(Entry):
    """content/categories.yaml: a list"""

    slug: Slug = Field(description="Part of the address.")
    title: LocalLine = Field(description="Name of the category.")
    summary: LocalLine = Field(description="One sentence for cards.")


class Cancer(Entry):
    """content/cancers.yaml: a list"""

    slug: Slug = Field(description="As in markers, guides and content/context/cancers.yaml.")
    label: LocalLine = Field(description="Name inside a sentence, such as breast cancer.")


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
