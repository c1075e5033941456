"""A prepared report with every run of white space inside a line made one space, and indents taken away.

Patterns of facts can then say "one white space or none" and stay linear however a report is spaced. Offsets of the
squeezed text lead back to the letters of the original as before.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import replace

from reports.reading.text import Line, Prepared

_WORD = re.compile(r"\S+")


def squeezed(prepared: Prepared) -> Prepared:
    pieces: list[str] = []
    lines: list[Line] = []
    places = array("L")  # for each character its offset in `prepared.text`
    for line in prepared.lines:
        words = list(_WORD.finditer(line.text))
        start = len(places)
        for number, word in enumerate(words):
            if number:
                places.append(line.start + word.start() - 1)
            places.extend(range(line.start + word.start(), line.start + word.end()))
        text = " ".join(word.group() for word in words)
        lines.append(replace(line, start=start, end=start + len(text), text=text))
        pieces.append(text)
        places.append(line.end)
    origin = array("L", (_original(prepared, place) for place in places[:-1]))
    return replace(prepared, text="\n".join(pieces), lines=tuple(lines), _origin=origin)


def _original(prepared: Prepared, place: int) -> int:
    return prepared.original_span(place, place + 1)[0]
