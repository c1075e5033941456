"""TMB, HRD, Oncotype DX, MammaPrint, and the stains that count a share of cells (claudin 18.2, FOLR1, p16).

The words decide. A number alone decides only where its border is the same everywhere: mutations per megabase, and no
stained cell at all. Any other number is told as it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from reports.reading.assertion import UNFINISHED, Claim, claim
from reports.reading.biomarker_rules import BiomarkerRules
from reports.reading.biomarker_words import said
from reports.reading.findings import Status
from reports.reading.measures import Span, as_printed, span_of
from reports.reading.mentions import Mention
from reports.reading.ranges import Range

_PER_MEGABASE = {"tmb", "tmb_named"}
_NUMBERS = {
    "MSI": set(),
    "TMB": {"tmb", "tmb_bare", "tmb_named"},
    "HRD": {"gis", "plain_score"},
    "ONCOTYPE": {"rs"},
    "MAMMAPRINT": {"mpi"},
}
_POSITIVE = {Status.POSITIVE, Status.HIGH}


def decide_score(mention: Mention, rules: BiomarkerRules) -> Claim | None:
    """TMB, HRD, ONCOTYPE, MAMMAPRINT, MSI."""
    marker = rules.markers[mention.name.id]
    told = said(mention, marker)
    numbers = [x for x in mention.numbers if x.id in _NUMBERS[mention.name.id]]
    if any(x.detail == "impossible" for x in numbers):
        return claim(mention, Status.UNCLEAR, "number", reason="impossible_value")
    if told.status in UNFINISHED:
        return claim(mention, told.status, "words")
    measures = {"score": as_printed(numbers[0].value)} if numbers else {}
    if told.status is None:
        if not measures:
            return None
        counted = numbers[0].id in _PER_MEGABASE
        status = _burden(measures["score"], rules.burden) if counted else Status.REPORTED
        return claim(mention, status, "number", measures, worded=False)
    kept = {} if told.status is Status.UNCLEAR else measures
    return claim(mention, told.status, "words", kept, value=told.value, reason=told.reason)


def _burden(printed: str, burden: Sequence[Range]) -> Status:
    span = span_of(printed)
    high = span.high if span and not printed.startswith(">") else inf
    held = [r.status for r in burden if span and _holds(r, span, high)]
    return held[0] if held else Status.REPORTED


def _holds(one: Range, span: Span, high: float) -> bool:
    return one.holds(span.low, high, open_low=span.open_low, open_high=span.open_high)


def decide_share_of_cells(mention: Mention, rules: BiomarkerRules) -> Claim | None:
    """CLDN18_2, FOLR1, P16."""
    told = said(mention, rules.markers[mention.name.id])
    if any(x.detail == "impossible" for x in mention.numbers):
        return claim(mention, Status.UNCLEAR, "number", reason="impossible_value")
    if told.status in {*UNFINISHED, Status.UNCLEAR}:
        return claim(mention, told.status, "words", reason=told.reason)
    measures = _shares(mention)
    none = _is_none(measures)
    if told.status is None:
        if "percent" not in measures:
            return None
        status = Status.NEGATIVE if none else Status.REPORTED
        return claim(mention, status, "number", measures, worded=False)
    if told.status in _POSITIVE and none:
        return claim(mention, Status.CONFLICT, "words", measures, reason="words_and_number_differ")
    return claim(mention, told.status, "words", measures, reason=told.reason)


def _shares(mention: Mention) -> dict[str, str]:
    found: dict[str, str] = {}
    for number in mention.numbers:
        if number.id == "percent":
            found.setdefault("percent", as_printed(number.value))
        elif number.id == "intensity":
            found.setdefault("intensity", "".join(number.value.split()) if "+" in number.value else number.value)
    return found


def _is_none(measures: Mapping[str, str]) -> bool:
    span = span_of(measures.get("percent", ""))
    return span is not None and (span.high == 0 or (span.high <= 1 and span.open_high))
