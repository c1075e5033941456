"""Sentences that speak of cancers or patients at large: "about 70 % of breast cancers are ER positive".

A share of a group, a part of a group, one in so many: never a result of the patient. Which words name a group stands
in content/context/cues.yaml (the cues of direction `after`); the words that count them stand here.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.lexicon import Kind, Lexeme

_SHARES = frozenset(
    ["most", "many", "some", "majority", "half", "third", "thirds", "quarter", "quarters", "fifth", "minority", "such"]
)
_COUNTS = frozenset(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
_BACK = frozenset(["these", "those", "them", "such", "others"])  # a group that was named before
_CELLS = frozenset(["cell", "cells", "nucleus", "nuclei"])
_STAINED = _CELLS | frozenset(["membranous", "nuclear", "staining", "labelling", "labeling", "stained", "reactivity"])
_GOES_ON = frozenset(
    ["they", "these", "those", "such", "about", "approximately", "roughly", "around", "another", "further", "others"]
)
_RESULTS = frozenset(
    ["result", "results", "test", "stain", "staining", "status", "tumor", "tumour", "cancer", "carcinoma"]
)
_REACH = 6
_GROUPS = {("method", "after near"), ("method", "both sentence")}
_KINDS = frozenset(["all", "breast", "invasive", "human", "primary", "early", "metastatic", "female"])
_TUMOR = frozenset(["carcinoma", "cancer", "tumor", "tumour", "adenocarcinoma"])
_THESE = frozenset(
    ["the", "these", "this", "that", "both", "two", "three", "all", "her", "his", "multiple", "synchronous", "separate"]
)
_SAYS = frozenset([":", "is", "are", "show", "shows", "express", "expresses", "-"])
_STATISTICS = frozenset(["median", "mean", "average"])
_SUBJECT = 6  # lexemes that the name of a kind of tumor may take


def general_place(row: Sequence[Lexeme]) -> int:
    """The place of the words that make the sentence a general one, or -1."""
    if _speaks_of_a_kind(row) or _statistic(row):
        return 0
    any_result = _any_result(row)
    if any_result >= 0:
        return any_result
    for n, lexeme in enumerate(row):
        if lexeme.kind is Kind.PUNCT:
            continue
        if lexeme.kind is Kind.MEASURE and lexeme.id == "percent" and _of_group(row, n + 1):
            return n
        counted = lexeme.id in _COUNTS or (lexeme.kind is Kind.WORD and lexeme.id.isdigit() and len(lexeme.id) < 3)
        if counted and _one_in(row, n):
            return n
        if lexeme.kind is Kind.WORD and lexeme.id in _SHARES and _group_near(row, n + 1):
            return n
    return -1


def _any_result(row: Sequence[Lexeme]) -> int:
    """`A HER2-positive result means …`, `an ER negative result should be repeated`: of no patient. The place, or -1."""
    for n, lexeme in enumerate(row[:-2]):
        if lexeme.id not in {"a", "an", "any"} or (n and row[n - 1].id not in {".", "(", ":", "*", "that", "if"}):
            continue
        behind = row[n + 1 : n + 8]
        at = next((m for m, x in enumerate(behind) if x.id in _RESULTS or (x.kind is Kind.LABEL and m > 1)), -1)
        said = [x for x in behind[:at] if x.kind in {Kind.NAME, Kind.ANSWER}] if at > 0 else []
        if len(said) > 1 and not any(x.kind is Kind.PUNCT and x.id not in {"-", "/"} for x in behind[:at]):
            return n
    return -1


def _speaks_of_a_kind(row: Sequence[Lexeme]) -> bool:
    """`Tubular carcinomas: ER positive`, `mucinous carcinoma is ER positive in over 90 %`: a kind, not this tumor."""
    for n, lexeme in enumerate(row[:_SUBJECT]):
        if lexeme.id in _THESE or lexeme.kind in {Kind.NAME, Kind.ANSWER, Kind.MEASURE, Kind.SCORE}:
            return False
        word = lexeme.id if lexeme.kind is Kind.WORD else ""
        says = n + 1 < len(row) and row[n + 1].id in _SAYS
        group = (lexeme.id, lexeme.detail) == ("method", "after near")  # "tumors", "carcinomas", "cancers"
        if n and says and lexeme.kind is Kind.CUE and group:
            return True
        if n and says and word in _TUMOR and row[n + 1].id == "is":
            return in_a_share(row)
    return False


def in_a_share(row: Sequence[Lexeme]) -> bool:
    """`positive in 15 %`, of nobody's cells: a share of patients."""
    for n, lexeme in enumerate(row):
        if lexeme.kind is Kind.MEASURE and lexeme.id == "percent" and n:
            before = [x.id for x in row[max(0, n - 4) : n]]
            cells = any(x.id in _CELLS or x.id in {"nuclear", "tumor", "tumour"} for x in row[n + 1 : n + 6])
            if "in" in before and not cells:
                return True
    return False


def _statistic(row: Sequence[Lexeme]) -> bool:
    """`The median Ki-67 in luminal B tumors is 30 %`."""
    words = {x.id for x in row[:4] if x.kind is Kind.WORD}
    if not words & _STATISTICS:
        return False
    ids = [x.id for x in row]
    return any(word in {"in", "of", "for", "among"} and _group_near(row, n + 1) for n, word in enumerate(ids))


def goes_on(row: Sequence[Lexeme]) -> bool:
    """Does a sentence behind a general one still speak of the group: "65 % are also PR positive"?"""
    if in_a_share(row):
        return True
    first = row[0]
    if first.kind is Kind.MEASURE and first.id == "percent":
        return True
    return first.kind is Kind.WORD and first.id in _GOES_ON


def _of_group(row: Sequence[Lexeme], at: int) -> bool:
    """`… of all invasive breast cancers`, `… of these`."""
    while at < len(row) and row[at].id == ")":
        at += 1
    return (
        at < len(row)
        and row[at].id in {"of", "in"}
        and any(found(row, at + 1) for found in (_group_near, _meant_back, _disease))
    )


def _disease(row: Sequence[Lexeme], at: int) -> bool:
    """`… of all breast cancer`; not "of the cancer", which is this one."""
    words = [x.id for x in row[at : at + _REACH]]
    name = words.index("cancer") if "cancer" in words else 0
    return name > 0 and set(words[:name]) <= _KINDS and not set(words[name + 1 : name + 2]) & _CELLS


def _meant_back(row: Sequence[Lexeme], at: int) -> bool:
    if at >= len(row) or row[at].id not in _BACK or any(x.id in _STAINED for x in row[:at]):
        return False  # "membranous staining is seen in 80 % of these"
    return not any(x.id in _CELLS for x in row[at + 1 : at + 4])


def _group_near(row: Sequence[Lexeme], at: int) -> bool:
    for n in range(at, min(at + _REACH, len(row))):
        lexeme = row[n]
        if lexeme.kind is Kind.CUE and (lexeme.id, lexeme.detail) in _GROUPS:
            return not (n + 1 < len(row) and row[n + 1].id in _CELLS)
        if lexeme.kind in {Kind.PUNCT, Kind.MEASURE} and lexeme.id not in {"-", "/"}:
            return False
        if lexeme.id in _CELLS:
            return False
    return False


def _one_in(row: Sequence[Lexeme], n: int) -> bool:
    """`one in five breast cancers`, `3 out of 4 patients`."""
    at = n + 1
    while at < len(row) and row[at].id in {"in", "out", "of", "every"}:
        at += 1
    number = row[at].id if at < len(row) else ""
    return at > n + 1 and (number in _COUNTS or number.isdigit()) and _group_near(row, at + 1)
