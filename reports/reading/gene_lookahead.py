"""What stands behind a place of the row: a name, an answer, something that a test can find."""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.gene_segments import NEGATIVE
from reports.reading.gene_terms import CLASS
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.variants import VARIANT


def is_found(x: Lexeme) -> bool:
    """Is it something that a test can show: a variant, a class, a kind of alteration?"""
    return x.kind is Kind.LABEL or (x.kind is Kind.SCORE and x.id in {VARIANT, CLASS})


def answered_later(row: Sequence[Lexeme], n: int) -> bool:
    """Does an answer of its own follow the variant, before another name?"""
    for x in row[n + 1 :]:
        if x.kind in {Kind.NAME, Kind.END}:
            return False
        if x.kind is Kind.ANSWER:
            return True
    return False


def in_a_cell(row: Sequence[Lexeme], n: int) -> bool:
    """`KRAS   PCR of exon 2; sequencing of exon 3   wild type`: a semicolon in a cell of a row ends nothing."""
    for place, x in enumerate(row[n + 1 :], n + 1):
        if x.kind in {Kind.NAME, Kind.END, Kind.CUE} or x.id == ";":
            return False
        if x.kind is Kind.ANSWER:
            return x.start - row[place - 1].end > 1
    return False


def only_names(row: Sequence[Lexeme], n: int, *, negative: bool = False) -> bool:
    """Up to the next semicolon: names of genes, and no answer or variant of their own."""
    for x in row[n + 1 :]:
        if x.kind is Kind.END or x.id == ";":
            return True
        if negative and x.kind is Kind.ANSWER and x.id in NEGATIVE:
            continue
        if x.kind in {Kind.ANSWER, Kind.VERB, Kind.CUE, Kind.MEASURE} or (x.kind is Kind.SCORE and x.detail != "exon"):
            return False
    return True


def ends(row: Sequence[Lexeme], n: int) -> bool:
    following = row[n + 1 : n + 2]
    return not following or following[0].kind in {Kind.PUNCT, Kind.END} or following[0].value == "in"


def speaks_of_them(row: Sequence[Lexeme], n: int) -> bool:
    """What was looked for, or an answer, comes before the next name and is not said to be in that one."""
    for place, x in enumerate(row[n + 1 :], n + 1):
        if x.kind in {Kind.NAME, Kind.END} or x.id == ";":
            return False
        if x.kind is Kind.ANSWER or is_found(x):
            into = row[place + 1 : place + 4]
            return not (into and into[0].value in {"in", "of", "within"} and any(y.kind is Kind.NAME for y in into))
    return False


def name_first(row: Sequence[Lexeme], n: int) -> bool:
    """`…, no ALK rearrangement`: a name comes before anything that an answer could speak of."""
    for x in row[n + 1 :]:
        if x.kind is Kind.NAME:
            return True
        if x.kind in {Kind.END, Kind.ANSWER, Kind.VERB} or is_found(x):
            return False
    return False


def names_follow(row: Sequence[Lexeme], n: int) -> bool:
    """A name comes before the next answer, and has none of its own."""
    named = False
    for x in row[n + 1 :]:
        if x.kind is Kind.NAME:
            named = True
        elif x.kind is Kind.ANSWER:
            return False
        elif x.kind is Kind.END:
            break
    return named


def introduces(row: Sequence[Lexeme], n: int) -> bool:
    """`mutations detected in EGFR`: the answer speaks of the name behind it."""
    following = row[n + 1 : n + 3]
    joined = len(following) == 2 and (following[0].value in {"in", "for"} or following[0].id == ":")
    return joined and following[1].kind is Kind.NAME
