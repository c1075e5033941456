"""Which sample a HER2 result belongs to where only one of the two tests names it, and which score counts.

The gene test of an equivocal stain is often reported later, in an addendum that names no sample.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.assertion import Claim
from reports.reading.findings import Context, Status
from reports.reading.her2_overall import IHC, ISH, OVERALL
from reports.reading.reconcile import Answer

_HER2 = {IHC, ISH, OVERALL}


def placed(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, HER2 without a sample given to the one sample that it can mean."""
    out = list(claims)
    for context in Context:
        mine = [c for c in claims if c.context is context and c.marker in _HER2]
        named = {c.specimen for c in mine if c.specimen}
        open_ = {c.specimen for c in mine if c.marker == IHC and c.status is Status.EQUIVOCAL}
        tested = {c.specimen for c in mine if c.marker == ISH and c.status is not Status.PENDING}
        home = _only(named) or (_only(open_) if _only(open_) not in tested else "")
        if home:
            out = [_moved(c, home, context, whole=len(named) == 1) for c in out]
    return out


def without_ranges(answers: Sequence[Answer], claims: Sequence[Claim]) -> list[Answer]:
    """A form's "0 or 1+" says nothing of its own where the report names the score, even as taken over from before."""
    scores = {c.value for c in claims if c.marker == IHC and " or " not in c.value}
    return [
        answer
        for answer in answers
        if not (answer.claim.marker == IHC and _is_range(answer.claim.value) and _parts(answer.claim.value) & scores)
    ]


def _is_range(value: str) -> bool:
    return " or " in value


def _parts(value: str) -> set[str]:
    return set(value.split(" or "))


def _only(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""


def _moved(one: Claim, home: str, context: Context, *, whole: bool) -> Claim:
    """With several samples only the gene test looks for its stain."""
    fits = one.marker in _HER2 if whole else one.marker == ISH
    return one.at(specimen=home) if fits and one.context is context and not one.specimen else one
