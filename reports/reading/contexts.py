"""Whose result a mention is, and of when: cues around it and the section it stands in.

One answer for each mention: current, one of the other contexts, or nothing at all (method text, a plan, an example).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate

from reports.reading.findings import Context
from reports.reading.general import general_place
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.mentions import Mention
from reports.reading.scales import control_place, is_scale
from reports.reading.statement import Statement
from reports.reading.text import Line
from reports.reading.years import YEAR

_BRACKETS = {"(", ")", "[", "]", ";"}
_SAMPLES = {"biopsy", "biopsies", "core", "lumpectomy", "mastectomy", "excision"}
_BOUNDS = {"(", ")", "[", "]"}
_NEAR = 16
_CARRIED_LINES = 15
_ROW = 90  # characters of a line in a list of results
_ADJECTIVES = {",", "/", "-", "and", "or", "breast", "invasive", "advanced", "metastatic", "early", "primary", "human"}


class Effect(StrEnum):
    """What a cue does, the strongest first."""

    METHOD = "method"
    OTHER_PERSON = "other_person"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    CLINICAL = "clinical"
    HISTORICAL = "historical"


_CONTEXT = {  # the other effects leave nothing
    Effect.FAMILY: Context.FAMILY,
    Effect.HISTORICAL: Context.HISTORICAL,
}
_SECTIONS = {"history": Context.CLINICAL_INFORMATION, "previous": Context.HISTORICAL}
_SILENT_SECTIONS = {"method", "technical"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What context needs of a statement, looked up once for all its mentions."""

    row: tuple[Lexeme, ...]
    section: str
    cues: tuple[int, ...]
    borders: tuple[int, ...]  # cues that speak of the values in their own bracket
    scale: bool
    control: int  # place of the control or benign tissue whose staining the sentence describes, or -1
    general: int  # place of the words by which the sentence speaks of cancers at large, or -1
    places: Mapping[int, int]  # id of a lexeme → its place
    ends: tuple[int, ...]  # how many words that end a scope stand before each place
    brackets: tuple[int, ...]
    points: tuple[int, ...]


def surroundings(statement: Statement) -> Surroundings:
    row = statement.lexemes
    cues = tuple(n for n, x in enumerate(row) if x.kind is Kind.CUE)
    return Surroundings(
        row=row,
        section=statement.line.section,
        cues=cues,
        borders=tuple(n for n in cues if _is_border(row, n)),
        scale=is_scale(row),
        control=control_place(row),
        general=general_place(row),
        places={id(x): n for n, x in enumerate(row)},
        ends=_counted(x.kind is Kind.END for x in row),
        brackets=_counted(x.id in _BRACKETS for x in row),
        points=_counted(x.id == "." for x in row),
    )


def _is_border(row: Sequence[Lexeme], cue: int) -> bool:
    """A cue that takes the values of its own bracket away: "(cut-off 1 %)", "(previously reported as negative)"."""
    if row[cue].id == Effect.METHOD:
        return "clause" in row[cue].detail
    return row[cue].id == Effect.HISTORICAL and next((x.id for x in reversed(row[:cue]) if x.id in _BOUNDS), "") in {
        "(",
        "[",
    }


def _counted(found: Iterable[bool]) -> tuple[int, ...]:
    return (0, *accumulate(map(int, found)))


def _any(counts: Sequence[int], one: int, other: int) -> bool:
    """Does any counted lexeme stand between two places?"""
    return counts[max(one, other)] > counts[min(one, other) + 1]


def without_borders(mention: Mention, around: Surroundings) -> Mention:
    """The mention without numbers and further answers that only explain a border: "(cut-off: 1 %)"."""
    if not mention.valued or (not around.borders and around.general < 0):
        return mention
    if mention.answers and _explains(mention.answers[0], around):
        return mention
    kept = [x for x in mention.numbers if not _explains(x, around)]
    answers = mention.answers[:1] + [x for x in mention.answers[1:] if not _explains(x, around)]
    return replace(mention, numbers=kept, answers=answers) if answers or kept else mention


def _explains(lexeme: Lexeme, around: Surroundings) -> bool:
    place = around.places.get(id(lexeme), -1)
    if 0 <= around.general <= place:
        return True
    return place >= 0 and any(
        not _any(around.brackets, cue, place) and not _any(around.points, cue, place) for cue in around.borders
    )


def context_of(mention: Mention, around: Surroundings, carried: Context = Context.CURRENT) -> Context | None:
    """None: it is no result of anybody."""
    if around.section in _SILENT_SECTIONS or around.scale:
        return None
    target = (mention.answers or mention.numbers or [mention.name])[0]
    place = around.places.get(id(target), 0)
    if 0 <= around.control < place and not _any(around.ends, around.control, place):
        return None
    if around.general >= 0 and not _aside(around, place):
        return None
    effects = {around.row[cue].id for cue in around.cues if _reaches(around, cue, place, mention)}
    for effect in Effect:
        if effect in effects:
            if effect is Effect.CLINICAL:
                return _SECTIONS.get(around.section, Context.CLINICAL_INFORMATION)
            return _CONTEXT.get(effect)
    if around.section == "history" and any(x.id in _SAMPLES for x in around.row):
        return Context.HISTORICAL  # "core biopsy: carcinoma, ER positive" as the reason for this operation
    return _SECTIONS.get(around.section, carried)


def _aside(around: Surroundings, place: int) -> bool:
    """Is the general remark only an aside behind the value: `ER: pending (70 % of breast cancers are positive)`?"""
    if place >= around.general:
        return False
    between = [x.id for x in around.row[place + 1 : around.general] if x.id in _BRACKETS]
    return ";" in between or between.count("(") > between.count(")")


def _reaches(around: Surroundings, cue: int, place: int, mention: Mention) -> bool:
    row = around.row
    direction, scope = row[cue].detail.split()
    if cue == place or (direction == "after" and not place < cue) or (direction == "before" and not cue < place):
        return False
    if mention.tight and place < cue and row[cue].id in {Effect.METHOD, Effect.HYPOTHETICAL}:
        return False  # `ER: positive (1% or more is positive)`: the value has been stated
    if _any(around.ends, cue, place):
        return False
    if scope == "near":
        between = row[min(cue, place) + 1 : max(cue, place)]
        return len(between) < _NEAR and all(x.kind in {Kind.NAME, Kind.ANSWER} or x.id in _ADJECTIVES for x in between)
    if not _any(around.brackets, cue, place):
        return True
    return scope != "clause" and not _encloses_values(row, cue, place)


def _encloses_values(row: Sequence[Lexeme], cue: int, place: int) -> bool:
    """Does the cue speak of results in a bracket of its own: `ER 40% (prior biopsy: ER 90%)`?"""
    opening = next((n for n in range(cue, -1, -1) if row[n].id in {"(", ")"}), -1)
    if opening < 0 or row[opening].id == ")":
        return False
    closing = next((n for n in range(cue, len(row)) if row[n].id == ")"), len(row))
    inside = opening < place < closing
    return not inside and any(x.kind in {Kind.ANSWER, Kind.SCORE, Kind.MEASURE} for x in row[opening:closing])


def carries(statement: Statement) -> Context | None:
    """The context that a heading-like statement gives to the results below it, or None."""
    row = statement.lexemes
    if not any(x.kind is Kind.CUE and x.id == Effect.HISTORICAL and x.value != YEAR for x in row):
        return None
    if any(lexeme.kind in {Kind.ANSWER, Kind.SCORE, Kind.MEASURE} for lexeme in row):
        return None
    speaks_of_tests = any(lexeme.kind in {Kind.NAME, Kind.METHOD, Kind.LABEL} for lexeme in row)
    return Context.HISTORICAL if speaks_of_tests else None


def carry(statement: Statement, carried: tuple[Context, Line] | None) -> tuple[Context, Line] | None:
    """Results below "performed on the previous biopsy:" are of that biopsy, until the report turns elsewhere."""
    given = carries(statement)
    if given:
        return given, statement.line
    if carried is None:
        return None
    line, origin = statement.line, carried[1]
    left = line.heading and line.section != "results"
    if left or line.number - origin.number > _CARRIED_LINES or line.specimen != origin.specimen:
        return None
    return None if any(x.kind is Kind.END for x in statement.lexemes) else carried


def is_row(statement: Statement) -> bool:
    """A line of a list: it begins with the name, and is short; labelled parts of the result may stand below it."""
    start, line = statement.lexemes[0].start, statement.line
    end = min(statement.end, line.end) if statement.paired else statement.end
    return statement.leads and end - start < _ROW
