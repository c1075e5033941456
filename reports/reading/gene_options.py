"""Answers that a form only offers: "detected / not detected", "mutated; wild type; unknown", "___ yes ___ no".

Boxes and brackets are read by choices.py; here are the runs of answers without either.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.gene_segments import NEGATIVE, POSITIVE
from reports.reading.gene_terms import CLASS, NEGATOR
from reports.reading.lexicon import Kind, Lexeme

_PARTING = frozenset(["/", "|", ",", ";", "_", "-", "(", ")", "*", "or", "vs", "versus", "either", "="])
_ENDING = frozenset([Kind.PUNCT, Kind.END, Kind.ANSWER])
_MOST_BETWEEN = 8


def without_options(row: Sequence[Lexeme]) -> list[Lexeme]:
    """The row without runs of answers that exclude each other and have nothing but signs between them."""
    answers = [n for n, x in enumerate(row) if _offers(x) and not _turns(row, n)]
    if len(answers) < 2:
        return list(row)
    drop: set[int] = set()
    run: list[int] = []
    for place in [*answers, len(row)]:
        if run and (place == len(row) or not _near(row, run[-1], place)):
            dealt = 1 < len(run) == sum(x.kind is Kind.NAME for x in row[: run[0]])
            if len({_sign(row[n]) for n in run}) > 1 and not dealt:
                drop.update(run)
            run = []
        run.append(place)
    return [x for n, x in enumerate(row) if n not in drop]


def _offers(x: Lexeme) -> bool:
    return x.kind is Kind.ANSWER or (x.kind is Kind.SCORE and x.id == CLASS) or (x.id == NEGATOR and x.value == "no")


def _turns(row: Sequence[Lexeme], n: int) -> bool:
    """`KRAS mutated, no BRAF mutation`: a "no" before another word is no choice."""
    return row[n].id == NEGATOR and any(x.kind not in _ENDING for x in row[n + 1 : n + 2])


def _sign(x: Lexeme) -> str:
    if x.kind is Kind.SCORE:
        return x.detail
    if x.id in POSITIVE:
        return "positive"
    return "negative" if x.id in NEGATIVE or x.id == NEGATOR else "open"


def _near(row: Sequence[Lexeme], one: int, other: int) -> bool:
    between = row[one + 1 : other]
    if not between or len(between) > _MOST_BETWEEN:
        return False
    return all((x.value or x.id) in _PARTING for x in between)
