"""DIAGNOSIS: what the report says was found, by the name that the product explains or in the report's own words.

Read where a diagnosis is stated: in a field for the type, or at the head of a line. Never what is denied,
feared, asked or past, and never what only a margin or a lymph node is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_settle import CONFLICT, evidence
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage, sentences, unticked
from reports.reading.findings import Context, Finding, Status
from reports.reading.text import Line, Prepared

GENERIC = "invasive carcinoma"
_HEAD = 48  # how far into a line a diagnosis may begin
_LONGEST = 80
_FOLLOWED_BY_NONE = re.compile(
    r"\s{0,3}(?:\([^)\n]{0,12}\))?\s{0,3}[:=-]\s{0,3}(?:not|none|no|absent|negative|n/a)\b|\s(?:is|are)?\s?(?:not|excluded|ruled out|absent)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One place that names a disease."""

    rule: FactRule
    value: str
    at: int
    line: Line
    span: tuple[int, int]
    labelled: bool
    supposed: bool


def read(prepared: Prepared, passages: list[Passage], rules: FactRules, kept_apart: Specimens) -> list[Finding]:
    found = [n for p in passages if p.line.section not in rules.skip for n in _in_passage(prepared, p, rules)]
    latest = max((n.line.addendum for n in found if n.line.amended and n.rule.kind != "benign"), default=0)
    found = [n for n in found if n.line.addendum >= latest]
    primary = [n for n in found if not kept_apart.nodal(n.line.specimen)]
    cancers = [n for n in primary if n.rule.kind != "benign"] or [
        n for n in found if n.rule.kind == "other" or (n.rule.kind != "benign" and n.labelled)
    ]
    if not cancers:
        benign = [n for n in primary if n.rule.kind == "benign"]
        return [_finding(prepared, benign[0], rules.marker)] if benign else []
    if any(n.rule.kind != "other" and not n.supposed for n in cancers):
        cancers = [n for n in cancers if n.rule.kind != "other"]
    groups: dict[str, list[Named]] = {}
    for named in cancers:
        groups.setdefault(kept_apart.owner(named.line.specimen, primary=True), []).append(named)
    return [f for specimen, group in _joined(groups).items() for f in _answer(prepared, specimen, group, rules.marker)]


def _in_passage(prepared: Prepared, passage: Passage, rules: FactRules) -> Iterator[Named]:
    for start, sentence in sentences(passage):
        taken: list[tuple[int, int]] = []
        matches = [(rule, m) for rule in rules.rules for m in rule.pattern.finditer(sentence)]
        for rule, match in sorted(matches, key=lambda rm: (rm[1].start() - rm[1].end(), rm[1].start())):
            if any(first < match.end() and match.start() < last for first, last in taken):
                continue
            taken.append(match.span())
            named = _named(prepared, passage, start, sentence, rule, match, rules)
            if named is not None:
                yield named


def _named(
    prepared: Prepared,
    passage: Passage,
    start: int,
    sentence: str,
    rule: FactRule,
    match: re.Match[str],
    rules: FactRules,
) -> Named | None:
    at = start + match.start()
    line = prepared.line_at(at)
    before = prepared.text[passage.start : at]
    label, body = _split(before)
    labelled = bool(label) and rules.words["label"].search(label) is not None and len(body) <= _HEAD
    around = standing(sentence, match.start(), match.end(), rules)
    if around.context is not Context.CURRENT or unticked(line, at):
        return None
    if rule.kind != "benign" and (
        _denied(body, sentence, match, rules) or (not labelled and _aside(label, body, rules))
    ):
        return None
    if not labelled and (
        len(body) > _HEAD or (rules.words["attached"].search(body) and not rules.words["counted"].search(body))
    ):
        return None
    supposed = (
        around.supposed
        or bool(rules.words["soft"].search(body[-30:]))
        or sentence[: match.start()].rstrip().endswith("?")
    )
    value = rule.value or " ".join(prepared.printed(at, start + match.end()).split())[:_LONGEST]
    return Named(rule, value, at, line, _quote(prepared, passage, start, sentence), labelled, supposed)


def _split(before: str) -> tuple[str, str]:
    """The label or title before a value, and what stands between."""
    head, colon, body = before.rpartition(":")
    if not colon:
        title, dash, rest = before.rpartition(" -\n")
        return (title, rest) if dash else ("", before)
    return head.rpartition(".\n")[2] or head, body.lstrip(" \n*-")


def _denied(body: str, sentence: str, match: re.Match[str], rules: FactRules) -> bool:
    before = sentence[max(match.start() - 70, 0) : match.start()]
    clause = re.split(r"[;:]|,\s(?=but)", before)[-1]
    behind = sentence[match.end() : match.end() + 40]
    return bool(rules.words["negating"].search(clause)) or _FOLLOWED_BY_NONE.match(behind) is not None


def _aside(label: str, body: str, rules: FactRules) -> bool:
    return bool(rules.words["aside"].search(body)) or bool(rules.words["aside"].match(label.strip(" *-\n")))


def _quote(prepared: Prepared, passage: Passage, start: int, sentence: str) -> tuple[int, int]:
    end = start + len(sentence)
    return (passage.start, end) if len(passage.text) <= 400 else (start, end)


def _joined(groups: dict[str, list[Named]]) -> dict[str, list[Named]]:
    """A form that names no specimen speaks of the only one named, or repeats what one of several says."""
    unnamed = groups.get("", [])
    named = {name: group for name, group in groups.items() if name}
    if not unnamed or not named:
        return groups
    if len(named) == 1:
        return {name: [*group, *unnamed] for name, group in named.items()}
    known = {n.value for group in named.values() for n in group}
    new = [n for n in unnamed if n.value not in known and n.value != GENERIC and n.rule.kind != "in_situ"]
    if not new:
        return named
    return {"": [*unnamed, *(n for group in named.values() for n in group)]}


def _answer(prepared: Prepared, specimen: str, group: list[Named], marker: str) -> Iterator[Finding]:
    """The invasive tumour first, what stayed in the ducts beside it; doubt only where nothing is stated."""
    stated = [n for n in group if not n.supposed]
    if not stated:
        yield replace(
            _finding(prepared, group[0], marker, specimen), status=Status.UNCLEAR, value="", reason="unclear.supposed"
        )
        return
    invasive = [n for n in stated if n.rule.kind == "invasive"]
    main = invasive or [n for n in stated if n.rule.kind == "generic"]
    if main:
        yield _main(prepared, specimen, main, marker)
    rest = [n for n in stated if n.rule.kind in {"in_situ", "other"}]
    for value in dict.fromkeys(n.value for n in rest):
        yield _finding(prepared, next(n for n in rest if n.value == value), marker, specimen)
        if rest[0].rule.kind == "other":
            return


def _main(prepared: Prepared, specimen: str, main: list[Named], marker: str) -> Finding:
    best = next((n for n in main if n.labelled), main[0])
    against = [n for n in main if n.value != best.value]
    first = _finding(prepared, best, marker, specimen)
    if not against:
        return first
    also = tuple(dict.fromkeys(evidence(prepared, n.span) for n in against))
    return replace(first, status=Status.CONFLICT, value="", reason=CONFLICT, also=also)


def _finding(prepared: Prepared, named: Named, marker: str, specimen: str | None = None) -> Finding:
    return Finding(
        marker=marker,
        status=Status.REPORTED,
        value=named.value,
        evidence=evidence(prepared, named.span),
        rule=named.rule.id,
        specimen=named.line.specimen if specimen is None else specimen,
    )
