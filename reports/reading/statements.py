"""Which lines and sentences speak of one thing: the row of lexemes cut into statements.

A statement is a sentence, also one that runs over several lines; a line of its own; or a label with the lines that
hold its value. Columns that extraction has put below each other (all labels, then all values) are paired here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reports.reading.general import general_place, goes_on
from reports.reading.joining import begins_key, joined
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.result_tables import Part, Table, head_of, parts_of
from reports.reading.shapes import VALUES, Shape, Words, first_of, shape_of
from reports.reading.statement import Statement
from reports.reading.text import Line, Prepared
from reports.reading.years import with_years

_LABEL = re.compile(r"^[\s*\-]*[A-Za-z%][^:.;\n]{0,60}:(?!\S*[0-9])")
_BULLET = re.compile(r"^\s*(?:[*>]|-\s|[0-9]{1,2}[.)]\s|\(?[A-Za-z][.)]\s)")
_OPEN_ENDS = frozenset(
    [
        "and",
        "or",
        "for",
        "of",
        "the",
        "to",
        "with",
        "by",
        "is",
        "are",
        "was",
        "were",
        "a",
        "an",
        "in",
        "on",
        "from",
        "as",
        "but",
        "not",
        ",",
        "/",
        "(",
        "-",
        "&",
        "+",
    ]
)
_FULL_LINE = 50  # characters of a line that may have been wrapped
_LONGEST = 240  # lexemes; a longer sentence is no sentence


_WHOLE = {Shape.VALUES, Shape.NAMES, Shape.LABELLED}


def statements(prepared: Prepared, lexemes: Sequence[Lexeme], words: Words) -> list[Statement]:
    return joined(_read(prepared, list(_cut(prepared, with_years(prepared.text, lexemes, words), words))))


def _read(prepared: Prepared, rows: list[Statement]) -> list[Statement]:
    """The statements, those marked that nobody may read or that are nobody's result."""
    out: list[Statement] = []
    general = False
    for row in rows:
        general = general_place(row.lexemes) >= 0 or (general and not row.blank_before and goes_on(row.lexemes))
        named = any(x.kind is Kind.NAME for x in row.lexemes)
        if _hides(prepared, row):
            row = row._replace(shape=Shape.HIDDEN)
        elif general and (not named or goes_on(row.lexemes)):
            row = row._replace(shape=Shape.SCALE)
        out.append(row)
    return out


def _hides(prepared: Prepared, row: Statement) -> bool:
    """A sentence that runs over a line which hides something, or goes on behind it, cannot be read either."""
    first, last = row.line.number, prepared.line_at(row.end - 1).number
    if prepared.text[row.lexemes[0].start].islower() and first:
        first -= 1
    return any(line.unsafe for line in prepared.lines[first : last + 1])


def _cut(prepared: Prepared, lexemes: Sequence[Lexeme], words: Words) -> Iterable[Statement]:
    """One statement for each sentence or line of its own."""
    at = 0
    buffer: list[Lexeme] = []
    first: Line | None = None
    before: Line | None = None
    blank = blank_before = False
    table: Table | None = None
    for line in prepared.lines:
        row: list[Lexeme] = []
        while at < len(lexemes) and lexemes[at].start < line.end + 1:
            if not _runs_into_another(prepared, line, lexemes[at]):
                row.append(lexemes[at])
            at += 1
        if not line.text.strip():
            blank = True
            table = None if table and (table.owners or table.names) else table
            continue
        table, heads = _table_at(prepared, line, row, table, words)
        parts = [Part(row, "")] if heads else parts_of(line, row, table)
        row = parts[0].row
        if words.furniture.fullmatch(line.text.strip().lower()) or not row:
            continue
        apart = before is not None and (blank or begins_key(before, line))
        if buffer and first and before and (apart or _parts(before, line, buffer, row, words)):
            yield _statement(buffer, first, words, blank_before=blank_before)
            buffer = []
        if parts[0].owner or parts[0].hidden:
            yield from (_of_owner(part, line, words) for part in parts if part.row)
            before, blank = line, False
            continue
        for lexeme in row:
            if not buffer:
                first, blank_before = line, blank
            buffer.append(lexeme)
            blank = False
            ends = lexeme.kind is Kind.PUNCT and _ends_sentence(prepared.text, lexeme, buffer, words)
            if ends or len(buffer) >= _LONGEST:
                yield _statement(buffer, first or line, words, blank_before=blank_before)
                buffer = []
        before, blank = line, False
    if buffer and first:
        yield _statement(buffer, first, words, blank_before=blank_before)


def _runs_into_another(prepared: Prepared, line: Line, lexeme: Lexeme) -> bool:
    """Does a value begin in one section and end in another, as "score" above the first step of a scale?"""
    return lexeme.end > line.end + 1 and begins_key(line, prepared.line_at(lexeme.end - 1))


def _table_at(
    prepared: Prepared, line: Line, row: list[Lexeme], table: Table | None, words: Words
) -> tuple[Table | None, bool]:
    """The table in which the line stands, and whether the line is its head."""
    stripped = line.text.strip(" |")
    if not stripped.strip("-=_+| "):
        return table, False  # a line drawn below the head
    if "  " not in stripped and "|" not in stripped:
        beside = table is not None and (table.owners or table.names) and not line.heading and len(stripped) < _FULL_LINE
        return (table if beside else None), False
    head = head_of(line, row, words.columns, prepared.specimens)
    return (head, True) if head else (table, False)


def _parts(before: Line, line: Line, buffer: Sequence[Lexeme], row: Sequence[Lexeme], words: Words) -> bool:
    """Does a new line begin a new statement?"""
    if buffer[-1].end > line.start:  # a phrase runs over the line end
        return False
    last = buffer[-1]
    wrapped = len(before.text.strip()) >= _FULL_LINE and line.text.strip()[:1].islower() and last.kind is Kind.WORD
    if line.heading or (before.heading and not wrapped) or line.specimen != before.specimen:
        return True
    if _LABEL.match(line.text) and not wrapped:
        return True
    if last.kind is Kind.VERB or (last.kind in {Kind.WORD, Kind.PUNCT} and last.id in _OPEN_ENDS and last.id != "-"):
        return False
    if _BULLET.match(line.text) or before.text.rstrip().endswith(":"):
        return True
    first = first_of(row)
    if first.kind is Kind.NAME:
        return True
    if _unclosed(buffer):
        return False
    start = line.text.lstrip()[:1]
    if start in "(,;":
        return False
    whole = shape_of(buffer, words, leads=first_of(buffer).kind is Kind.NAME) in _WHOLE
    if len(before.text.strip()) >= _FULL_LINE:
        listed = _LABEL.match(before.text) or _BULLET.match(before.text)
        stated = listed is not None and any(x.kind in VALUES for x in buffer)
        return (whole or stated) and start.isupper()
    return whole or first.kind in VALUES or not start.islower()


def _unclosed(lexemes: Sequence[Lexeme]) -> bool:
    depth = 0
    for lexeme in lexemes:
        depth += {"(": 1, ")": -1}.get(lexeme.id, 0)
    return depth > 0


def _ends_sentence(text: str, lexeme: Lexeme, buffer: Sequence[Lexeme], words: Words) -> bool:
    if lexeme.id not in {".", "!"}:
        return False
    following = text[lexeme.end : lexeme.end + 1]
    if following and not following.isspace():
        return False
    if len(buffer) < 2:
        return False
    last = buffer[-2]
    if following == "\n" and text[lexeme.end : lexeme.end + 40].lstrip()[:1].isupper():
        return True
    return not (last.kind is Kind.WORD and (last.id in words.abbreviated or (len(last.id) == 1 and last.id.isalpha())))


def _of_owner(part: Part, line: Line, words: Words) -> Statement:
    """The row of a table that sets two tumors beside each other, for one of them."""
    made = _statement(part.row, line._replace(specimen=part.owner), words, blank_before=False)
    return made._replace(owner=part.owner, shape=Shape.HIDDEN if part.hidden else made.shape)


def _statement(lexemes: Sequence[Lexeme], line: Line, words: Words, *, blank_before: bool) -> Statement:
    leads = first_of(lexemes).kind is Kind.NAME
    return Statement(tuple(lexemes), line, shape_of(lexemes, words, leads=leads), leads, blank_before)
