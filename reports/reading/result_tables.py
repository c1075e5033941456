"""Tables of results: which column holds the reference, which a bare number of what kind, which another tumor.

A head is known by its words (content/context/words.yaml, `columns`). A row that does not fit its head stays as it is,
or, where the columns are of two tumors, says nothing: a value in the wrong column is another tumor's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reports.reading.lexicon import Kind, Lexeme
from reports.reading.text import Line

_GAP = re.compile(r" {2,}")
_BAR = re.compile(r" {0,200}\| {0,200}")
_KEY = re.compile(r"[^a-z0-9%/]+")
_OWNER = re.compile(
    r"(?:(?P<side>right|left)(?: breast| side| tumou?r| lesion| core)?"
    r"|(?P<word>tumou?r|lesion|focus|mass|nodule|specimen|part|sample|core)\s?(?:#|no\.?\s)?(?P<number>[A-H]|[1-9]))"
    r"(?:[ ,]{0,2}\(?(?:block\s)?(?P<block>[A-H])?[0-9]{0,2}[^()|]{0,30}\)?)?",
    re.IGNORECASE,
)
_SAMPLES = {"specimen", "part", "sample"}
_SHARE = r"(?:[<>]=?\s?|~\s?)?[0-9]{1,3}(?:\.[0-9])?(?:\s?-\s?[0-9]{1,3})?"
_BARE = {  # kind of a column → a cell that holds nothing but its number
    "percent": re.compile(rf"(?P<value>{_SHARE})\s?%?"),
    "hscore": re.compile(r"(?P<value>[0-9]{1,3})(?:\s?/\s?300)?"),
    "allred": re.compile(r"(?:[0-5]\s?\+\s?[0-3]\s?=\s?)?(?P<value>[0-9])(?:\s?/\s?8)?(?:\s?\(.{0,20}\))?"),
}
_MOST = {"percent": 100, "hscore": 300, "allred": 8}
_REFERENCE = ("cut off ", "cutoff ", "reference ", "ref ", "normal ", "threshold ", "expected ")
_SIGN = re.compile(r"(\+)(?= |$)|(-)(?= {1,3}[0-9<])")  # "+ 100 %", "- 0 %" at the head of a cell
_NOT_APPLICABLE = re.compile(r"n\.?/?a\.?", re.IGNORECASE)  # beside a result of the other tumor: nothing is said
_LESION = re.compile(r"(?:tumou?r|lesion|focus|mass|nodule|specimen|part|sample|core)s?\b.{0,6}", re.IGNORECASE)
_ITEM = re.compile(r"(?P<number>[A-H]|[1-9])\b.{0,30}")
_DROPPED = {"reference", "control"}
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SLACK = 3  # characters by which a cell may stand beside its head
_UNKNOWN = 2  # heads without a known word
_SAID = {Kind.ANSWER, Kind.VERB, Kind.SCORE}


class Cell(NamedTuple):
    start: int  # in the line
    end: int
    text: str


class Table(NamedTuple):
    """A head. `kinds` are those of its columns, in order; `owners` the tumors, for a table that sets them beside."""

    cells: tuple[Cell, ...]
    kinds: tuple[str, ...]
    owners: tuple[str, ...] = ()
    names: tuple[Lexeme | None, ...] = ()  # the markers of its columns, for a table that has them there


class Part(NamedTuple):
    """What one row says of one tumor."""

    row: list[Lexeme]
    owner: str
    hidden: bool = False


def cells_of(line: Line) -> list[Cell]:
    text = line.text.rstrip(" |") if line.text.count("|") < 2 else line.text.rstrip()
    text = text.removesuffix("|") if text.count("|") > 1 else text
    start = len(text) - len(text.lstrip(" |"))
    found: list[Cell] = []
    for gap in (_BAR if "|" in text else _GAP).finditer(text, start):
        found.append(Cell(start, gap.start(), text[start : gap.start()]))
        start = gap.end()
    found.append(Cell(start, len(text), text[start:]))
    return found if "|" in text else [cell for cell in found if cell.text]


def head_of(line: Line, row: Sequence[Lexeme], columns: Mapping[str, str], specimens: Sequence[str]) -> Table | None:
    """The table that the line opens; `columns` are the words of a head and the kind of column that they name."""
    cells = cells_of(line)
    if len(cells) < 2:
        return None
    names = tuple(_only_name(line, row, cell) for cell in cells)
    if sum(name is not None for name in names) > 1 and names[0] is None and cells[0].text:
        return Table(tuple(cells), (), (), names)
    kinds = tuple(_kind(_key(cell.text), columns) for cell in cells)
    owners = [_owner(cell.text, specimens) for cell in cells]
    if sum(map(bool, owners)) > 1:
        first = len(cells) - sum(map(bool, owners))
        whole = all(owners[first:]) and len(set(owners[first:])) == len(cells) - first and first < 2
        return Table(tuple(cells[first:]), (), tuple(owners[first:])) if whole else None
    known = sum(map(bool, kinds))
    if kinds[-1] == "reference" or (known > 1 and len(cells) > 2 and len(cells) - known <= _UNKNOWN):
        return Table(tuple(cells), kinds)
    return None


def _kind(key: str, columns: Mapping[str, str]) -> str:
    """A head by all its words, or a longer one by how it begins: "Cut-off used", "Reference (adults)"."""
    return columns.get(key, "") or ("reference" if key.startswith(_REFERENCE) else "")


def _key(text: str) -> str:
    return " ".join(_KEY.sub(" ", text.lower()).split())


def _only_name(line: Line, row: Sequence[Lexeme], cell: Cell) -> Lexeme | None:
    """The marker that the cell names, where it says nothing else."""
    inside = _inside(line, row, cell)
    only = [x for x in inside if x.kind is Kind.NAME and x.id != "THING"]
    rest = [x for x in inside if x not in only and x.kind not in {Kind.METHOD, Kind.LABEL} and x.id not in "()%/"]
    return only[0] if len(only) == 1 and not rest else None


def _owner(text: str, specimens: Sequence[str]) -> str:
    found = _OWNER.fullmatch(text.strip(" :*"))
    if not found:
        return ""
    block, number, word = (found.group(name) or "" for name in ("block", "number", "word"))
    if block.upper() in specimens:
        return block.upper()
    if not word:
        return found.group("side").capitalize()
    if word.lower() in _SAMPLES or (number.isalpha() and number.upper() in specimens):
        return number.upper()
    return f"{word.capitalize()} {number.upper()}"


def parts_of(line: Line, row: list[Lexeme], table: Table | None) -> list[Part]:
    """The row of a table as what it says of each tumor; without a table the row itself."""
    if table is None or not row:
        return [Part(row, "")]
    cells = cells_of(line)
    if table.names:
        return _below(line, row, cells, table)
    if table.owners:
        return _beside(line, row, cells, table)
    places = _placed(cells, table)
    return [Part(_in_columns(line, row, cells, places, table), "")]


def _beside(line: Line, row: list[Lexeme], cells: Sequence[Cell], table: Table) -> list[Part]:
    if len(cells) < 2 and not any(x.kind in _SAID or x.kind is Kind.MEASURE for x in row):
        return [Part(row, "")]
    values = cells[1:]
    if not values:
        return [Part(row, "", hidden=True)]
    columns = list(range(len(values))) if len(values) == len(table.owners) else _aligned(values, table)
    name = [x for x in row if x.end <= line.start + cells[0].end]
    if not any(x.kind is Kind.NAME for x in name) or len(columns) != len(values) or -1 in columns:
        return [Part(row, "", hidden=True)]
    across = next((x for x in row if x.start < line.start + cells[0].end < x.end and x.kind is Kind.MEASURE), None)
    return [
        Part(
            [*name, *_signed(line, cell, _of_kind(across, _inside(line, row, cell), line, cell))], table.owners[column]
        )
        for cell, column in zip(values, columns, strict=True)
        if not _NOT_APPLICABLE.fullmatch(cell.text.strip())
    ]


def _of_kind(across: Lexeme | None, inside: list[Lexeme], line: Line, cell: Cell) -> list[Lexeme]:
    """`PD-L1, TPS   5 %   <1 %`: the number that was read together with the label is the first cell's."""
    if across is None:
        return inside
    start = line.start + cell.start
    if start < across.end:
        return [across._replace(start=start), *inside]
    return [x._replace(id=across.id) if x.kind is Kind.MEASURE and x.id == "percent" else x for x in inside]


def _below(line: Line, row: list[Lexeme], cells: Sequence[Cell], table: Table) -> list[Part]:
    """The row of one lesion under a head of markers: `1 | left | 8/8 | 0/8 | 2+`."""
    if len(cells) < 2:
        return [Part(row, "")]
    item = _ITEM.fullmatch(cells[0].text.strip())
    owner = _owner(cells[0].text, ())
    if not owner and item and _LESION.fullmatch(table.cells[0].text.strip(" .:#")):
        head = re.split(r"[^A-Za-z]", table.cells[0].text.strip(), maxsplit=1)[0].rstrip("s")
        owner = f"{head.capitalize()} {item.group('number')}"
    if len(cells) != len(table.cells) or not owner:
        return [Part(row, "", hidden=any(x.kind in _SAID or x.kind is Kind.MEASURE for x in row))]
    return [
        Part([name, *_signed(line, cell, _inside(line, row, cell))], owner)
        for name, cell in zip(table.names, cells, strict=True)
        if name is not None
    ]


def _signed(line: Line, cell: Cell, inside: list[Lexeme]) -> list[Lexeme]:
    sign = _SIGN.match(cell.text)
    if not sign or any(x.kind in _SAID for x in inside):
        return inside
    start = line.start + cell.start
    status = "positive" if sign.group(1) else "negative"
    return [Lexeme(Kind.ANSWER, status, start, start + 1, detail="sign"), *(x for x in inside if x.start > start)]


def _placed(cells: Sequence[Cell], table: Table) -> list[int]:
    """For each cell the column in which it stands, or -1."""
    if len(cells) == len(table.cells):
        return list(range(len(cells)))
    if len(cells) > len(table.cells) and table.kinds[-1] == "reference":
        return [*([-1] * (len(cells) - 1)), len(table.cells) - 1]
    return _aligned(cells, table)


def _aligned(cells: Sequence[Cell], table: Table) -> list[int]:
    found = []
    for cell in cells:
        near = [n for n, head in enumerate(table.cells) if abs(head.start - cell.start) <= _SLACK]
        found.append(near[0] if len(near) == 1 else -1)
    return found if len({n for n in found if n >= 0}) == sum(n >= 0 for n in found) else [-1] * len(found)


def _in_columns(
    line: Line, row: list[Lexeme], cells: Sequence[Cell], places: Sequence[int], table: Table
) -> list[Lexeme]:
    out = list(row)
    for cell, place in zip(cells, places, strict=True):
        kind = table.kinds[place] if place >= 0 else ""
        if not kind or place == 0:
            continue
        inside = _inside(line, out, cell)
        if kind in _DROPPED:
            new = []
        elif kind in _BARE:
            new = _counted(line, cell, kind, inside)
        else:
            continue
        out = (
            [x for x in out if x.end <= line.start + cell.start]
            + new
            + [x for x in out if x.start >= line.start + cell.end]
        )
    return out


def _inside(line: Line, row: Sequence[Lexeme], cell: Cell) -> list[Lexeme]:
    return [x for x in row if x.start >= line.start + cell.start and x.end <= line.start + cell.end]


def _counted(line: Line, cell: Cell, kind: str, inside: list[Lexeme]) -> list[Lexeme]:
    """The bare number of a cell as what its column counts; "n/a" there says nothing of the result."""
    if any(x.kind in {Kind.MEASURE, Kind.SCORE} for x in inside):
        return inside
    found = _BARE[kind].fullmatch(cell.text)
    if not found:
        return [x for x in inside if x.id != "not_performed"]
    value = found.group("value")
    fit = "impossible" if any(float(n) > _MOST[kind] for n in _NUMBERS.findall(value)) else ""
    return [Lexeme(Kind.MEASURE, kind, line.start + cell.start, line.start + cell.end, value, fit)]
