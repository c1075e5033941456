"""GRADE: the overall grade of the tumour, 1 to 3, as stated or from the stated Nottingham total.

Grades of nuclei, of an in situ part, of mitoses or by Gleason are never the overall grade. A range is no grade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_settle import MOST, Mention
from reports.reading.fact_text import Passage
from reports.reading.findings import Context, Status
from reports.reading.text import Prepared

RANGE = "unclear.range"
SUPPOSED = "unclear.supposed"
_STRONG, _WEAK = 2, 1
_BEFORE = 220  # how far back the tumour may stand that a bare grade belongs to
_RANGE = re.compile(r"\s{0,2}(?:-|–|to\b|or\b)\s{0,2}(?:grade\s)?G?(?:[1-3]\b|[il]{1,3}\b)", re.IGNORECASE)
_LIST = re.compile(
    r"[\W_]{0,3}[,;/|][\W_]{0,3}(?:[1-3]|[il]{1,3})[\W_]{0,3}(?:[,;/|]|or)[\W_]{0,3}(?:[1-3]|[il]{1,3})\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b[368]\s?(?:-|to|or|,)\s?[4579]\b|points", re.IGNORECASE)
_OF_NINE = re.compile(r"\s{0,2}(?:/\s{0,2}9|(?:out )?of 9)")
# The digit begins another number, or is said of tumours in general.
_MORE = re.compile(r"[.,][0-9]|\s?(?:%|mm\b|cm\b|x\s?[0-9]|tumou?rs\b|cancers\b|carcinomas\b|patients\b|lesions\b)")
_OF_THREE = re.compile(r"\s{0,2}(?:/\s{0,2}(?:3|III)|(?:out )?of (?:3|III))\b")
_INVASIVE_FOLLOWS = re.compile(
    r"\s?(?:/\s?(?:3|III)\b)?[\s,]{1,2}(?:residual |multifocal )?(?:invasive|infiltrating)\b", re.IGNORECASE
)
_PLUS = re.compile(r"\s{0,2}\+\s{0,2}[1-3]")
_ENDS = re.compile(r"\s?(?:[.,;:)]|$)")
_WORDS = {
    "low": "1",
    "intermediate": "2",
    "high": "3",
    "one": "1",
    "two": "2",
    "three": "3",
    "well": "1",
    "moderately well": "2",
    "mod": "2",
    "moderate": "2",
    "moderately": "2",
    "poor": "3",
    "poorly": "3",
}


def mentions(prepared: Prepared, passages: list[Passage], rules: FactRules) -> list[Mention]:
    found = (
        mention
        for passage in passages
        if rules.reads(passage)
        for start, sentence in passage.sentences
        for mention in _in_sentence(prepared, passage, start, sentence, rules)
    )
    return _without_legend(prepared, list(islice(found, MOST)))


def _in_sentence(
    prepared: Prepared, passage: Passage, start: int, sentence: str, rules: FactRules
) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for rule in rules.near(sentence):
        for match in rule.pattern.finditer(sentence):
            if any(match.start("n") < end and first < match.end("n") for first, end in taken):
                continue
            at = start + match.start("n")
            line = prepared.line_at(at)
            value, status = _value(rule, match, sentence, rules)
            around = standing(sentence, match.start("n"), match.end(), rules)
            if not value or around.context is not Context.CURRENT or rules.words["of_biopsy"].search(match.group()):
                continue
            if passage.after_label and "\n" in match.group():
                continue  # two labels in a row: whose value it is cannot be told
            if _of_something_else(
                rule, match, prepared.text[max(at - _BEFORE, 0) : at], at - passage.start, sentence, rules
            ):
                continue
            taken.append(match.span("n"))
            strength = _WEAK if rule.kind == "differentiation" else _STRONG
            status = Status.UNCLEAR if around.supposed else status
            reason = SUPPOSED if around.supposed else RANGE if status is Status.UNCLEAR else ""
            quote = (start, start + len(sentence))
            yield Mention(rules.marker, value, at, rule.id, line, strength, quote, status, reason)


def _value(rule: FactRule, match: re.Match[str], sentence: str, rules: FactRules) -> tuple[str, Status]:
    """The grade, "" where this is none; `unclear` for a range."""
    after = sentence[match.end("n") :]
    if rule.id.endswith("components"):
        if after.lstrip().startswith(("=", "+", "/")):
            return "", Status.REPORTED  # a printed total is read as such
        return _of_scores(match, rules), Status.REPORTED
    if rule.kind == "sum":
        right = sum(int(match.group(part)) for part in "abc") == int(match.group("n"))
        return (rules.table[match.group("n")], Status.REPORTED) if right else ("", Status.REPORTED)
    if rule.kind == "total":
        sure = match.group("of") or match.group("n") > "3"
        followed = _PLUS.match(after) or re.match(r"\s?[.,]?\d|\s?(?:/|cm|mm|%|x\b|of [0-8])", after)
        clear = sure and (match.group("of") or not followed)
        return (rules.table[match.group("n")], Status.REPORTED) if clear else ("", Status.REPORTED)
    if rule.kind == "differentiation":
        if rule.id.endswith("words") and not _ENDS.match(sentence, match.end()):
            return "", Status.REPORTED  # "invasive carcinoma, high grade DCIS"
        word = " ".join(match.group("n").lower().rstrip(".").split())
        return _WORDS[word], Status.UNCLEAR if match.group("range") else Status.REPORTED
    number = match.group("n").lower()
    label = match.group()[: match.start("n") - match.start()].lower()
    if number.isdigit() and "score" in label and "grade" not in label and not _OF_THREE.match(after):
        return "", Status.REPORTED  # a total of three, or a grade: it does not say
    if _MORE.match(after) or _OF_NINE.match(after) or _PLUS.match(after) or _LIST.match(after):
        return "", Status.REPORTED
    value = _WORDS.get(number) or (number if number.isdigit() else str(len(number)))
    return value, Status.UNCLEAR if _RANGE.match(after) else Status.REPORTED


def _of_scores(match: re.Match[str], rules: FactRules) -> str:
    """The grade from the three scores, "" for `1, 2, 3`, which may be the steps of the scale."""
    scores = [int(match.group(part) or match.group(f"{part}2")) for part in "ab"] + [int(match.group("n"))]
    offered = match.group("by") and scores in ([1, 2, 3], [3, 2, 1])
    return "" if offered else rules.table[str(sum(scores))]


def _of_something_else(
    rule: FactRule, match: re.Match[str], before: str, in_passage: int, sentence: str, rules: FactRules
) -> bool:
    """Is it the grade of nuclei, of an in situ part, or of another scale? `before` ends where the grade begins."""
    words = rules.words
    if words["other_scale"].search(sentence):
        return True
    near = sentence[max(match.start() - 16, 0) : match.start("n")]
    if rule.kind in {"bare", "label"} and not rule.id.endswith("system") and words["other_grade"].search(near):
        return True
    if rule.kind == "bare":  # a lone `G2` may be a block: its tumour must stand in the same sentence
        lone = "grad" not in match.group().lower()
        tumour = _belongs_to_tumour(sentence[: match.start("n")] if lone else before, rules)
        return not tumour and not _INVASIVE_FOLLOWS.match(sentence, match.end())
    before = before[-in_passage:] if in_passage else ""
    if _last(words["in_situ"], before) > _last(words["invasive"], before):
        return True
    return rule.kind == "differentiation" and words["negating"].search(before[-60:]) is not None


def _belongs_to_tumour(before: str, rules: FactRules) -> bool:
    """A bare `grade 2` needs its tumour shortly before it, and that one not in situ."""
    tumour = max(_last(rules.words["tumour"], before), _last(rules.words["invasive"], before))
    return tumour >= 0 and _last(rules.words["in_situ"], before) < tumour


def _last(words: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in words.finditer(text)), default=-1)


def _without_legend(prepared: Prepared, found: list[Mention]) -> list[Mention]:
    """Where all three grades stand close together with their points, they explain the scale: none is the result."""
    drop: set[int] = set()
    for first in range(len(found)):
        last = min(first + 4, len(found))
        near = [i for i in range(first, last) if found[i].line.number - found[first].line.number <= 4]
        explained = [i for i in near if _POINTS.search(prepared.text, *found[i].span)]
        if len({found[i].value for i in near}) == 3 and len(explained) > 1:
            drop.update(near)
    return [mention for i, mention in enumerate(found) if i not in drop]
