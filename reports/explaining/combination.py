"""Hormone receptors and HER2 together, from settled results of one specimen alone.

Triple negative is said only where ER, PR and HER2 are each negative and nothing about them is open
(reference: the ASCO/CAP thresholds in content/markers). A hormone receptor that is low positive alone gives no
combination: reports and guidelines treat it as a question of its own. Anything less: silence.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from reports.explaining.marked_text import Lines
from reports.explaining.phrases import Phrasebook
from reports.explanation import Card
from reports.reading.findings import Finding, Status

COMBINATION = "COMBINATION"
_HER2_TESTS = frozenset({"HER2", "HER2_IHC", "HER2_ISH"})
_SETTLED_TESTS = frozenset({Status.POSITIVE, Status.NEGATIVE, Status.AMPLIFIED, Status.NOT_AMPLIFIED})


def combination_id(findings: Sequence[Finding]) -> str:
    """The id of a value of content/markers/COMBINATION.yaml for the current findings of one specimen, or ""."""
    er, pr, her2 = (_only(findings, marker) for marker in ("ER", "PR", "HER2"))
    if not _her2_settled(findings, her2) or er is None:
        return ""
    hormone = _hormone(er, pr)
    if hormone is None:
        return ""
    if hormone:
        return f"hr-positive-her2-{her2}"
    return "triple-negative" if her2 is Status.NEGATIVE else "hr-negative-her2-positive"


def _only(findings: Sequence[Finding], marker: str) -> Status | None:
    """The one status of a marker; None where it has none, or more than one."""
    statuses = {f.status for f in findings if f.marker == marker}
    return statuses.pop() if len(statuses) == 1 else None


def _her2_settled(findings: Sequence[Finding], her2: Status | None) -> bool:
    """The overall call is there; 2+ may stand beside it only where ISH has answered."""
    if her2 not in {Status.POSITIVE, Status.NEGATIVE}:
        return False
    statuses = {f.marker: f.status for f in findings if f.marker in _HER2_TESTS}
    return all(
        status in _SETTLED_TESTS
        or (marker == "HER2_IHC" and status is Status.EQUIVOCAL and statuses.get("HER2_ISH") in _SETTLED_TESTS)
        or (marker == "HER2_ISH" and status is Status.NOT_PERFORMED)
        for marker, status in statuses.items()
    )


def _hormone(er: Status, pr: Status | None) -> bool | None:
    """True: one is clearly positive. False: both are negative. None: not settled, or only low positive."""
    if er is Status.POSITIVE:
        return True
    if er in {Status.NEGATIVE, Status.LOW_POSITIVE} and pr is Status.POSITIVE:
        return True
    return False if er is Status.NEGATIVE and pr is Status.NEGATIVE else None


def card(specimen: str, findings: Sequence[Finding], number: int, phrases: Phrasebook, lines: Lines) -> Card | None:
    """The card of the combination that these findings of one specimen make, with the lines behind it."""
    entry = phrases.markers.get(COMBINATION)
    value = entry.values.get(combination_id(findings)) if entry else None
    if entry is None or value is None:
        return None
    used = [f for marker in ("ER", "PR", "HER2") for f in findings if f.marker == marker]
    return Card(
        anchor=f"combination-{number + 1}",
        marker=COMBINATION,
        label=f"{entry.label}: {specimen}" if specimen else entry.label,
        state="settled",
        status_word=value.label,
        meaning=value.meaning,
        next_step=value.next_step,
        measures=(),
        picture=None,
        quotes=tuple(lines.quote(finding.evidence) for finding in used),
        rule=value.rule,
        source=value.source,
        guide_address=f"{reverse('guide', args=[entry.guide_slug])}#{value.anchor or entry.guide_anchor}",
        guide_title=entry.guide_title,
    )
