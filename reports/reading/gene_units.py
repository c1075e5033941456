"""The pieces in which a genetic report speaks: a sentence, a row of a table, or a name with the cells below it.

A table whose cells stand one to a line is put together here: a gene's own line opens a unit, and what follows belongs
to it until the next gene, a blank line or a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.reading.gene_terms import LYMPHOID, OTHER, STAIN, GeneRules
from reports.reading.gene_zones import SILENT, Place
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.text import Line, Prepared
from reports.reading.variants import VARIANT

_FULL = 50  # characters of a line that may have been wrapped
_LONG_CELL = 70
_SHORT_CELL = 30
_MOST_CELLS = 14
_LONGEST = 400  # lexemes of one unit
_BULLET = re.compile(r"^\s*(?:[*>+]|-\s|--|[0-9]{1,2}[.)]\s|\(?[a-z][.)]\s)")
_OPEN_ENDS = frozenset(
    [
        "and",
        "or",
        "in",
        "for",
        "of",
        "the",
        "with",
        "by",
        "a",
        "an",
        "to",
        "not",
        "was",
        "were",
        "is",
        "are",
        ",",
        "/",
        "(",
        "&",
        "nor",
        "including",
    ]
)
_LABELLED = re.compile(r"^[\s*\-]{0,8}[A-Z%][^:.;\n]{0,40}:")


@dataclass(frozen=True, slots=True)
class Unit:
    row: tuple[Lexeme, ...]
    line: Line  # where it begins
    place: Place
    cells: tuple[tuple[Lexeme, ...], ...] = ()  # what stands below the row in lines of its own
    stacked: bool = False  # one of several names below each other without values
    column: str = ""  # whose column of a table it is
    quoted: int = 0  # where its own words begin, if the row has a column before

    @property
    def end(self) -> int:
        return (self.cells[-1] if self.cells else self.row)[-1].end


@dataclass(slots=True)
class _Row:
    line: Line
    place: Place
    row: list[Lexeme]
    blank_before: bool


def units(prepared: Prepared, places: Sequence[Place], row: Sequence[Lexeme], rules: GeneRules) -> list[Unit]:
    whole = list(_joined(prepared, list(_lines(prepared, places, row)), rules))
    return _folded(prepared, whole, rules)


def _lines(prepared: Prepared, places: Sequence[Place], lexemes: Sequence[Lexeme]) -> Iterator[_Row]:
    """Lines with words, each with its lexemes; a phrase over a line end belongs to the line where it begins."""
    at, blank = 0, False
    for line in prepared.lines:
        row: list[Lexeme] = []
        while at < len(lexemes) and lexemes[at].start <= line.end:
            row.append(lexemes[at])
            at += 1
        if not line.text.strip():
            blank = True
        elif row:
            yield _Row(line, places[line.number], row, blank)
            blank = False


def _joined(prepared: Prepared, rows: Sequence[_Row], rules: GeneRules) -> Iterator[Unit]:
    """Sentences, also over several lines."""
    buffer: list[Lexeme] = []
    first: _Row | None = None
    before: _Row | None = None
    for one in rows:
        if buffer and first and before and not _continues(before, one, buffer):
            yield Unit(tuple(buffer), first.line, first.place)
            buffer = []
        for lexeme in one.row:
            if not buffer:
                first = one
            buffer.append(lexeme)
            ends = lexeme.kind is Kind.PUNCT and _ends(prepared.text, lexeme, buffer, rules)
            if ends or len(buffer) >= _LONGEST:
                yield Unit(tuple(buffer), (first or one).line, (first or one).place)
                buffer = []
        before = one
    if buffer and first:
        yield Unit(tuple(buffer), first.line, first.place)


def _continues(before: _Row, one: _Row, buffer: Sequence[Lexeme]) -> bool:
    """Does the sentence of the line before go on in this one?"""
    if buffer[-1].end > one.line.start:
        return True
    if (
        one.blank_before
        or one.place.heading
        or before.place.zone != one.place.zone
        or one.line.unsafe
        or before.line.unsafe
    ):
        return False
    if _BULLET.match(one.line.text) or one.line.specimen != before.line.specimen:
        return False
    last = buffer[-1]
    word = last.value if last.kind in {Kind.NEUTRAL, Kind.CUE} else last.id
    if word in _OPEN_ENDS and not before.place.heading:
        return True
    full = len(before.line.text.strip()) >= _FULL
    if (
        last.id == ":"
        and full
        and any(x.kind is Kind.NAME for x in buffer)
        and buffer[0].start > before.line.start + before.line.indent
    ):
        return True  # "... of 27%. PIK3CA:" and the answer on the next line
    if _LABELLED.match(one.line.text) or before.place.heading:
        return False
    start = one.line.text.lstrip()[:1]
    return full and (start.islower() or start == "(" or _running(before, one))


def _running(before: _Row, one: _Row) -> bool:
    """A gene's name at the head of a line that goes on with a list: "... EGFR, KRAS,\nBRAF and MET were"."""
    cells = re.search(r"\S {2,}\S|\|", before.line.text.strip()) or re.search(r"\S {2,}\S|\|", one.line.text.strip())
    names = sum(x.kind is Kind.NAME for x in before.row)
    return not cells and names > 1 and one.row[0].kind is Kind.NAME and before.line.text.rstrip()[-1:] in {",", "/"}


def _ends(text: str, lexeme: Lexeme, buffer: Sequence[Lexeme], rules: GeneRules) -> bool:
    if lexeme.id not in {".", "!", "?"} or len(buffer) < 2:
        return False
    following = text[lexeme.end : lexeme.end + 1]
    if following and not following.isspace():
        return False
    last = buffer[-2]
    if text[lexeme.end :].lstrip(" ")[:1] == "(":
        return False  # "pos. (E545K)"
    if last.id == "." or (text[lexeme.end : lexeme.end + 1] != "\n" and text[lexeme.end :].lstrip(" ")[:1].islower()):
        return False  # dots that lead from a name to its result
    return not (last.kind is Kind.WORD and (last.id in rules.abbreviated or (len(last.id) == 1 and last.id.isalpha())))


def _folded(prepared: Prepared, whole: Sequence[Unit], rules: GeneRules) -> list[Unit]:
    """Names with the cells below them; detail lines below a row."""
    out: list[Unit] = []
    n = 0
    while n < len(whole):
        unit = whole[n]
        n += 1
        if not _opens(unit):
            out.append(unit)
            continue
        cells: list[tuple[Lexeme, ...]] = []
        before = unit
        while n < len(whole) and len(cells) < _MOST_CELLS and _is_cell(unit, before, whole[n], rules):
            before = whole[n]
            if _tells(before, rules):
                cells.append(before.row)
            n += 1
        out.append(replace(unit, cells=tuple(cells)))
    return _marked(out)


def _opens(unit: Unit) -> bool:
    """A line that a gene's result may go on below: its name, or a row that begins with it."""
    if unit.place.zone == SILENT:
        return False
    return any(x.kind is Kind.NAME and x.id not in {STAIN, LYMPHOID, OTHER} for x in unit.row)


def _is_cell(opener: Unit, before: Unit, unit: Unit, rules: GeneRules) -> bool:
    line, above = unit.line, before.line
    if any(x.kind is Kind.NAME for x in unit.row) or unit.place.heading or line.number == above.number:
        return False
    gap = line.number - above.number
    labelled = _label_of(line) in rules.detail_labels
    if (
        gap > 2
        or (gap == 2 and (before is not opener or not labelled))
        or line.unsafe
        or line.specimen != above.specimen
    ):
        return False
    if labelled:
        return True
    text = line.text.strip()
    answers = unit.row[0].kind in {Kind.ANSWER, Kind.VERB}
    if len(text) > _LONG_CELL or (text.endswith(".") and not (answers and len(text) < _SHORT_CELL)):
        return False
    if ": " in text:
        return _label_of(line) in rules.origin_labels or (answers and unit.row[1].id == ":")
    if _BULLET.match(line.text):
        return True
    asks = answers and not any(x.kind in {Kind.ANSWER, Kind.VERB, Kind.SCORE, Kind.CUE} for x in opener.row)
    return (_bare(opener) or asks) and not _row_of_another(unit)


def _row_of_another(unit: Unit) -> bool:
    """`HRD   Positive`: a name that is no gene, and its own answer."""
    answered = next((n for n, x in enumerate(unit.row) if x.kind is Kind.ANSWER), -1)
    return any(x.kind is Kind.WORD and x.id.isalpha() and len(x.id) > 1 for x in unit.row[: max(answered, 0)])


def _tells(unit: Unit, rules: GeneRules) -> bool:
    """Does the line below a name say something of it, and not of the sample?"""
    if ":" in unit.line.text and _label_of(unit.line) in rules.origin_labels - rules.detail_labels:
        return False
    return any(x.kind in {Kind.ANSWER, Kind.SCORE, Kind.MEASURE, Kind.VERB, Kind.LABEL} for x in unit.row)


def _label_of(line: Line) -> str:
    head = line.text.strip(" *-\u2022>").partition(":")[0] if ":" in line.text else ""
    return " ".join(head.lower().split("(")[0].split())


def _marked(found: list[Unit]) -> list[Unit]:
    """Names that stand below each other without any value are a list of genes, not a table."""
    bare = [not unit.cells and _bare(unit) for unit in found]
    out = []
    for n, unit in enumerate(found):
        near = (n > 0 and bare[n - 1] and unit.line.number - found[n - 1].line.number == 1) or (
            bare[n] and n + 1 < len(found) and bare[n + 1]
        )
        out.append(replace(unit, stacked=True) if near and _bare(unit) else unit)
    return out


def _bare(unit: Unit) -> bool:
    """Only names and words that say nothing."""
    named = any(x.kind is Kind.NAME for x in unit.row) and not any(x.value for x in unit.row if x.kind is Kind.NAME)
    return named and not any(
        x.kind in {Kind.ANSWER, Kind.SCORE, Kind.MEASURE, Kind.VERB, Kind.CUE} or x.id == VARIANT for x in unit.row
    )
