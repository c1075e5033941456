"""MARGINS: whether the cancer reaches the edge of what was removed.

One involved margin makes them positive. Cancer that stayed in the ducts is weighed apart: it never makes the
margins of an invasive cancer look clear or involved. Where specimens of one side disagree, nothing is decided.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from reports.reading.fact_rules import FactRules
from reports.reading.fact_settle import CONFLICT, MOST, Mention, settle
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage
from reports.reading.findings import Finding, Status
from reports.reading.margin_clauses import Clause, clauses
from reports.reading.text import Prepared

IN_SITU = "unclear.in_situ_at_margin"
EXCEPTION = "unclear.exception"
SPECIMENS = "unclear.specimens_differ"
_STATUS = {"positive": Status.POSITIVE, "negative": Status.NEGATIVE, "close": Status.REPORTED}


def read(prepared: Prepared, passages: list[Passage], rules: FactRules, kept_apart: Specimens) -> list[Finding]:
    own = (c for c in clauses(prepared, passages, rules) if not kept_apart.nodal(c.line.specimen))
    found = _settled(list(islice(own, MOST)))
    by_specimen: dict[tuple[str, int], list[Clause]] = {}
    for clause in found:
        by_specimen.setdefault((clause.line.specimen, clause.line.addendum), []).append(clause)
    answers = [m for group in by_specimen.values() for m in _answer(group, rules.marker)]
    findings = settle(prepared, answers, kept_apart, whole=True)
    return _between(findings, kept_apart, rules)


def _settled(found: list[Clause]) -> list[Clause]:
    """What the report says last of all margins together stands over an involved one of a specimen before it."""
    last = max((c.at for c in found if c.settles and c.polarity == "negative"), default=-1)
    return [c for c in found if c.at >= last or c.polarity == "negative"] if last >= 0 else found


def _answer(group: list[Clause], marker: str) -> list[Mention]:
    """What the clauses of one specimen come to."""
    main = [c for c in group if c.subject != "in_situ"]
    in_situ = [c for c in group if c.subject == "in_situ"]
    if not main:
        return [_weighed(in_situ, marker)] if in_situ else []
    answer = _weighed(main, marker)
    touched = next((c for c in in_situ if c.polarity == "positive"), None)
    if touched is not None and answer.value != "positive":
        return [replace(_mention(touched, marker, ""), status=Status.UNCLEAR, reason=IN_SITU)]
    return [answer]


def _weighed(group: list[Clause], marker: str) -> Mention:
    positive = [c for c in group if c.polarity == "positive"]
    negative = [c for c in group if c.polarity == "negative"]
    final = [c for c in negative if c.final]
    excepted = [c for c in group if c.polarity == "exception"]
    if positive and not final:
        whole = [c for c in negative if not c.partial and not any(e.span == c.span for e in excepted)]
        if whole:
            return replace(_mention(positive[0], marker, ""), status=Status.CONFLICT, reason=CONFLICT)
        return _mention(positive[0], marker, "positive")
    if positive:
        return replace(_mention(positive[0], marker, ""), status=Status.UNCLEAR, reason=SPECIMENS)
    if excepted:
        return replace(_mention(excepted[0], marker, ""), status=Status.UNCLEAR, reason=EXCEPTION)
    if negative:
        best = next((c for c in negative if c.final), None) or next((c for c in negative if not c.partial), negative[0])
        return _mention(best, marker, "negative")
    close = [c for c in group if c.polarity == "close"]
    return _mention(close[0], marker, "close") if close else _mention(group[0], marker, "negative")


def _mention(clause: Clause, marker: str, value: str) -> Mention:
    strength = 1 if clause.polarity == "distance" else 2
    status = _STATUS.get(value, Status.REPORTED)
    return Mention(marker, value, clause.at, clause.rule, clause.line, strength, clause.span, status)


def _may_replace(worst: Finding, findings: list[Finding], kept_apart: Specimens, rules: FactRules) -> bool:
    """May a further margin, taken separately, have replaced the one with cancer? Not where it names another side."""
    involved = _sides(worst.evidence.quote, rules)
    others = [_sides(kept_apart.titles.get(f.specimen, f.specimen), rules) for f in findings if f is not worst]
    return not involved or any(not sides or sides & involved for sides in others)


def _sides(text: str, rules: FactRules) -> set[str]:
    return {side.group().lower() for side in rules.words["side"].finditer(text)}


def _between(findings: list[Finding], kept_apart: Specimens, rules: FactRules) -> list[Finding]:
    """Specimens of different sides keep their answers; those of one side must agree."""
    values = {f.value for f in findings if f.value}
    if len(findings) < 2 or len(values) < 2:
        return findings
    sides = {f.specimen: kept_apart.side(f.specimen) for f in findings}
    if all(sides.values()) and len(set(sides.values())) == len(findings):
        return findings
    worst = next((f for f in findings if f.value == "positive"), findings[0])
    if worst.value == "positive" and not _may_replace(worst, findings, kept_apart, rules):
        return [replace(worst, specimen="")]
    others = tuple(f.evidence for f in findings if f is not worst)
    return [replace(worst, status=Status.UNCLEAR, value="", reason=SPECIMENS, also=(*worst.also, *others), specimen="")]
