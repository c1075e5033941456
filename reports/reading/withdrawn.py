"""What a report takes back: "the result is not reliable", "internal control: negative", "HER2 will be repeated".

Answers that name their receptor decide in assertion.py and her2.py; here are those that only speak of "the result" or
of the control, and those of HER2 as a whole, which mean the test named last.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.assertion import Claim
from reports.reading.findings import Status
from reports.reading.groups import THING
from reports.reading.her2_overall import IHC, ISH, OVERALL
from reports.reading.lexicon import WITHDRAWN, Kind, Lexeme

_RESULT = {"result", "results", "stain", "staining", "test", "tests", "assay", "finding", "findings", "these", "this"}
_REACH = 4  # words between "result" and what takes it back
_CONTROL = 8  # words between the control and its answer
_NEGATIVE = {Status.NEGATIVE, Status.NOT_AMPLIFIED}


def taken_back_by(row: Sequence[Lexeme], text: str, before: Sequence[Claim]) -> list[Claim]:
    """Claims that the sentence `row` makes void, again, as unclear; `before` are those of it and the one before."""
    place = _void(row)
    if place is not None:
        return [_unclear(c, place) for c in before if not c.withdraws and c.start < place.start]
    place = _failed_control(row, text)
    if place is not None:
        return [_unclear(c, place) for c in before if c.status in _NEGATIVE and c.marker in {"ER", "PR"}]
    return []


def _unclear(one: Claim, place: Lexeme) -> Claim:
    return one.at(
        status=Status.UNCLEAR, value="", measures={}, reason="", start=place.start, end=place.end, withdraws=True
    )


def _void(row: Sequence[Lexeme]) -> Lexeme | None:
    """`so the result is not reliable`."""
    for n, lexeme in enumerate(row):
        if lexeme.kind is Kind.ANSWER and lexeme.detail == WITHDRAWN:
            around = [x for x in row[max(0, n - _REACH) : n] if x.kind in {Kind.WORD, Kind.LABEL, Kind.METHOD}]
            if any(x.id in _RESULT or x.id == "label" for x in around):
                return lexeme
    return None


def _failed_control(row: Sequence[Lexeme], text: str) -> Lexeme | None:
    """`Internal control: negative`: without a control that stains, a negative result says nothing."""
    for n, lexeme in enumerate(row):
        internal = lexeme.kind is Kind.NAME and lexeme.id == THING
        internal = internal and text[lexeme.start : lexeme.end].lower().startswith("internal")
        if not internal:
            continue
        for following in row[n + 1 : n + 1 + _CONTROL]:
            if following.kind is Kind.ANSWER:
                return following if following.id == "negative" else None
            if following.kind is Kind.NAME or following.id in {".", ";"}:
                break
    return None


def withdrawn_tests(claims: Sequence[Claim]) -> list[Claim]:
    """`HER2 IHC: 1+. The HER2 stain is invalid.`: what takes HER2 back takes back the test named last before it."""
    out = list(claims)
    for one in claims:
        if one.withdraws and one.marker == OVERALL:
            tests = [c for c in claims if c.marker in {IHC, ISH} and c.start < one.start]
            same = [c for c in tests if (c.context, c.specimen) == (one.context, one.specimen)]
            if same:
                out.append(one.at(marker=max(same, key=lambda c: c.start).marker))
    return out
