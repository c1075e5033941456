"""Several values over several names: "ER/PR: positive/negative", the row below the head of a table.

Where the counts do not fit, nobody gets anything, and the mention is torn.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.binding import NUMBERS, VALUES
from reports.reading.groups import Group
from reports.reading.lexicon import Kind, Lexeme

_LISTING = {"/", ",", "and", "&", ";", "respectively"}


def deal(row: Sequence[Lexeme], group: Group, places: Sequence[int]) -> tuple[list[list[Lexeme]], bool]:
    """One list of values for each name of the group, and whether they could not be told apart."""
    names = group.names
    if len(names) > 1 and _is_header(row, group):
        return _cells(row, places, len(names))
    return _shares(row, places, len(names))


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
    numbers = [row[n] for n in places if row[n].kind in NUMBERS]
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
    return {x.id for x in row[places[0] : places[-1]] if x.kind not in VALUES and x.id not in {"(", ")"}}


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
