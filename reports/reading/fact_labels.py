"""Labels that stand alone on a line with their value below, as patient portals print them, joined to one line.

`Nodes examined`, `Your value`, `12` become `Nodes examined: 12`. Of a run of labels whose values follow further down
nothing is joined: whose value a number is cannot be told. Offsets still lead back to the original.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace

from reports.reading.fact_rules import FactRules
from reports.reading.text import Line, Prepared

_LONGEST_LABEL, _LONGEST_VALUE = 60, 120
_NO_VALUE = re.compile(r"\s*(?:[-*\u2022>]\s|\[|\(\s|_|[0-9]{1,2}[.)]\s)|[^\n]*(?:[:|]|\.{4}|\s{4})")
_BETWEEN = 4  # lines without a word of their own between a label and its value

Joined = tuple[Line, Line | None]  # a line, and the value that belongs to it


def labels_joined(prepared: Prepared, rules: FactRules) -> Prepared:
    label, filler = rules.words["alone_label"], rules.words["filler"]
    alone = [_is(line, label) for line in prepared.lines]
    if not any(alone):
        return prepared
    places = array("L")
    pieces: list[str] = []
    lines: list[Line] = []
    for line, value in _joined(prepared.lines, alone, filler):
        start = len(places)
        text = line.text.rstrip()
        places.extend(range(line.start, line.start + len(text)))
        if value is not None:
            first = value.start + len(value.text) - len(value.text.lstrip())
            places.extend([max(line.start + len(text) - 1, line.start)] * 2)
            end = first + len(value.text.strip())
            places.extend([*range(first, end), end - 1])
            text = f"{text}: {value.text.strip()};"  # what comes below is another matter
        lines.append(line._replace(number=len(lines), start=start, end=start + len(text), text=text))
        pieces.append(text)
        places.append((value or line).end)
    last = len(prepared.text) - 1
    origin = prepared.origins([min(place, last) for place in places[:-1]])
    return replace(prepared, text="\n".join(pieces), lines=tuple(lines), _origin=origin)


def _is(line: Line, words: re.Pattern[str]) -> bool:
    return len(line.text) <= _LONGEST_LABEL and words.fullmatch(line.text.strip()) is not None


def _joined(lines: tuple[Line, ...], alone: list[bool], filler: re.Pattern[str]) -> Iterator[Joined]:
    after_label = False  # the last line with words was a label too
    skip = 0
    for index, line in enumerate(lines):
        if index < skip:
            continue
        at = _value(lines, index, alone, filler) if alone[index] and not after_label else None
        if at is None:
            yield line, None
            after_label = alone[index] or (after_label and _says_nothing(line, filler))
        else:
            yield line, lines[at]
            skip, after_label = at + 1, False


def _value(lines: tuple[Line, ...], index: int, alone: list[bool], filler: re.Pattern[str]) -> int | None:
    """The line below a label that holds its value."""
    label = lines[index]
    for at in range(index + 1, min(index + 2 + _BETWEEN, len(lines))):
        line = lines[at]
        if _says_nothing(line, filler):
            continue
        own = (line.section, line.specimen, line.addendum) == (label.section, label.specimen, label.addendum)
        fits = len(line.text.strip()) <= _LONGEST_VALUE and not line.unsafe and not label.unsafe
        return at if own and fits and not alone[at] and not _NO_VALUE.match(line.text) else None
    return None


def _says_nothing(line: Line, filler: re.Pattern[str]) -> bool:
    return not line.text.strip() or _is(line, filler)
