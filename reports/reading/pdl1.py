"""PD-L1: the words of the report, and the kinds of score, which are never taken for each other.

| words | scores | status |
|---|---|---|
| positive, high, low, negative | any that can be so | as the words say |
| positive | every score below 1 | conflict |
| negative | TPS of 1 or more | conflict |
| none | TPS, CPS or share of tumor cells: all 1 or more, or all below 1 | positive, negative |
| none | only immune cells, and 1 or more; scores on both sides; a range across 1 | reported |
| any | a number that the score cannot have | unclear |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reports.reading.assertion import UNFINISHED, Claim, claim
from reports.reading.biomarker_rules import BiomarkerRules
from reports.reading.biomarker_words import said
from reports.reading.findings import Context, Status
from reports.reading.lexicon import Kind
from reports.reading.measures import as_printed, span_of
from reports.reading.mentions import Mention

_KINDS = ("tps", "cps", "ic", "percent")
_BORDER_OF_SOME_CANCERS = 10  # CPS: bladder, oesophagus, triple negative breast cancer
_ALL = "0-100"  # the scale itself
_BORDER = 1.0  # the lowest in use; content/markers/PDL1.yaml says why there is no range
_POSITIVE = {Status.POSITIVE, Status.LOW_POSITIVE, Status.HIGH}


def decide_pdl1(mention: Mention, rules: BiomarkerRules) -> Claim | None:
    told = said(mention, rules.markers["PDL1"])
    if any(x.detail == "impossible" for x in mention.numbers):
        return claim(mention, Status.UNCLEAR, "number", reason="impossible_value")
    if told.status in {*UNFINISHED, Status.UNCLEAR}:
        return claim(mention, told.status, "words", reason=told.reason)
    measures = _measures(mention)
    if told.status is None:
        status = _by_scores(measures)
        return claim(mention, status, "number", measures, worded=False) if status else None
    differs = _differs_from_scores(told.status, _sides(measures))
    if differs:
        return claim(mention, Status.CONFLICT, "words", measures, reason="words_and_number_differ")
    return claim(mention, told.status, "words", measures, reason=told.reason)


def _measures(mention: Mention) -> dict[str, str]:
    """The first number of each kind. A share of cells behind the word "TPS" is the TPS."""
    found: dict[str, str] = {}
    for number in mention.numbers:
        if number.id in _KINDS or number.id == "tc":
            kind = _named_kind(mention, number.start) if number.id == "percent" else number.id
            kind = "percent" if kind == "tc" else kind
            if as_printed(number.value) != _ALL:
                found.setdefault(kind, as_printed(number.value))
        elif number.id == "intensity":
            found.setdefault("intensity", number.value)
    return found


def _named_kind(mention: Mention, offset: int) -> str:
    labels = [x.id for x in mention.statement.lexemes if x.kind is Kind.LABEL and x.id in _KINDS and x.start < offset]
    return labels[-1] if labels else "percent"


def _sides(measures: Mapping[str, str]) -> dict[str, int]:
    """Each score as above the border (1), below it (-1), or across (0)."""
    sides: dict[str, int] = {}
    for kind in _KINDS:
        span = span_of(measures.get(kind, ""))
        if span is None:
            continue
        below = span.high < _BORDER or (span.high == _BORDER and span.open_high)
        sides[kind] = 1 if span.low >= _BORDER else -1 if below else 0
    return sides


def _by_scores(measures: Mapping[str, str]) -> Status | None:
    sides = _sides(measures)
    if not sides:
        return None
    both = set(sides.values())
    if both == {-1}:
        return Status.NEGATIVE
    combined = span_of(measures.get("cps", ""))
    if combined is not None and combined.low < _BORDER_OF_SOME_CANCERS and "tps" not in sides:
        return Status.REPORTED  # above 1, which is the border of the stomach, below 10, which is that of the bladder
    return Status.POSITIVE if both == {1} and set(sides) != {"ic"} else Status.REPORTED


def _differs_from_scores(status: Status, sides: Mapping[str, int]) -> bool:
    if status in _POSITIVE:
        return bool(sides) and set(sides.values()) == {-1}
    return status is Status.NEGATIVE and sides.get("tps") == 1


class _Told(NamedTuple):
    """What one claim says, and of which sample and kinds of score."""

    place: tuple[Context, str, int]
    kinds: frozenset[str]
    negative: bool
    worded: bool


def scores_apart(claims: Sequence[Claim]) -> list[Claim]:
    """`TPS 0%` in one line and `CPS 5` in another: two kinds of score that say different things are no conflict."""
    told = [_told(one) for one in claims]
    different = set(filter(None, told))  # few, however many the claims are
    out = []
    for one, mine in zip(claims, told, strict=True):
        others = [other for other in different if _apart(mine, other)] if mine and mine.kinds else []
        if others and (not one.worded or all(other.worded for other in others)):
            one = one.at(status=Status.REPORTED, worded=False)
        out.append(one)
    return out


def _told(one: Claim) -> _Told | None:
    if one.marker != "PDL1" or one.status not in {*_POSITIVE, Status.NEGATIVE}:
        return None
    kinds = frozenset(one.measures) & frozenset(_KINDS)
    return _Told((one.context, one.specimen, one.addendum), kinds, one.status is Status.NEGATIVE, one.worded)


def _apart(one: _Told, other: _Told) -> bool:
    if one.place != other.place or one.negative == other.negative:
        return False
    return bool(other.kinds) and one.kinds.isdisjoint(other.kinds)
