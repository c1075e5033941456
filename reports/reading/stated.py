"""Facts that a report states outright: vessel invasion (LVI), the stage group (STAGE), the grade of prostate cancer.

A stage is only given where it is printed; nothing is worked out from T, N and M. Gleason patterns that cannot be, or
that do not add up, are shown as unclear (M-11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_settle import MOST, Mention
from reports.reading.fact_text import Passage
from reports.reading.findings import Context, Status
from reports.reading.text import Prepared

IMPOSSIBLE = "impossible_value"
SUPPOSED = "unclear.supposed"
_PATTERNS = range(1, 6)  # Gleason patterns
_OPTIONS = 2  # so many different answers on one line are the options of a form
_BESIDE = 24

Decided = tuple[str, Status, str]  # value, status, reason
Decide = Callable[[FactRule, re.Match[str], str, FactRules], Decided | None]


def mentions(prepared: Prepared, passages: list[Passage], rules: FactRules) -> list[Mention]:
    decide, marker = _DECIDE[rules.marker]
    if rules.marker == "GLEASON" and "prosta" not in prepared.text.lower():
        return []  # the grade of another cancer is not by Gleason
    found = (
        mention
        for passage in passages
        if rules.reads(passage)
        for start, sentence in passage.sentences
        for mention in _in_sentence(prepared, start, sentence, rules, decide, marker)
    )
    return _without_options(list(islice(found, MOST)))


def _in_sentence(
    prepared: Prepared, start: int, sentence: str, rules: FactRules, decide: Decide, marker: str
) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for rule in rules.near(sentence):
        for match in rule.pattern.finditer(sentence):
            if any(match.start() < end and first < match.end() for first, end in taken):
                continue
            if "\n" in match.group() and _labels_follow(match.group()):
                continue
            decided = decide(rule, match, sentence, rules)
            around = standing(sentence, match.start(), match.end(), rules)
            if decided is None or around.context is not Context.CURRENT:
                continue
            taken.append(match.span())
            value, status, reason = decided
            if around.supposed:
                status, reason = Status.UNCLEAR, SUPPOSED
            at = start + match.start()
            line = prepared.line_at(at)
            span = (max(line.start, start), max(start + match.end(), min(line.end, start + len(sentence))))
            yield Mention(marker, value, at, rule.id, line, 1, span, status, reason)


def _labels_follow(matched: str) -> bool:
    """A label whose line holds no value, and another label below it."""
    return matched.rpartition("\n")[2].count(":") > 0


def _invasion(rule: FactRule, match: re.Match[str], sentence: str, rules: FactRules) -> Decided | None:
    before = sentence[max(0, match.start() - _BESIDE) : match.start()].lower()
    if rule.kind == "positive" and re.search(
        r"\b(?:if|whether|when|no|not|without|unless|or|suspicious for)\W{0,2}$", before
    ):
        return None
    if re.match(
        r"[^.\n]{0,30}\b(?:in|of) [0-9]{1,4} of [0-9]|\s(?:is|are) (?:associated|defined|reported)",
        sentence[match.end() :],
    ):
        return None
    if rule.kind == "supposed":
        return "", Status.UNCLEAR, SUPPOSED
    return rule.value, Status.POSITIVE if rule.kind == "positive" else Status.NEGATIVE, ""


def _stage(rule: FactRule, match: re.Match[str], sentence: str, rules: FactRules) -> Decided | None:
    before = sentence[max(0, match.start() - _BESIDE) : match.start("n")]
    behind = sentence[match.end() : match.end() + _BESIDE]
    if rules.words["other_stage"].search(before) or re.match(
        r"\s?(?:disease|tumou?rs|cancers?|patients|or|to|-|/)(?![A-Za-z])", behind
    ):
        return None
    return re.sub(r"\s", "", match.group("n")), Status.REPORTED, ""


def _gleason(rule: FactRule, match: re.Match[str], sentence: str, rules: FactRules) -> Decided | None:
    first, second, total = int(match["a"]), int(match["b"]), match["n"]
    possible = first in _PATTERNS and second in _PATTERNS
    if not possible or (total and int(total) != first + second):
        return "", Status.UNCLEAR, IMPOSSIBLE
    return f"Gleason {first}+{second}={first + second}", Status.REPORTED, ""


def _without_options(found: list[Mention]) -> list[Mention]:
    """`Lymphovascular invasion: present / not identified`: nobody has chosen."""
    lines: dict[int, set[str]] = {}
    for mention in found:
        lines.setdefault(mention.line.number, set()).add(mention.value)
    return [m for m in found if len(lines[m.line.number] - {""}) < _OPTIONS or m.marker == "GRADE"]


_DECIDE: dict[str, tuple[Decide, str]] = {
    "LVI": (_invasion, "LVI"),
    "STAGE": (_stage, "STAGE"),
    "GLEASON": (_gleason, "GRADE"),
}
