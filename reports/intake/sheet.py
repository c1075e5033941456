"""The letters of one PDF page, sorted into those of its lines, the hidden ones and those beyond its edges.

A text that stands upright on one line is taken at once, which nearly all are; every other letter is looked at by
itself, to the same end. Runs only in the child.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any, Final

from reports.intake import figures, glyphs, layout
from reports.intake.layout import Glyph
from reports.intake.text import REPLACEMENT

_MANY: Final = 6  # letters, from which on looking at all of them at once costs less
_NONE: Final = glyphs.Letter("", True, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0)


class Sheet:
    """One page, with the eye that looked at it."""

    def __init__(self, page: Any, found: glyphs.Raw) -> None:
        self.frame = glyphs.frame(page)
        self.outside = self.hidden = self._blank = 0  # letters off the page, hidden on it, and spaces
        self._found, self.eye = found, glyphs.Eye(page, self.frame)
        self._groups: dict[int, list[Glyph]] = defaultdict(list)
        self._slanted: list[str] = []  # a stamp across the page: kept apart, or it would fall into its lines
        self._cut: Glyph | None = None  # the last letter past an edge of the page
        self._take_all()

    @property
    def shown(self) -> int:
        return len(self._found.codes) - self.outside - self.hidden - self._blank

    def text(self) -> str:
        by_size = sorted(self._groups.values(), key=len, reverse=True)  # the page first, then what runs up its margin
        return "\n".join([*(layout.lines(group) for group in by_size), "".join(self._slanted)])

    def _take_all(self) -> None:
        last, start, done = _NONE, 0, 0
        for thing, same in itertools.groupby(self._found.things):
            stop = start + len(list(same))
            line = glyphs.line(self._found, self.frame, start, stop) if thing and stop - start >= _MANY else None
            inked = self.eye.sees_line(line) if line else None
            if line and inked:
                self._take_each(done, start, last)
                self._take_line(line, inked)
                last, done = glyphs.letter(line, -1), stop
            start = stop
        self._take_each(done, start, last)

    def _take_each(self, start: int, stop: int, last: glyphs.Letter) -> None:
        letters = list(glyphs.letters(self._found, self.frame, start, stop, last))
        for letter, inked in zip(letters, self.eye.sees(letters), strict=True):
            self._take(letter, inked)

    def _take_line(self, line: glyphs.Line, inked: list[bool]) -> None:
        unseen = [False] * len(inked)
        self._blank += line.texts.count(" ")
        for index, (ink, text) in enumerate(zip(inked, line.texts, strict=True)):
            if not ink and text != " ":
                unseen[index] = not text.isspace()
                self.hidden += unseen[index]
                self._blank += not unseen[index]
        bases, heights = itertools.repeat(line.base), itertools.repeat(line.bottom - line.top)
        columns = zip(line.texts, line.lefts, line.rights, bases, heights, unseen, strict=False)
        new = list(map(tuple.__new__, itertools.repeat(Glyph), columns))  # as Glyph(...), without a call for each
        if self._cut and layout.follows(self._cut, new[0]):
            self._groups[0].append(self._cut)
        self._groups[0] += new
        self._cut = None

    def _take(self, letter: glyphs.Letter, inked: bool) -> None:
        text, generated, turns = letter.text, letter.generated, letter.turns
        on_page = glyphs.on_page(letter, self.frame)
        seen = inked
        if not inked:
            space = text.isspace()
            seen = on_page and space
            self._blank += space or generated
            self.hidden += on_page and not (space or generated)
            self.outside += not (on_page or space or generated)
        if turns == glyphs.SLANTED:
            readable = seen and not figures.is_one(text)  # nobody looked at the shapes of figures that stand aslant
            self._slanted.append(text if readable else REPLACEMENT if on_page else "")
            self._cut = None if on_page else glyphs.placed(letter, self.frame, not seen)
        elif not generated:
            self._put(glyphs.placed(letter, self.frame, not seen), turns, on_page)

    def _put(self, glyph: Glyph, turns: int, on_page: bool) -> None:
        group = self._groups[turns]
        follows = self._cut if on_page else group[-1] if group else None
        joined = follows is not None and layout.follows(follows, glyph)
        if on_page:
            # A line that is cut by the edge keeps its first letter beyond, as a hidden one, and so is marked.
            if self._cut and joined:
                group.append(self._cut)
            group.append(glyph)
            self._cut = None
        else:
            if joined:
                group.append(glyph)
            self._cut = glyph
