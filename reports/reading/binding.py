"""Which values stand with which names: the value first ("positive for ER and PR") or the name first ("ER: positive").

Works on places in a statement's lexemes. How several values are dealt over several names is dealing.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.reading.groups import Bound, Group
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.shapes import Words

VALUES = {Kind.ANSWER, Kind.MEASURE, Kind.SCORE}
NUMBERS = {Kind.MEASURE, Kind.SCORE}
_STOPS = {",", ";", "and", "or", "nor", "but", "."}
_TOGETHER = {"are", "were", "both", "all"}
_LEFT_REACH = 14
_NOT_OF_THINGS = {"not_performed", "pending"}


def bind(row: Sequence[Lexeme], groups: Sequence[Group], words: Words) -> list[Bound]:
    bounds: list[Bound] = []
    for group in groups:
        bound = Bound(group)
        _look_left(row, bound, bounds[-1] if bounds else None, words)
        bounds += _split(row, bound, words)
    for n, bound in enumerate(bounds):
        _look_right(row, bound, bounds[n + 1] if n + 1 < len(bounds) else None, words)
    _share(row, bounds)
    return bounds


def _look_left(row: Sequence[Lexeme], bound: Bound, before: Bound | None, words: Words) -> None:
    """Find `positive for`, `90% of the cells stain for`, `no expression of` before the names."""
    limit = before.group.last if before else -1
    at = bound.group.first - 1
    linked = False  # "for" has been passed
    steps = crossed = 0
    bracketed: dict[int, list[int]] = {}  # where a bracket opens → the numbers in it
    while at > limit and steps < _LEFT_REACH:
        lexeme = row[at]
        if lexeme.id == ")":
            closing, at = at, _opening(row, at)
            bracketed[at] = [n for n in range(at, closing) if row[n].kind is Kind.MEASURE]
            steps += 1
            at -= 1
            continue
        if lexeme.kind is Kind.VERB:
            bound.left, bound.value_first = [at], True
            _measure_before(row, bound, at, limit)
            return
        if lexeme.kind is Kind.ANSWER and lexeme.id in _NOT_OF_THINGS and not bound.group.groupable:
            return  # "PR not performed per protocol for DCIS"
        if lexeme.kind is Kind.ANSWER:
            adjective = at == bound.group.first - 1 and before is not None and before.value_first
            if linked or adjective or (crossed == 0 and _heads(row, at, bound)):
                bound.left, bound.value_first = [at], True
                _measure_before(row, bound, at, limit)
                if linked and len(bound.left) == 1 and len(bound.group.names) == 1 and at + 1 in bracketed:
                    bound.left += bracketed[at + 1]  # "positive (70 % of nuclei) for ER"
            return
        if lexeme.kind in NUMBERS:
            scored = lexeme.kind is Kind.SCORE and crossed == 0 and row[at + 1].id == "(" and before is None
            if scored or (linked and lexeme.id == "percent"):
                bound.left, bound.value_first = [at], True
                return
        elif lexeme.id in {"for", "of"}:
            linked = linked or lexeme.id == "for"
        elif lexeme.id in {":", "-", "("} and crossed == 0:
            pass
        elif lexeme.id in _STOPS or lexeme.id in words.opaque or lexeme.kind is Kind.END:
            return
        else:
            crossed += 1
        at -= 1
        steps += 1


def _split(row: Sequence[Lexeme], bound: Bound, words: Words) -> list[Bound]:
    """`positive for ER, PR, and HER2 is negative`: the last name has an answer of its own."""
    names, last = bound.group.names, bound.group.last
    if not bound.value_first or len(names) == 1:
        return [bound]
    for lexeme in row[last + 1 : last + 6]:
        if lexeme.kind in {Kind.ANSWER, Kind.SCORE}:
            place = next(n for n, x in enumerate(row) if x is names[-1])
            first = Bound(Group(bound.group.first, place - 1, names[:-1]), bound.left, [], value_first=True)
            return [first, Bound(Group(place, last, names[-1:]))]
        if lexeme.kind is not Kind.WORD or lexeme.id not in words.transparent or lexeme.id in {"and", "or"}:
            break
    return [bound]


def _heads(row: Sequence[Lexeme], at: int, bound: Bound) -> bool:
    """Is the answer the head of a list: `Positive: ER, PR`? `NEG-HER2` in one word is the name of a slide."""
    attached = row[at + 1].id == "-" and row[bound.group.first].start - row[at].end == 1
    return not attached and all(x.kind is Kind.PUNCT for x in row[:at])


def _measure_before(row: Sequence[Lexeme], bound: Bound, at: int, limit: int) -> None:
    """`90% of the tumor cells are positive for ER`: the number before the answer."""
    for n in range(at - 1, max(limit, at - 12), -1):
        if row[n].kind is Kind.MEASURE and row[n].id == "percent":
            bound.left.append(n)
            return
        if row[n].kind is Kind.SCORE and all(x.id == "," for x in row[n + 1 : at]):
            bound.left.append(n)  # "score 1+, negative for HER2"
            return
        if row[n].id in (_STOPS - {","}) or row[n].kind in {Kind.NAME, Kind.ANSWER, Kind.END}:
            return


def _opening(row: Sequence[Lexeme], at: int) -> int:
    depth = 0
    for n in range(at, -1, -1):
        depth += {")": 1, "(": -1}.get(row[n].id, 0)
        if depth == 0:
            return n
    return at


def _look_right(row: Sequence[Lexeme], bound: Bound, after: Bound | None, words: Words) -> None:
    end = len(row)
    if after:
        end = after.group.first
        if after.value_first and after.left:
            end = min(after.left)
    strange = 0
    first = row[bound.group.last + 1].id if bound.group.last + 1 < len(row) else ""
    allowed = 12 if first in {":", "=", "-"} else 5
    for at in range(bound.group.last + 1, end):
        lexeme = row[at]
        if lexeme.kind is Kind.END:
            return
        if lexeme.kind in VALUES or lexeme.kind is Kind.METHOD:
            if bound.value_first and (lexeme.kind is Kind.ANSWER or len(bound.left) > 1):
                return
            bound.right.append(at)
        elif lexeme.kind is Kind.WORD and lexeme.id not in words.transparent:
            if lexeme.id in words.opaque:
                return
            strange += 1
            if strange > allowed:
                return
        elif bound.value_first and lexeme.id in {"and", ",", ";"} and not _inside(row, bound.group.last, at):
            return


def _inside(row: Sequence[Lexeme], start: int, at: int) -> bool:
    depth = 0
    for n in range(start, at):
        depth += {"(": 1, ")": -1}.get(row[n].id, 0)
    return depth > 0


def _share(row: Sequence[Lexeme], bounds: list[Bound]) -> None:
    """`positive for ER (90%) and PR (60%)`; `ER (90%) and PR (60%) are positive`."""
    for before, bound in pairwise(bounds):
        answered = any(row[n].kind is Kind.ANSWER for n in bound.right)
        if (
            before.value_first
            and before.left
            and not bound.value_first
            and not answered
            and _listed(row, before, bound)
        ):
            given = [n for n in before.left if row[n].kind in {Kind.ANSWER, Kind.VERB}]
            scored = any(row[n].kind is Kind.SCORE for n in bound.right)
            if given and not scored:
                bound.left, bound.value_first = given, True
    for bound, after in reversed(list(pairwise(bounds))):
        if bound.value_first or after.value_first or any(row[n].kind is Kind.ANSWER for n in bound.right):
            continue
        given = [n for n in after.right if row[n].kind is Kind.ANSWER]
        together = given and any(x.id in _TOGETHER for x in row[after.group.last + 1 : given[0]])
        if together and bound.right and _listed(row, bound, after):
            bound.right.append(given[0])


def _listed(row: Sequence[Lexeme], before: Bound, after: Bound) -> bool:
    """Nothing but numbers, brackets and `and` between two groups, and both may stand in a list."""
    between = row[before.group.last + 1 : after.group.first]
    joins = {
        "and",
        ",",
        "&",
        "or",
        "nor",
        "for",
        "also",
        "(",
        ")",
        "/",
        "as",
        "well",
        "of",
        "in",
        "cells",
        "the",
        "tumor",
        "~",
    }
    plain = all(x.kind in NUMBERS or x.id in joins or x.kind is Kind.LABEL for x in between)
    joined = any(x.id in {"and", ",", "&", "or", "nor"} for x in between)
    return plain and joined and before.group.groupable and after.group.groupable
