"""Every field of content/combinations/*.yaml: which results together make a card, and what stands in for what.

The words of the cards stand in content/markers/ (kind: combination); reports/explaining/combinations.py evaluates.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from guides.loading.fields import Entry, Line, MarkerId, Slug, ValueReference
from guides.loading.marker_schema import Status

Origin = Literal["tumor", "blood", "inherited", "not said"]
Wanted = Literal[Status, "absent", "open"]


class Condition(Entry):
    marker: MarkerId = Field(description="The marker that is looked at.")
    status: Annotated[list[Wanted], Field(min_length=1)] = Field(
        description="Its status is one of these; absent: nothing is reported; open: no final answer, or two answers."
    )
    value: list[Line] = Field(default=[], description="And its value is one of these.")
    variant: list[Line] = Field(default=[], description="And its change is one of these, as in guides/variants.py.")
    origin: list[Origin] = Field(default=[], description="And it was found there.")


Conditions = Annotated[list[Condition], Field(min_length=1)]


class Combination(Entry):
    shows: ValueReference = Field(description="The value of a marker of kind combination whose words are shown.")
    state: Literal["settled", "open"] = Field(default="settled", description="open: shown and not decided.")
    cancers: list[Slug] = Field(default=[], description="Only in reports on these; empty means those of the file.")
    when: Conditions = Field(description="All of these hold.")
    any: list[Conditions] = Field(default=[], description="And one of these groups holds as a whole.")
    unless: list[Conditions] = Field(default=[], description="And none of these groups touches a single result.")


class Result(Entry):
    """One result of an example."""

    marker: MarkerId
    status: Status
    value: Annotated[str, Field(max_length=120)] = ""
    variant: Annotated[str, Field(max_length=120)] = ""
    origin: Origin = "not said"


class Fires(Entry):
    results: Annotated[list[Result], Field(min_length=1)]
    cancer: Slug | None = None
    shows: ValueReference


class Silent(Entry):
    results: Annotated[list[Result], Field(min_length=1)]
    cancer: Slug | None = None


class Examples(Entry):
    fire: Annotated[list[Fires], Field(min_length=1)]
    silent: Annotated[list[Silent], Field(min_length=1)]


class CombinationFile(Entry):
    """content/combinations/<id>.yaml: at most one card for each specimen; the first that fits counts."""

    id: Line = Field(description="The same as the file's name.")
    source: Line = Field(description="Where the table or rule stands.")
    cancers: list[Slug] = Field(default=[], description="Only in reports on these; empty means any.")
    settled: list[MarkerId] = Field(default=[], description="Where one of these is reported, it must be settled.")
    unless: list[Conditions] = Field(default=[], description="As in a combination, for all of the file.")
    combinations: Annotated[list[Combination], Field(min_length=1)]
    examples: Examples


class StandIns(Entry):
    """content/combinations/stand_ins.yaml: tests that answer the question of another one."""

    id: Line
    source: Line
    stand_ins: dict[MarkerId, Annotated[list[MarkerId], Field(min_length=1)]] = Field(
        description="Test that is usual → tests that make asking for it needless."
    )
