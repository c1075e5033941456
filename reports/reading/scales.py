"""Sentences of a report that are no result: what numbers mean, and how the control or benign tissue stains."""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.lexicon import CONTROL, Kind, Lexeme

_GRADED = {"positive", "low_positive", "negative", "equivocal", "amplified", "not_amplified"}


def is_scale(row: Sequence[Lexeme]) -> bool:
    """A sentence that explains what numbers mean: several answers of one test, each with a border or a score."""
    answers = {x.id for x in row if x.kind is Kind.ANSWER} & _GRADED
    borders = sum(1 for x in row if x.kind is Kind.PUNCT and x.id in {"<", ">"})
    scores = {x.value for x in row if x.kind is Kind.SCORE and x.value in {"0", "1", "2", "3"}}
    groups = {x.value for x in row if x.kind is Kind.MEASURE and x.id == "group"}
    if groups and borders and (len(groups) > 1 or row[0].id == "group"):
        return True  # "Group 1: ratio >= 2.0 …", the table of a guideline
    markers = {x.id.split("_")[0] for x in row if x.kind is Kind.NAME}
    if len(markers) > 1:
        return False
    shares = {x.value[0] for x in row if x.kind is Kind.MEASURE and x.value[:1] in {"<", ">"}}
    if len(shares) > 1 and len(markers) == 1:
        return True
    return (len(answers) > 1 and borders > 1) or len(answers) > 2 or (len(scores) > 2 and markers == {"HER2"})


def control_place(row: Sequence[Lexeme]) -> int:
    """`Benign ducts are positive for ER`: the place of a subject that is no tumor, or -1."""
    first = next((n for n, x in enumerate(row) if x.kind is not Kind.PUNCT), -1)
    while first >= 0 and first < len(row) - 1 and row[first].id in {"the", "adjacent", "all", "these"}:
        first += 1
    if first < 0 or row[first].kind is not Kind.NAME or row[first].detail != CONTROL:
        return -1
    for lexeme in row[first + 1 :]:
        if lexeme.kind is Kind.NAME and lexeme.id != "THING":
            return first
        if lexeme.id in {",", ";", "."} or lexeme.kind is Kind.END:
            break
    return -1
