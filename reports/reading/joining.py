"""Labels and the lines that hold their values, put together: below each other, in columns, with parts in between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from reports.reading.lexicon import Kind
from reports.reading.shapes import VALUES, Shape, first_of
from reports.reading.statement import Statement
from reports.reading.text import Line


def joined(rows: list[Statement]) -> list[Statement]:
    rows = _without_scales(rows)
    out: list[Statement] = []
    used: set[int] = set()
    i = 0
    while i < len(rows):
        row = rows[i]
        if i in used:
            i += 1
            continue
        run = _run(rows, i)
        if len(run) > 1:
            pairs, taken = _columns(rows, run)
            out += pairs
            used |= taken
            i += len(run)
            continue
        parts, taken = _attached(rows, i)
        used |= taken
        out.append(_with(row, parts) if parts else row)
        i += 1
    return out


def _without_scales(rows: list[Statement]) -> list[Statement]:
    """Lines such as `1+: negative`, `2+: equivocal` below each other explain a scale; they are nobody's value."""
    steps = [_step(row) for row in rows]
    out = []
    for n, row in enumerate(rows):
        around = {steps[m] for m in (n - 1, n + 1) if 0 <= m < len(rows)} - {"", steps[n]}
        out.append(row._replace(shape=Shape.SCALE) if steps[n] and around else row)
    return out


def _step(row: Statement) -> str:
    """The value that a line of a scale explains, or ""."""
    first = first_of(row.lexemes)
    if first.kind is Kind.MEASURE and first.id == "group":
        return f"group {first.value}"  # "Group 1: ratio 2.0 or more …", "Group 2: …": the table of a guideline
    if any(x.kind is Kind.NAME for x in row.lexemes):
        return ""
    if first.kind not in {Kind.SCORE, Kind.ANSWER}:
        return ""
    after = [x for x in row.lexemes if x.start >= first.end]
    if len(after) < 2 or after[0].id not in {":", "=", "-", "("}:
        return ""
    return f"{first.id} {first.value}"


def begins_key(above: Line, line: Line) -> bool:
    """Does a legend or another key begin here, below a line that may hold a result?"""
    return line.section == "method" != above.section


def _with(row: Statement, parts: Iterable[Statement]) -> Statement:
    lexemes = [*row.lexemes]
    for part in parts:
        lexemes += part.lexemes
    return row._replace(lexemes=tuple(lexemes), paired=True)


def _run(rows: Sequence[Statement], i: int) -> list[int]:
    """Labels below each other, each of another marker."""
    run: list[int] = []
    seen: set[str] = set()
    while i < len(rows) and rows[i].shape is Shape.NAMES and not (run and rows[i].blank_before):
        names = {x.id for x in rows[i].lexemes if x.kind is Kind.NAME}
        if len(names) != 1 or names & seen or any(name == "THING" or "+" in name for name in names):
            break
        seen |= names
        run.append(i)
        i += 1
    return run


def _columns(rows: Sequence[Statement], run: Sequence[int]) -> tuple[list[Statement], set[int]]:
    """Pair a run of labels with as many values below it, or leave all of them without a value."""
    values: list[int] = []
    strangers = 0
    at = run[-1] + 1
    while at < len(rows) and strangers <= 3 and len(values) <= len(run) + 4:
        if rows[at].shape is Shape.VALUES:
            values.append(at)
        elif rows[at].shape is Shape.HIDDEN or any(x.kind is Kind.NAME for x in rows[at].lexemes):
            break
        elif rows[at].lexemes[-1].id == ":" and not values and rows[at].line.section != "comment":
            return [rows[i] for i in run], set()  # one more label, which we do not know: the columns cannot be paired
        else:
            strangers += 1
        at += 1
    labels = [rows[i] for i in run]
    above = rows[run[0] - 1].lexemes[-1].id == ":" if run[0] else False
    idle = all(x.id == "not_performed" for v in values[: -len(run)] for x in rows[v].lexemes if x.kind in VALUES)
    if (above or idle) and len(values) > len(run) and values[-1] - values[0] == len(values) - 1:
        values = values[-len(run) :]  # the first ones belong to labels above the run
    if len(values) != len(run):
        return labels, set()
    return [_with(label, [rows[v]]) for label, v in zip(labels, values, strict=True)], set(values)


def _attached(rows: Sequence[Statement], i: int) -> tuple[list[Statement], set[int]]:
    """Lines below a label, or sentences behind a result, that go on speaking of it."""
    row = rows[i]
    names = {x.id for x in row.lexemes if x.kind is Kind.NAME}
    parts: list[Statement] = []
    taken: set[int] = set()
    answered = any(x.kind in VALUES for x in row.lexemes)
    at = i + 1
    while names and at < len(rows):
        following = rows[at]
        elsewhere = following.line.heading and following.line.section != row.line.section
        if (elsewhere and following.shape is not Shape.LABELLED) or begins_key(row.line, following.line):
            break
        if following.shape is Shape.NEUTRAL and row.leads:
            at += 1
            continue
        if (answered and _explains(following)) or _other_score(names, following):
            break
        labelled = following.shape is Shape.LABELLED and row.leads
        value = following.shape is Shape.VALUES and row.shape is Shape.NAMES and not answered
        counted = following.shape in {Shape.STAINING, Shape.VALUES} and not following.blank_before
        if not (labelled or value or (counted and len(names) == 1)):
            break
        parts.append(following)
        taken.add(at)
        answered = True
        at += 1
    return parts, taken


def _explains(row: Statement) -> bool:
    """`Low positive: 1-10 %` below a result that has been stated: what a word of the laboratory means."""
    lexemes = row.lexemes
    if len(lexemes) < len(("word", "sign", "number")) or lexemes[0].kind is not Kind.ANSWER:
        return False
    return lexemes[1].id in {":", "=", "is"} and lexemes[2].kind is Kind.MEASURE and lexemes[2].id == "percent"


def _other_score(names: Collection[str], row: Statement) -> bool:
    """`Allred score: 8` below Ki-67: Ki-67 has no such score."""
    first = first_of(row.lexemes)
    return names == {"KI67"} and first.kind is Kind.MEASURE and first.id in {"allred", "hscore", "ratio", "copy_number"}
