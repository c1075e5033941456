"""From statement to statement with what is carried along: the context of a heading, and the claims just made.

Receptors and biomarkers are read this way. What one statement claims is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reports.reading.assertion import Claim
from reports.reading.contexts import carry
from reports.reading.findings import Context
from reports.reading.statement import Statement
from reports.reading.text import Line, Prepared
from reports.reading.withdrawn import taken_back_by

Said = tuple[list[Claim], list[tuple[str, int]]]  # claims; names without a value, each with its offset
_NEXT = 2  # lines to the next sentence that may still speak of a result


def walk(prepared: Prepared, rows: Iterable[Statement], read: Callable[[Statement, Context], Said | None]) -> Said:
    """All that the statements say; where `read` gives None, the statement is passed over."""
    claims: list[Claim] = []
    unsettled: list[tuple[str, int]] = []
    carried: tuple[Context, Line] | None = None
    last: list[Claim] = []  # of this sentence, or of the one before
    line = 0
    for statement in rows:
        carried = carry(statement, carried)
        said = read(statement, carried[0] if carried else Context.CURRENT)
        if said is None:
            continue
        found, names = said
        claims += found
        if found or statement.line.number - line > _NEXT:
            last = found
        claims += taken_back_by(statement.lexemes, prepared.text, last)
        line = prepared.line_at(statement.end - 1).number
        unsettled += names
    return claims, unsettled
