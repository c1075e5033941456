"""Which lines and sentences speak of one thing: the row of lexemes cut into statements.

A statement is a sentence, also one that runs over several lines; a line of its own; or a label with the lines that
hold its value. Columns that extraction has put below each other (all labels, then all values) are paired here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from reports.reading.lexicon import Kind, Lexeme
from reports.reading.text import Line, Prepared

_LABEL = re.compile(r"^[\s*\-]*[A-Za-z%][^:.;\n]{0,60}:(?!\S*[0-9])")
_BULLET = re.compile(r"^\s*(?:[*>]|-\s|[0-9]{1,2}[.)]\s|\(?[A-Za-z][.)]\s)")
_CELL = re.compile(r" {2,}| ?\| ?")
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
_VALUES = (Kind.ANSWER, Kind.MEASURE, Kind.SCORE)
_FULL_LINE = 50  # characters of a line that may have been wrapped
_LONGEST = 240  # lexemes; a longer sentence is no sentence


class Shape(Enum):
    PLAIN = 0
    NAMES = 1  # names of markers and nothing that answers
    VALUES = 2  # an answer or a number and nothing else
    LABELLED = 3  # a label of a part of a result, and its value
    NEUTRAL = 4  # a label that says nothing about a result
    SCALE = 6  # a step of a scale that the report explains
    STAINING = 5  # a sentence without a name that counts stained cells


_WHOLE = {Shape.VALUES, Shape.NAMES, Shape.LABELLED}


@dataclass(frozen=True, slots=True)
class Statement:
    lexemes: tuple[Lexeme, ...]
    line: Line  # where it begins
    shape: Shape
    leads: bool  # begins with the name of a marker, as a line of a list does
    blank_before: bool
    paired: bool = False  # label and value were put together here

    @property
    def end(self) -> int:
        return self.lexemes[-1].end


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists of content/context/words.yaml that statements and mentions need."""

    transparent: frozenset[str]
    opaque: frozenset[str]
    connectors: frozenset[str]
    abbreviated: frozenset[str]
    stain_words: frozenset[str]
    reference_columns: frozenset[str]
    furniture: re.Pattern[str]


def statements(prepared: Prepared, lexemes: Sequence[Lexeme], words: Words) -> list[Statement]:
    return _joined(list(_cut(prepared, lexemes, words)), words)


def _cut(prepared: Prepared, lexemes: Sequence[Lexeme], words: Words) -> Iterable[Statement]:
    """One statement for each sentence or line of its own."""
    at = 0
    buffer: list[Lexeme] = []
    first: Line | None = None
    before: Line | None = None
    blank = blank_before = False
    columns = 0  # of a table whose last column holds reference ranges
    for line in prepared.lines:
        row: list[Lexeme] = []
        while at < len(lexemes) and lexemes[at].start < line.end + 1:
            row.append(lexemes[at])
            at += 1
        if not line.text.strip():
            blank = True
            continue
        columns = _reference_table(line, columns, words)
        row = _without_last_cell(line, row, columns)
        if words.furniture.fullmatch(line.text.strip().lower()) or line.unsafe or not row:
            continue
        if buffer and first and before and (blank or _parts(before, line, buffer, row, words)):
            yield _statement(buffer, first, words, blank_before=blank_before)
            buffer = []
        for lexeme in row:
            if not buffer:
                first, blank_before = line, blank
            buffer.append(lexeme)
            blank = False
            if len(buffer) >= _LONGEST or _ends_sentence(prepared.text, lexeme, buffer, words):
                yield _statement(buffer, first or line, words, blank_before=blank_before)
                buffer = []
        before, blank = line, False
    if buffer and first:
        yield _statement(buffer, first, words, blank_before=blank_before)


def _reference_table(line: Line, columns: int, words: Words) -> int:
    cells = _CELL.split(line.text.strip(" |"))
    if len(cells) > 1 and " ".join(cells[-1].lower().split()) in words.reference_columns:
        return len(cells)
    return columns if len(cells) > 1 else 0


def _without_last_cell(line: Line, row: list[Lexeme], columns: int) -> list[Lexeme]:
    gaps = list(_CELL.finditer(line.text.rstrip(" |")))
    if not columns or len(gaps) + 1 < columns:
        return row
    return [lexeme for lexeme in row if lexeme.start < line.start + gaps[-1].start()]


def _parts(before: Line, line: Line, buffer: Sequence[Lexeme], row: Sequence[Lexeme], words: Words) -> bool:
    """Does a new line begin a new statement?"""
    if buffer[-1].end > line.start:  # a phrase runs over the line end
        return False
    if line.heading or before.heading or line.specimen != before.specimen:
        return True
    if _LABEL.match(line.text):
        return True
    last = buffer[-1]
    if last.kind in {Kind.WORD, Kind.PUNCT} and last.id in _OPEN_ENDS and last.id != "-":
        return False
    if _BULLET.match(line.text) or before.text.rstrip().endswith(":"):
        return True
    first = _first(row)
    if first.kind is Kind.NAME:
        return True
    if _unclosed(buffer):
        return False
    start = line.text.lstrip()[:1]
    if start in "(,;":
        return False
    whole = _shape(buffer, words, leads=_first(buffer).kind is Kind.NAME) in _WHOLE
    if len(before.text.strip()) >= _FULL_LINE:
        stated = _LABEL.match(before.text) is not None and any(x.kind in _VALUES for x in buffer)
        return (whole or stated) and start.isupper()
    return whole or first.kind in _VALUES or not start.islower()


def _unclosed(lexemes: Sequence[Lexeme]) -> bool:
    depth = 0
    for lexeme in lexemes:
        depth += {"(": 1, ")": -1}.get(lexeme.id, 0)
    return depth > 0


def _first(lexemes: Sequence[Lexeme]) -> Lexeme:
    """The first lexeme that is no bullet, number or letter of a list."""
    for n, lexeme in enumerate(lexemes):
        if lexeme.kind is Kind.PUNCT and lexeme.id in "*->•.)([]:#":
            continue
        following = lexemes[n + 1].id if n + 1 < len(lexemes) else ""
        if lexeme.kind is Kind.WORD and len(lexeme.id) <= 2 and following in {".", ")"}:
            continue
        return lexeme
    return lexemes[0]


def _ends_sentence(text: str, lexeme: Lexeme, buffer: Sequence[Lexeme], words: Words) -> bool:
    if lexeme.kind is not Kind.PUNCT or lexeme.id not in {".", "!"}:
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


def _statement(lexemes: Sequence[Lexeme], line: Line, words: Words, *, blank_before: bool) -> Statement:
    leads = _first(lexemes).kind is Kind.NAME
    return Statement(tuple(lexemes), line, _shape(lexemes, words, leads=leads), leads, blank_before)


def _shape(lexemes: Sequence[Lexeme], words: Words, *, leads: bool) -> Shape:
    kinds = {lexeme.kind for lexeme in lexemes}
    valued = bool(kinds & set(_VALUES))
    plain = [x.id for x in lexemes if x.kind is Kind.WORD and x.id not in words.transparent]
    blocked = any(x in words.opaque for x in plain)
    first = _first(lexemes)
    if Kind.NAME in kinds:
        ends_open = lexemes[-1].id in {":", "-", "(", ","}
        named = not valued and not blocked and len(plain) <= 3 and len(lexemes) <= 24 and (leads or ends_open)
        return Shape.NAMES if named else Shape.PLAIN
    if first.kind is Kind.NEUTRAL:
        return Shape.NEUTRAL
    if first.kind is Kind.LABEL:
        return Shape.LABELLED if valued else Shape.NEUTRAL
    if not valued or blocked:
        return Shape.PLAIN
    if first.kind in _VALUES and len(plain) <= 3:
        return Shape.VALUES
    if len(plain) <= 2 and any(x.kind is Kind.WORD and x.id in words.stain_words for x in lexemes):
        return Shape.STAINING
    return Shape.VALUES if len(plain) == 0 and len(lexemes) <= 8 else Shape.PLAIN


def _joined(rows: list[Statement], words: Words) -> list[Statement]:
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
        out.append(replace(row, shape=Shape.SCALE) if steps[n] and around else row)
    return out


def _step(row: Statement) -> str:
    """The value that a line of a scale explains, or ""."""
    if any(x.kind is Kind.NAME for x in row.lexemes):
        return ""
    first = _first(row.lexemes)
    if first.kind not in {Kind.SCORE, Kind.ANSWER}:
        return ""
    after = [x for x in row.lexemes if x.start >= first.end]
    if len(after) < 2 or after[0].id not in {":", "=", "-", "("}:
        return ""
    return f"{first.id} {first.value}"


def _with(row: Statement, parts: Iterable[Statement]) -> Statement:
    lexemes = [*row.lexemes]
    for part in parts:
        lexemes += part.lexemes
    return replace(row, lexemes=tuple(lexemes), paired=True)


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
        elif any(x.kind is Kind.NAME for x in rows[at].lexemes):
            break
        else:
            strangers += 1
        at += 1
    labels = [rows[i] for i in run]
    if len(values) > len(run) and values[-1] - values[0] == len(values) - 1:
        values = values[-len(run) :]  # labels above the run had values of their own
    if len(values) != len(run):
        return labels, set()
    return [_with(label, [rows[v]]) for label, v in zip(labels, values, strict=True)], set(values)


def _attached(rows: Sequence[Statement], i: int) -> tuple[list[Statement], set[int]]:
    """Lines below a label, or sentences behind a result, that go on speaking of it."""
    row = rows[i]
    names = {x.id for x in row.lexemes if x.kind is Kind.NAME}
    parts: list[Statement] = []
    taken: set[int] = set()
    answered = any(x.kind in _VALUES for x in row.lexemes)
    at = i + 1
    while names and at < len(rows):
        following = rows[at]
        elsewhere = following.line.heading and following.line.section != row.line.section
        if elsewhere and following.shape is not Shape.LABELLED:
            break
        if following.shape is Shape.NEUTRAL and row.leads:
            at += 1
            continue
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
