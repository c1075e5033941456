"""Forms with boxes to tick, rewritten to what was ticked: `Grade: [ ] 1 [x] 2` becomes `Grade: 2`.

Whether the boxes of a row stand before their words or behind them is told by the row itself; a row that could be
read both ways loses its options, so that nothing is read from it. Offsets still lead back to the original, and a
quote covers the whole row with its boxes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.reading.text import Line, Prepared

_MARK = re.compile(
    r"\[{1,2}\s?[xX+*]\s?\]{1,2}|\(\s?(?:[xX]|\[x\])\s?\)|_{1,4}(?:[xX]|\[x\])_{1,4}|\[\s{0,3}\]|\(\s{1,3}\)"
    r"|_{2,6}(?![A-Za-z0-9_])"
)
_TICKED = re.compile(r"[xX+*]")
_CROSS, _CHECK = re.compile("[✗✘]"), re.compile("[✓✔]")
_FIELD_BEGINS = re.compile(r";\s(?=[A-Z][A-Za-z ()/-]{2,40}:)|(?<=[\])_])\s(?=[A-Z][A-Za-z ()/-]{2,40}:)")
_BARE_LABEL = re.compile(r"[\s*=-]{0,6}(?:[A-Za-z(][A-Za-z ()/,-]{1,60})$")
_CHOICE = re.compile(
    r"\b(?:left|right|positive|negative|involved|uninvolved|clear|close|present|absent|yes|no|none|well|poor\w*)\b"
    r"|moderate|ductal|lobular|invasive|carcinoma|[0-9]",
    re.IGNORECASE,
)
_EMPTY = " .;,*:-"
_EXCLUSIVE = 14  # options as short as this exclude each other


@dataclass(frozen=True, slots=True)
class _Row:
    """What is left of a line: pieces of it, and whether a box was there."""

    keep: tuple[tuple[int, int], ...]
    boxed: bool
    ends: bool  # something behind the last kept piece was taken away
    option: bool  # the line is one option of a list that goes downwards
    ticked: bool
    labelled: bool = False  # the first piece is the label


def chosen(prepared: Prepared, field: re.Pattern[str]) -> Prepared:
    """`prepared` is squeezed; `field`: what a label holds."""
    rows = [_row(prepared, line, field) if _MARK.search(line.text) else None for line in prepared.lines]
    if not any(rows):
        return prepared
    places = array("L")
    pieces: list[str] = []
    lines: list[Line] = []
    for index, (line, row) in enumerate(zip(prepared.lines, rows, strict=True)):
        if row and row.option and not row.ticked:
            continue
        start = len(places)
        text = "".join(_letters(line, row, _closing(line, index, rows, field), places))
        lines.append(line._replace(number=len(lines), start=start, end=start + len(text), text=text))
        pieces.append(text)
        places.append(line.end)
    origin = array("L", (prepared.original_span(place, place + 1)[0] for place in places[:-1]))
    return replace(prepared, text="\n".join(pieces), lines=tuple(lines), _origin=origin)


def _letters(line: Line, row: _Row | None, closing: str, places: array[int]) -> Iterator[str]:
    keep = row.keep if row else ((0, len(line.text)),)
    for count, (first, last) in enumerate(keep):
        if count and first < last:
            label = line.text[keep[0][0] : keep[0][1]]
            joint = ": " if count == 1 and row and row.labelled and not label.endswith(":") else " "
            yield joint
            places.extend([line.start + first - 1] * len(joint))
        yield line.text[first:last]
        places.extend(range(line.start + first, line.start + last))
    if row and row.ends:
        closing = ";"
    if closing:
        yield closing
        places.append(max(line.end - 1, line.start))


def _closing(line: Line, index: int, rows: list[_Row | None], field: re.Pattern[str]) -> str:
    """A label above a list of options: a colon before the one that was ticked, an end where none was."""
    following = index + 1
    if following == len(rows) or not _option(rows[following]) or rows[index]:
        return ""
    label = line.text.rstrip(" :")
    if not _BARE_LABEL.match(label) or not field.search(label):
        return ""
    while following < len(rows) and _option(rows[following]):
        row = rows[following]
        if row and row.ticked:
            return "" if line.text.rstrip().endswith(":") else ":"
        following += 1
    return ";"


def _option(row: _Row | None) -> bool:
    return row is not None and row.option


def _row(prepared: Prepared, line: Line, field: re.Pattern[str]) -> _Row | None:
    text, keep = line.text, []
    boxed = ends = option = ticked = labelled = False
    first = 0
    # "[ ] Involved by: ____" is an option with a blank of its own, and no new field
    cuts = (cut for cut in _FIELD_BEGINS.finditer(text) if not _CHOICE.match(text, cut.end()))
    for cut in [*cuts, None]:
        last = cut.start() + 1 if cut else len(text)
        piece = _piece(prepared, line, first, last, field)
        if piece is None:
            keep.append((first, last))
            ends = False
        else:
            boxed, ends = True, piece.ends
            keep += piece.keep
            option, ticked = piece.option, piece.ticked
            labelled = labelled or (piece.labelled and first == 0)
        first = cut.end() if cut else last
    if not boxed:
        return None
    return _Row(tuple(keep), True, ends, option and len(keep) <= 1, ticked, labelled)


def _piece(prepared: Prepared, line: Line, first: int, last: int, field: re.Pattern[str]) -> _Row | None:
    """One field of a line; None where no box is in it."""
    marks = list(_MARK.finditer(line.text, first, last))
    if not marks:
        return None
    label = _label(line.text, first, marks[0].start(), field)
    head = line.text[label : marks[0].start()].strip(_EMPTY)
    tail = line.text[marks[-1].end() : last].strip(_EMPTY)
    if len(marks) == 1 and not _is_box(marks[0], head, tail, label > first):
        return None
    signs = _signs(prepared, line, marks)
    alone = label == first and len(marks) == 1
    if bool(head) is bool(tail) or None in signs:
        return _Row(((first, label),), True, True, alone and bool(head or tail), False)
    starts = [m.end() for m in marks] if tail else [label, *(m.end() for m in marks[:-1])]
    stops = [*(m.start() for m in marks[1:]), last] if tail else [m.start() for m in marks]
    options = [(a, b) for a, b, sign in zip(starts, stops, signs, strict=True) if sign]
    if len(options) > 1 and all(b - a < _EXCLUSIVE for a, b in options):
        options = []
    kept = tuple(_stripped(line.text, a, b) for a, b in options)
    ends = not (alone and tail) and bool(kept or label > first)
    labelled = label > first
    return _Row(((first, label), *kept) if labelled else kept, True, ends, alone, bool(kept), labelled)


def _label(text: str, first: int, last: int, field: re.Pattern[str]) -> int:
    """Where the label before the first box ends; `first` where there is none."""
    colon = text.rfind(":", first, last)
    if colon >= 0:
        return colon + 1
    head = text[first:last].rstrip()
    bare = _BARE_LABEL.match(head) and field.search(head) and not _CHOICE.search(head)
    return first + len(head) if bare else first


def _is_box(mark: re.Match[str], head: str, tail: str, labelled: bool) -> bool:
    """A lone `( )` or `__` in a sentence is a word left out, not a box."""
    if mark.group()[0] == "[":
        return labelled or not (head and tail)
    if not head:
        return bool(tail) and not (labelled and mark.group()[0] == "_")
    return not tail and _TICKED.search(mark.group()) is not None


def _signs(prepared: Prepared, line: Line, marks: list[re.Match[str]]) -> list[bool | None]:
    """Ticked or not. A cross means no beside a check mark, and yes beside empty boxes; else None: it does not say."""
    ticked = [_TICKED.search(m.group()) is not None for m in marks]
    shown = [prepared.printed(line.start + m.start(), line.start + m.end()) for m in marks]
    checked = any(_CHECK.search(sign) for sign in shown)
    cross = False if checked else None if all(ticked) else True
    return [cross if _CROSS.search(sign) else yes for yes, sign in zip(ticked, shown, strict=True)]


def _stripped(text: str, first: int, last: int) -> tuple[int, int]:
    piece = text[first:last]
    return first + len(piece) - len(piece.lstrip()), last - len(piece) + len(piece.rstrip(" ;"))
