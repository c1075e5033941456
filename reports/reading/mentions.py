"""Names of markers and what one statement says of each: answers and numbers, bound by their places.

Binding knows two directions: the name first ("ER: positive, 90%") and the value first ("positive for ER and PR").
What the words mean together is decided in assertion.py and her2.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reports.reading.choices import chosen
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.statements import Shape, Statement, Words

OTHER, THING = "OTHER", "THING"
_VALUES = {Kind.ANSWER, Kind.MEASURE, Kind.SCORE}
_NUMBERS = {Kind.MEASURE, Kind.SCORE}
_STOPS = {",", ";", "and", "or", "nor", "but", "."}
_TOGETHER = {"are", "were", "both", "all"}
_LISTING = {"/", ",", "and", "&", ";", "respectively"}
_LEFT_REACH = 14
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


@dataclass(slots=True)
class _Bound:
    group: Group
    left: list[int] = field(default_factory=list)  # places of values before the names
    right: list[int] = field(default_factory=list)
    value_first: bool = False


def mentions(statement: Statement, words: Words) -> list[Mention]:
    row = [] if statement.shape is Shape.SCALE else chosen(statement.lexemes)
    statement = replace(statement, lexemes=tuple(row))
    groups = _groups(row, words)
    bounds: list[_Bound] = []
    for group in groups:
        bound = _Bound(group)
        _look_left(row, bound, bounds[-1] if bounds else None, words)
        bounds += _split(row, bound, words)
    for n, bound in enumerate(bounds):
        _look_right(row, bound, bounds[n + 1] if n + 1 < len(bounds) else None, words)
    _share(row, bounds)
    in_turn = any(x.id == "respectively" for x in row)
    return [mention for bound in bounds for mention in _deal(row, bound, statement, words, in_turn=in_turn)]


def _groups(row: Sequence[Lexeme], words: Words) -> list[Group]:
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


def _look_left(row: Sequence[Lexeme], bound: _Bound, before: _Bound | None, words: Words) -> None:
    """Find `positive for`, `90% of the cells stain for`, `no expression of` before the names."""
    limit = before.group.last if before else -1
    at = bound.group.first - 1
    linked = False  # "for" has been passed
    steps = crossed = 0
    while at > limit and steps < _LEFT_REACH:
        lexeme = row[at]
        if lexeme.id == ")":
            at = _opening(row, at)
            steps += 1
            at -= 1
            continue
        if lexeme.kind is Kind.VERB:
            bound.left, bound.value_first = [at], True
            _measure_before(row, bound, at, limit)
            return
        if lexeme.kind is Kind.ANSWER:
            adjective = at == bound.group.first - 1 and before is not None and before.value_first
            if linked or adjective or (crossed == 0 and _heads(row, at, bound)):
                bound.left, bound.value_first = [at], True
                _measure_before(row, bound, at, limit)
            return
        if lexeme.kind in _NUMBERS:
            scored = lexeme.kind is Kind.SCORE and crossed == 0 and row[at + 1].id == "(" and before is None
            if scored or (linked and lexeme.id == "percent"):
                bound.left, bound.value_first = [at], True
                return
        elif lexeme.id in {"for", "of"}:
            linked = linked or lexeme.id == "for"
        elif lexeme.id in {":", "-", "("} and crossed == 0:
            pass
        elif lexeme.id in _STOPS or lexeme.id in words.opaque or lexeme.kind is Kind.END:
            return
        else:
            crossed += 1
        at -= 1
        steps += 1


def _split(row: Sequence[Lexeme], bound: _Bound, words: Words) -> list[_Bound]:
    """`positive for ER, PR, and HER2 is negative`: the last name has an answer of its own."""
    names, last = bound.group.names, bound.group.last
    if not bound.value_first or len(names) == 1:
        return [bound]
    for lexeme in row[last + 1 : last + 6]:
        if lexeme.kind in {Kind.ANSWER, Kind.SCORE}:
            place = next(n for n, x in enumerate(row) if x is names[-1])
            first = _Bound(Group(bound.group.first, place - 1, names[:-1]), bound.left, [], value_first=True)
            return [first, _Bound(Group(place, last, names[-1:]))]
        if lexeme.kind is not Kind.WORD or lexeme.id not in words.transparent or lexeme.id in {"and", "or"}:
            break
    return [bound]


def _heads(row: Sequence[Lexeme], at: int, bound: _Bound) -> bool:
    """Is the answer the head of a list: `Positive: ER, PR`? `NEG-HER2` in one word is the name of a slide."""
    attached = row[at + 1].id == "-" and row[bound.group.first].start - row[at].end == 1
    return not attached and all(x.kind is Kind.PUNCT for x in row[:at])


def _measure_before(row: Sequence[Lexeme], bound: _Bound, at: int, limit: int) -> None:
    """`90% of the tumor cells are positive for ER`: the number before the answer."""
    for n in range(at - 1, max(limit, at - 12), -1):
        if row[n].kind is Kind.MEASURE and row[n].id == "percent":
            bound.left.append(n)
            return
        if row[n].kind is Kind.SCORE and all(x.id == "," for x in row[n + 1 : at]):
            bound.left.append(n)  # "score 1+, negative for HER2"
            return
        if row[n].id in (_STOPS - {","}) or row[n].kind in {Kind.NAME, Kind.ANSWER, Kind.END}:
            return


def _opening(row: Sequence[Lexeme], at: int) -> int:
    depth = 0
    for n in range(at, -1, -1):
        depth += {")": 1, "(": -1}.get(row[n].id, 0)
        if depth == 0:
            return n
    return at


def _look_right(row: Sequence[Lexeme], bound: _Bound, after: _Bound | None, words: Words) -> None:
    end = len(row)
    if after:
        end = after.group.first
        if after.value_first and after.left:
            end = min(after.left)
    strange = 0
    first = row[bound.group.last + 1].id if bound.group.last + 1 < len(row) else ""
    allowed = 12 if first in {":", "=", "-"} else 5
    for at in range(bound.group.last + 1, end):
        lexeme = row[at]
        if lexeme.kind is Kind.END:
            return
        if lexeme.kind in _VALUES or lexeme.kind is Kind.METHOD:
            if bound.value_first and (lexeme.kind is Kind.ANSWER or len(bound.left) > 1):
                return
            bound.right.append(at)
        elif lexeme.kind is Kind.WORD and lexeme.id not in words.transparent:
            if lexeme.id in words.opaque:
                return
            strange += 1
            if strange > allowed:
                return
        elif bound.value_first and lexeme.id in {"and", ",", ";"} and not _inside(row, bound.group.last, at):
            return


def _inside(row: Sequence[Lexeme], start: int, at: int) -> bool:
    depth = 0
    for n in range(start, at):
        depth += {"(": 1, ")": -1}.get(row[n].id, 0)
    return depth > 0


def _share(row: Sequence[Lexeme], bounds: list[_Bound]) -> None:
    """`positive for ER (90%) and PR (60%)`; `ER (90%) and PR (60%) are positive`."""
    for before, bound in pairwise(bounds):
        answered = any(row[n].kind is Kind.ANSWER for n in bound.right)
        if (
            before.value_first
            and before.left
            and not bound.value_first
            and not answered
            and _listed(row, before, bound)
        ):
            given = [n for n in before.left if row[n].kind in {Kind.ANSWER, Kind.VERB}]
            scored = any(row[n].kind is Kind.SCORE for n in bound.right)
            if given and not scored:
                bound.left, bound.value_first = given, True
    for bound, after in reversed(list(pairwise(bounds))):
        if bound.value_first or after.value_first or any(row[n].kind is Kind.ANSWER for n in bound.right):
            continue
        given = [n for n in after.right if row[n].kind is Kind.ANSWER]
        together = given and any(x.id in _TOGETHER for x in row[after.group.last + 1 : given[0]])
        if together and bound.right and _listed(row, bound, after):
            bound.right.append(given[0])


def _listed(row: Sequence[Lexeme], before: _Bound, after: _Bound) -> bool:
    """Nothing but numbers, brackets and `and` between two groups, and both may stand in a list."""
    between = row[before.group.last + 1 : after.group.first]
    joins = {
        "and",
        ",",
        "&",
        "or",
        "nor",
        "for",
        "also",
        "(",
        ")",
        "/",
        "as",
        "well",
        "of",
        "in",
        "cells",
        "the",
        "tumor",
        "~",
    }
    plain = all(x.kind in _NUMBERS or x.id in joins or x.kind is Kind.LABEL for x in between)
    joined = any(x.id in {"and", ",", "&", "or", "nor"} for x in between)
    return plain and joined and before.group.groupable and after.group.groupable


def _deal(row: Sequence[Lexeme], bound: _Bound, statement: Statement, words: Words, *, in_turn: bool) -> list[Mention]:
    """Give each name of a group its own part of the values."""
    places = sorted(set(bound.left + bound.right))
    methods = [row[n] for n in places if row[n].kind is Kind.METHOD]
    values = [n for n in places if row[n].kind is not Kind.METHOD]
    names = bound.group.names
    if len(names) > 1 and _is_header(row, bound.group):
        parts, torn = _cells(row, values, len(names))
    else:
        parts, torn = _shares(row, values, len(names))
    found = []
    for name, part in zip(names, parts, strict=True):
        if in_turn and len(names) == 1 and part:  # the numbers are dealt over several groups
            part = [x for x in part if x.kind not in _NUMBERS]
        mention = Mention(name, statement, methods=methods, tight=_tight(row, bound, words), torn=torn)
        mention.answers = [x for x in part if x.kind in {Kind.ANSWER, Kind.VERB}]
        mention.numbers = [x for x in part if x.kind in _NUMBERS]
        found.append(mention)
    return found


def _is_header(row: Sequence[Lexeme], group: Group) -> bool:
    """Names with nothing between them: the head of a table."""
    return all(x.kind is Kind.NAME or x.id == "|" for x in row[group.first : group.last + 1])


def _cells(row: Sequence[Lexeme], places: Sequence[int], count: int) -> tuple[list[list[Lexeme]], bool]:
    """The values of a table's row, one cell for each name of its head; nothing where they are not as many."""
    cells: list[list[Lexeme]] = []
    for n in places:
        wide = bool(cells) and row[n].start - cells[-1][-1].end > 1
        if not cells or wide or (row[n].kind is Kind.ANSWER and any(x.kind is Kind.ANSWER for x in cells[-1])):
            cells.append([])
        cells[-1].append(row[n])
    return (cells, False) if len(cells) == count else ([[] for _ in range(count)], bool(places))


def _shares(row: Sequence[Lexeme], places: Sequence[int], count: int) -> tuple[list[list[Lexeme]], bool]:
    answers = [n for n in places if row[n].kind in {Kind.ANSWER, Kind.VERB}]
    numbers = [row[n] for n in places if row[n].kind in _NUMBERS]
    words = [row[n] for n in answers]
    if count == 1:
        joins = _between(row, answers)
        offered = len({x.id for x in words}) > 1 and bool(joins) and joins <= {"/", "or"}
        return [[*([] if offered else words), *numbers]], offered
    torn = False
    if len(words) == count and _between(row, answers) <= _LISTING:
        dealt = [[word] for word in words]
    elif not words or len({x.id for x in words}) == 1 or _between(row, answers[:2]) - _LISTING:
        dealt = [words[:1] for _ in range(count)]
    else:
        dealt, numbers, torn = [[] for _ in range(count)], [], True
    return [[*words, *_numbers_of(numbers, n, count)] for n, words in enumerate(dealt)], torn


def _between(row: Sequence[Lexeme], places: Sequence[int]) -> set[str]:
    """What stands between values, numbers and brackets aside."""
    if len(places) < 2:
        return set()
    return {x.id for x in row[places[0] : places[-1]] if x.kind not in _VALUES and x.id not in {"(", ")"}}


def _numbers_of(numbers: list[Lexeme], n: int, count: int) -> list[Lexeme]:
    if count == 1:
        return numbers
    by_kind: dict[str, list[Lexeme]] = {}
    for number in numbers:
        by_kind.setdefault(number.id, []).append(number)
    found = []
    for same in by_kind.values():
        if len(same) == count:
            found.append(same[n])
        elif len(same) == 1:
            found.append(same[0])
    return found


def _tight(row: Sequence[Lexeme], bound: _Bound, words: Words) -> bool:
    """`ER protein (clone SP1): positive`: a label at the head of its line."""
    if bound.value_first or bound.group.first > 4:
        return False
    for lexeme in row[bound.group.last + 1 : bound.group.last + 9]:
        if lexeme.id in {":", "=", "-"}:
            return True
        named = lexeme.kind in {Kind.METHOD, Kind.LABEL} or lexeme.id in words.transparent or lexeme.id in {"(", ")"}
        if not named:
            return False
    return False
