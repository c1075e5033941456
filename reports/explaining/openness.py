"""Which findings of one specimen still wait for an answer.

A HER2 score of 2+ is a question: HER2 as a whole answers it, or is open itself and then asks for both.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.findings import OPEN, Finding, Status


def is_answered(finding: Finding, own: Sequence[Finding]) -> bool:
    """`own`: the current findings of the same specimen."""
    return finding.status not in OPEN or _answered_by_whole(finding, own)


def still_open(own: Sequence[Finding]) -> list[Finding]:
    """What is to be listed as open, each matter once."""
    whole = any(f.marker == "HER2" for f in own)
    return [f for f in own if not is_answered(f, own) and not (whole and _is_score_2(f))]


def _is_score_2(finding: Finding) -> bool:
    return finding.marker == "HER2_IHC" and finding.status is Status.EQUIVOCAL


def _answered_by_whole(finding: Finding, own: Sequence[Finding]) -> bool:
    whole = [f.status for f in own if f.marker == "HER2"]
    return _is_score_2(finding) and bool(whole) and not OPEN & set(whole)
