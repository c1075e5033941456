"""Typed description of the fact files of content/reading (DIAGNOSIS, GRADE, PT, …, and FACTS, which they share).

Patterns are checked here for what makes them slow or hard to read: no look-around, no back-reference, and a bound
on every repetition. They are compiled by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1, max_length=4000)]
_NAMES = re.compile(r"(?<!\\)\{([a-z_]+)\}")
_ESCAPED_OR_CLASS = re.compile(r"\\.|\[(?:\\.|[^\]])*\]")
_FORBIDDEN = {
    r"\(\?<?[=!]": "looks ahead or behind",
    r"\(\?P=": "refers back",
    r"[*+]": "repeats without a bound; write {0,40}",
    r"\{[0-9]+,\}": "repeats without a bound; write {0,40}",
}


def bounded(pattern: str) -> str:
    """The pattern, if nothing in it can run away."""
    back = re.search(r"\\[1-9]", pattern)
    bare = _ESCAPED_OR_CLASS.sub("", pattern)
    for form, reason in _FORBIDDEN.items():
        if re.search(form, bare):
            raise ValueError(f"the pattern {reason}")
    if back:
        raise ValueError("the pattern refers back")
    return pattern


Pattern = Annotated[Text, AfterValidator(bounded)]
WordName = Annotated[str, Field(pattern=r"^[a-z_]+$")]
Words = dict[WordName, Annotated[list[Pattern], Field(min_length=1)]]
# What the reader of a marker does with a match: GRADE; PT, PN, PM; NODES_*; MARGINS; LATERALITY; DIAGNOSIS.
Kind = (
    Literal["label", "total", "sum", "bare", "differentiation"]
    | Literal["printed", "bracket"]
    | Literal["positive", "examined", "macro", "micro", "pair", "none_of", "some", "negative"]
    | Literal["close", "distance", "supposed"]
    | Literal["title", "node"]
    | Literal["invasive", "generic", "in_situ", "other", "benign"]
)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactExample(Strict):
    """A piece of a report; `expect`: marker → the fields of the finding that must be so. Without it: no finding."""

    text: Text
    expect: dict[str, dict[str, str]] = {}


class FactExamples(Strict):
    fire: Annotated[list[FactExample], Field(min_length=1)]
    silent: Annotated[list[FactExample], Field(min_length=1)]


class FactRule(Strict):
    id: Annotated[str, Field(pattern=r"^[a-z]+(?:\.[a-z0-9-]+)+$")]
    kind: Kind
    source: Text
    pattern: Pattern
    value: Text | None = None
    examples: FactExamples


class SharedFactWords(Strict):
    """content/reading/FACTS.yaml"""

    id: Literal["FACTS"]
    source: Text
    skip: list[Text]
    words: Words


class FactFile(Strict):
    id: Annotated[str, Field(pattern=r"^[A-Z_]+$")]
    source: Text
    skip: list[Text] | None = None
    needs: list[Annotated[str, Field(pattern=r"^[a-z0-9+]+$")]] = []
    table: dict[str, str] = {}
    words: Words
    rules: Annotated[list[FactRule], Field(min_length=1)]

    @model_validator(mode="after")
    def consistent(self) -> FactFile:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) < len(ids):
            raise ValueError("two rules have the same id")
        known: set[str] = set()
        for name, entries in self.words.items():
            _all_known((used for entry in entries for used in _NAMES.findall(entry)), known, name)
            known.add(name)
        for rule in self.rules:
            _all_known(_NAMES.findall(rule.pattern), known, rule.id)
        fire = sum(len(rule.examples.fire) for rule in self.rules)
        silent = sum(len(rule.examples.silent) for rule in self.rules)
        if silent < fire:
            raise ValueError(f"{fire} examples fire but only {silent} stay silent")
        return self


def _all_known(used: Iterable[str], known: set[str], where: str) -> None:
    missing = set(used) - known
    if missing:
        raise ValueError(f"{where}: no words named {', '.join(sorted(missing))} stand above it")


FACT_MARKERS = [
    "DIAGNOSIS", "LATERALITY", "GRADE", "GLEASON", "PT", "PN", "PM", "STAGE", "NODES_POSITIVE", "NODES_EXAMINED",
    "MARGINS", "LVI",
]  # fmt: skip
# File stem → model: for `reading_models.model_for`.
FACT_MODELS: dict[str, type[BaseModel]] = {"FACTS": SharedFactWords, **dict.fromkeys(FACT_MARKERS, FactFile)}
