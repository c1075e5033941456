"""The steps of a scale below each other ("TPS < 1%: negative", "TPS 1-49%: low"): they are nobody's result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from reports.reading.assertion import Claim
from reports.reading.text import Prepared

_APART = 2  # lines between two steps
_Step: TypeAlias = frozenset[tuple[str, str]]


def without_legends(claims: Sequence[Claim], prepared: Prepared) -> list[Claim]:
    steps: dict[tuple[str, int], set[_Step]] = defaultdict(set)
    for one in claims:
        if _is_step(one):
            steps[one.marker, prepared.line_at(one.start).number].add(_step(one))
    return [one for one in claims if not (_is_step(one) and _has_neighbour(one, steps, prepared))]


def _step(one: Claim) -> _Step:
    return frozenset(one.measures.items())


def _is_step(one: Claim) -> bool:
    """A word, and a number that is a border or a range."""
    numbers = [number for kind, number in one.measures.items() if kind != "intensity"]
    return bool(numbers) and all(number[:1] in {"<", ">"} or "-" in number[1:] for number in numbers)


def _has_neighbour(one: Claim, steps: Mapping[tuple[str, int], set[_Step]], prepared: Prepared) -> bool:
    """Another step of the same scale, in the same line or close to it."""
    line, mine = prepared.line_at(one.start).number, _step(one)
    near = (steps.get((one.marker, n), ()) for n in range(line - _APART, line + _APART + 1))
    return any(other != mine and dict(other).keys() == one.measures.keys() for found in near for other in found)
