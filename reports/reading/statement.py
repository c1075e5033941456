"""A statement: the lexemes of one sentence, one line of a list, or one label with its value."""

from __future__ import annotations

from typing import NamedTuple

from reports.reading.lexicon import Lexeme
from reports.reading.shapes import Shape
from reports.reading.text import Line


class Statement(NamedTuple):
    lexemes: tuple[Lexeme, ...]
    line: Line  # where it begins
    shape: Shape
    leads: bool  # begins with the name of a marker, as a line of a list does
    blank_before: bool
    paired: bool = False  # label and value were put together here
    owner: str = ""  # the tumor in whose column of a table the values stand

    @property
    def end(self) -> int:
        return self.lexemes[-1].end
