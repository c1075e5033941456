"""DIAGNOSIS: what the report says was found, by the name that the product explains or in the report's own words.

Which places name a disease is decided in diagnosis_places.py; here they come to one answer per specimen. Cancer
that stayed in the ducts is no answer where the report also speaks of invasive cancer; nor is `benign`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from reports.reading.diagnosis_places import Named, denied, named_in, printed
from reports.reading.fact_rules import FactRules
from reports.reading.fact_settle import CONFLICT, MOST, evidence
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage
from reports.reading.findings import Finding, Status
from reports.reading.text import Prepared

GENERIC = "invasive carcinoma"
SUPPOSED = "unclear.supposed"
NOT_PLACED = "unclear.invasive_not_placed"
_DEGREE = frozenset(
    {"high", "low", "intermediate", "grade", "high-grade", "low-grade", "well", "moderately", "poorly", "un"}
    | {"differentiated", "invasive", "infiltrating", "residual", "recurrent", "primary"}
)


def read(prepared: Prepared, passages: list[Passage], rules: FactRules, kept_apart: Specimens) -> list[Finding]:
    readable = [p for p in passages if rules.reads(p)]
    breast = rules.words["breast_report"].search(prepared.text) or not rules.words["other_organ"].search(prepared.text)
    places = (n for p in readable for n in named_in(prepared, p, rules))
    found = [_own_words(prepared, n, bool(breast)) for n in islice(places, MOST)]
    latest = max((n.line.addendum for n in found if n.line.amended and n.kind != "benign"), default=0)
    found = [n for n in found if n.line.addendum >= latest]
    primary = [n for n in found if not kept_apart.nodal(n.line.specimen)]
    cancers = [n for n in primary if n.kind != "benign"] or [n for n in found if n.kind == "other"]
    if not cancers:
        benign = [n for n in primary if n.kind == "benign"]
        doubt = any(rules.words["not_benign"].search(p.text) for p in passages if p.line.section not in rules.skip)
        clear = benign and not doubt and not _spoken_of(readable, "any_cancer", rules)
        return [_finding(prepared, benign[0], rules.marker)] if clear else []
    if any(n.kind != "other" and not n.supposed for n in cancers):
        cancers = [n for n in cancers if n.kind != "other"]
    groups: dict[str, list[Named]] = {}
    for named in cancers:
        groups.setdefault(kept_apart.owner(named.line.specimen, primary=True), []).append(named)
    findings = [f for name, group in _joined(groups).items() for f in _answer(prepared, name, group, rules.marker)]
    if all(n.kind == "in_situ" for n in cancers) and _spoken_of(readable, "invasive_cancer", rules):
        return [replace(f, status=Status.UNCLEAR, value="", reason=NOT_PLACED) for f in findings]
    return findings


def _own_words(prepared: Prepared, named: Named, breast: bool) -> Named:
    """The names of the list are those of breast cancers; elsewhere the report's own words stand."""
    if breast or named.kind not in {"invasive", "generic"}:
        return named
    return replace(named, value=printed(prepared, *named.words))


def _spoken_of(readable: list[Passage], words: str, rules: FactRules) -> bool:
    """Is a cancer spoken of anywhere, and not denied?"""
    return any(
        not denied(sentence, match, rules) and not rules.words["in_situ_behind"].match(sentence, match.end())
        for passage in readable
        for _, sentence in passage.sentences
        for match in rules.words[words].finditer(sentence)
    )


def _joined(groups: dict[str, list[Named]]) -> dict[str, list[Named]]:
    """A form that names no specimen speaks of the only one named, or repeats what one of several says."""
    unnamed = groups.get("", [])
    named = {name: group for name, group in groups.items() if name}
    if not unnamed or not named:
        return groups
    if len(named) == 1:
        return {name: [*group, *unnamed] for name, group in named.items()}
    known = {n.value for group in named.values() for n in group}
    new = [n for n in unnamed if n.value not in known and n.value != GENERIC and n.kind != "in_situ"]
    if not new:
        return named
    return {"": [*unnamed, *(n for group in named.values() for n in group)]}


def _answer(prepared: Prepared, specimen: str, group: list[Named], marker: str) -> Iterator[Finding]:
    """The invasive tumour first, what stayed in the ducts beside it; doubt only where nothing is stated."""
    stated = [n for n in group if not n.supposed]
    if not stated:
        doubt = _finding(prepared, group[0], marker, specimen)
        yield replace(doubt, status=Status.UNCLEAR, value="", reason=SUPPOSED)
        return
    invasive = [n for n in stated if n.kind == "invasive"]
    main = invasive or [n for n in stated if n.kind == "generic"]
    if main:
        yield _main(prepared, specimen, main, marker)
    for named in _different([n for n in stated if n.kind in {"in_situ", "other"}]):
        yield _finding(prepared, named, marker, specimen)


def _main(prepared: Prepared, specimen: str, main: list[Named], marker: str) -> Finding:
    best = next((n for n in main if n.labelled), main[0])
    against = [n for n in main if n.value != best.value]
    first = _finding(prepared, best, marker, specimen)
    if not against:
        return first
    also = tuple(dict.fromkeys(evidence(prepared, n.span, n.words[0]) for n in against[:8]))
    return replace(first, status=Status.CONFLICT, value="", reason=CONFLICT, also=also)


def _different(named: list[Named]) -> Iterator[Named]:
    """Each disease once; other words for its grade do not make another disease."""
    seen: list[frozenset[str]] = []
    for one in named:
        words = frozenset(re.findall(r"[a-z-]+", one.value.lower())) - _DEGREE
        if not any(words <= known or known <= words for known in seen):
            seen.append(words)
            yield one


def _finding(prepared: Prepared, named: Named, marker: str, specimen: str | None = None) -> Finding:
    return Finding(
        marker=marker,
        status=Status.REPORTED,
        value=named.value,
        evidence=evidence(prepared, named.span, named.words[0]),
        rule=named.rule,
        specimen=named.line.specimen if specimen is None else specimen,
    )
