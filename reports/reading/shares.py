"""The numbers of one mention as printed, and the share of stained cells that they mean.

What a share says of a receptor is decided in assertion.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.reading.measures import Span, as_printed, span_of
from reports.reading.mentions import Mention

_LOW = 10  # percent up to which a receptor may be low positive
_SEVERAL = 2


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
        found["percent"] = _exact(found["percent"], _shares(mention))
    return found


def differ(measures: Mapping[str, str], shares: Mapping[str, str]) -> bool:
    """`8/8, 10 %`: the share is of something else than the score."""
    scored = share_of({kind: value for kind, value in measures.items() if kind != "percent"}, shares)
    printed = span_of(measures.get("percent", ""))
    if scored is None or printed is None:
        return False
    return printed.low > scored.high or printed.high < scored.low


def broken_down(mention: Mention) -> Span | None:
    """`1+ 10 %, 2+ 20 %, 3+ 60 %`: shares of single intensities; together they are at least the greatest one."""
    spans = [span for span in map(span_of, _shares(mention)) if span and not (span.open_low or span.open_high)]
    spans = [a for a in spans if not any(a != b and a.low <= b.low and b.high <= a.high for b in spans)]
    if len(spans) < _SEVERAL or not 0 < spans[0].high <= _LOW or sum(span.high for span in spans) <= _LOW:
        return None
    if len(set(spans)) == 1:
        return None  # the same share, said twice
    return Span(max(span.low for span in spans), 100)


def _shares(mention: Mention) -> list[str]:
    return [as_printed(number.value) for number in mention.numbers if number.id == "percent"]


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
