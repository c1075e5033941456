"""Lists of options that a form prints: which of them was chosen, and which are no answer at all.

`[x] Positive [ ] Negative` chooses; `[pos;neg;unk] = neg` and `(positive/negative)` only offer.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.lexicon import Kind, Lexeme

_OPEN = {"[": "]", "(": ")", "{": "}", "<": ">"}
_REACH = 4  # words between a box and its answer
_SCORED = {"HER2", "HER2_IHC"}
_DIGITS = {"0", "1", "2", "3"}
_WIDE = 2  # blanks that end an option


def chosen(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes without the answers that were offered but not chosen."""
    if not any(x.id in _OPEN for x in lexemes):
        return list(lexemes)
    return _without_limits(_without_offers(_checked(list(lexemes))))


def _checked(row: list[Lexeme]) -> list[Lexeme]:
    boxes: list[tuple[int, int, bool]] = []  # first place, last place, checked
    n = 0
    while n < len(row) - 1:
        closing = _OPEN.get(row[n].id) if row[n].id in "[(" else None
        if closing and row[n + 1].id == closing:
            boxes.append((n, n + 1, False))
        elif closing and n + 2 < len(row) and row[n + 1].id in {"x", "v", "*"} and row[n + 2].id == closing:
            boxes.append((n, n + 2, True))
        n += 1
    if not boxes:
        return row
    row = _scored(row, boxes)
    answers = [n for n, lexeme in enumerate(row) if lexeme.kind in {Kind.ANSWER, Kind.SCORE}]
    before = bool(answers) and boxes[0][0] < answers[0]
    kept = {_answer_of(row, box, answers, before=before) for box in boxes if box[2]}
    offered = {_answer_of(row, box, answers, before=before) for box in boxes}
    drop = {place for place in offered if place is not None and place not in kept}
    if before:
        drop |= _unchosen(row, boxes)
    drop |= {place for first, last, _ in boxes for place in range(first, last + 1)}
    return [lexeme for n, lexeme in enumerate(row) if n not in drop]


def _scored(row: list[Lexeme], boxes: Sequence[tuple[int, int, bool]]) -> list[Lexeme]:
    """`HER2: 0 [ ]  1+ [x]`: a bare digit beside a box is a score."""
    if not any(x.kind is Kind.NAME and x.id in _SCORED for x in row):
        return row
    beside = {first - 1 for first, _, _ in boxes} | {last + 1 for _, last, _ in boxes}
    return [
        Lexeme(Kind.SCORE, "score", x.start, x.end, x.id) if n in beside and x.id in _DIGITS else x
        for n, x in enumerate(row)
    ]


def _unchosen(row: Sequence[Lexeme], boxes: Sequence[tuple[int, int, bool]]) -> set[int]:
    """All that an empty box offers, up to the next box: `[ ] Negative (0, 1+)`."""
    drop: set[int] = set()
    ends = [first for first, _, _ in boxes[1:]] + [len(row)]
    for (_, last, checked), end in zip(boxes, ends, strict=True):
        for place in range(last + 1, end if not checked else last):
            if row[place].kind in {Kind.NAME, Kind.LABEL} or row[place].id in {";", "."}:
                break
            if place - 1 in drop and row[place].start - row[place - 1].end >= _WIDE:
                break  # "[ ] Positive   (1+)": what stands apart is no part of the option
            if row[place].kind in {Kind.ANSWER, Kind.SCORE}:
                drop.add(place)
    return drop


def _answer_of(
    row: Sequence[Lexeme], box: tuple[int, int, bool], answers: Sequence[int], *, before: bool
) -> int | None:
    first, last, _ = box
    if before:
        return next((n for n in answers if last < n <= last + _REACH), None)
    return next((n for n in reversed(answers) if first - _REACH <= n < first), None)


def _without_offers(row: list[Lexeme]) -> list[Lexeme]:
    drop: set[int] = set()
    for n, lexeme in enumerate(row):
        closing = _OPEN.get(lexeme.id) if lexeme.kind is Kind.PUNCT else None
        if not closing:
            continue
        end = next((m for m in range(n + 1, min(n + 24, len(row))) if row[m].id == closing), None)
        if end and _is_offer(row[n + 1 : end]):
            drop |= set(range(n, end + 1))
    return [lexeme for n, lexeme in enumerate(row) if n not in drop]


def _without_limits(row: list[Lexeme]) -> list[Lexeme]:
    """`not amplified (60 nuclei; amplified > 2.2)`: a further answer at a border, in a bracket behind the first."""
    first = next((n for n, x in enumerate(row) if x.kind in {Kind.ANSWER, Kind.MEASURE, Kind.SCORE}), len(row))
    depth, drop = 0, set()
    for n, lexeme in enumerate(row):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(lexeme.id, 0)
        if depth > 0 and n > first and lexeme.kind is Kind.ANSWER and _at_border(row, n):
            drop.add(n)
    return [lexeme for n, lexeme in enumerate(row) if n not in drop]


def _at_border(row: Sequence[Lexeme], n: int) -> bool:
    beside = [*row[max(0, n - 1) : n], *row[n + 1 : n + 4]]
    return any(x.id in {"<", ">"} or (x.kind is Kind.MEASURE and x.value[:1] in {"<", ">"}) for x in beside)


def _is_offer(inside: Sequence[Lexeme]) -> bool:
    answers = {x.id for x in inside if x.kind is Kind.ANSWER}
    if sum(1 for x in inside if x.kind is Kind.MEASURE and x.value[:1] in {"<", ">"}) > 1:
        return True  # "(low < 14 %, high >= 14 %)"
    parted = any(x.id in {";", "/", "|", "or", ","} for x in inside)
    return len(answers) >= 2 and parted and all(x.kind in {Kind.ANSWER, Kind.PUNCT, Kind.WORD} for x in inside)
