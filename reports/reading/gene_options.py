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
_CLOSED = frozenset(["]", ")"])
_MOST_BETWEEN = 8
_RELATIVE = frozenset(["that", "which"])
_WAS = frozenset(["was", "were", "been", "had been", "previously", "still"])
_FORMERLY = frozenset(["previously", "formerly", "initially"])


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
            if _differ(row, run) and not dealt:
                drop.update(run)
            run = []
        run.append(place)
    return [x for n, x in enumerate(row) if n not in drop]


def _offers(x: Lexeme) -> bool:
    return x.kind is Kind.ANSWER or (x.kind is Kind.SCORE and x.id == CLASS) or (x.id == NEGATOR and x.value == "no")


def _turns(row: Sequence[Lexeme], n: int) -> bool:
    """`KRAS mutated, no BRAF mutation`: a "no" before another word is no choice."""
    return row[n].id == NEGATOR and any(x.kind not in _ENDING for x in row[n + 1 : n + 2])


def without_waiting(row: Sequence[Lexeme]) -> list[Lexeme]:
    """`Results of the tests that were outstanding:` heads what has come by now."""
    return [x for n, x in enumerate(row) if not _waited(row, n)]


def _waited(row: Sequence[Lexeme], n: int) -> bool:
    if row[n].kind is not Kind.ANSWER or row[n].id != "pending":
        return False
    before = [x.value or x.id for x in row[max(0, n - 3) : n]]
    return bool(before) and (before[-1] in _FORMERLY or (before[-1] in _WAS and not _RELATIVE.isdisjoint(before)))


def without_empty_boxes(row: Sequence[Lexeme]) -> list[Lexeme]:
    """`[ ] BRAF V600E detected   [x] BRAF V600E not detected`: an empty box before it takes all of it."""
    starts = [n for n in range(len(row) - 1) if _box(row, n)]
    if not starts or any(x.kind is not Kind.PUNCT for x in row[: starts[0]]):
        return list(row)
    out: list[Lexeme] = list(row[: starts[0]])
    for n, end in zip(starts, [*starts[1:], len(row)], strict=True):
        piece = row[n:end]
        empty = piece[1].id in _CLOSED
        out += () if empty and _names_first(piece) else piece
    return out


def _box(row: Sequence[Lexeme], n: int) -> bool:
    if row[n].id not in {"[", "("}:
        return False
    ticked = row[n + 1].id in {"x", "v", "*"} and n + 2 < len(row) and row[n + 2].id in _CLOSED
    return row[n + 1].id in _CLOSED or ticked


def _names_first(piece: Sequence[Lexeme]) -> bool:
    """The name of a gene stands before any answer: the option is the whole row."""
    first = next((x for x in piece if x.kind in {Kind.NAME, Kind.ANSWER, Kind.VERB}), None)
    return first is not None and first.kind is Kind.NAME


def _differ(row: Sequence[Lexeme], run: Sequence[int]) -> bool:
    """Answers among themselves, classes among themselves: "detected, pathogenic" says both."""
    classes = {_sign(row[n]) for n in run if row[n].kind is Kind.SCORE}
    answers = {_sign(row[n]) for n in run if row[n].kind is not Kind.SCORE}
    return len(classes) > 1 or len(answers) > 1 or bool(classes and answers - {"positive"})


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
