"""The numbers of one mention as printed, and the share of stained cells that they mean.

What a share says of a receptor is decided in assertion.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.reading.measures import Span, as_printed, span_of
from reports.reading.mentions import Mention


def share_of(measures: Mapping[str, str], shares: Mapping[str, str]) -> Span | None:
    """The share of stained cells: as printed, or what a score says of it by its own definition."""
    if "percent" in measures:
        return span_of(measures["percent"])
    if measures.get("allred") in shares:
        return span_of(shares[measures["allred"]])
    if "hscore" in measures:  # the sum of share times intensity, and intensity is 1 to 3
        score = float(measures["hscore"])
        return Span(score / 3, min(score, 100))
    return None


def measures_of(mention: Mention) -> dict[str, str]:
    """The first number of each kind, as printed; of shares an exact one that a printed range holds."""
    found: dict[str, str] = {}
    for number in mention.numbers:
        if number.id in {"percent", "allred", "hscore"}:
            found.setdefault(number.id, as_printed(number.value))
        elif number.id == "intensity":
            found.setdefault("intensity", number.value)
        elif number.id == "score" and number.detail:
            found.setdefault("intensity", f"{number.value}+")
    if "percent" in found:
        found["percent"] = _exact(found["percent"], [as_printed(n.value) for n in mention.numbers if n.id == "percent"])
    return found


def _exact(first: str, shares: Sequence[str]) -> str:
    """`Positive (greater than 10 %) … Percentage of cells: 98 %`: the bracket only defines the word before it."""
    border = span_of(first)
    if border is None or border.low == border.high:
        return first
    for share in shares[1:]:
        exact = span_of(share)
        if exact and exact.low == exact.high and border.low <= exact.low <= border.high:
            return share
    return first
