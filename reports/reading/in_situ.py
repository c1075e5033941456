"""Receptors "on DCIS": the report's result where it finds nothing but carcinoma in situ.

Beside an invasive carcinoma such a line is not the result that counts, and stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.reading.groups import THING
from reports.reading.lexicon import Kind, Lexeme

_INVASIVE = re.compile(r"invasive|infiltrating|infiltrative|microinvasion|metasta", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no|without|negative for|absence of)\b[^.;:\n]{0,40}(?:invasive|infiltrating|microinvasion|metasta)",
    re.IGNORECASE,
)
_JOINS = {"on", "in", "of", "for", "(", "-"}


def with_in_situ(text: str, row: Sequence[Lexeme]) -> Sequence[Lexeme]:
    """The row without "on DCIS" behind the name of a receptor, if the report has only that."""
    if len(_INVASIVE.findall(text)) > len(_NONE.findall(text)):
        return row
    out: list[Lexeme] = []
    for lexeme in row:
        if _is_in_situ(text, lexeme) and len(out) > 1 and out[-1].id in _JOINS and _is_receptor(out[-2]):
            out.pop()
        elif lexeme.id == ")" and out and _is_receptor(out[-1]):
            continue  # the bracket around it
        else:
            out.append(lexeme)
    return out


def _is_in_situ(text: str, lexeme: Lexeme) -> bool:
    printed = text[lexeme.start : lexeme.end].lower()
    return lexeme.kind is Kind.NAME and lexeme.id == THING and ("dcis" in printed or "in situ" in printed)


def _is_receptor(lexeme: Lexeme) -> bool:
    return lexeme.kind is Kind.NAME and lexeme.id != THING
