"""A year beside a result: "the mastectomy of 2011 was ER positive" speaks of an earlier tumor.

Years of guidelines are no such years, nor is the year in which the report itself was written. Dates with a day are
not looked at here; words such as "previous" stand in content/context/cues.yaml, those
beside a year in words.yaml, `years`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.reading.lexicon import Kind, Lexeme
from reports.reading.shapes import Words

YEAR = "year"  # value of a cue that is a year; it reaches its own sentence only
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_NEAR = 8  # lexemes around a year in which a guideline is named


def with_years(text: str, row: Sequence[Lexeme], words: Words) -> Sequence[Lexeme]:
    """The row with such years as cues."""
    found = [n for n, x in enumerate(row) if _is_year(x) and _speaks_of_then(text, row, n, words)]
    if not found:
        return row
    printed = Counter(_YEAR.findall(text))
    newest = max(printed)
    out = list(row)
    for n in found:
        if row[n].id == newest and printed[newest] > 1:
            continue
        out[n] = Lexeme(Kind.CUE, "historical", row[n].start, row[n].end, YEAR, "both sentence")
    return out


def _is_year(lexeme: Lexeme) -> bool:
    return lexeme.kind is Kind.WORD and len(lexeme.id) == 4 and _YEAR.fullmatch(lexeme.id) is not None


def _speaks_of_then(text: str, row: Sequence[Lexeme], n: int, words: Words) -> bool:
    around = {text[x.start : x.end].lower() for x in row[max(0, n - _NEAR) : n + _NEAR]}
    if around & words.years["guidelines"]:
        return False
    before = text[row[n - 1].start : row[n - 1].end].lower() if n else ""
    after = text[row[n + 1].start : row[n + 1].end].lower() if n + 1 < len(row) else ""
    leads = not text[text.rfind("\n", 0, row[n].start) + 1 : row[n].start].strip(" *-•(")
    told = before in words.years["before"] or bool({before, after} & words.years["events"])
    return told or (leads and after in {":", "-"})
