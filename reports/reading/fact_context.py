"""What the words around a fact make of it: another time, another person, only supposed, a scale explained.

One small table for all facts, over the words of content/reading/FACTS.yaml and the historical cues of
content/context/cues.yaml. Which side of a value counts is
decided here: what comes before it in its sentence, and a few words right behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.reading.fact_rules import FactRules
from reports.reading.findings import Context

_SEGMENT_END = re.compile(r"[,;)]|\.\s")
_BEGINS = re.compile(r"\s?(?:\(|on\b|in\b|from\b|as\b)")
_OWN_VALUE = re.compile(r"grade|:|\b[TN]\s?[0-4]|[0-9]\s?/\s?[0-9]{1,2}\b(?!/)", re.IGNORECASE)  # `(outside: grade 3)`
_REACH = 90
_BEHIND = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """`current` and not `supposed`: this is the report's own answer."""

    context: Context
    supposed: bool


CURRENT = Standing(Context.CURRENT, False)


def standing(sentence: str, start: int, end: int, rules: FactRules) -> Standing:
    """`start` and `end` of the value in its sentence."""
    words = rules.words
    far, behind = sentence[max(start - 2 * _REACH, 0) : start], sentence[end : end + _BEHIND]
    before = far[-_REACH:] if words["material_says"].search(far) else words["material"].sub("", far)[-_REACH:]
    if words["family"].search(before):
        return Standing(Context.FAMILY, False)
    own = before[max((end.end() for end in words["cue_ends"].finditer(before)), default=0) :]
    if words["material_says"].search(own):
        return Standing(Context.HISTORICAL, False)
    if words["earlier"].search(own) or words["earlier_cue"].search(own) or _explained_as_earlier(behind, rules):
        return Standing(Context.HISTORICAL, False)
    close = before.rstrip(" :\n")
    if words["replaced"].search(close):
        return Standing(Context.HISTORICAL, False)
    if words["from_value"].search(close) and words["to_value"].match(behind) and words["change"].search(sentence):
        return Standing(Context.HISTORICAL, False)
    if words["teaching"].search(before[-50:]) or words["teaching"].search(behind[:30]):
        return Standing(Context.CLINICAL_INFORMATION, False)
    if words["supposed"].search(before[-50:]):
        return Standing(Context.CURRENT, True)
    return CURRENT


def _explained_as_earlier(behind: str, rules: FactRules) -> bool:
    """`grade 2 (on the previous biopsy)`, but not `grade 2 (previously called grade 1)`."""
    named = rules.words["earlier_behind"].match(behind.lstrip()) if _BEGINS.match(behind) else None
    if named is not None and not _OWN_VALUE.search(named.group()):
        return True
    segment = _SEGMENT_END.split(behind, maxsplit=1)[0]
    earlier = rules.words["earlier"].search(segment) or rules.words["earlier_cue"].search(segment)
    return earlier is not None and not any(c.isdigit() for c in segment[: earlier.start()] + segment[earlier.end() :])
