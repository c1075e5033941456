"""Answers that the running text of the same report takes back: "ER corrected from positive to negative".

A net below the amendments of outline.py and reconcile.py: what such a sentence speaks of, and was not read as amended,
is left open with both lines. It never reads the new answer; words and cases stand in content/context/changes.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.reading.findings import NO_RESULT, Context, Finding, Status
from reports.reading.sieve import Sieve, in_both_cases, sieve
from reports.reading.text import Line, Prepared

REASON = "changed_in_text"
_AMENDED = "amended"
_FAMILY = {  # marker → the markers whose names mean it too
    "HER2": ("HER2", "HER2_IHC", "HER2_ISH"),
    "HER2_IHC": ("HER2", "HER2_IHC"),
    "HER2_ISH": ("HER2", "HER2_ISH"),
    "MMR": ("MMR", "MLH1", "MSH2", "MSH6", "PMS2"),
    **{protein: ("MMR", protein) for protein in ("MLH1", "MSH2", "MSH6", "PMS2")},
}


@dataclass(frozen=True, slots=True, eq=False)
class ChangeRules:
    moves: Sieve
    tells: Sieve
    names: Mapping[str, re.Pattern[str]]  # marker → how a sentence names it


def compile_changes(rules: Mapping[str, Any], reading: Mapping[str, Mapping[str, Any]]) -> ChangeRules:
    names = {marker: re.compile(pattern, re.IGNORECASE) for marker, pattern in rules["facts"].items()}
    for file in reading.values():
        if "marker" in file and "names" in file:
            words = [w for m in _FAMILY.get(file["marker"], (file["marker"],)) for w in _words(reading.get(m, {}))]
            names[file["marker"]] = re.compile("|".join(words), re.IGNORECASE)
    return ChangeRules(_sieve(rules["moves"]), _sieve(rules["tells"]), names)


def with_changes(findings: Sequence[Finding], prepared: Prepared, rules: ChangeRules) -> list[Finding]:
    moved, told = (
        [line for line in prepared.lines if met.first(line.text, in_both_cases(line.text))]
        for met in (rules.moves.within(prepared.letters), rules.tells.within(prepared.letters))
    )
    if not moved and not told:
        return list(findings)
    return [_left_open(finding, moved, told, prepared, rules) for finding in findings]


def _left_open(
    finding: Finding, moved: Sequence[Line], told: Sequence[Line], prepared: Prepared, rules: ChangeRules
) -> Finding:
    names = rules.names.get(finding.marker)
    stated = finding.context is Context.CURRENT and finding.status not in NO_RESULT and finding.reason != _AMENDED
    if names is None or not stated:
        return finding
    changed = [line for line in moved if names.search(line.text)]
    changed += [line for line in told if names.search(line.text) and not _holds(line, finding, prepared)]
    if not changed:
        return finding
    line = changed[0]
    also = (*finding.also, prepared.evidence(line.start, line.end))
    return replace(finding, status=Status.UNCLEAR, value="", measures={}, reason=REASON, also=also)


def _holds(line: Line, finding: Finding, prepared: Prepared) -> bool:
    """Was the answer read from this very line?"""
    start, end = prepared.original_span(line.start, line.end)
    return finding.evidence.start < end and start < finding.evidence.end


def _words(file: Mapping[str, Any]) -> list[str]:
    short = [rf"(?-i:\b{re.escape(name)}\b)" for name in file.get("abbreviations", ())]
    return [rf"\b{re.escape(name)}\b" for name in file.get("names", ())] + short


def _sieve(patterns: Sequence[str]) -> Sieve:
    return sieve(("met", re.compile(pattern, re.IGNORECASE)) for pattern in patterns)
