"""NODES_POSITIVE and NODES_EXAMINED: the report's own counts of lymph nodes.

A total that the report states wins; what is the sum of all others beside it is a total too. Where the report only
counts part by part, node_sums.py adds up what can be added without a doubt; else nothing is, for a part may be missing
from the text, or be told twice: each specimen keeps its own count. Isolated tumour cells are no positive node.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice

from reports.reading import node_sums, node_totals
from reports.reading.fact_context import CURRENT, standing
from reports.reading.fact_rules import FactRules
from reports.reading.fact_settle import CONFLICT, MOST, Mention, evidence, is_correction, settle
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage
from reports.reading.findings import Finding, Status
from reports.reading.node_columns import columns
from reports.reading.node_counts import PART, TOTAL, WEAK, counts
from reports.reading.text import Prepared

_NONE_OF = re.compile(r"\b(?:0|zero)\s?(?:/|\b(?:of|out|are|is|were)\b)|\(0/[0-9]", re.IGNORECASE)  # "0 of 11 nodes …"
# A heading that names a sample of nodes, and the lines below it that may count them.
_SAMPLE = re.compile(
    r"[^:\n]{0,60}\b(?:sentinel|axillary|axilla|supraclavicular|intramammary|hilar|pelvic)\b[^:\n]{0,20}\bnodes?\b[^:\n]{0,60}:\s?$",
    re.IGNORECASE,
)
_BELOW = 4
_SEVERAL = 2
PARTS = "unclear.parts"
KINDS_OF_SPREAD = "unclear.micro_and_macro"


def read(
    prepared: Prepared, passages: list[Passage], positive: FactRules, examined: FactRules, kept_apart: Specimens
) -> list[Finding]:
    found = list(islice(counts(prepared, passages, positive, examined, kept_apart), 2 * MOST))
    found = node_totals.fields(node_totals.sums(found)) + list(columns(prepared, positive, examined))
    answers = [
        *_answer(prepared, _spread(found, prepared), positive.marker, positive, kept_apart),
        *_answer(prepared, found, examined.marker, positive, kept_apart),
    ]
    if any(m.strength == TOTAL and m.marker == positive.marker for m in found):
        return answers
    if _uncounted(passages, found, positive):
        answers = [_without(f) if f.marker == examined.marker and f.value else f for f in answers]
    apart = [f for f in answers if f.marker == positive.marker and f.value not in {"", "0"}]
    return [_not_all(prepared, finding, passages, positive, apart) for finding in answers]


def _not_all(
    prepared: Prepared, finding: Finding, passages: list[Passage], rules: FactRules, apart: list[Finding]
) -> Finding:
    """No cancer in the nodes of one part is no answer where another line speaks of a node with cancer.

    Unless that line is the count of another part, which is told beside it (`apart`).
    """
    if finding.marker != rules.marker or finding.value != "0":
        return finding
    told = [(e.start, e.end) for other in apart for e in (other.evidence, *other.also)]
    for passage in passages:
        if passage.line.section in rules.skip or not rules.words["node_word"].search(passage.text):
            continue
        for start, sentence in passage.sentences:
            for match in rules.words["found"].finditer(sentence):
                around = standing(sentence, match.start(), match.end(), rules)
                before = sentence[max(match.start() - 60, 0) : match.start()]
                denied = rules.words["negating"].search(before) or _NONE_OF.search(before + match.group())
                first, last = prepared.original_span(start + match.start(), start + match.end())
                if any(begin <= first and last <= end for begin, end in told):
                    continue
                if around == CURRENT and not denied and not rules.words["isolated"].search(sentence):
                    other = evidence(prepared, (start, start + len(sentence)), start + match.start())
                    also = (*finding.also, other)
                    return replace(finding, status=Status.UNCLEAR, value="", reason=PARTS, also=also)
    return finding


def _uncounted(passages: list[Passage], found: list[Mention], rules: FactRules) -> bool:
    """Does a heading of its own name another sample of nodes, of which nobody says how many there were?"""
    counted = [m.line.number for m in found]
    named = (p.line for p in passages if p.line.section not in rules.skip and _SAMPLE.match(p.text.partition("\n")[0]))
    return bool(counted) and any(
        not any(line.number <= number <= line.number + _BELOW for number in counted) for line in named
    )


def _without(finding: Finding) -> Finding:
    return replace(finding, status=Status.UNCLEAR, value="", reason=PARTS)


def _spread(found: list[Mention], prepared: Prepared) -> list[Mention]:
    """Nodes with large and with small deposits are counted apart in some forms; together they are the positive ones."""
    macro = [m for m in found if m.rule == "nodes.macro-label"]
    micro = [m for m in found if m.rule == "nodes.micro-label"]
    if not macro and not micro:
        return found
    rest = [m for m in found if m not in macro and m not in micro]
    if any(m.marker == "NODES_POSITIVE" and m.strength == TOTAL for m in rest):
        return rest
    more = [m for m in (*macro, *micro) if m.value != "0"]
    if not more and not micro and not re.search(r"N0", prepared.text):
        return [*rest, *(replace(m, status=Status.UNCLEAR, reason=KINDS_OF_SPREAD) for m in macro)]
    if {m.rule for m in more} == {"nodes.macro-label", "nodes.micro-label"}:
        both = (min(m.span[0] for m in more), max(m.span[1] for m in more))
        return [*rest, replace(more[0], status=Status.UNCLEAR, reason=KINDS_OF_SPREAD, span=both)]
    return [*rest, *(more or macro or micro)]


def _answer(
    prepared: Prepared, found: list[Mention], marker: str, rules: FactRules, kept_apart: Specimens
) -> list[Finding]:
    mine = [m for m in found if m.marker == marker]
    corrected = [replace(m, strength=TOTAL) for m in mine if is_correction(prepared, m)]
    if corrected:
        return settle(prepared, [*corrected, *(m for m in mine if m.strength == TOTAL)], kept_apart, whole=True)
    totals = [m for m in mine if m.strength == TOTAL]
    parts = [replace(m, specimen=m.owner) for m in mine if m.strength == PART]
    if totals:
        findings = settle(prepared, totals, kept_apart, whole=True)
        largest = max((int(m.value) for m in parts if m.status is Status.REPORTED), default=0)
        return [_below(f, largest) for f in findings]
    chosen = parts or [m for m in mine if m.strength == WEAK]
    if parts and node_totals.told_apart(found):
        return [_of_parts(prepared, parts)]
    sides = {kept_apart.side(m.owner) for m in chosen}
    if sides == {"left", "right"} and kept_apart.of_breasts():
        return [f for side in ("left", "right") for f in _of_side(prepared, chosen, side, kept_apart)]
    nodal = {name for name in kept_apart.titles if kept_apart.nodal(name)}
    if _several_parts(chosen) or (parts and len(nodal) > 1):
        summed = any(m.strength == TOTAL for m in found)  # of the other marker: there is a total of this one too
        apart = [] if summed else _each_its_own(prepared, chosen, nodal, kept_apart)
        return apart or [_together(prepared, chosen, found, rules, kept_apart)]
    return settle(prepared, chosen, kept_apart, whole=True)


def _of_side(prepared: Prepared, chosen: list[Mention], side: str, kept_apart: Specimens) -> list[Finding]:
    """Each armpit has its own count."""
    mine = [m for m in chosen if kept_apart.side(m.owner) == side]
    if _several_parts(mine):
        return [replace(_of_parts(prepared, mine), specimen=kept_apart.of_side(side))]
    return settle(prepared, [replace(m, specimen=kept_apart.of_side(side)) for m in mine], kept_apart)


def _several_parts(chosen: list[Mention]) -> bool:
    """Are these counts of different samples, and not one count told twice?"""
    places = Counter((m.owner, m.line.section) for m in {m.span: m for m in chosen}.values())
    named = {m.owner for m in chosen} - {""}
    told_twice = len(named) == 1 and len({m.value for m in chosen}) == 1
    return (len({m.owner for m in chosen}) > 1 and not told_twice) or any(count > 1 for count in places.values())


def _each_its_own(prepared: Prepared, chosen: list[Mention], nodal: set[str], kept_apart: Specimens) -> list[Finding]:
    """One count for each specimen that is a tumour's with its nodes, where none is left out.

    Samples of nodes alone (sentinel nodes, axillary contents) belong to one tumour, and only their total would tell.
    """
    owners = {m.owner for m in chosen}
    if len([name for name in owners if name and not kept_apart.nodal(name)]) < _SEVERAL:
        return []
    unnamed = [m for m in chosen if not m.owner]
    values = {m.value for m in chosen if m.owner}
    if not nodal <= owners or any(m.value not in values for m in unnamed):
        return []
    if all(m.value == "0" for m in chosen):
        return []  # no part holds cancer: one answer for all
    findings = [
        settle(prepared, [m for m in chosen if m.owner == name], kept_apart)
        for name in dict.fromkeys(m.owner for m in chosen if m.owner)
    ]
    return [f for own in findings for f in own]


def _together(
    prepared: Prepared, chosen: list[Mention], found: list[Mention], rules: FactRules, kept_apart: Specimens
) -> Finding:
    """Counts of parts without a total: their sum where nothing speaks against it."""
    parts = _of_parts(prepared, chosen)
    if parts.status is Status.REPORTED:
        return parts
    return node_sums.summed(prepared, chosen, found, rules, kept_apart) or parts


def _of_parts(prepared: Prepared, chosen: list[Mention]) -> Finding:
    """Counts of parts without a total: no answer, unless none of the parts holds cancer."""
    first = max(chosen, key=lambda m: (int(m.value), -m.at))
    own = evidence(prepared, first.span, first.at)
    others = dict.fromkeys(evidence(prepared, m.span, m.at) for m in chosen[:20])
    none = first.marker == "NODES_POSITIVE" and all(m.value == "0" and m.status is Status.REPORTED for m in chosen)
    return Finding(
        marker=first.marker,
        status=Status.REPORTED if none else Status.UNCLEAR,
        value="0" if none else "",
        evidence=own,
        rule=first.rule,
        also=tuple(e for e in others if e != own),
        reason="" if none else PARTS,
    )


def _below(finding: Finding, largest: int) -> Finding:
    """A total that is smaller than one of its parts cannot be right."""
    if finding.status is Status.REPORTED and int(finding.value) < largest:
        return replace(finding, status=Status.CONFLICT, value="", reason=CONFLICT)
    return finding
