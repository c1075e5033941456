"""Short answers that count only where they stand: `ALK-, EGFR+`, `KRAS mut, BRAF wt`, `ROS1 FISH: NORMAL`.

A hyphen may lead to the next word ("ALK- and RET-rearranged"), and "normal" may speak of the other sample of a pair;
what might be so stays a plain sign or word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.reading.lexicon import Kind, Lexeme
from reports.reading.variants import FUSION, VARIANT

_SIGNS = {"+": "positive", "-": "negative"}
_CLOSING = frozenset([",", ";", ".", ")"])
_ELIDED = re.compile(r"[A-Z0-9]-[A-Za-z]")
_WORDS = {"normal": "not_detected", "abnormal": "detected"}
_COPIES = re.compile(r"polysom|monosom|aneuploid|extra|gain|cop(?:y|ies)|amplif|delet", re.IGNORECASE)
_WILD = frozenset(["wt", "wild type", "wildtype", "wild-type"])
_STAINED = "ihc"


def with_signs(row: Sequence[Lexeme], text: str) -> list[Lexeme]:
    """The row, with such signs and words as answers."""
    out = list(row)
    for n in range(1, len(out)):
        x = out[n]
        if x.kind is Kind.PUNCT and x.id in _SIGNS:
            state = _SIGNS[x.id] if _is_sign(out, n, text) else ""
        elif x.kind is Kind.LABEL and x.value in {"mut", "mutated"}:
            state = "detected" if _in_a_list(out, n, text) else ""
        elif x.kind is Kind.WORD and x.id in _WORDS:
            state = _WORDS[x.id] if _in_a_row_of_fish(out, n, text) else ""
        else:
            continue
        if state:
            out[n] = Lexeme(Kind.ANSWER, state, x.start, x.end, text[x.start : x.end].lower())
    return out


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _is_sign(row: Sequence[Lexeme], n: int, text: str) -> bool:
    x, before = row[n], row[n - 1]
    if before.kind is not Kind.NAME or before.end != x.start or before.value:
        return False
    start, end = _line(text, x.start)
    if _ELIDED.search(text, start, end):
        return False  # "ALK-, ROS1- and RET-rearranged"
    closed = n + 1 < len(row) and row[n + 1].id in _CLOSING and row[n + 1].start == x.end
    last = not text[x.end : end].strip()
    if x.id == "+":
        return closed or last or text[x.end : x.end + 2] == " ("
    listed = any(y.kind is Kind.ANSWER and text[y.start : y.end] in _SIGNS and y.start >= start for y in row[:n])
    return closed or (last and listed)


def _in_a_list(row: Sequence[Lexeme], n: int, text: str) -> bool:
    """`KRAS mut G12D, BRAF wt`: beside a gene that is told to be wild type."""
    if row[n - 1].kind is not Kind.NAME or n + 1 >= len(row):
        return False
    behind = [y for y in row[n + 1 : n + 6] if not (y.kind is Kind.SCORE and y.id == VARIANT) and y.id not in "()"]
    if not behind or behind[0].id not in {",", ";"}:
        return False
    start, end = _line(text, row[n].start)
    near = [y for y in row[max(0, n - 40) : n + 40] if start <= y.start < end]
    if any(y.id == ":" and y.start > row[n - 1].start for y in near):
        return False  # "KRAS mut, BRAF mut: negative"
    return any(a.kind is Kind.NAME and b.kind is Kind.ANSWER and b.value in _WILD for a, b in pairwise(near))


def _in_a_row_of_fish(row: Sequence[Lexeme], n: int, text: str) -> bool:
    """`ALK rearrangement (FISH): NORMAL`, of a rearrangement alone: "abnormal" may be a number of copies."""
    start, end = _line(text, row[n].start)
    before = [y for y in row[max(0, n - 20) : n] if y.start >= start]
    if not before or text[row[n].end : end].strip(" .") or sum(y.kind is Kind.NAME for y in before) != 1:
        return False
    apart = before[-1].id in {":", "=", "|"} or row[n].start - before[-1].end > 1
    told = any(y.kind is Kind.LABEL and y.id == FUSION for y in before) and not any(y.id == _STAINED for y in before)
    other = any(y.kind in {Kind.ANSWER, Kind.CUE, Kind.SCORE} for y in before)
    return apart and told and not other and not _COPIES.search(text, start, end)
