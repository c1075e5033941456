"""The steps of a scale below each other ("TPS < 1%: negative", "TPS 1-49%: low"): they are nobody's result."""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.assertion import Claim
from reports.reading.text import Prepared

_APART = 2  # lines between two steps


def without_legends(claims: Sequence[Claim], prepared: Prepared) -> list[Claim]:
    return [one for one in claims if not (_is_step(one) and _has_neighbour(one, claims, prepared))]


def _is_step(one: Claim) -> bool:
    """A word, and a number that is a border or a range."""
    numbers = [number for kind, number in one.measures.items() if kind != "intensity"]
    return bool(numbers) and all(number[:1] in {"<", ">"} or "-" in number[1:] for number in numbers)


def _has_neighbour(one: Claim, claims: Sequence[Claim], prepared: Prepared) -> bool:
    line = prepared.line_at(one.start).number
    return any(
        other.marker == one.marker
        and other.measures.keys() == one.measures.keys()
        and other.measures != one.measures
        and _is_step(other)
        and abs(prepared.line_at(other.start).number - line) <= _APART
        for other in claims
    )
