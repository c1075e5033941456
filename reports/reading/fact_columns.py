"""Tables with a column for each tumour, or one before and one after treatment, taken apart into lines of their own.

`Grade   3   2` below `Tumour 1   Tumour 2` becomes two lines, each of its tumour; below `Biopsy before treatment
Resection` only the second value stays. A row whose cells do not fit the columns is left out: whose value it is cannot
be told. Offsets still lead back to the original.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.reading.text import Line, Prepared

_CELL = re.compile(r"[^\s|]+(?:\s[^\s|]+){0,40}")
_TUMOUR = re.compile(
    r"(?:(?:index |second |main )?(?:tumou?r|lesion|focus|mass|nodule)\s?(?:#|no\.?)?\s?(?:[0-9]|[A-D]|I{1,3})"
    r"|(?:left|right)(?: breast| side)?)(?:\s?\([^)]{1,40}\))?:?$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:pre-?\s?(?:treatment|therapy|operative|NACT?|chemo\w{0,8}|surgical|neoadjuvant)|before|previous|prior|initial"
    r"|outside|original|submitted|referring|(?:core )?biopsy|core)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:post-?\s?(?:treatment|therapy|operative|NACT?|chemo\w{0,8}|surgical|neoadjuvant)|after|resection|excision"
    r"|surgical specimen|current|this (?:report|specimen)|final|review(?:ed)?|revised|amended|our|surgery|mastectomy"
    r"|lumpectomy)\b",
    re.IGNORECASE,
)
_LONGEST = 44  # letters in the title of a column


@dataclass(frozen=True, slots=True)
class _Columns:
    titles: tuple[str, ...]  # "" for a column of another time
    tumours: bool


def columns_apart(prepared: Prepared) -> Prepared:
    found = list(_laid_out(prepared.lines))
    if all(columns is None for _, columns in found):
        return prepared
    places = array("L")
    pieces: list[str] = []
    lines: list[Line] = []
    for line, columns in found:
        for specimen, cells in _rows(line, columns):
            start = len(places)
            text = "".join(_letters(line, cells, places))
            own = line._replace(number=len(lines), start=start, end=start + len(text), text=text, specimen=specimen)
            lines.append(own)
            pieces.append(text)
            places.append(line.end)
    last = len(prepared.text) - 1  # the text may end where a line that became two ends
    origin = array("L", (prepared.original_span(min(place, last), min(place, last) + 1)[0] for place in places[:-1]))
    return replace(prepared, text="\n".join(pieces), lines=tuple(lines), _origin=origin)


def _laid_out(lines: tuple[Line, ...]) -> Iterator[tuple[Line, _Columns | None]]:
    """Each line with the columns that it is a row of."""
    columns: _Columns | None = None
    for line in lines:
        cells = _cells(line.text)
        opened = _opened(line, cells)
        if opened is not None or (columns is not None and len(cells) < 2):
            columns = opened
            yield line, None
        else:
            yield line, columns


def _cells(text: str) -> list[tuple[int, int]]:
    return [cell.span() for cell in _CELL.finditer(text)]


def _opened(line: Line, cells: list[tuple[int, int]]) -> _Columns | None:
    titles = [line.text[a:b] for a, b in cells]
    if not 2 <= len(titles) <= 5 or any(len(title) > _LONGEST for title in titles):
        return None
    for own in (titles, titles[1:]):
        if len(own) > 1 and all(_TUMOUR.match(title) for title in own):
            return _Columns(tuple(title.strip(":") for title in own), True)
        if len(own) == 2 and [_time(title) for title in own] in (["before", "now"], ["now", "before"]):
            return _Columns(tuple("" if _time(title) == "before" else title for title in own), False)
    return None


def _time(title: str) -> str:
    if ":" in title:
        return ""
    now, before = _NOW.search(title), _BEFORE.search(title)
    return "now" if now and not before else "before" if before and not now else ""


def _rows(line: Line, columns: _Columns | None) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The lines that one printed line becomes: the specimen and the cells of each."""
    if columns is None:
        yield line.specimen, [(0, len(line.text))]
        return
    cells = _cells(line.text)
    if len(cells) != len(columns.titles) + 1:
        return
    for title, cell in zip(columns.titles, cells[1:], strict=True):
        if title:
            yield title if columns.tumours else line.specimen, [cells[0], cell]


def _letters(line: Line, cells: list[tuple[int, int]], places: array[int]) -> Iterator[str]:
    for count, (first, last) in enumerate(cells):
        if count:
            yield "   "
            places.extend([line.start + first - 1] * 3)
        yield line.text[first:last]
        places.extend(range(line.start + first, line.start + last))
