"""LATERALITY: the side of the tumour, from its field, from the heading of its specimen, or from the axilla.

Specimens without cancer do not count where the report keeps specimens apart. Two sides with cancer are two answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from reports.reading.fact_context import CURRENT, standing
from reports.reading.fact_rules import FactRules
from reports.reading.fact_settle import CONFLICT, MOST, Mention, evidence, settle
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage
from reports.reading.findings import Finding, Status
from reports.reading.text import Prepared

_STRENGTH = {"label": 3, "title": 2, "node": 1}
_TITLE = 160  # a heading is short; a side deep in a sentence is not one
_BEHIND = 40
_SAID = 90  # how far behind an organ it may be told that nothing was found in it
_BREAST = re.compile(r"breast|mamm|mastectomy|lumpectomy|WLE|MRM|excision|quadrant|ablatio", re.IGNORECASE)
_ENTRY = re.compile(r"(?:^|\s)\(?[A-Z0-9]{1,2}[.):]\s")
_SEVERAL = 2
_PROCEDURE = re.compile(r"biops|ectomy|excision|resection|\bcores?\b", re.IGNORECASE)
_SAMPLE = re.compile(r"biops|ectomy|excision|specimen|mass|resection|breast|lung|kidney|MRM", re.IGNORECASE)
_OFFERED = re.compile(r"[^\w.;\n]{0,6}(?:or|and)?[^\w.;\n]{0,4}(?:left|right|bilateral)\b", re.IGNORECASE)  # no choice
SIDES = "unclear.which_side"


def read(
    prepared: Prepared, passages: list[Passage], rules: FactRules, kept_apart: Specimens, cancers: Iterable[Finding]
) -> list[Finding]:
    readable = (p for p in passages if rules.reads(p))
    found = list(islice((m for p in readable for m in _in_passage(prepared, p, rules)), MOST))
    with_cancer = {
        f.specimen for f in cancers if f.value != "benign" and f.status in {Status.REPORTED, Status.CONFLICT}
    }
    labels = [m for m in found if m.strength == _STRENGTH["label"]]
    titles = [m for m in found if m.strength == _STRENGTH["title"]]
    located = [m for m in titles if m.line.specimen in with_cancer and m.line.specimen]
    chosen = [*labels, *located] or titles or found
    if not chosen:
        return []
    return _answer(prepared, chosen, labels, located, kept_apart)


def _answer(
    prepared: Prepared, chosen: list[Mention], labels: list[Mention], located: list[Mention], kept_apart: Specimens
) -> list[Finding]:
    sides = {m.value for m in chosen}
    if len(sides) == 1:
        return settle(prepared, chosen, kept_apart, whole=True)
    stated, seen = {m.value for m in labels}, {m.value for m in located}
    if stated and seen and not stated <= seen:
        return [_unsettled(prepared, chosen, Status.CONFLICT, CONFLICT)]
    if located and seen == sides:
        return settle(prepared, located, kept_apart)
    if labels and stated == sides and len({m.owner for m in labels}) == len(sides):
        return settle(prepared, labels, kept_apart)
    if not labels and not any(m.strength == _STRENGTH["title"] for m in chosen):
        return []  # nodes of both sides say nothing of the tumour's
    return [_unsettled(prepared, chosen, Status.UNCLEAR, SIDES)]


def _unsettled(prepared: Prepared, chosen: list[Mention], status: Status, reason: str) -> Finding:
    first = chosen[0]
    other = next(m for m in chosen if m.value != first.value)
    return Finding(
        marker=first.marker,
        status=status,
        value="",
        evidence=evidence(prepared, first.span, first.at),
        rule=first.rule,
        also=(evidence(prepared, other.span, other.at),),
        reason=reason,
    )


def _in_passage(prepared: Prepared, passage: Passage, rules: FactRules) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for rule in rules.near(passage.text):
        for match in rule.pattern.finditer(passage.text):
            if any(first < match.end() and match.start() < last for first, last in taken):
                continue
            at = passage.start + match.start()
            line = prepared.line_at(at)
            if rule.kind != "label" and not _names_sample(passage, match):
                continue
            if rule.kind == "title" and (_lists_sides(line.text) or _without_cancer(passage.text, match, rules)):
                continue
            around = standing(passage.text, match.start(), match.end(), rules)
            if around != CURRENT or (rule.kind == "label" and _OFFERED.match(passage.text, match.end())):
                continue
            taken.append(match.span())
            side = next(value for value in match.groupdict().values() if value).lower()
            side = {"l": "left", "r": "right"}.get(side[0], side) if len(side) <= 2 else side
            last = prepared.line_at(passage.start + match.end() - 1)
            yield Mention(rules.marker, side, at, rule.id, line, _STRENGTH[rule.kind], (line.start, last.end))


def _lists_sides(text: str) -> bool:
    """`1) Left breast  2) Right breast`: a list of what was sent, on one line."""
    lowered = text.lower()
    return "left" in lowered and "right" in lowered and len(_ENTRY.findall(text)) >= _SEVERAL


def _without_cancer(text: str, match: re.Match[str], rules: FactRules) -> bool:
    if _BREAST.search(match.group()):
        return False  # what a breast sample shows is asked for, also where it is benign
    behind = text[match.end() : match.end() + _SAID]
    none = rules.words["no_cancer"].search(behind)
    return none is not None and not rules.words["cancer"].search(behind[: none.start()])


def _names_sample(passage: Passage, match: re.Match[str]) -> bool:
    """A side is a sample's in a short heading, or where a procedure follows it at once."""
    if match.start() > _TITLE:
        return _PROCEDURE.search(passage.text[match.start() : match.end() + _BEHIND]) is not None
    return passage.line.section != "procedure" or _SAMPLE.search(passage.text) is not None
