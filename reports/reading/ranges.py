"""The numbers that mean one status, as content/markers states them, and what a printed interval says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.reading.findings import Status
from reports.reading.measures import Span


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that mean one status, as content/markers states them."""

    status: Status
    span: Span

    def holds(self, low: float, high: float, *, open_low: bool, open_high: bool) -> bool:
        """Does the printed interval lie in this range as a whole?"""
        above = low > self.span.low or (low == self.span.low and (not self.span.open_low or open_low))
        below = high < self.span.high or (high == self.span.high and (not self.span.open_high or open_high))
        return above and below

    def touches(self, low: float, high: float, *, open_low: bool, open_high: bool) -> bool:
        """Does any number of the printed interval lie in this range?"""
        above = high > self.span.low or (high == self.span.low and not self.span.open_low and not open_high)
        below = low < self.span.high or (low == self.span.high and not self.span.open_high and not open_low)
        return above and below


def ranges(values: Sequence[Mapping[str, Any]], unit: str) -> tuple[Range, ...]:
    found = []
    for value in values:
        for row in [value["range"]] if "range" in value else value.get("ranges", []):
            if row["unit"] == unit:
                found.append(Range(Status(value["status"]), _span(row)))
    return tuple(found)


def _span(row: Mapping[str, str]) -> Span:
    return Span(
        float(row.get("from", "0")),
        float(row.get("to", "inf")),
        open_low="from" in row and row.get("from_inclusive") == "false",
        open_high="to" in row and row.get("to_inclusive") == "false",
    )


def touched(number: Span, percents: Sequence[Range]) -> set[Status]:
    return {
        r.status
        for r in percents
        if r.touches(number.low, number.high, open_low=number.open_low, open_high=number.open_high)
    }
