"""Tables with a column, or a row, for each tumor: `KRAS   G12D   wild type` below `Tumor 1   Tumor 2` is two results.

A header names the columns. A row below it with as many cells is dealt to them; any other row under it says nothing.
Columns of dates tell a course: only the one that calls itself the current one is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.reading.assertion import Claim
from reports.reading.gene_units import Unit
from reports.reading.gene_zones import RESULTS
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.text import Line, Prepared

_CELL = re.compile(r"[^\s|]+(?: [^\s|]+)*")
_OWNER = re.compile(
    r"(?P<name>(?:(?:primary )?tumou?r|specimen|sample|part|lesion|focus|nodule|mass|block|cancer|case|biopsy|site)"
    r" ?#?(?P<id>[A-Z]|[0-9]{1,2})|primary(?: tumou?r)?|metastasis|(?:right|left) [a-z]+|lymph node|recurrence)"
    r"(?: ?[(,/-].{0,40})?",
    re.IGNORECASE,
)
_HEAD = re.compile(r"\W*(?:sample|specimen|tumou?r|block|case) ?#?(?P<id>[A-Z])\b[^:\n]{0,40}:", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{1,4}[-./ ](?:[0-9]{1,2}|[A-Za-z]{3,9})[-./ ][0-9]{2,4}|[A-Za-z]{3,9}\.? [0-9]{4}")
_CURRENT = re.compile(r"(?:current|today|this)(?: (?:result|sample|specimen|test|report))?", re.IGNORECASE)
_PAST = re.compile(
    r"(?:previous|prior|earlier|baseline|last|historical|diagnosis|relapse)"
    r"(?: (?:results?|sample|specimen|test|report))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Header:
    line: int
    columns: tuple[str | None, ...]  # the owner of each; None: a column that is not read


def dealt(whole: Sequence[Unit], prepared: Prepared) -> list[Unit]:
    """The units with the rows of such tables dealt to their columns."""
    headers = _headers(prepared)
    if not headers:
        return list(whole)
    out: list[Unit] = []
    for unit in whole:
        header = headers.get(unit.line.number)
        if header is None or not any(x.kind is Kind.NAME for x in unit.row):
            out.append(unit)
        else:
            out += _columns(unit, header)
    return out


def headed(claims: Sequence[Claim], prepared: Prepared) -> list[Claim]:
    """`Sample A (rectum): KRAS neg` and `Sample B (liver): KRAS pos`, in a report that has no parts A and B."""
    heads = [_HEAD.match(prepared.line_at(claim.start).text) for claim in claims]
    letters = {head.group("id").upper() for head in heads if head}
    if len(letters) < 2:
        return list(claims)
    return [
        claim.at(specimen=head.group("id").upper()) if head and not claim.specimen else claim
        for claim, head in zip(claims, heads, strict=True)
    ]


def _headers(prepared: Prepared) -> dict[int, _Header]:
    """Line → the header it stands under."""
    found: dict[int, _Header] = {}
    header: _Header | None = None
    for line in prepared.lines:
        cells = _CELL.findall(line.text)
        own = _header(line, cells, prepared.specimens)
        if own is not None:
            header = own
        elif header is not None and len(cells) > 1:
            found[line.number] = header
        elif not cells and line.number == (header.line + 1 if header else 0):
            continue  # a blank line below the header
        elif not set(line.text) <= set(" -=_|+") or not line.text.strip():
            header = None
    return found


def _header(line: Line, cells: Sequence[str], specimens: Sequence[str]) -> _Header | None:
    if len(cells) < 2:
        return None
    named = [_owner(cell, specimens) for cell in cells]
    if named[0] == _NOBODY:
        named = named[1:]
    if len(named) < 2 or _NOBODY in named or len(set(filter(None, named))) != len([n for n in named if n]):
        return None
    return _Header(line.number, tuple("" if name == _NOW else name for name in named))


_NOBODY, _NOW = "-", "now"


def _owner(cell: str, specimens: Sequence[str]) -> str | None:
    """Who the column belongs to; None: an earlier time."""
    if _DATE.fullmatch(cell) or _PAST.fullmatch(cell):
        return None
    if _CURRENT.fullmatch(cell):
        return _NOW
    match = _OWNER.fullmatch(cell)
    if match is None:
        return _NOBODY
    letter = (match.group("id") or "").upper()
    return letter if letter in specimens else " ".join(match.group("name").split())


def _columns(unit: Unit, header: _Header) -> Iterator[Unit]:
    line = unit.line
    cells = [(line.start + m.start(), line.start + m.end()) for m in _CELL.finditer(line.text)]
    if len(cells) != len(header.columns) + 1 or unit.end > line.end:
        return
    name = _within(unit.row, *cells[0])
    if not any(x.kind is Kind.NAME for x in name):
        return
    colon = Lexeme(Kind.PUNCT, ":", name[-1].end, name[-1].end)
    for n, (owner, (start, end)) in enumerate(zip(header.columns, cells[1:], strict=True)):
        cell = _within(unit.row, start, end)
        if owner is not None and cell:
            place = replace(unit.place, zone=RESULTS) if None in header.columns else unit.place
            yield replace(unit, row=(*name, colon, *cell), place=place, column=owner, quoted=start if n else 0)


def _within(row: Sequence[Lexeme], start: int, end: int) -> tuple[Lexeme, ...]:
    return tuple(x for x in row if start <= x.start and x.end <= end)
