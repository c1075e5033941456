"""Places that count lymph nodes: totals in fields, pairs such as 2/14, and counts in words.

Fractions of anything else (scores, dates, slides) are no counts. Which of several counts is the answer is decided
in nodes.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_settle import Mention
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage
from reports.reading.findings import Context, Status
from reports.reading.node_numbers import number
from reports.reading.text import Prepared

TOTAL, FIELD, PART, WEAK = 4, 3, 2, 1  # FIELD: the only count of a field `Lymph nodes: 2/14`
ISOLATED = "unclear.isolated_cells"
_ROW = "nodes.total-positive"  # names the nodes itself
_STRENGTH = {"positive": TOTAL, "examined": TOTAL, "macro": TOTAL, "micro": TOTAL, "pair": PART, "none_of": PART}
_FIELD = re.compile(r"^[\s*=-]{0,6}(?:regional |axillary )?(?:lymph )?nodes?(?: status)?\s{0,3}[:=-]", re.IGNORECASE)
_OTHER_UNIT = re.compile(
    r"\s?(?:cm|mm|%|/|of\b|out of|(?:micro|macro)?metasta|positive|involved)|[.,][0-9]", re.IGNORECASE
)
_OTHER_FRACTION = re.compile(
    r"\s?(?:cm|mm|inch|mitos|hpf|section|slide|block|core|level|fragment|page|cassette)|-",
    re.IGNORECASE,
)
_BY_IMAGE = re.compile(r"[^.;]{0,12}(?:by|on) (?:ultrasound|imaging|touch|frozen)|[^.;]{0,20}clinical", re.IGNORECASE)
_NOT_ALL = re.compile(r"\b(?:not(?!\sinvolved)|one|two|most|some)\b", re.IGNORECASE)
_NODE = re.compile(r"nodes?\b|LNs?\b", re.IGNORECASE)
_NODE_BESIDE = re.compile(r"(?:nodes?|LNs?|SLNB?|N[0-3][a-c]?(?:mi)?(?:\s?\([a-z+-]{1,3}\)){0,2})\W{0,3}$")
_CATEGORY_BEFORE = re.compile(r"N[0-3][a-c]?(?:mi)?(?:\s?\([a-z+-]{1,3}\)){0,2}\s?\($")
_NODES_FOLLOW = re.compile(
    r"\s?(?:axillary |sentinel |regional )?(?:lymph )?(?:nodes?\b|LNs?\b|SLNs?\b)", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"^\s?[0-9]{1,2}\s?\n")
_SENTINEL_ONLY = re.compile(r"sentinel", re.IGNORECASE)
_WITH_OTHERS = re.compile(r"non-?\s?sentinel|total", re.IGNORECASE)
_OF_MORE = re.compile(
    r"(?:^\s{0,3}|\b)(?:out )?of(?: (?:the|a total of|these))?\s{0,3}$|^\s{0,3}(?:out )?of [0-9]|/\s?$", re.IGNORECASE
)
_FRACTIONS = re.compile(r"([0-9]{1,2})\s?(?:/|(?:out )?of)\s?([0-9]{1,2})")
_SEVERAL = 2
_OTHER_MATTER = re.compile(r"margin|receptor|\bER\b|HER-?2|immuno|blocks?\b|deposits\b", re.IGNORECASE)
_NEAR_HEADING, _SHORT, _WIDER = 160, 60, 200


def counts(
    prepared: Prepared, passages: list[Passage], positive: FactRules, examined: FactRules, kept_apart: Specimens
) -> Iterator[Mention]:
    about_nodes = heading = False  # a line before spoke of nodes; it was only a heading
    for passage in passages:
        if passage.line.section in positive.skip:
            continue
        named = positive.words["node_word"].search(passage.text) is not None
        nodal = kept_apart.nodal(passage.line.specimen)
        pairs = named or heading or (nodal and _speaks_of_tumour(passage.text, positive))
        if named or about_nodes or nodal:
            for start, sentence in passage.sentences:
                found = _in_sentence(prepared, passage, start, sentence, positive, examined)
                yield from (m for m in found if pairs or m.strength == TOTAL)
        goes_on = about_nodes and len(passage.text) < _SHORT
        about_nodes = (named and len(passage.text) < _NEAR_HEADING) or goes_on
        about_nodes = about_nodes and not _OTHER_MATTER.search(passage.text.rpartition("\n")[2])
        heading = named and re.search(r"[0-9]", passage.text) is None


def _in_sentence(
    prepared: Prepared, passage: Passage, start: int, sentence: str, positive: FactRules, examined: FactRules
) -> Iterator[Mention]:
    counted = False
    wider = prepared.text[max(start - _WIDER, 0) : start + len(sentence)]
    for rule in (*examined.near(sentence), *positive.near(sentence)):
        if rule.kind in {"none_of", "some", "negative"} and counted:
            continue
        for match in rule.pattern.finditer(sentence):
            around = standing(sentence, match.start(), match.end(), positive)
            if around.context is not Context.CURRENT or around.supposed:
                continue
            if not _counts_nodes(rule, match, passage, sentence, wider, positive):
                continue
            counted = True
            yield from _from_match(prepared, passage, start, sentence, rule, match, positive)


def _counts_nodes(
    rule: FactRule, match: re.Match[str], passage: Passage, sentence: str, wider: str, rules: FactRules
) -> bool:
    before, behind = sentence[: match.start()], sentence[match.end() :]
    if "\n" in match.group() and _BARE_NUMBER.search(f"\n{before}".rpartition("\n")[2] + match.group()):
        return False  # the value of a label above, and another label below
    if rule.kind in {"positive", "examined", "macro", "micro"}:
        column = passage.after_label and "\n" in match.group()  # read, if at all, as a column
        return not column and not _OTHER_UNIT.match(behind)
    if rule.kind == "negative":
        return not _BY_IMAGE.match(behind)
    if rule.id == _ROW:
        before = before.rpartition("\n")[2]  # what the row above counts is none of its matter
    if rules.words["other_count"].search(before[-30:]) and not _CATEGORY_BEFORE.search(before[-24:]):
        return False
    if rule.kind == "some" and (_OF_MORE.search(before[-12:]) or _OF_MORE.match(sentence)):
        return False  # "2 | out of 19 nodes contain metastasis": nineteen were looked at
    if rule.kind in {"none_of", "some"}:
        return not _NOT_ALL.search(_NODE.split(match.group(), maxsplit=1)[-1])
    return _is_pair(rule, match, passage, sentence, wider, rules)


def _is_pair(
    rule: FactRule, match: re.Match[str], passage: Passage, sentence: str, wider: str, rules: FactRules
) -> bool:
    behind, named = sentence[match.end() :], match.groupdict()
    if named.get("lead") or named.get("tail") or _OTHER_FRACTION.match(behind):
        return False
    first, second = number(match.group("p")), number(match.group("e"))
    if first is None or not second or first > second:
        return False
    if rule.id == _ROW:
        return True
    if rule.id.endswith((".of", ".of-which", ".listed", ".listed-examined")):
        if _CATEGORY_BEFORE.search(sentence[max(match.start() - 20, 0) : match.start()]):
            return True
        return _speaks_of_tumour(sentence, rules) and rules.words["node_word"].search(sentence) is not None
    if sentence[: match.start()].endswith("(") and behind.startswith(")"):
        return True
    if _NODE_BESIDE.search(sentence[max(match.start() - 24, 0) : match.start()]) or _NODES_FOLLOW.match(behind):
        return True
    if rules.words["other_unit"].search(sentence[max(match.start() - 30, 0) : match.start()]):
        return False
    return _FIELD.match(passage.text) is not None or _speaks_of_tumour(wider, rules)


def _speaks_of_tumour(text: str, rules: FactRules) -> bool:
    return any(rules.words[name].search(text) for name in ("spread", "none_found", "isolated", "tumour"))


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
    second = number(named.get("e") or named.get("e2") or "")
    if second is not None:
        yield Mention("NODES_EXAMINED", str(second), at, rule.id, line, strength, span)


def _strength(rule: FactRule, match: re.Match[str], passage: Passage, sentence: str, rules: FactRules) -> int:
    """A total of the report, a count of one part, or a word without a count."""
    if rule.kind in {"some", "negative"}:
        return WEAK
    label = match.group() if rule.kind in _STRENGTH and _STRENGTH[rule.kind] == TOTAL else sentence
    if rule.kind == "pair" and _CATEGORY_BEFORE.search(sentence[max(match.start() - 20, 0) : match.start()]):
        return TOTAL  # `pN1a (2/15)` counts for the whole report
    if rule.kind == "pair" and _in_all(match, sentence, rules):
        return TOTAL
    if _SENTINEL_ONLY.search(label) and not _WITH_OTHERS.search(label):
        return PART
    if rule.kind == "pair" and _FIELD.match(passage.text) and len(_fractions(passage.text)) < _SEVERAL:
        return FIELD  # of several each may be a part
    return _STRENGTH[rule.kind]


def _fractions(text: str) -> set[tuple[str, str]]:
    """`2 of 14 (2/14)` is one."""
    return set(_FRACTIONS.findall(text))


def _in_all(match: re.Match[str], sentence: str, rules: FactRules) -> bool:
    """Is this the count of all nodes? Where a sentence has several, the word must stand beside it."""
    if not rules.words["in_all"].search(sentence):
        return False
    before = re.split(r"[0-9)]", sentence[max(match.start() - 40, 0) : match.start()])[-1]
    behind = re.split(r"[0-9(;,.]", sentence[match.end() : match.end() + 20])[0]
    beside = rules.words["in_all"].search(before) or rules.words["in_all"].search(behind)
    return beside is not None or len(_fractions(sentence)) < _SEVERAL
