"""Names of markers that stand in one list: "ER, PR and HER2", "Estrogen receptor (ER)"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.reading.lexicon import Kind, Lexeme
from reports.reading.shapes import Words

OTHER, THING = "OTHER", "THING"
_BETWEEN_NAMES = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Names that stand in one list: places in the statement's lexemes, and their markers in order."""

    first: int
    last: int
    names: tuple[Lexeme, ...]  # one for each marker; the first of its aliases

    @property
    def groupable(self) -> bool:
        return all(name.id != THING for name in self.names)


@dataclass(slots=True)
class Bound:
    """A group and the places of the values that may be its own."""

    group: Group
    left: list[int] = field(default_factory=list)  # places of values before the names
    right: list[int] = field(default_factory=list)
    value_first: bool = False


def groups_in(row: Sequence[Lexeme], words: Words) -> list[Group]:
    groups: list[Group] = []
    i = 0
    while i < len(row):
        if row[i].kind is not Kind.NAME:
            i += 1
            continue
        names, last = [row[i]], i
        at = i + 1
        while at < len(row) and row[i].id != THING and at - last <= _BETWEEN_NAMES:
            lexeme = row[at]
            if lexeme.kind is Kind.NAME:
                if lexeme.id == THING:
                    break
                if lexeme.id != names[-1].id:
                    names.append(lexeme)
                last = at
            elif lexeme.kind not in {Kind.LABEL, Kind.METHOD} and lexeme.id not in words.connectors:
                break
            at += 1
        groups.append(Group(i, last, tuple(names)))
        i = last + 1
    return groups
