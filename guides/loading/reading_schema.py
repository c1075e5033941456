"""Typed description of content/reading/*.yaml and content/context/*.yaml: what the report reader works with.

Every leaf is a string, as YAML gives it. Unknown keys are refused. Nothing here reads a file or compiles a rule.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1, max_length=4000)]
Phrases = Annotated[list[Text], Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(Strict):
    """A piece of a report and what the reader must answer to it.

    `expect`: "ER", or "ER:A" for one specimen, → the fields of the finding that must be so (status, value,
    context, specimen, reason, or the name of a measure). Without `expect`, the piece must yield no current
    finding of the file's marker (a marker's file) or none at all (a context file).
    """

    text: Text
    expect: dict[str, dict[str, str]] = {}


class Examples(Strict):
    fire: Annotated[list[Example], Field(min_length=1)]
    silent: Annotated[list[Example], Field(min_length=1)]

    @model_validator(mode="after")
    def enough_silence(self) -> Examples:
        if len(self.silent) < len(self.fire):
            raise ValueError(f"{len(self.fire)} examples fire but only {len(self.silent)} stay silent")
        if not all(example.expect for example in self.fire):
            raise ValueError("an example under `fire` needs `expect`")
        return self


class RuleFile(Strict):
    """What every file of the reader has."""

    id: Text
    source: Text
    examples: Examples


class SectionsFile(RuleFile):
    headings: dict[str, Phrases]
    openers: dict[str, str]
    words: Phrases
    sites: Phrases
    sides: Phrases
    procedures: Phrases


def model_for(path: PurePath) -> type[BaseModel] | None:
    """The model of a file under content/reading or content/context, or None where it belongs to neither."""
    if path.parent.name == "context":
        return {"sections": SectionsFile}.get(path.stem)
    return None
