"""HER2 as a whole: counts that stand apart put together, and the call by the ASCO/CAP table.

The table stands in content/reading/her2_overall.yaml, the ISH groups in content/markers/HER2_ISH.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.reading.assertion import UNFINISHED, Claim
from reports.reading.findings import Status
from reports.reading.ranges import Range, ranges

IHC, ISH, OVERALL = "HER2_IHC", "HER2_ISH", "HER2"


@dataclass(frozen=True, slots=True)
class Her2Rules:
    statuses: Mapping[str, Status]  # IHC score → status
    words: Mapping[str, str]  # "zero" → "0"
    ratio: Mapping[str, Range]  # value id of content/markers/HER2_ISH → range
    copies: Mapping[str, Range]
    groups: Mapping[str, tuple[Status, str]]  # value id → status and printed value
    rows: tuple[Mapping[str, str], ...]


def compile_her2(scores: Mapping[str, Any], ish: Mapping[str, Any], overall: Mapping[str, Any]) -> Her2Rules:
    values = [value for value in ish["values"] if "ranges" in value]
    return Her2Rules(
        statuses={score: Status(status) for score, status in scores["statuses"].items()},
        words=scores["words"],
        ratio={value["id"]: found for value in values for found in ranges([value], "ratio")},
        copies={value["id"]: found for value in values for found in ranges([value], "copies")},
        groups={value["id"]: (Status(value["status"]), value["value"]) for value in values},
        rows=tuple(overall["rows"]),
    )


def group_of(measures: Mapping[str, str], rules: Her2Rules) -> str:
    try:
        ratio, copies = (float(measures[name].replace(",", ".")) for name in ("ratio", "copy_number"))
    except (KeyError, ValueError):
        return ""
    for name, wanted in rules.ratio.items():
        exact = {"open_low": False, "open_high": False}
        if wanted.holds(ratio, ratio, **exact) and rules.copies[name].holds(copies, copies, **exact):
            return name
    return ""


def counted_together(claims: Sequence[Claim], rules: Her2Rules) -> list[Claim]:
    """Ratio and copies that stand on lines of their own, as one claim for each place."""
    out: list[Claim] = []
    for one in claims:
        last = out[-1] if out else one
        same = (one.marker, one.context, one.specimen, one.addendum) == (
            last.marker,
            last.context,
            last.specimen,
            last.addendum,
        )
        finished = not {one.status, last.status} & set(UNFINISHED)
        if not (out and same and finished and (_counts(one) or _counts(last)) and _adds(last, one)):
            out.append(one)
            continue
        out[-1] = _together(last, one, rules)
    return out


def _counts(one: Claim) -> bool:
    """Only a ratio or copies, which alone settle nothing."""
    return one.marker == ISH and not one.worded and one.status is Status.UNCLEAR and one.reason == ""


def _together(last: Claim, one: Claim, rules: Her2Rules) -> Claim:
    base = one if _counts(last) else last
    measures = {**one.measures, **last.measures}
    joined = base.at(measures=measures, start=min(last.start, one.start), end=max(last.end, one.end))
    status, value = rules.groups.get(group_of(measures, rules), (Status.UNCLEAR, ""))
    if not base.worded and base.status is Status.UNCLEAR:
        return joined.at(status=status, value=value)
    if {status, base.status} == {Status.AMPLIFIED, Status.NOT_AMPLIFIED}:
        return joined.at(status=Status.CONFLICT, reason="words_and_number_differ")
    return joined


def _adds(last: Claim, one: Claim) -> bool:
    return all(last.measures.get(name, number) == number for name, number in one.measures.items())


def overall(ihc: Claim | None, ish: Claim | None, rules: Her2Rules) -> Status | None:
    """The call by the table, or None where no row fits."""
    for row in rules.rows:
        if _fits(row["ihc"], ihc) and _fits(row["ish"], ish):
            return Status(row["call"])
    return None


def _fits(wanted: str, found: Claim | None) -> bool:
    if wanted == "any":
        return found is None or found.status not in {Status.CONFLICT, Status.UNCLEAR}
    if found is None:
        return wanted == "none"
    if wanted == "none":
        return False
    if wanted == "unfinished":
        return found.status in UNFINISHED
    if found.status in {Status.CONFLICT, Status.UNCLEAR}:
        return False
    alternatives = found.value.split(" or ") if found.value else []
    return wanted == found.status.value or wanted in alternatives
