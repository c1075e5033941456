"""Which results of one specimen belong together, by the tables of content/combinations/. Values in, ids out.

A condition of `when` asks all findings of its marker, one of `unless` any single one. A marker of `settled` that is
reported and open keeps its file silent. The first combination of a file that fits is the only one of that file.
Nothing is decided here that a table does not say, and no word for a patient stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from guides import variants
from reports.reading.findings import OPEN, Finding

ABSENT, OPEN_INPUT = "absent", "open"
_NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Condition:
    marker: str
    status: frozenset[str]
    value: frozenset[str]
    variant: tuple[str, ...]
    origin: frozenset[str]

    def holds(self, own: Sequence[Finding]) -> bool:
        """For `when`: every finding of the marker has the status and value, and at least one the change and origin."""
        found = [f for f in own if f.marker == self.marker]
        if not found:
            return ABSENT in self.status
        if OPEN_INPUT in self.status and _is_open(found):
            return True
        return all(f.status in self.status and self._valued(f) for f in found) and any(self._details(f) for f in found)

    def touches(self, own: Sequence[Finding]) -> bool:
        """For `unless`: one finding of the marker is enough."""
        found = [f for f in own if f.marker == self.marker]
        if not found:
            return ABSENT in self.status
        if OPEN_INPUT in self.status and _is_open(found):
            return True
        return any(f.status in self.status and self._valued(f) and self._details(f) for f in found)

    def _valued(self, finding: Finding) -> bool:
        return not self.value or finding.value.lower() in self.value

    def _details(self, finding: Finding) -> bool:
        printed = finding.measures.get("variant", "")
        return (not self.variant or variants.covers(self.variant, printed)) and (
            not self.origin or (finding.origin or _NOT_SAID) in self.origin
        )


@dataclass(frozen=True, slots=True)
class Combination:
    shows: str  # "MMR_MSI:agree-deficient"
    state: str  # "settled" or "open"
    cancers: frozenset[str]
    when: tuple[Condition, ...]
    any: tuple[tuple[Condition, ...], ...]
    unless: tuple[tuple[Condition, ...], ...]

    def fits(self, own: Sequence[Finding], cancer: str) -> bool:
        return (
            (not self.cancers or cancer in self.cancers)
            and all(one.holds(own) for one in self.when)
            and (not self.any or any(all(one.holds(own) for one in group) for group in self.any))
            and not any(all(one.touches(own) for one in group) for group in self.unless)
        )

    def used(self, own: Sequence[Finding]) -> list[Finding]:
        """The findings on which it rests, in the order of the table."""
        groups = (self.when, *(group for group in self.any if all(one.holds(own) for one in group)))
        markers = dict.fromkeys(one.marker for group in groups for one in group)
        return [f for marker in markers for f in own if f.marker == marker]


@dataclass(frozen=True, slots=True)
class Table:
    """One file."""

    settled: frozenset[str]
    combinations: tuple[Combination, ...]

    def first(self, own: Sequence[Finding], cancer: str) -> Combination | None:
        if any(_is_open([f for f in own if f.marker == marker]) for marker in self.settled):
            return None
        return next((one for one in self.combinations if one.fits(own, cancer)), None)


def found(own: Sequence[Finding], cancer: str, tables: Sequence[Table]) -> list[Combination]:
    """What the current findings of one specimen make together, at most one for each table."""
    first = (table.first(own, cancer) for table in tables)
    return [combination for combination in first if combination]


class _Rules:
    """Holds rules by identity, so that the tables of one content are compiled once."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return id(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rules) and other.rules is self.rules


def tables(rules: Mapping[str, Any]) -> tuple[Table, ...]:
    """`rules` as from `catalog.marker_rules()["combinations"]`: checked plain data by file."""
    return _tables(_Rules(rules))


@lru_cache(maxsize=2)
def _tables(held: _Rules) -> tuple[Table, ...]:
    return tuple(_table(file) for file in held.rules.values() if "combinations" in file)


def _table(file: Mapping[str, Any]) -> Table:
    unless = _groups(file.get("unless", ()))
    return Table(
        frozenset(file.get("settled", ())),
        tuple(
            Combination(
                shows=one["shows"],
                state=one.get("state", "settled"),
                cancers=frozenset(one.get("cancers") or file.get("cancers", ())),
                when=_conditions(one["when"]),
                any=_groups(one.get("any", ())),
                unless=(*unless, *_groups(one.get("unless", ()))),
            )
            for one in file["combinations"]
        ),
    )


def _groups(groups: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[tuple[Condition, ...], ...]:
    return tuple(_conditions(group) for group in groups)


def _conditions(conditions: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            one["marker"],
            frozenset(one["status"]),
            frozenset(value.lower() for value in one.get("value", ())),
            tuple(one.get("variant", ())),
            frozenset(one.get("origin", ())),
        )
        for one in conditions
    )


def _is_open(findings: Sequence[Finding]) -> bool:
    """No final answer, or more than one."""
    statuses = {f.status for f in findings}
    return len(statuses) > 1 or bool(statuses & OPEN)
