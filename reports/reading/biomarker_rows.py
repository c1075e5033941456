"""The row of lexemes of a text, as proteins and scores need it: names that hold their answer ("MSI-H"), numbers that
name their marker ("TPS 60%"), signs behind names, and what a report only thinks of its results.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from reports.reading.biomarker_rules import ASIDE, ASKS, PROTEINS, BiomarkerRules
from reports.reading.contexts import Effect
from reports.reading.groups import OTHER, THING
from reports.reading.lexicon import CONTROL, Kind, Lexeme, lexemes
from reports.reading.measures import numbers
from reports.reading.negation import with_negations
from reports.reading.statement import Statement
from reports.reading.symbols import with_symbols
from reports.reading.text import Prepared

STATED = "stated"  # detail of an answer that is part of the name
_OWNERS = {"tps": "PDL1", "cps": "PDL1", "ic": "PDL1", "tmb_bare": "TMB", "gis": "HRD", "rs": "ONCOTYPE"}
_OWNERS |= {"mpi": "MAMMAPRINT", "tmb_named": "TMB", "tc": "PDL1"}
_SCORED = {"tps", "cps", "ic", "percent", "tc", "tmb", "tmb_bare", "tmb_named", "gis", "rs", "mpi", "plain_score"}
_VALUES = {Kind.ANSWER, Kind.VERB, Kind.MEASURE}
_SIGN = re.compile(r" ?([+-])(?= ?(?:[,;)]|\.(?:\s|$)|$)| ?\+(?=\n))")
_AHEAD = 6  # lexemes between "loss of nuclear expression of" and the protein
_NEGATED = 3
_THOUGHT = "before clause"  # detail of a cue such as "suggesting"
_BORDERS = {"<", ">"}


def row_of(prepared: Prepared, rules: BiomarkerRules) -> list[Lexeme]:
    text = prepared.text
    row = lexemes(text, prepared.words, rules.book, numbers(text, rules.patterns))
    row = [x for x in _named(text, _without_headers(text, row), rules) if x.id != "|"]
    row = list(_with_signs(text, _verbs(row, text)))
    row = with_symbols(text, with_negations(row, rules.negators))
    return list(_without_controls(row, text))


def _named(text: str, row: Sequence[Lexeme], rules: BiomarkerRules) -> Iterator[Lexeme]:
    """Names that hold an answer become name and answer; numbers whose own words name the marker get its name."""
    last: Lexeme | None = None  # the last name
    since: list[str] = []  # kinds of score and answers since then
    for n, lexeme in enumerate(row):
        if lexeme.kind is Kind.MEASURE and not lexeme.value:
            lexeme = lexeme._replace(value=text[lexeme.start : lexeme.end])
        owner = _OWNERS.get(lexeme.id, "") if lexeme.kind is Kind.MEASURE else ""
        if lexeme.kind is Kind.NAME and lexeme.detail not in {"", CONTROL, ASKS}:
            answer = "indeterminate" if _negated(row[:n], rules) else lexeme.detail
            if not _continues(text, last, lexeme.id, lexeme.start):
                yield lexeme._replace(detail="")
            lexeme = Lexeme(Kind.ANSWER, answer, lexeme.start, lexeme.end, detail=STATED)
            last, since = row[n], [answer]
        elif owner and not (_continues(text, last, owner, lexeme.start) and _goes_on(lexeme.id, since)):
            last, since = Lexeme(Kind.NAME, owner, lexeme.start, lexeme.start + 2), []
            yield last
        elif lexeme.kind is Kind.NAME:
            last, since = lexeme, []
        elif lexeme.kind is Kind.END:
            last = None
        if lexeme.kind in _VALUES:
            since.append(lexeme.id)
        yield lexeme


def _continues(text: str, last: Lexeme | None, marker: str, start: int) -> bool:
    """Is the last name this marker's, in the same clause?"""
    return last is not None and last.id == marker and not _parted(text[last.end : start])


def _goes_on(score: str, since: Sequence[str]) -> bool:
    """`PD-L1: negative, TPS 0%` is one result; `TPS 0%, negative; CPS 5` are two."""
    scored = next((n for n, said in enumerate(since) if said in _OWNERS), -1)
    return scored < 0 or (score not in since and all(said in _OWNERS for said in since[scored:]))


def _without_headers(text: str, row: Sequence[Lexeme]) -> list[Lexeme]:
    """`Mismatch repair proteins:` above a list of the four proteins is a heading."""
    out = []
    for n, lexeme in enumerate(row):
        heads = lexeme.kind is Kind.NAME and lexeme.id == "MMR" and not lexeme.detail
        below = row[n + 1 : n + 4] if heads else ()
        after = [x for x in below if x.kind is not Kind.METHOD and x.id not in {":", "-", "*", "|"}]
        listed = bool(after) and after[0].kind is Kind.NAME and after[0].id in PROTEINS
        between = text[lexeme.end : after[0].start] if listed else ""
        if "\n" in between and not between.strip(" :-*|\n"):
            lexeme = lexeme._replace(kind=Kind.WORD, id="idle")
        out.append(lexeme)
    return out


def _parted(between: str) -> bool:
    return "\n" in between or ";" in between or ". " in between


def _negated(before: Sequence[Lexeme], rules: BiomarkerRules) -> bool:
    return any(x.kind is Kind.WORD and x.id in rules.negators for x in before[-_NEGATED:])


def _verbs(row: Iterable[Lexeme], text: str) -> list[Lexeme]:
    """`Loss of expression in` is a verb before a name, else an answer; `Intact:` is a verb before a list of names."""
    out = list(row)
    for n, lexeme in enumerate(out):
        if lexeme.kind is Kind.VERB and not _has_object(text, out, n):
            out[n] = lexeme._replace(kind=Kind.ANSWER)
        elif lexeme.kind is Kind.ANSWER and n and out[n - 1].id in {";", ".", ","} and _heads_list(text, out, n):
            out[n] = lexeme._replace(kind=Kind.VERB)
        elif lexeme.kind is Kind.VERB and _negative_before(out, n):
            out[n] = lexeme._replace(id="indeterminate")
    return out


def _has_object(text: str, row: Sequence[Lexeme], n: int) -> bool:
    for m in range(n + 1, min(n + 1 + _AHEAD, len(row))):
        lexeme = row[m]
        if lexeme.kind is Kind.NAME:
            wrapped = "\n" in text[row[n].end : lexeme.start]
            return not wrapped or (m == n + 1 and not _labels(text, row, m))
        if lexeme.kind in {*_VALUES, Kind.CUE, Kind.END} or lexeme.id in {".", ";", ":"}:
            return False
    return False


def _labels(text: str, row: Sequence[Lexeme], n: int) -> bool:
    """Is the name at `n` the label of a value of its own?"""
    following = row[n + 1] if n + 1 < len(row) else None
    return following is not None and (following.id in {":", "="} or following.start - row[n].end > 1)


def _heads_list(text: str, row: Sequence[Lexeme], n: int) -> bool:
    following = row[n + 1 : n + 3]
    listed = len(following) == 2 and following[0].id == ":" and following[1].kind is Kind.NAME
    return listed and "\n" not in text[row[n].end : following[1].start]


def _negative_before(row: Sequence[Lexeme], n: int) -> bool:
    return any(x.kind is Kind.WORD and x.id in {"no", "not", "without"} for x in row[max(0, n - 4) : n])


def _with_signs(text: str, row: Sequence[Lexeme]) -> Iterator[Lexeme]:
    """`MLH1 +, PMS2 -`: a sign behind a blank."""
    skip = 0
    for lexeme in row:
        if lexeme.start < skip:
            continue
        yield lexeme
        named = lexeme.kind is Kind.NAME and lexeme.id not in {OTHER, THING}
        sign = _SIGN.match(text, lexeme.end) if named else None
        if sign:
            positive = "+" in sign.group()
            yield Lexeme(Kind.ANSWER, "positive" if positive else "negative", sign.start(), sign.end(), detail="sign")
            skip = sign.end()


def _without_controls(row: Sequence[Lexeme], text: str) -> Iterator[Lexeme]:
    """Without "intact in stromal cells": the answer is the control's."""
    for n, lexeme in enumerate(row):
        if lexeme.kind is Kind.ANSWER:
            following = row[n + 1 : n + 1 + _AHEAD]
            thing = next((m for m, x in enumerate(following) if x.kind is not Kind.WORD), -1)
            linked = thing > 0 and any(x.id in {"in", "of", "within"} for x in following[:thing])
            control = linked and following[thing].kind is Kind.NAME and following[thing].detail == CONTROL
            if control and "\n" not in text[lexeme.end : following[thing].start]:
                yield lexeme._replace(kind=Kind.WORD, id="idle")
                continue
        yield lexeme


def plain(statement: Statement) -> Statement:
    """The statement without what it thinks of its results, and without the borders that explain a number."""
    row = list(statement.lexemes)
    row = _without_borders(_without_asides(row))
    return statement._replace(lexemes=tuple(row)) if row else statement


def _without_asides(row: list[Lexeme]) -> list[Lexeme]:
    """After a result: "…: low probability of MSI-H", "…, further testing is recommended"."""
    out: list[Lexeme] = []
    said = aside = False
    for lexeme in row:
        said = said or lexeme.kind in _VALUES
        if lexeme.id == ";" or lexeme.kind is Kind.END:
            aside = False
        elif said and (lexeme.id == ASIDE or (lexeme.id == Effect.HYPOTHETICAL and lexeme.detail == _THOUGHT)):
            aside = True
        if aside and (lexeme.kind in {Kind.NAME, *_VALUES} or lexeme.id == Effect.HYPOTHETICAL):
            lexeme = lexeme._replace(kind=Kind.WORD, id=ASIDE)
        out.append(lexeme)
    return out


def _without_borders(row: list[Lexeme]) -> list[Lexeme]:
    """`TPS 60% (high: >= 50%)`: what a bracket behind a number says of borders."""
    out: list[Lexeme] = []
    scored = False
    n = 0
    while n < len(row):
        if row[n].id in {"(", "["} and scored:
            end = next((m for m in range(n, len(row)) if row[m].id in {")", "]"}), len(row) - 1)
            if _explains(row[n : end + 1]):
                n = end + 1
                continue
        scored = scored or (row[n].kind is Kind.MEASURE and row[n].id in _SCORED)
        out.append(row[n])
        n += 1
    return out


def _explains(inside: Sequence[Lexeme]) -> bool:
    bordered = any(x.id in _BORDERS or (x.kind is Kind.MEASURE and x.value[:1] in _BORDERS) for x in inside)
    ranged = sum(1 for x in inside if x.kind is Kind.MEASURE and "-" in x.value[1:])
    worded = any(x.kind in {Kind.ANSWER, Kind.CUE} for x in inside)
    return bool(worded and (bordered or ranged)) or ranged > 1
