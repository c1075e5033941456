"""`ER+`, `PR-`, `HER2: +++`, `ER/PR/HER2: +/+/-`: signs that are answers only beside the name of a marker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.reading.lexicon import Kind, Lexeme

_ATTACHED = re.compile(r"[(\[]?(\+{1,3}|-)[)\]]?(?=[\s,;/.)\]]|$)")
_LABELLED = re.compile(r" ?[:=] ?[(\[]?(\+{1,3})[)\]]?(?=[\s,;/.)\]]|$)| ?[:=]? ?[(\[]([+-]{1,3})[)\]]")
_LIST = re.compile(r" ?[:=]? ?[(\[]?([+-](?: ?/ ?[+-]){1,5})[)\]]?(?![0-9A-Za-z+])")
_CELL_END = re.compile(r"\)?(?: *$| *[\n;|]| *,(?![0-9])|  | \(|\.(?:\s|$))")  # not before "1,100"
_BARE = re.compile(r"[0-9]{1,4}")
_STATUS = {"+": "positive", "-": "negative"}


def with_symbols(text: str, row: Sequence[Lexeme]) -> list[Lexeme]:
    """The row with signs behind names made answers."""
    out: list[Lexeme] = []
    skip = 0
    for n, lexeme in enumerate(row):
        if lexeme.start < skip:
            continue
        out.append(lexeme)
        if lexeme.kind is not Kind.NAME:
            if lexeme.kind is Kind.WORD and lexeme.id in {"0", "1", "2", "3"} and _is_score(text, out):
                out[-1] = Lexeme(Kind.SCORE, "score", lexeme.start, lexeme.end, lexeme.id)
            elif lexeme.kind is Kind.WORD and _BARE.fullmatch(lexeme.id) and _is_share(text, out):
                out[-1] = Lexeme(Kind.MEASURE, "percent", lexeme.start, lexeme.end, lexeme.id)
            continue
        found = _behind(text, row, n)
        out += found
        skip = found[-1].end if found else skip
    return out


def _is_score(text: str, out: Sequence[Lexeme]) -> bool:
    """`HER2 = 0`, `HER2 negative 0`, `HER2: 1`: a bare digit close behind HER2 and at the end of its cell."""
    digit = out[-1]
    if not _CELL_END.match(text, digit.end) or len(out) < 2:
        return False
    behind = [x for x in out[-10:-1] if x.id != "|"][-4:]
    before = behind[-1] if behind else out[-2]
    near = next((x for x in reversed(behind) if x.kind is Kind.NAME), None)
    if near is None or near.id not in {"HER2", "HER2_IHC"} or "\n" in text[near.end : digit.start]:
        return False
    labelled = before.kind is Kind.PUNCT and before.id in {":", "="}
    return labelled or (digit.id == "0" and before.kind in {Kind.NAME, Kind.ANSWER})


def _is_share(text: str, out: Sequence[Lexeme]) -> bool:
    """`Ki-67 index: 35`: the unit is left out, but nothing else is counted there."""
    digits = out[-1]
    if len(out) < 3 or not 0 < int(digits.id[:4]) <= 100 or not _CELL_END.match(text, digits.end):
        return False
    near = next((x for x in reversed(out[-9:-1]) if x.kind is Kind.NAME), None)
    return (
        near is not None
        and near.id == "KI67"
        and out[-2].id in {":", "="}
        and "\n" not in text[near.end : digits.start]
    )


def _behind(text: str, row: Sequence[Lexeme], n: int) -> list[Lexeme]:
    name = row[n]
    listed = _LIST.match(text, name.end)
    if listed:
        start = listed.start(1)
        return [
            Lexeme(Kind.ANSWER, _STATUS[sign], start + at, start + at + 1, detail="sign")
            for at, sign in enumerate(listed.group(1))
            if sign in _STATUS
        ]
    attached = _ATTACHED.match(text, name.end)
    if attached and attached.group(1) == "-" and not _ends(row, n, attached.end()):
        attached = None
    found = attached or _LABELLED.match(text, name.end)
    if not found:
        return []
    sign = found.group(1) or found.group(2)
    if set(sign) == {"+", "-"}:
        return [Lexeme(Kind.ANSWER, "indeterminate", found.start(), found.end(), detail="sign")]
    if name.id in {"HER2", "HER2_IHC"} and len(sign) > 1 and sign[0] == "+":
        return [Lexeme(Kind.SCORE, "score", found.start(), found.end(), str(len(sign)), "+")]
    return [Lexeme(Kind.ANSWER, _STATUS[sign[0]], found.start(), found.end(), detail="sign")]


def _ends(row: Sequence[Lexeme], n: int, end: int) -> bool:
    """Is the dash a sign, and not the dash between a name and its answer?"""
    following = next((lexeme for lexeme in row[n + 1 :] if lexeme.start >= end), None)
    return following is None or following.kind not in {Kind.ANSWER, Kind.MEASURE, Kind.SCORE}
