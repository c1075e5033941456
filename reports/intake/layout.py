"""Glyphs of one page, wherever the file puts them, to the lines that a person sees.

Pure and blind to meaning. A row is what stands at one height; a wide gap in it becomes three spaces, so that label
and value stay on one line and cells stay apart. Two columns of running text are kept one after the other.
Where two different texts lie on each other, both lines are marked as not readable.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from reports.intake.text import REPLACEMENT

# All in units of the height of a letter's box, which is a little more than the size of its font.
_SPACE = 0.14  # gap between two letters that is a space although the file has none there
_CELL = 0.9  # gap that no space makes: another cell, or a tab
_SAME_ROW = 0.4  # share of its height by which a run must lie beside a row
_PARAGRAPH = 1.6  # from one base line to the next: more is a blank line
_MORE_THAN_USUAL = 1.3  # or a widely set table would have a blank line after each row
_ALWAYS_APART = 3.0
_INDENT = 0.45
_DEEPEST_INDENT = 24
_COLUMN_ROWS = 5  # fewer rows side by side are a table
_COVERED = 0.5
_BOLD_SHIFT = 0.07  # far less than the step from one letter to the next, or "11" would become "1"

_HIDDEN = re.compile(f"{REPLACEMENT}(?: *{REPLACEMENT})+")  # one mark for one hidden run, however long it is


class Glyph(NamedTuple):
    """One letter in a frame in which its line runs to the right and `base` grows downwards."""

    text: str
    left: float
    right: float
    base: float
    height: float
    hidden: bool = False


@dataclass(slots=True)
class Run:
    """Letters that follow each other on one line without a wide gap. `order` is its place in the file."""

    order: int
    text: str
    left: float
    right: float
    base: float
    height: float

    @property
    def hidden(self) -> bool:
        return not self.text.strip(REPLACEMENT + " ")


@dataclass(slots=True)
class Row:
    runs: list[Run]
    unsafe: bool = False

    @property
    def base(self) -> float:
        return self.runs[0].base

    @property
    def height(self) -> float:
        return max(run.height for run in self.runs)


def lines(glyphs: Iterable[Glyph]) -> str:
    """The page as text, top to bottom."""
    rows = _rows(list(_runs(glyphs)))
    if not rows:
        return ""
    margin = min(run.left for row in rows for run in row.runs)
    steps = sorted(row.base - above.base for above, row in pairwise(rows))
    usual = steps[(len(steps) - 1) // 2] if steps else 0.0
    printed: list[str] = []
    last: Row | None = None
    for row in _in_reading_order(rows):
        if last is not None:
            height = max(row.height, last.height)
            enough = min(max(_PARAGRAPH * height, _MORE_THAN_USUAL * usual), _ALWAYS_APART * height)
            if abs(row.base - last.base) > enough:
                printed.append("")
        printed.append(_line(row, margin))
        last = row
    return "\n".join(printed)


def follows(last: Glyph, glyph: Glyph) -> bool:
    """Whether the file goes on in the same line: at its height, and without a wide gap."""
    height = max(last.height, glyph.height)
    gap = glyph.left - last.right
    return abs(glyph.base - last.base) <= 0.2 * height and -0.35 * height <= gap <= _CELL * height


def _runs(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    """Cut the stream of letters where it jumps. The tests of `_again` and `follows`, letter by letter in one loop."""
    pending: list[Glyph] = []
    order = 0
    right = base = height = 0.0
    for glyph in glyphs:
        text, own_left, own_right, own_base, own_height, _ = glyph
        if pending:
            if text == pending[-1].text and _again(pending[-1], glyph):
                continue
            tall = max(own_height, height)
            rise, gap = own_base - base, own_left - right
            if not (-0.2 * tall <= rise <= 0.2 * tall and -0.35 * tall <= gap <= _CELL * tall):
                yield _run(order, pending)
                order += 1
                pending = []
        pending.append(glyph)
        right, base, height = own_right, own_base, own_height
    if pending:
        yield _run(order, pending)


def _again(last: Glyph, glyph: Glyph) -> bool:
    """The same letter at the same place, which is how some programs print bold."""
    shift = max(abs(glyph.left - last.left), abs(glyph.base - last.base))
    return glyph.text == last.text and shift < _BOLD_SHIFT * last.height


def _run(order: int, glyphs: Sequence[Glyph]) -> Run:
    texts, lefts, rights, bases, heights, hidden = zip(*glyphs, strict=True)
    height = max(0.5, *heights)
    apart = [0.0, *map(operator.sub, lefts[1:], rights)]
    # Letters set apart on purpose are no words: the usual gap of the run counts as none.
    gaps = sorted(apart[1:])
    usual = max(0.0, gaps[len(gaps) // 2]) if len(gaps) >= 4 else 0.0
    widest = usual + _SPACE * height
    if any(hidden):
        texts = tuple(REPLACEMENT if one else text for text, one in zip(texts, hidden, strict=True))
    if gaps and gaps[-1] > widest:
        pieces: list[str] = []
        for text, gap in zip(texts, apart, strict=True):
            if gap > widest and pieces[-1] != " " and text != " ":
                pieces.append(" ")
            pieces.append(text)
        words = "".join(pieces)
    else:
        words = "".join(texts)
    base = sorted(bases)[len(bases) // 2]
    return Run(order, _HIDDEN.sub(REPLACEMENT, words), lefts[0], max(rights), base, height)


def _rows(runs: Sequence[Run]) -> list[Row]:
    """Runs at one height, from the top; a run joins the row beside which it lies with most of its height."""
    rows: list[Row] = []
    for run in sorted((run for run in runs if run.text.strip()), key=lambda run: (run.base, run.left)):
        near = [row for row in rows[-6:] if _beside(run, row) >= _SAME_ROW]
        best = max(near, key=lambda row: _beside(run, row), default=None)
        if best is None or not _place(run, best):
            rows.append(Row([run]))
    return rows


def _beside(run: Run, row: Row) -> float:
    """The share of the lower of the two that they have in common."""
    first = row.runs[0]
    top = max(run.base - 0.8 * run.height, first.base - 0.8 * first.height)
    bottom = min(run.base + 0.2 * run.height, first.base + 0.2 * first.height)
    return (bottom - top) / max(0.01, min(run.height, first.height))


def _place(run: Run, row: Row) -> bool:
    """Put the run into the row. False where another text already lies there."""
    for other in row.runs:
        shared = min(run.right, other.right) - max(run.left, other.left)
        if shared <= _COVERED * max(0.01, min(run.right - run.left, other.right - other.left)):
            continue
        if run.hidden:
            return True  # nothing that a person sees
        if run.text == other.text and abs(run.left - other.left) < 2 * _BOLD_SHIFT * run.height:
            return True  # the same words twice to look bold
        if other.hidden:
            row.runs.remove(other)
            break
        if abs(run.base - other.base) > 0.3 * min(run.height, other.height):
            return False  # lines that touch each other
        row.unsafe = True
        break
    row.runs.append(run)
    return True


def _line(row: Row, margin: float) -> str:
    runs = sorted(row.runs, key=lambda run: run.left)
    pieces = [" " * min(_DEEPEST_INDENT, int((runs[0].left - margin) / (_INDENT * runs[0].height)))]
    pieces.append(runs[0].text.strip())
    for before, run in pairwise(runs):
        gap = (run.left - before.right) / max(run.height, before.height)
        pieces.append("   " if gap > _CELL else "" if gap <= _SPACE and _joined(before, run) else " ")
        pieces.append(run.text.strip())
    return "".join(pieces) + (REPLACEMENT if row.unsafe else "")


def _joined(before: Run, run: Run) -> bool:
    """Whether two runs that touch are one word: raised, lowered or smaller letters, or what the file writes as one."""
    if before.text.endswith(" ") or run.text.startswith(" "):
        return False
    size = max(before.height, run.height)
    other_type = abs(before.base - run.base) > 0.1 * size or abs(before.height - run.height) > 0.2 * size
    return other_type or run.order == before.order + 1


def _in_reading_order(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows from the top, but running text in two columns as one column and then the other."""
    start = 0
    while start < len(rows):
        end, gutter = _side_by_side(rows, start)
        if end - start >= _COLUMN_ROWS and (columns := _columns(rows[start:end], gutter)):
            for column in columns:
                yield from column
            start = end
        else:
            yield rows[start]
            start += 1


def _side_by_side(rows: Sequence[Row], start: int) -> tuple[int, float]:
    """How far the gap in this row goes on downwards without being crossed, and where its middle is."""
    gaps = _gaps(rows[start])
    if len(gaps) != 1:
        return start, 0.0
    left, right = gaps[0]
    end = start
    for above, row in pairwise((rows[start], *rows[start:])):
        if row.base - above.base > _PARAGRAPH * row.height:
            break
        inner_left = max((run.right for run in row.runs if run.left < (left + right) / 2), default=left)
        inner_right = min((run.left for run in row.runs if run.left >= (left + right) / 2), default=right)
        if min(right, inner_right) - max(left, inner_left) < 0.5 * row.height:
            break
        left, right = max(left, inner_left), min(right, inner_right)
        end += 1
    return end, (left + right) / 2


def _gaps(row: Row) -> list[tuple[float, float]]:
    runs = sorted(row.runs, key=lambda run: run.left)
    pairs = ((before.right, after.left) for before, after in pairwise(runs))
    return [(left, right) for left, right in pairs if right - left > _CELL * row.height]


def _columns(rows: Sequence[Row], gutter: float) -> tuple[list[Row], list[Row]] | None:
    """The two columns, if both are running text and the file writes one after the other; a table is neither."""
    halves: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        for side, half in enumerate(halves):
            if runs := [run for run in row.runs if (run.left >= gutter) == bool(side)]:
                half.append(Row(runs, row.unsafe))
    left, right = halves
    if min(len(left), len(right)) < _COLUMN_ROWS or not (_is_prose(left) and _is_prose(right)):
        return None
    last_of_left = max(run.order for row in left for run in row.runs)
    return halves if last_of_left < min(run.order for row in right for run in row.runs) else None


def _is_prose(rows: Sequence[Row]) -> bool:
    """Lines that run to the edge of their column, as words broken by a program do and cells do not."""
    start = min(run.left for row in rows for run in row.runs)
    ends = [max(run.right for run in row.runs) for row in rows]
    full = sum(1 for end in ends if end - start >= 0.8 * (max(ends) - start))
    words = sum(len(run.text.split()) for row in rows for run in row.runs)
    return full >= 0.6 * len(rows) and words >= 3 * len(rows)
