"""Triple negative, and the other combinations: every state of every test, not three tidy examples."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from guides import catalog
from reports.explaining import combinations
from reports.reading.findings import Finding, Status
from tests.reports.factories import finding

RECEPTOR_STATES = [
    None,
    Status.POSITIVE,
    Status.LOW_POSITIVE,
    Status.NEGATIVE,
    Status.EQUIVOCAL,
    Status.PENDING,
    Status.NOT_PERFORMED,
    Status.INSUFFICIENT,
    Status.UNCLEAR,
    Status.CONFLICT,
]
ISH_STATES = [None, Status.AMPLIFIED, Status.NOT_AMPLIFIED, *RECEPTOR_STATES[4:]]
ALL = list(itertools.product(RECEPTOR_STATES, RECEPTOR_STATES, RECEPTOR_STATES, RECEPTOR_STATES, ISH_STATES))


def findings_of(er: Status | None, pr: Status | None, her2: Status | None, *tests: Status | None) -> list[Finding]:
    states = dict(zip(("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH"), (er, pr, her2, *tests), strict=True))
    return [finding(marker, status) for marker, status in states.items() if status]


TABLE = combinations.tables(catalog.marker_rules()["combinations"])
HORMONES = next(one for one in TABLE if any(c.shows == "COMBINATION:triple-negative" for c in one.combinations))


def combination_id(findings: Sequence[Finding]) -> str:
    """ "triple-negative", "hr-positive-her2-negative", …, or "" where the table is silent."""
    shown = HORMONES.first(findings, "breast")
    return shown.shows.removeprefix("COMBINATION:") if shown else ""


def test_triple_negative_needs_three_settled_negatives_and_nothing_open_about_them() -> None:
    for er, pr, her2, ihc, ish in ALL:
        if combination_id(findings_of(er, pr, her2, ihc, ish)) != "triple-negative":
            continue
        assert (er, pr, her2) == (Status.NEGATIVE, Status.NEGATIVE, Status.NEGATIVE)
        assert ihc in {None, Status.NEGATIVE, Status.POSITIVE} or (
            ihc is Status.EQUIVOCAL and ish in {Status.NOT_AMPLIFIED, Status.AMPLIFIED}
        )
        assert ish in {None, Status.NOT_AMPLIFIED, Status.AMPLIFIED, Status.NOT_PERFORMED}


def test_no_combination_states_a_her2_that_the_report_does_not_call() -> None:
    for er, pr, her2, ihc, ish in ALL:
        combination = combination_id(findings_of(er, pr, her2, ihc, ish))
        if combination.endswith("her2-positive"):
            assert her2 is Status.POSITIVE
        elif combination:
            assert her2 is Status.NEGATIVE


def test_low_positive_alone_is_neither_positive_nor_triple_negative() -> None:
    assert combination_id(findings_of(Status.LOW_POSITIVE, Status.NEGATIVE, Status.NEGATIVE, None, None)) == ""


@pytest.mark.parametrize(
    ("er", "pr", "her2", "expected"),
    [
        (Status.POSITIVE, Status.NEGATIVE, Status.NEGATIVE, "hr-positive-her2-negative"),
        (Status.POSITIVE, None, Status.POSITIVE, "hr-positive-her2-positive"),
        (Status.NEGATIVE, Status.NEGATIVE, Status.POSITIVE, "hr-negative-her2-positive"),
        (Status.NEGATIVE, Status.NEGATIVE, Status.NEGATIVE, "triple-negative"),
    ],
)
def test_settled_results_combine(er: Status, pr: Status | None, her2: Status, expected: str) -> None:
    assert combination_id(findings_of(er, pr, her2, None, None)) == expected


def test_two_answers_for_one_marker_make_no_combination() -> None:
    both = [*findings_of(Status.NEGATIVE, Status.NEGATIVE, Status.NEGATIVE, None, None), finding("ER", Status.POSITIVE)]
    assert combination_id(both) == ""
