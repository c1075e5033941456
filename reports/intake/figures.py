"""Whether the figures and signs that a PDF names are those that it paints: "2+" named "0+" shows in the shapes.

Each figure is painted once more, by itself and large, just as it lies on the page, and laid beside shapes that were
learned from many typefaces (figure_shapes.txt, made by bench/figure_shapes.py). It is at odds if it looks more like
another figure, or like none. Blanks must be blank. Letters are forgery.py's business. Runs only in the child.
"""

from __future__ import annotations

import ctypes
import functools
import math
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # generated bindings

from reports.intake.glyphs import SLANTED, Eye, Frame, Raw, drawn_box, is_type3, line_turns

WIDE, HIGH = 24, 32  # of the picture that is laid beside others, whatever the figure's size and proportions
_HEIGHT: Final = 28  # pixels of a figure as it is painted: beyond about 35, PDFium keeps no letters and takes long
_OF_LINE: Final = 0.6  # a figure's share of the height of its line
_SIDE: Final = 80  # pixels that a painted piece has at most
_MARGIN: Final = 2  # pixels around it that show what it lies on
_INK: Final = b"1"
_CROSSING: Final = _INK * (_MARGIN + 1)
_TOUCHING: Final = 3  # rows in which a neighbour may touch it
_SHAPES: Final = Path(__file__).with_name("figure_shapes.txt")
_SURE: Final = 15  # pixels against a shape: as good as the same
_BETTER: Final = 12  # pixels by which another figure must fit better
_NONE: Final = 180  # pixels against every shape: no figure that we know
_STRETCHED: Final = 0.2  # proportions (as logarithms) beyond those of known typefaces that cost nothing
_PER_STRETCH: Final = 100  # pixels
_FAINTEST: Final = 24  # of 255 steps of grey
_SMALLEST: Final = 0.3  # points
_LARGEST: Final = {0x2E: 0.35, 0x2C: 0.47}  # a point and a comma, of the height of their line
_LEAST: Final = 0.22  # of any figure or sign but a dash: less is a point
_LONG: Final = frozenset("-")  # may be of any length
_AS: Final = {  # characters that are read as a figure or a sign
    **{ord(figure): figure for figure in "0123456789+-<>%≥≤"},
    **{0xFF10 + figure: str(figure) for figure in range(10)},
    **{0x2080 + figure: str(figure) for figure in range(10)},
    **{0x2070 + figure: str(figure) for figure in (0, 4, 5, 6, 7, 8, 9)},
    0xB9: "1",
    0xB2: "2",
    0xB3: "3",
    0xFF0B: "+",
    0x207A: "+",
    0xFE62: "+",
    **dict.fromkeys((0x02, 0xAD, 0xFFFE, *range(0x2010, 0x2016), 0x2212, 0x207B, 0xFE63, 0xFF0D), "-"),
    0xFF1C: "<",
    0xFF1E: ">",
    0xFF05: "%",
    0x2267: "≥",
    0x2266: "≤",
}
_BLANKS: Final = frozenset((0x09, 0x0A, 0x0D, 0x20, 0xA0, *range(0x2000, 0x2010), *range(0x2028, 0x2030),
                            *range(0x205F, 0x2070), 0x3000, 0xFEFF))  # fmt: skip
_LOOKED_AT: Final = _BLANKS | _LARGEST.keys() | _AS.keys()


def is_one(character: str) -> bool:
    return ord(character) in _AS


class Pattern(NamedTuple):
    """One way to draw a figure: pixels that are ink, pixels that are paper, and the proportions seen."""

    ink: int
    paper: int
    narrowest: float  # logarithm of width by height
    widest: float

    def against(self, painted: int, stretch: float) -> float:
        """How many pixels speak against it."""
        beyond = max(0.0, self.narrowest - _STRETCHED - stretch, stretch - self.widest - _STRETCHED)
        return (self.ink & ~painted).bit_count() + (self.paper & painted).bit_count() + _PER_STRETCH * beyond


@functools.cache
def patterns() -> dict[str, tuple[Pattern, ...]]:
    """Read once, before the rights are given up."""
    known: dict[str, list[Pattern]] = {}
    for line in _SHAPES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            figure, narrowest, widest, ink, paper = line.split(" ")
            longest = math.inf if figure in _LONG else float(widest)
            known.setdefault(figure, []).append(Pattern(int(ink, 16), int(paper, 16), float(narrowest), longest))
    return {figure: tuple(ways) for figure, ways in known.items()}


def fits(figure: str, painted: int, stretch: float) -> bool:
    """Whether what is painted looks like the figure, and like no other one better."""
    own = _against(figure, painted, stretch)
    if own <= _SURE:
        return True
    others = (_against(other, painted, stretch) for other in patterns() if other != figure)
    return own <= _NONE and own <= min(others) + _BETTER


def _against(figure: str, painted: int, stretch: float) -> float:
    return min(pattern.against(painted, stretch) for pattern in patterns()[figure])


class Piece(NamedTuple):
    """A piece of the page as it is painted: grey, one byte a pixel."""

    pixels: bytes
    across: int


class Look(NamedTuple):
    """A painted figure: a bit for each pixel, its proportions, and whether its ink goes on beyond it."""

    pixels: int
    stretch: float  # logarithm of width by height
    cut: bool


class Box(NamedTuple):
    """Where ink of a letter is, in points of the shown page."""

    left: float
    top: float
    right: float
    bottom: float


def at_odds(page: Any, found: Raw, shown: Frame, eye: Eye) -> bool:
    """Whether a figure that can be seen is painted as another one, or a blank is painted at all."""
    lens = Lens(page)
    known: set[tuple[int, Piece]] = set()
    for index in [index for index, code in enumerate(found.codes) if code in _LOOKED_AT]:
        left, bottom, right, top = drawn_box(found.words, index)
        if right - left < _SMALLEST or top - bottom < _SMALLEST or found.generated[index]:
            continue  # nearly every blank
        turns, code, line = line_turns(found, index), found.codes[index], line_height(found, index)
        if turns == SLANTED:
            continue
        size = max(right - left, top - bottom) / line
        if code in _LARGEST:
            wrong = size > _LARGEST[code]
        else:
            piece = lens.piece(placed((left, bottom, right, top), shown), (turns - shown.turns) % 4, line)
            if (code, piece) in known:
                continue
            known.add((code, piece))
            seen = look(piece)
            wrong = seen is not None and _is_wrong(code, seen, size, found.things[index])
        if wrong and (code in _BLANKS or eye.sees_one(found, shown, index)):
            return True
    return False


def _is_wrong(code: int, seen: Look, size: float, thing: int) -> bool:
    if code in _BLANKS or not fits(_AS[code], seen.pixels, seen.stretch):
        return True
    if size < _LEAST and _AS[code] not in _LONG:
        return True
    return seen.cut and is_type3(thing)  # in a slanted typeface, neighbours reach over


def placed(box: tuple[float, float, float, float], shown: Frame) -> Box:
    """Left, bottom, right, top in the space of the file, as shown."""
    (xx, xy, x0), (yx, yy, y0) = shown.across, shown.down
    left, bottom, right, top = box
    across = left * xx + bottom * xy + x0, right * xx + top * xy + x0
    down = left * yx + bottom * yy + y0, right * yx + top * yy + y0
    return Box(min(across), min(down), max(across), max(down))


def line_height(found: Raw, index: int) -> float:
    left, top, right, bottom = found.boxes[4 * index : 4 * index + 4]
    return max(_SMALLEST, abs(right - left) if line_turns(found, index) % 2 else abs(top - bottom))


class Lens:
    """Paints small pieces of a page, large."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._buffer = ctypes.create_string_buffer(_SIDE * _SIDE)

    def piece(self, box: Box, turns: int, line: float) -> Piece:
        """What is painted there, its line running to the right."""
        wide, high = box.right - box.left, box.bottom - box.top
        if turns % 2:
            wide, high = high, wide
        # One scale for a whole size of letters: PDFium then paints each of them once.
        scale = min(round(_HEIGHT / (_OF_LINE * line), 1), (_SIDE - 2 * _MARGIN - 1) / max(wide, high))
        across, down = math.ceil(wide * scale) + 2 * _MARGIN, math.ceil(high * scale) + 2 * _MARGIN
        bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_Gray, self._buffer, across)
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
        way, all_of_it = _way(box, turns, scale), pdfium.FS_RECTF(0, 0, across, down)
        pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, self._page, way, all_of_it, 0)
        pdfium.FPDFBitmap_Destroy(bitmap)
        return Piece(ctypes.string_at(self._buffer, across * down), across)


def look(piece: Piece) -> Look | None:
    """None where nothing can be seen."""
    pixels, wide = piece.pixels, piece.across
    around = sorted(pixels[: _MARGIN * wide] + pixels[-_MARGIN * wide :])
    paper = around[len(around) // 2]
    contrast = max(paper - min(pixels), max(pixels) - paper)
    if contrast < _FAINTEST:
        return None
    bits = pixels.translate(_bits(paper, contrast // 2))
    rows = [bits[start : start + wide] for start in range(_MARGIN * wide, len(bits) - _MARGIN * wide, wide)]
    # Ink that goes on beyond the box that the file gives it.
    crossings = sum(row.startswith(_CROSSING) + row.endswith(_CROSSING) for row in rows)
    rows = [row for row in (row[_MARGIN:-_MARGIN] for row in rows) if _INK in row]  # also without gaps, as in "%"
    if not rows:
        return None
    left = min(row.index(_INK) for row in rows)
    inked = max(row.rindex(_INK) for row in rows) + 1 - left
    pick = itemgetter(*[left + column * inked // WIDE for column in range(WIDE)])
    large = [bytes(pick(row)) for row in rows]
    picture = b"".join([large[row * len(large) // HIGH] for row in range(HIGH)])
    return Look(int(picture, 2), round(math.log(inked / len(rows)), 2), crossings > _TOUCHING)


@functools.lru_cache(maxsize=256)
def _bits(paper: int, half: int) -> bytes:
    return bytes(0x31 if abs(grey - paper) > half else 0x30 for grey in range(256))


def _way(box: Box, turns: int, scale: float) -> Any:
    """The matrix that lays the box on the small picture, its line turned to the right."""
    left, top, right, bottom = box
    match turns:
        case 1:  # upwards
            return pdfium.FS_MATRIX(0, scale, -scale, 0, bottom * scale + _MARGIN, -left * scale + _MARGIN)
        case 2:  # upside down
            return pdfium.FS_MATRIX(-scale, 0, 0, -scale, right * scale + _MARGIN, bottom * scale + _MARGIN)
        case 3:  # downwards
            return pdfium.FS_MATRIX(0, -scale, scale, 0, -top * scale + _MARGIN, right * scale + _MARGIN)
    return pdfium.FS_MATRIX(scale, 0, 0, scale, -left * scale + _MARGIN, -top * scale + _MARGIN)
