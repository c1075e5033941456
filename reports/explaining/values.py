"""Which entry of a marker's file explains a finding, or none.

A value that the file does not name is never explained by a neighbor that shares its status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from guides import variants
from guides.entries import Marker, Value
from reports.reading.findings import NO_RESULT, Finding, Status

STAGE_MARKERS = frozenset({"PT", "PN", "PM", "STAGE"})
COUNTS = frozenset({"NODES_POSITIVE", "NODES_EXAMINED"})
# Words for what a change means. One that the file does not explain must not be told as a change that matters.
MEANINGS = frozenset({"vus", "benign", "likely benign", "pathogenic", "likely pathogenic"})
# Unit of a range in the file → the measure that it holds, where a finding is a number and no word.
_MEASURE: Mapping[str, str] = MappingProxyType({"percent": "percent", "score": "score", "per_megabase": "score"})


def explaining(entry: Marker | None, finding: Finding) -> Value | None:
    if entry is None:
        return None
    values = tuple(entry.values.values())
    if finding.status in NO_RESULT:  # no result: only an entry for this very state explains it
        return next((v for v in values if v.status == finding.status), None)
    if finding.marker in STAGE_MARKERS and any(v.value for v in values):
        return _longest_stage(values, finding.value)
    return _of_change(entry, finding) or _exact(entry, finding) or _general(entry, values, finding)


def _of_change(entry: Marker, finding: Finding) -> Value | None:
    """The first value that speaks of the change as printed."""
    printed = finding.measures.get("variant", "")
    if entry.kind != "gene" or finding.status is not Status.DETECTED or not printed:
        return None
    fitting = (v for v in entry.values.values() if v.status == finding.status)
    return next((v for v in fitting if v.variants and variants.covers(v.variants, printed)), None)


def _exact(entry: Marker, finding: Finding) -> Value | None:
    """The value of that name; of a fact also one that gives it as another name of the same."""
    if not finding.value:
        return None
    wanted = finding.value.lower()
    fitting = [v for v in entry.values.values() if v.status == finding.status]
    named = (v for v in fitting if entry.kind == "fact" and wanted in map(str.lower, v.variants))
    return next((v for v in fitting if v.value.lower() == wanted), None) or next(named, None)


def _general(entry: Marker, values: tuple[Value, ...], finding: Finding) -> Value | None:
    if finding.marker in COUNTS and finding.status is Status.REPORTED:
        return _count(values, finding)
    if finding.status is Status.REPORTED and any(v.bands for v in values if v.status == finding.status):
        return _of_number(values, finding)
    if finding.status is Status.POSITIVE and entry.kind == "receptor":
        low = tuple(v for v in values if v.status == Status.LOW_POSITIVE)
        graded = _of_number(low, replace(finding, status=Status.LOW_POSITIVE)) if low else None
        if graded:
            return graded  # printed as "positive (5 %)": what so small a share means is told
    plain = [v for v in values if v.status == finding.status and not v.value]
    return plain[0] if len(plain) == 1 and not _names_other(entry, values, finding) else None


def _names_other(entry: Marker, values: tuple[Value, ...], finding: Finding) -> bool:
    """Whether the finding names something that the file keeps apart elsewhere, and does not know."""
    if not finding.value or finding.value == finding.status:
        return False
    if entry.kind == "gene" and finding.status in {Status.DETECTED, Status.NOT_DETECTED}:
        return finding.value.lower() in MEANINGS
    return any(v.value for v in values)


def _longest_stage(values: tuple[Value, ...], printed: str) -> Value | None:
    """Matched without prefix, brackets, blanks and case: "ypT1c" is explained by "T1", "pN0 (i+)" by "N0(i+)"."""
    stage = _plain_stage(re.sub(r"^[a-z]+", "", printed))
    fitting = [v for v in values if v.value and stage.startswith(_plain_stage(v.value))]
    return max(fitting, key=lambda v: len(v.value), default=None)


def _plain_stage(printed: str) -> str:
    """ "N1(mi)(sn)" → "n1mi": the marks that say how a node was found do not change what the word means."""
    return re.sub(r"\(sn\)|[\s()]", "", printed.lower())


def _count(values: tuple[Value, ...], finding: Finding) -> Value | None:
    number = as_number(finding.value)
    if number is None:
        return None
    wanted = "0" if number == 0 else "some"
    return next((v for v in values if v.value == wanted), values[0] if len(values) == 1 else None)


def _of_number(values: tuple[Value, ...], finding: Finding) -> Value | None:
    for value in values:
        for band in value.bands if value.status == finding.status else ():
            number = as_number(finding.measures.get(_MEASURE.get(band.unit, ""), ""))
            if number is not None and band.holds(Decimal(str(number))):
                return value
    return None


def as_number(printed: str) -> float | None:
    """One plain number, or None: a range or a bound ("80-90", "<1") has no single place on a scale."""
    cleaned = printed.strip().rstrip("%").strip()
    return float(cleaned) if re.fullmatch(r"\d{1,4}(?:\.\d{1,2})?", cleaned) else None
