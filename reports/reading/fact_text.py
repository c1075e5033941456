"""Passages: the pieces of a report that are read as one for a fact, however their lines were broken.

A passage is a sentence, a bullet or a field with its value on the next line. It knows where it stands; whether
it may be read is for the reader of each fact to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.reading.text import Line, Prepared

_BULLET = re.compile(r"^\s*(?:[-*=>]+|\(?[0-9]{1,2}[.)]|\(?[A-Za-z][.)])(?:\s|$)")
_LABEL = re.compile(r"^\s*(?:[-*]\s*)?[A-Za-z][^:\n]{1,80}:(?:\s|$)")
_LABEL_ONLY = re.compile(r"^\s*(?:[-*]\s*)?[A-Za-z(*][^:\n]{1,90}:\s*$")
_SPECIFY = re.compile(r"^[\s*-]{0,6}(?:specify|value|number)\s?:", re.IGNORECASE)
_EMPTY_BULLET = re.compile(r"^\s*(?:[-*=>.]+|\(?[0-9]{1,2}[.)]|\(?[A-Za-z][.)])\s*$")
_ROW = re.compile(r"^\s*(?:\||[A-Z]{3}\|)")  # of a table with bars, or a line of a message
_STOP = re.compile(r"(?<!\b[A-Z])[.;!?](?=\s+\S)|\n[ \t]*\n")
_SHORT = re.compile(
    r"(?:\b(?:no|nos|mod|lt|rt|vs|dr|approx|ca|fig|e\.g|i\.e|incl|resp|max|min|cf|st|[0-9]{1,2}|[A-Z]))$",
    re.IGNORECASE,
)
_MAX_LINES = 12
_LONGEST = 2_000
_AROUND = 240


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is `prepared.text[start:start + len(text)]`, over one line or several."""

    start: int
    text: str
    line: Line  # the first
    stands_alone: bool  # a label whose value did not follow on its line
    after_label: bool  # the passage before is a label without a value: the next value may be its own
    lowered: str = field(init=False)
    sentences: tuple[tuple[int, str], ...] = field(init=False)  # each with its offset in the normalised text

    def __post_init__(self) -> None:
        object.__setattr__(self, "lowered", self.text.lower())
        object.__setattr__(self, "sentences", tuple(_sentences(self.start, self.text)))

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def passages(prepared: Prepared) -> Iterator[Passage]:
    block: list[Line] = []
    after_label = False
    for line in prepared.lines:
        if block and (_breaks(block, line) or len(block) >= _MAX_LINES):
            yield from _joined(prepared, block, after_label)
            after_label = len(block) == 1 and _LABEL_ONLY.match(block[0].text) is not None
            block = []
        if line.text.strip() and not line.unsafe:
            block.append(line)
    if block:
        yield from _joined(prepared, block, after_label)


def _breaks(block: list[Line], line: Line) -> bool:
    """Does the line begin something new?"""
    last = block[-1]
    if not line.text.strip() or line.unsafe:
        return True
    if (line.section, line.specimen, line.addendum, line.heading) != (
        last.section,
        last.specimen,
        last.addendum,
        last.heading,
    ):
        return not _EMPTY_BULLET.match(last.text) or line.heading
    if _EMPTY_BULLET.match(last.text):
        return False
    if _SPECIFY.match(line.text) and _LABEL_ONLY.match(last.text):
        return False
    if _BULLET.match(line.text) or _LABEL.match(line.text) or _ROW.match(line.text):
        return True
    text = last.text.rstrip()
    return text.endswith((".", ";")) and not _SHORT.search(text[:-1])


def _joined(prepared: Prepared, block: list[Line], after_label: bool) -> Iterator[Passage]:
    """One passage, or several where a line is longer than any sentence."""
    start, end = block[0].start, block[-1].end
    alone = _LABEL_ONLY.match(block[0].text) is not None
    while end - start > _LONGEST:
        cut = max(prepared.text.rfind(" ", start + _LONGEST // 2, start + _LONGEST), start + _LONGEST // 2)
        yield Passage(start, prepared.text[start:cut], block[0], alone, after_label)
        start = cut
    yield Passage(start, prepared.text[start:end], block[0], alone, after_label)


def _sentences(start: int, text: str) -> Iterator[tuple[int, str]]:
    last = 0
    for stop in _STOP.finditer(text):
        if text[stop.start()] == "." and _SHORT.search(text[last : stop.start()][-8:]):
            continue
        yield start + last, text[last : stop.end()]
        last = stop.end()
    if text[last:].strip():
        yield start + last, text[last:]


def clipped(text: str, span: tuple[int, int], at: int) -> tuple[int, int]:
    """A span to quote that is short enough to read, around the place that matters, cut between words."""
    start, end = span
    if end - start <= 2 * _AROUND:
        return span
    start, end = max(start, at - _AROUND), min(end, at + _AROUND)
    return text.find(" ", start, at) + 1 or start, text.rfind(" ", at, end) if " " in text[at:end] else end
