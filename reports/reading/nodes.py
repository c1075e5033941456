"""NODES_POSITIVE and NODES_EXAMINED: the report's own counts of lymph nodes.

A total that the report states wins. Where it only counts part by part nothing is added up: a part may be missing from
the text, or be told twice. Isolated tumour cells are no positive node.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_settle import CONFLICT, Mention, evidence, settle
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage, sentences
from reports.reading.findings import Context, Finding, Status
from reports.reading.node_columns import columns
from reports.reading.node_numbers import number
from reports.reading.text import Prepared

_TOTAL, _PART, _WEAK = 3, 2, 1
_STRENGTH = {"positive": _TOTAL, "examined": _TOTAL, "macro": _TOTAL, "micro": _TOTAL, "pair": _PART, "none_of": _PART}
_FIELD = re.compile(r"^[\s*=-]{0,6}(?:regional |axillary )?(?:lymph )?nodes?(?: status)?\s{0,3}[:=-]", re.IGNORECASE)
_OTHER_UNIT = re.compile(
    r"\s?(?:cm|mm|%|/|of\b|out of|(?:micro|macro)?metasta|positive|involved)|[.,][0-9]", re.IGNORECASE
)
_SENTINEL_ONLY = re.compile(r"sentinel", re.IGNORECASE)
_WITH_OTHERS = re.compile(r"non-?\s?sentinel|total", re.IGNORECASE)
PARTS = "unclear.parts"
ISOLATED = "unclear.isolated_cells"
KINDS_OF_SPREAD = "unclear.micro_and_macro"


def read(
    prepared: Prepared, passages: list[Passage], positive: FactRules, examined: FactRules, kept_apart: Specimens
) -> list[Finding]:
    found = [*_mentions(prepared, passages, positive, examined, kept_apart)]
    found += columns(prepared, positive, examined)
    return [
        *_answer(prepared, _spread(found, prepared), positive.marker, kept_apart),
        *_answer(prepared, found, examined.marker, kept_apart),
    ]


def _mentions(
    prepared: Prepared, passages: list[Passage], positive: FactRules, examined: FactRules, kept_apart: Specimens
) -> Iterator[Mention]:
    about_nodes = False  # a heading or a line before spoke of nodes
    for passage in passages:
        if passage.line.section in positive.skip:
            continue
        named = bool(positive.words["node_word"].search(passage.text))
        nodal = named or about_nodes or kept_apart.nodal(passage.line.specimen)
        for start, sentence in sentences(passage):
            if nodal:
                yield from _in_sentence(prepared, passage, start, sentence, positive, examined)
        about_nodes = (named and len(passage.text) < 160) or (about_nodes and len(passage.text) < 60)


def _in_sentence(
    prepared: Prepared, passage: Passage, start: int, sentence: str, positive: FactRules, examined: FactRules
) -> Iterator[Mention]:
    counted = False
    for rule in (*examined.rules, *positive.rules):
        if rule.kind in {"none_of", "some", "negative"} and counted:
            continue
        for match in rule.pattern.finditer(sentence):
            around = standing(sentence, match.start(), match.end(), positive)
            if around.context is not Context.CURRENT or around.supposed:
                continue
            if not _counts_nodes(rule, match, sentence, positive):
                continue
            counted = True
            yield from _from_match(prepared, passage, start, sentence, rule, match, positive)


def _counts_nodes(rule: FactRule, match: re.Match[str], sentence: str, rules: FactRules) -> bool:
    before, behind = sentence[: match.start()], sentence[match.end() :]
    if rule.kind in {"positive", "examined", "macro", "micro"}:
        return not _OTHER_UNIT.match(behind)
    if rule.kind == "negative":
        return not re.match(r"[^.;]{0,12}(?:by|on) (?:ultrasound|imaging|touch|frozen)|[^.;]{0,20}clinical", behind)
    if rule.kind in {"none_of", "some"}:
        return not re.search(r"\bnot\W{1,3}$|\bone\W{1,3}$", match.group()[:-8], re.IGNORECASE) and not rules.words[
            "other_count"
        ].search(before[-30:])
    named = match.groupdict()
    if named.get("lead") or named.get("tail") or re.match(r"\s?(?:cm|mm|inch|mitos|hpf)|-", behind, re.IGNORECASE):
        return False
    first, second = number(match.group("p")), number(match.group("e"))
    if first is None or second is None or first > second or second == 0:
        return False
    if rules.words["other_count"].search(before[-28:]):
        return False
    if rule.id.endswith(".of"):
        return _speaks_of_tumour(sentence, rules) and bool(rules.words["node_word"].search(sentence))
    return True


def _speaks_of_tumour(sentence: str, rules: FactRules) -> bool:
    words = (rules.words["spread"], rules.words["none_found"], rules.words["isolated"])
    return any(w.search(sentence) for w in words) or bool(
        re.search(r"positive|involve|tumou?r|carcinoma|malignan|cancer", sentence, re.IGNORECASE)
    )


def _from_match(
    prepared: Prepared,
    passage: Passage,
    start: int,
    sentence: str,
    rule: FactRule,
    match: re.Match[str],
    rules: FactRules,
) -> Iterator[Mention]:
    at = start + match.start()
    line = prepared.line_at(at)
    span = (passage.start, passage.end) if passage.stands_alone else (start, start + len(sentence))
    strength = _strength(rule, match, passage, sentence, rules)
    named = match.groupdict()
    isolated = rules.words["isolated"].search(sentence) and not rules.words["spread"].search(sentence)
    first = 0 if rule.kind in {"none_of", "negative"} else number(named.get("p") or "")
    if first is not None and (rule.kind != "examined"):
        status, reason = Status.REPORTED, ""
        if isolated and first and rule.kind in {"pair", "some"}:
            if re.search(r"N0", passage.text):
                first = 0
            else:
                status, reason = Status.UNCLEAR, ISOLATED
        yield Mention("NODES_POSITIVE", str(first), at, rule.id, line, strength, span, status, reason)
    second = number(named.get("e") or "")
    if second is not None:
        yield Mention("NODES_EXAMINED", str(second), at, rule.id, line, strength, span)


def _strength(rule: FactRule, match: re.Match[str], passage: Passage, sentence: str, rules: FactRules) -> int:
    """A total of the report, a count of one part, or a word without a count."""
    if rule.kind in {"some", "negative"}:
        return _WEAK
    label = match.group() if rule.kind in _STRENGTH and _STRENGTH[rule.kind] == _TOTAL else sentence
    if _SENTINEL_ONLY.search(label) and not _WITH_OTHERS.search(label):
        return _PART
    if rule.kind == "pair" and (rules.words["in_all"].search(sentence) or _FIELD.match(passage.text)):
        return _TOTAL
    return _STRENGTH[rule.kind]


def _spread(found: list[Mention], prepared: Prepared) -> list[Mention]:
    """Nodes with large and with small deposits are counted apart in some forms; together they are the positive ones."""
    macro = [m for m in found if m.rule == "nodes.macro-label"]
    micro = [m for m in found if m.rule == "nodes.micro-label"]
    if not macro and not micro:
        return found
    rest = [m for m in found if m not in macro and m not in micro]
    if any(m.marker == "NODES_POSITIVE" and m.strength == _TOTAL for m in rest):
        return rest
    more = [m for m in (*macro, *micro) if m.value != "0"]
    if not more and not micro and not re.search(r"N0", prepared.text):
        return [*rest, *(replace(m, status=Status.UNCLEAR, reason=KINDS_OF_SPREAD) for m in macro)]
    if {m.rule for m in more} == {"nodes.macro-label", "nodes.micro-label"}:
        return [*rest, *(replace(m, status=Status.UNCLEAR, reason=KINDS_OF_SPREAD) for m in more)]
    return [*rest, *(more or macro or micro)]


def _answer(prepared: Prepared, found: list[Mention], marker: str, kept_apart: Specimens) -> list[Finding]:
    mine = [replace(m, specimen=m.owner) for m in found if m.marker == marker]
    totals = [m for m in mine if m.strength == _TOTAL]
    parts = [m for m in mine if m.strength == _PART]
    if totals:
        findings = settle(prepared, totals, kept_apart, whole=True)
        largest = max((int(m.value) for m in parts), default=0)
        return [_below(f, largest) for f in findings]
    chosen = parts or [m for m in mine if m.strength == _WEAK]
    if _several_parts(chosen):
        return [_of_parts(prepared, chosen)]
    return settle(prepared, chosen, kept_apart, whole=True)


def _several_parts(chosen: list[Mention]) -> bool:
    """Are these counts of different samples, and not one count told twice?"""
    places = Counter((m.owner, m.line.section) for m in {m.span: m for m in chosen}.values())
    return len({m.owner for m in chosen}) > 1 or any(count > 1 for count in places.values())


def _of_parts(prepared: Prepared, chosen: list[Mention]) -> Finding:
    """Counts of parts without a total: no answer, unless none of the parts holds cancer."""
    first = max(chosen, key=lambda m: (int(m.value), -m.at))
    own = evidence(prepared, first.span)
    others = dict.fromkeys(evidence(prepared, m.span) for m in chosen)
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
