"""HER2 as a whole beside its two tests: the report's own call and the call by the table become one answer.

Which call the tests give is decided in her2_overall.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.assertion import UNFINISHED, Claim
from reports.reading.findings import Context, Status
from reports.reading.her2_overall import IHC, ISH, OVERALL, Her2Rules, overall
from reports.reading.reconcile import Answer

_HER2 = {IHC, ISH, OVERALL}


def without_promises(claims: Sequence[Claim]) -> list[Claim]:
    """ "HER2 pending" ends when an addendum has the result of either test."""
    tests = [claim.addendum for claim in claims if claim.marker in _HER2 - {"HER2"} and claim.status not in UNFINISHED]
    latest = max(tests, default=0)
    return [c for c in claims if not (c.marker == "HER2" and c.status is Status.PENDING and c.addendum < latest)]


def with_overall(answers: list[Answer], place: tuple[Context, str], rules: Her2Rules) -> list[Answer]:
    here = {a.claim.marker: a for a in answers if (a.claim.context, a.claim.specimen) == place}
    ihc, ish, stated = here.get("HER2_IHC"), here.get("HER2_ISH"), here.get("HER2")
    call = overall(ihc.claim if ihc else None, ish.claim if ish else None, rules)
    if call is None:
        return answers
    decided = _overall_answer(call, _deciding(ihc, ish), stated)
    return [*(a for a in answers if a is not stated), decided]


def _deciding(*tests: Answer | None) -> list[Answer]:
    """The tests behind a call, the gene test first; of an open call the stain that left it open."""
    ihc, ish = tests
    waits = ish is not None and ish.claim.status in {*UNFINISHED, Status.UNCLEAR}
    order = (ihc, ish) if waits else (ish, ihc)
    return [test for test in order if test is not None]


def _overall_answer(call: Status, tests: list[Answer], stated: Answer | None) -> Answer:
    base = tests[0].claim
    claim = base.at(marker="HER2", status=call, value="", measures={}, rule="her2_overall", reason="")
    also = tuple(test.claim for test in tests[1:])
    if call is Status.CONFLICT:
        return Answer(claim, also, "sections_differ")
    if call in UNFINISHED and stated is not None and stated.claim.status not in UNFINISHED:
        return stated
    if stated is None or stated.claim.status in {*UNFINISHED, Status.UNCLEAR, Status.EQUIVOCAL}:
        return Answer(claim, also)
    if stated.claim.status in {call, Status.CONFLICT}:
        return stated
    genes = next((test.claim for test in tests if test.claim.marker == "HER2_ISH"), None)
    settled = genes is not None and genes.status is Status.EQUIVOCAL and genes.start < stated.claim.start
    if call is Status.EQUIVOCAL and (settled or stated.claim.addendum > base.addendum):
        return stated  # groups 2 to 4 are open by themselves; the report's own last word on HER2 settles them
    conflict = stated.claim.at(status=Status.CONFLICT, reason="sections_differ")
    return Answer(conflict, (base,), "sections_differ")
