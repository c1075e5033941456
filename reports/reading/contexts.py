"""Whose result a mention is, and of when: cues around it and the section it stands in.

One answer for each mention: current, one of the other contexts, or nothing at all (method text, a plan, an example).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from reports.reading.findings import Context
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.mentions import Mention
from reports.reading.statements import Statement

_BRACKETS = {"(", ")", "[", "]", ";"}
_ADJECTIVES = {",", "/", "-", "and", "or", "breast", "invasive", "advanced", "metastatic", "early", "primary", "human"}
_GRADED = {"positive", "low_positive", "negative", "equivocal", "amplified", "not_amplified"}


class Effect(StrEnum):
    """What a cue does, the strongest first."""

    METHOD = "method"
    OTHER_PERSON = "other_person"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    CLINICAL = "clinical"
    HISTORICAL = "historical"


_CONTEXT = {
    Effect.FAMILY: Context.FAMILY,
    Effect.CLINICAL: Context.CLINICAL_INFORMATION,
    Effect.HISTORICAL: Context.HISTORICAL,
}
_SECTIONS = {"history": Context.CLINICAL_INFORMATION, "previous": Context.HISTORICAL}
_SILENT_SECTIONS = {"method"}


def without_borders(mention: Mention) -> Mention:
    """The mention without numbers and further answers that only explain a border: "(cut-off: 1 %)"."""
    row = mention.statement.lexemes
    cues = [n for n, x in enumerate(row) if x.kind is Kind.CUE and x.id == Effect.METHOD and "clause" in x.detail]
    if not cues or not mention.valued:
        return mention
    explained = {
        id(lexeme)
        for n, lexeme in enumerate(row)
        for cue in cues
        if not any(x.id in _BRACKETS or x.id == "." for x in row[min(cue, n) + 1 : max(cue, n)])
    }
    kept = [x for x in mention.numbers if id(x) not in explained]
    answers = mention.answers[:1] + [x for x in mention.answers[1:] if id(x) not in explained]
    first_explained = bool(answers) and id(answers[0]) in explained
    return mention if first_explained or not (answers or kept) else replace(mention, numbers=kept, answers=answers)


def context_of(mention: Mention, carried: Context = Context.CURRENT) -> Context | None:
    """None: it is no result of anybody."""
    section = mention.statement.line.section
    if section in _SILENT_SECTIONS or is_scale(mention.statement):
        return None
    effects = set(_effects(mention))
    for effect in Effect:
        if effect in effects:
            if effect not in _CONTEXT:
                return None
            return _CONTEXT[effect] if section not in _SECTIONS or effect is Effect.FAMILY else _SECTIONS[section]
    return _SECTIONS.get(section, carried)


def is_scale(statement: Statement) -> bool:
    """A sentence that explains what numbers mean: several answers of one test, each with a border or a score."""
    row = statement.lexemes
    answers = {x.id for x in row if x.kind is Kind.ANSWER} & _GRADED
    borders = sum(1 for x in row if x.kind is Kind.PUNCT and x.id in {"<", ">"})
    scores = {x.value for x in row if x.kind is Kind.SCORE and x.value in {"0", "1", "2", "3"}}
    markers = {x.id.split("_")[0] for x in row if x.kind is Kind.NAME}
    if len(markers) > 1:
        return False
    return (len(answers) > 1 and borders > 1) or len(answers) > 2 or (len(scores) > 2 and markers == {"HER2"})


def _effects(mention: Mention) -> list[Effect]:
    row = mention.statement.lexemes
    place = _place(row, mention)
    return [
        Effect(lexeme.id)
        for n, lexeme in enumerate(row)
        if lexeme.kind is Kind.CUE and _reaches(row, n, place, mention)
    ]


def _place(row: Sequence[Lexeme], mention: Mention) -> int:
    """Where the mention's answer stands; its name where it has none."""
    target = (mention.answers or mention.numbers or [mention.name])[0]
    return next((n for n, lexeme in enumerate(row) if lexeme is target), 0)


def _reaches(row: Sequence[Lexeme], cue: int, place: int, mention: Mention) -> bool:
    direction, scope = row[cue].detail.split()
    effect = row[cue].id
    if direction == "after" and not place < cue:
        return False
    if mention.tight and place < cue and effect in {Effect.METHOD, Effect.HYPOTHETICAL}:
        return False  # `ER: positive (1% or more is positive)`: the value has been stated
    between = row[min(cue, place) + 1 : max(cue, place)]
    if any(lexeme.kind is Kind.END for lexeme in between):
        return False
    if scope == "near":
        return all(x.kind in {Kind.NAME, Kind.ANSWER} or x.id in _ADJECTIVES for x in between)
    if scope == "clause":
        return not any(lexeme.id in _BRACKETS for lexeme in between)
    return True


def carries(statement: Statement) -> Context | None:
    """The context that a heading-like statement gives to the results below it, or None."""
    row = statement.lexemes
    if any(lexeme.kind in {Kind.ANSWER, Kind.SCORE} for lexeme in row):
        return None
    if not any(lexeme.kind is Kind.CUE and lexeme.id == Effect.HISTORICAL for lexeme in row):
        return None
    speaks_of_tests = any(lexeme.kind in {Kind.NAME, Kind.METHOD, Kind.LABEL} for lexeme in row)
    return Context.HISTORICAL if speaks_of_tests else None
