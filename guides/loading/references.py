"""What a text points to: the source of a statement, and a question to take along. For guides and markers alike."""

from __future__ import annotations

from pydantic import Field

from guides.loading.fields import Entry, Line, LocalLine, MarkerId, Slug, WebAddress, Year


class Source(Entry):
    id: Slug = Field(description="Short name; the text links to it as (#source-<id>).")
    title: Line = Field(description="Title as the publisher prints it.")
    publisher: Line = Field(description="Who published it.")
    year: Year = Field(description="Year of publication or of the last revision.")
    address: WebAddress = Field(description="Where it can be read; https only.")


class Question(Entry):
    id: Slug = Field(description="Never changes once published: question sheets carry it.")
    text: Line = Field(description="One question, at most 25 words, ending with a question mark.")


class OwnQuestion(Entry):
    """A question of a marker's own file, by language."""

    id: Slug = Field(description="Never changes once published: question sheets carry it.")
    text: LocalLine = Field(description="One question, at most 25 words, ending with a question mark.")
    cancers: list[Slug] = Field(default=[], description="Asked for these cancers alone; empty means all.")
    unless: list[MarkerId] = Field(default=[], description="Not asked where the report has a result of one of these.")
