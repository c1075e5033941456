"""What one statement says of each marker that it names: answers and numbers, before anything is decided.

What the words mean together is decided in assertion.py and her2.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.reading.binding import NUMBERS, bind
from reports.reading.choices import chosen
from reports.reading.dealing import deal
from reports.reading.groups import Bound, groups_in
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.shapes import Shape, Words
from reports.reading.statement import Statement


@dataclass(slots=True)
class Mention:
    """One marker in one statement, before anything is decided."""

    name: Lexeme
    statement: Statement
    answers: list[Lexeme] = field(default_factory=list)
    numbers: list[Lexeme] = field(default_factory=list)
    methods: list[Lexeme] = field(default_factory=list)
    tight: bool = False  # `label: value`; what follows cannot take the value away
    torn: bool = False  # a value stands near, but it could not be said whose it is

    @property
    def lexemes(self) -> list[Lexeme]:
        return [self.name, *self.answers, *self.numbers]

    @property
    def start(self) -> int:
        return min(x.start for x in self.lexemes)

    @property
    def end(self) -> int:
        return max(x.end for x in self.lexemes)

    @property
    def valued(self) -> bool:
        return bool(self.answers or self.numbers)


def mentions(statement: Statement, words: Words) -> list[Mention]:
    named = any(x.kind is Kind.NAME for x in statement.lexemes)
    if not named or statement.shape in {Shape.SCALE, Shape.HIDDEN}:
        return []
    row = chosen(statement.lexemes)
    statement = statement._replace(lexemes=tuple(row))
    in_turn = any(x.id == "respectively" for x in row)
    bounds = bind(row, groups_in(row, words), words)
    return [mention for bound in bounds for mention in _mentions(row, bound, statement, words, in_turn=in_turn)]


def _mentions(
    row: Sequence[Lexeme], bound: Bound, statement: Statement, words: Words, *, in_turn: bool
) -> list[Mention]:
    places = sorted(set(bound.left + bound.right))
    methods = [row[n] for n in places if row[n].kind is Kind.METHOD]
    parts, torn = deal(row, bound.group, [n for n in places if row[n].kind is not Kind.METHOD])
    tight = _tight(row, bound, words)
    found = []
    for name, part in zip(bound.group.names, parts, strict=True):
        mention = Mention(name, statement, methods=methods, tight=tight, torn=torn)
        mention.answers = [x for x in part if x.kind in {Kind.ANSWER, Kind.VERB}]
        if not in_turn or len(parts) > 1:  # else the numbers are dealt over several groups
            mention.numbers = [x for x in part if x.kind in NUMBERS]
        found.append(mention)
    return found


def _joins(row: Sequence[Lexeme], at: int) -> bool:
    """Is the dash the one inside `HER2-positive`?"""
    attached = row[at].id == "-" and row[at].start == row[at - 1].end
    return attached and at + 1 < len(row) and row[at + 1].start == row[at].end


def _tight(row: Sequence[Lexeme], bound: Bound, words: Words) -> bool:
    """`ER protein (clone SP1): positive`: a label at the head of its line."""
    if bound.value_first or bound.group.first > 4:
        return False
    for lexeme in row[bound.group.last + 1 : bound.group.last + 9]:
        if lexeme.id in {":", "=", "-"}:
            return not _joins(row, bound.group.last + 1)
        named = lexeme.kind in {Kind.METHOD, Kind.LABEL} or lexeme.id in words.transparent or lexeme.id in {"(", ")"}
        if not named:
            return False
    return False
