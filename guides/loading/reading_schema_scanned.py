"""Typed description of content/context/scanned.yaml: names that readers of pictures misread."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from guides.loading.reading_schema import Phrases, Strict, Text


class ScannedFile(Strict):
    id: Text
    source: Text
    alike: Annotated[list[Annotated[str, Field(min_length=2, max_length=8)]], Field(min_length=1)]
    names: Phrases
    instead: dict[Text, Text]

    @model_validator(mode="after")
    def _keeps_every_place(self) -> ScannedFile:
        """A name takes as many letters as what is printed, or quotes would move."""
        for printed, name in self.instead.items():
            if len(printed) != len(name) or name not in self.names:
                raise ValueError(f"{printed}: write a name of the list that has as many letters")
        if any(" " in name or name.isdigit() for name in self.names):
            raise ValueError("a name is one word and no number")
        return self


SCANNED_MODELS: dict[str, type[BaseModel]] = {"scanned": ScannedFile}
