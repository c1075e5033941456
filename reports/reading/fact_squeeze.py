"""A prepared report with every run of white space inside a line made one space, and indents taken away.

Patterns of facts can then say "one white space or none" and stay linear however a report is spaced. A gap or a row
of dots between a label and its value becomes the colon that it stands for. Offsets lead back to the letters of the
original as before.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace

from reports.reading.text import Line, Prepared

_LEADING = 4  # dots that lead from a label to its value
_CHUNK = re.compile(r"\S+(?:\s\S+){0,2000}")  # words with single spaces between them
_VALUE = re.compile(r"[\[0-9]|y?p[TNM]")  # what may follow its label after only two spaces
_WORD = re.compile(r"\S+")
_LEADER = re.compile(r"(?:\s?[.\u2026]){4,200}\s{0,4}(?=\S)|\s{0,4}\|\s{0,4}")
_LABEL = re.compile(r"[\s*-]{0,4}[A-Za-z][A-Za-z ,/&#-]{1,60}(?:\([^)]{0,40}\))?[\s*]{0,3}$")
_FIELD = re.compile(r"[A-Z][A-Za-z ()/-]{2,40}:")


def squeezed(prepared: Prepared, field: re.Pattern[str]) -> Prepared:
    """`field`: what a label holds."""
    pieces: list[str] = []
    lines: list[Line] = []
    places = array("L")  # for each character its offset in `prepared.text`
    for line in prepared.lines:
        start = len(places)
        text = line.text.strip()
        if _is_plain(text):
            first = line.start + len(line.text) - len(line.text.lstrip())
            places.extend(range(first, first + len(text)))
        else:
            text = "".join(_letters(line, places, field))
        lines.append(line._replace(start=start, end=start + len(text), text=text))
        pieces.append(text)
        places.append(line.end)
    origin = prepared.origins(places[:-1])
    return replace(prepared, text="\n".join(pieces), lines=tuple(lines), _origin=origin)


def _is_plain(text: str) -> bool:
    """Words with single blanks between them and nothing that stands for a gap: all of it stays as it is."""
    return text.count(".") < _LEADING and "|" not in text and "\u2026" not in text and " ".join(text.split()) == text


def _letters(line: Line, places: array[int], field: re.Pattern[str]) -> Iterator[str]:
    """The letters of a line with the colons that its gaps stand for; each adds its place to `places`."""
    label, last = "", 0  # the chunk before, where it can be a label, and its end
    for number, chunk in enumerate(_chunks(line.text)):
        first, end = line.start + chunk[0], chunk[1]
        if number:
            wide = chunk[0] - last > 2 or "|" in line.text[last : chunk[0]]
            told = line.text[chunk[0]] in ":="
            joint = ":" if label and not told and (wide or _VALUE.match(line.text, chunk[0])) else ""
            joint = ";" if not joint and wide and _FIELD.match(line.text, chunk[0]) else joint
            yield f"{joint} "
            places.extend([first - 1] * (len(joint) + 1))
        for count, word in enumerate(_WORD.finditer(line.text, *chunk)):
            if count:
                yield " "
                places.append(line.start + word.start() - 1)
            yield word.group()
            places.extend(range(line.start + word.start(), line.start + word.end()))
        text = line.text[slice(*chunk)]
        label, last = text if not label and _LABEL.match(text) and field.search(text) else "", end


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Spans of a line between rows of dots, the bars of a table, and gaps of two spaces and more."""
    last = 0
    for leader in [*_LEADER.finditer(text), None]:
        end = leader.start() if leader else len(text)
        for chunk in _CHUNK.finditer(text, last, end):
            yield chunk.span()
        last = leader.end() if leader else end
