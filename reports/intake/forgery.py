"""Whether the letters that a PDF names are those that it draws: a forged character map shows in the shapes.

Compares the outlines' boxes only, which costs little: a "g" that goes below the line no farther than an "s", an "i"
as low as an "a"; in one typeface, a letter with the very box of another one. What it cannot find: letters of one
height exchanged within a typeface that stands alone on the page, above all figures. Runs only in the child.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

_LOW: Final = frozenset("acemnorsuvwx")
_TALL: Final = frozenset("bdhiklABCDEFGHIKLMNOPRSTUVWXYZ")
_DEEP: Final = frozenset("gpqy")
_COMPARED: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-<>%")
_ALIKE: Final = (frozenset("Il|1i"), frozenset("O0o"), frozenset("S5"), frozenset("-+"))  # may share a box
_DEEP_ENOUGH: Final = -0.06  # of the height of a line
_TALLER: Final = 1.12  # than the low letters
_USUAL_EM: Final = (0.9, 1.5)  # height of a line
_LOWEST_TALL, _TALLEST_LOW = 0.66, 0.52  # of the em
_OFTEN: Final = 0.15  # a few odd letters among many are a matter of style
_FLAT: Final = 0.1  # less between all tops of a font: capitals throughout, or boxes that say nothing
_LEAST_LOW: Final = 3  # kinds of low letters that make a measure
_MOST_FONTS: Final = 24
_ONE_TYPEFACE: Final = 0.6
_SAME: Final = 0.004
_DIFFERENT: Final = 0.01


class Shape(NamedTuple):
    """The box of what is drawn, from the letter's origin, in heights of its line."""

    left: float
    bottom: float
    right: float
    top: float


Drawn = dict[str, list["Shape"]]
Typeface = tuple[int, float, float]  # the font, and the measures that all subsets of one typeface share


class Shapes:
    """The boxes of each letter of each font of one page."""

    def __init__(self) -> None:
        self._drawn: dict[Typeface, Drawn] = defaultdict(dict)

    def add(self, font: Typeface, letter: str, shape: Shape) -> None:
        if letter in _COMPARED and shape.right > shape.left:
            known = self._drawn[font].setdefault(letter, [])
            if not any(_same(shape, other) for other in known):
                known.append(shape)

    def forged(self) -> bool:
        fonts = list(self._drawn.values())[:_MOST_FONTS]
        together: dict[tuple[float, float], Drawn] = defaultdict(dict)
        for (_, *measures), font in self._drawn.items():
            for letter, shapes in font.items():
                together[measures[0], measures[1]].setdefault(letter, []).extend(shapes)
        if any(_out_of_range(font, (up - down) / 1000) for (up, down), font in together.items()):
            return True
        return any(map(_at_odds, together.values())) or any(
            _exchanged(one, other) for one in fonts for other in fonts if one is not other
        )


def _at_odds(font: Drawn) -> bool:
    """Letters that are lower, taller or deeper than such a letter is in any typeface. One alone may be an ornament."""
    lows = sorted(shape.top for letter in font if letter in _LOW for shape in font[letter])
    tops = [shape.top for shapes in font.values() for shape in shapes]
    if len(_LOW & font.keys()) < _LEAST_LOW or max(tops) - min(tops) < _FLAT:
        return False
    low = lows[(len(lows) - 1) // 2]
    odd = sum(_is_odd(letter, shape, low) for letter, shapes in font.items() for shape in shapes)
    return odd >= 2


def _out_of_range(font: Drawn, em: float) -> bool:
    """Letters lower or taller than such a letter is in the em of any book type, where too few stand to compare."""
    if not _USUAL_EM[0] <= em <= _USUAL_EM[1]:
        return False
    tops = [(letter, shape.top * em) for letter, shapes in font.items() for shape in shapes]
    odd = sum(top > _LOWEST_TALL for letter, top in tops if letter in _LOW)
    odd += sum(top < _TALLEST_LOW for letter, top in tops if letter in _TALL)
    return odd >= 2 and odd >= _OFTEN * len(tops)


def _is_odd(letter: str, shape: Shape, low: float) -> bool:
    deep, tall = shape.bottom < _DEEP_ENOUGH, shape.top > _TALLER * low
    if letter in _LOW:
        return deep or tall
    if letter in _TALL:
        return deep or not tall
    return letter in _DEEP and (tall or not deep)


def _exchanged(font: Drawn, other: Drawn) -> bool:
    """Whether both are one typeface, and a letter here has the very box of another letter there, and not of its own.

    Weights of one family share a box now and then; one typeface shares nearly all.
    """
    pairs = [(letter, shape) for letter, shapes in font.items() for shape in shapes]
    shared = wrong = 0
    for letter, shape in pairs:
        names = [name for name, shapes in other.items() if any(_same(shape, one) for one in shapes)]
        shared += bool(names)
        known = letter in other and not any(_near(shape, one) for one in other[letter])
        wrong += bool(names) and known and not any(_are_alike(letter, name) for name in names)
    return wrong > 0 and shared >= 2 and shared >= _ONE_TYPEFACE * len(pairs)


def _same(one: Shape, other: Shape) -> bool:
    return all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


def _near(one: Shape, other: Shape) -> bool:
    return all(abs(a - b) <= _DIFFERENT for a, b in zip(one, other, strict=True))


def _are_alike(letter: str, other: str) -> bool:
    return letter.lower() == other.lower() or any({letter, other} <= group for group in _ALIKE)
