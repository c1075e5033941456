"""GRADE: the overall grade of the tumour, 1 to 3, as stated or from the stated Nottingham total.

Grades of nuclei, of an in situ part, of mitoses or by Gleason are never the overall grade. A range is no grade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_settle import Mention
from reports.reading.fact_text import Passage, sentences, unticked
from reports.reading.findings import Status
from reports.reading.text import Prepared

_STRONG, _WEAK = 2, 1
_RANGE = re.compile(r"\s{0,2}(?:-|–|to\b|or\b)\s{0,2}(?:grade\s)?G?(?:[1-3]\b|[il]{1,3}\b)", re.IGNORECASE)
_LIST = re.compile(
    r"\s{0,2}(?:,|;|/)\s{0,2}(?:[1-3]|[il]{1,3})\s{0,2}(?:,|;|/|or)\s{0,2}(?:[1-3]|[il]{1,3})", re.IGNORECASE
)
_OF_NINE = re.compile(r"\s{0,2}(?:/\s{0,2}9|(?:out )?of 9)")
_MORE = re.compile(r"[.,][0-9]|\s?(?:%|mm\b|cm\b|x\s?[0-9])")  # the digit begins another number
_PLUS = re.compile(r"\s{0,2}\+\s{0,2}[1-3]")
_WORDS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "well": "1",
    "moderate": "2",
    "moderately": "2",
    "poor": "3",
    "poorly": "3",
}


def mentions(prepared: Prepared, passages: list[Passage], rules: FactRules) -> list[Mention]:
    found = [
        mention
        for passage in passages
        if passage.line.section not in rules.skip
        for start, sentence in sentences(passage)
        for mention in _in_sentence(prepared, passage, start, sentence, rules)
    ]
    return _without_legend(found)


def _in_sentence(
    prepared: Prepared, passage: Passage, start: int, sentence: str, rules: FactRules
) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for rule in rules.rules:
        for match in rule.pattern.finditer(sentence):
            if any(match.start("n") < end and first < match.end("n") for first, end in taken):
                continue
            at = start + match.start("n")
            before = prepared.text[passage.start : at]
            value, status = _value(rule, match, sentence, rules)
            if (
                not value
                or unticked(prepared.line_at(at), at)
                or _of_something_else(rule, match, before, sentence, rules)
            ):
                continue
            taken.append(match.span("n"))
            strength = _WEAK if rule.kind == "differentiation" else _STRONG
            whole = (start, start + len(sentence))
            yield Mention(rules.marker, value, at, rule.id, prepared.line_at(at), strength, whole, status)


def _value(rule: FactRule, match: re.Match[str], sentence: str, rules: FactRules) -> tuple[str, Status]:
    """The grade, "" where this is none; `unclear` for a range."""
    after = sentence[match.end("n") :]
    if rule.kind == "sum":
        right = sum(int(match.group(part)) for part in "abc") == int(match.group("n"))
        return (rules.table[match.group("n")], Status.REPORTED) if right else ("", Status.REPORTED)
    if rule.kind == "total":
        sure = match.group("of") or match.group("n") > "3"
        followed = _PLUS.match(after) or re.match(r"\s?[.,]?\d|\s?(?:/|cm|mm|%|x\b|of [0-8])", after)
        clear = sure and (match.group("of") or not followed)
        return (rules.table[match.group("n")], Status.REPORTED) if clear else ("", Status.REPORTED)
    if rule.kind == "differentiation":
        return _WORDS[match.group("n").lower()], Status.UNCLEAR if match.group("range") else Status.REPORTED
    number = match.group("n").lower()
    if _MORE.match(after) or _OF_NINE.match(after) or _PLUS.match(after) or _LIST.match(after):
        return "", Status.REPORTED
    value = _WORDS.get(number) or (number if number.isdigit() else str(len(number)))
    return value, Status.UNCLEAR if _RANGE.match(after) else Status.REPORTED


def _of_something_else(rule: FactRule, match: re.Match[str], before: str, sentence: str, rules: FactRules) -> bool:
    """Is it the grade of nuclei, of an in situ part, of another scale, or only spoken of?"""
    if rule.kind == "bare" and not _belongs_to_tumour(match, before, rules):
        return True
    if rule.kind != "sum" and rules.words["other_grade"].search(
        sentence[max(match.start() - 16, 0) : match.start("n")]
    ):
        return rule.kind in {"bare", "label"} and not rule.id.endswith("system")
    if rules.words["other_scale"].search(sentence):
        return True
    last_situ = _last(rules.words["in_situ"], before)
    if last_situ > _last(rules.words["invasive"], before):
        return True
    if rule.kind == "differentiation" and rules.words["negating"].search(before[-60:]):
        return True
    return bool(rules.words["supposed"].search(before[-40:]))


def _belongs_to_tumour(match: re.Match[str], before: str, rules: FactRules) -> bool:
    invasive = _last(rules.words["invasive"], before)
    return invasive >= 0 and len(before) - invasive <= 160


def _last(words: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in words.finditer(text)), default=-1)


def _without_legend(found: list[Mention]) -> list[Mention]:
    """Where all three grades stand close together, they explain the scale: none of them is the result."""
    drop: set[int] = set()
    for first in range(len(found)):
        near = [
            i for i in range(first, min(first + 4, len(found))) if found[i].line.number - found[first].line.number <= 4
        ]
        if len({found[i].value for i in near}) == 3:
            drop.update(near)
    return [mention for i, mention in enumerate(found) if i not in drop]
