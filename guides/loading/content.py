"""What the files of content/ say, after each was checked alone. Plain values; nothing here reads or checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from guides.loading import schema, sections
from guides.loading.yaml_lines import Located, Plain


@dataclass(frozen=True, slots=True)
class Read:
    """One checked file: what it says and where it says it."""

    file: str
    located: Located
    entry: Any


@dataclass(frozen=True, slots=True)
class GuideFile(Read):
    entry: schema.Guide
    sections: tuple[sections.Section, ...]


@dataclass(frozen=True, slots=True)
class PageFile(Read):
    entry: schema.Page
    body: str
    body_line: int


@dataclass(slots=True)
class Content:
    guides: dict[tuple[str, str], GuideFile] = field(default_factory=dict)  # by language and slug
    pages: dict[tuple[str, str], PageFile] = field(default_factory=dict)
    glossaries: dict[str, Read] = field(default_factory=dict)  # entry: list[schema.Term]
    categories: Read | None = None  # entry: list[schema.Category]
    cancers: Read | None = None  # entry: list[schema.Cancer]
    markers: dict[str, Read] = field(default_factory=dict)
    wording: list[Read] = field(default_factory=list)
    lint: Read | None = None
    combinations: list[Read] = field(default_factory=list)  # entry: combination_schema.CombinationFile or StandIns
    rules: dict[str, dict[str, Plain]] = field(
        default_factory=lambda: {"reading": {}, "context": {}, "combinations": {}}
    )
    samples: dict[tuple[str, str], str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # files with problems of their own: what points to them is not blamed

    @property
    def languages(self) -> tuple[str, ...]:
        """English first: it is the language that every other one is compared with."""
        found = {language for language, _ in self.guides} | {"en"}
        return ("en", *sorted(found - {"en"}))

    def terms(self, language: str) -> list[schema.Term]:
        glossary = self.glossaries.get(language)
        return glossary.entry if glossary else []

    def cancer_labels(self, language: str) -> dict[str, str]:
        named: list[schema.Cancer] = self.cancers.entry if self.cancers else []
        return {cancer.slug: cancer.label.get(language, cancer.label["en"]) for cancer in named}

    def sentences(self, language: str) -> dict[str, str]:
        merged = {}
        for file in self.wording:
            for name, texts in file.entry.sentences.items():
                merged[name] = texts.get(language, texts["en"])
        return merged
