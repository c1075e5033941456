"""The places of a report that name a disease: a field for the type, or the head of a line.

Never what is denied, asked or past, and never what only a margin, a node or a stain is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_text import Passage
from reports.reading.findings import Context
from reports.reading.text import Line, Prepared

_HEAD = 48  # how far into a line a diagnosis may begin
_LONGEST = 80
_SECTIONS_SHOW = re.compile(  # "Sections of the skin of the forearm, wide excision, show …"
    r"\W{0,3}(?:histologic(?:al)? |microscopic )?(?:sections?|slides?|the (?:specimen|biopsy|sections?))\b[^.;:]{0,90}?"
    r"\b(?:shows?|demonstrates?|reveals?|contains?)\s(?:an? )?(?:\w{4,12},?\s){0,3}",
    re.IGNORECASE,
)
_LONG_QUOTE = 400
_LAST = {"other", "benign"}  # only where no name of the list covers the words
_NONE_FOLLOWS = re.compile(
    r"\s{0,3}(?:\([^)\n]{0,12}\))?\s{0,3}[:=-]\s{0,3}(?:not|none|no|absent|negative|n/a)\b"
    r"|[^.;,:\n]{0,30}?\s(?:is|are)?\s?(?:not|excluded|ruled out|absent)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One place that names a disease."""

    rule: str
    kind: str  # "invasive", "generic", "in_situ", "other" or "benign"
    value: str
    words: tuple[int, int]  # the name itself, in the normalised text
    line: Line
    span: tuple[int, int]  # what to quote
    labelled: bool
    supposed: bool


def named_in(prepared: Prepared, passage: Passage, rules: FactRules) -> Iterator[Named]:
    for start, sentence in passage.sentences:
        taken: list[tuple[int, int]] = []
        matches = [(rule, m) for rule in rules.near(sentence) for m in rule.pattern.finditer(sentence)]
        for rule, match in sorted(matches, key=lambda rm: (rm[0].kind in _LAST, -len(rm[1].group()), rm[1].start())):
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
    words = (start + match.start(), start + match.end())
    line = prepared.line_at(words[0])
    label, body = _split(prepared.text[passage.start : words[0]])
    labelled = bool(label) and rules.words["label"].search(label) is not None and len(body) <= _HEAD
    around = standing(sentence, match.start(), match.end(), rules)
    if around.context is not Context.CURRENT:
        return None
    if rule.kind != "benign" and denied(sentence, match, rules):
        return None
    if not labelled and (
        (len(body) > _HEAD and not _SECTIONS_SHOW.fullmatch(body))
        or _attached(body, rules)
        or _aside(passage, label, body, match, rules)
    ):
        return None
    unsure = rules.words["soft"].search(body[-30:]) is not None or sentence[: match.start()].rstrip().endswith("?")
    return Named(
        rule.id,
        rule.kind,
        rule.value or printed(prepared, *words),
        words,
        line,
        _quote(passage, start, sentence),
        labelled,
        around.supposed or unsure,
    )


def printed(prepared: Prepared, start: int, end: int) -> str:
    return " ".join(prepared.printed(start, end).split())[:_LONGEST]


def denied(sentence: str, match: re.Match[str], rules: FactRules) -> bool:
    before = sentence[max(match.start() - 70, 0) : match.start()]
    clause = re.split(r"[;:]|,\s(?=but)", before)[-1]
    behind = sentence[match.end() : match.end() + 60]
    return rules.words["negating"].search(clause) is not None or _NONE_FOLLOWS.match(behind) is not None


def _split(before: str) -> tuple[str, str]:
    """The label or title before a value, and what stands between."""
    head, colon, body = before.rpartition(":")
    if not colon:
        title, dash, rest = before.rpartition(" -\n")
        return (title, rest) if dash else ("", before)
    return head.rpartition(".\n")[2] or head, body.lstrip(" \n*-")


def _attached(body: str, rules: FactRules) -> bool:
    """`associated with DCIS`: not what the line states, unless it counts foci or the like."""
    own = rules.words["in_situ_and"].sub("", body)
    return rules.words["attached"].search(own) is not None and rules.words["counted"].search(own) is None


def _aside(passage: Passage, label: str, body: str, match: re.Match[str], rules: FactRules) -> bool:
    if "metasta" in match.group().lower() and rules.words["nodal"].search(passage.text):
        return True
    return bool(rules.words["aside"].search(body)) or bool(rules.words["aside"].match(label.strip(" *-\n")))


def _quote(passage: Passage, start: int, sentence: str) -> tuple[int, int]:
    end = start + len(sentence)
    return (passage.start, end) if end - passage.start <= _LONG_QUOTE else (start, end)
