"""The letters of one PDF page with their places, and which of them a person can see. Runs only in the child.

A letter is seen if the page looks different without it: the page is painted twice, with its text and without, and
what is white on white, under a picture, transparent, clipped away or off the page makes no difference.
Not found this way: a letter that means another one than it looks like (a forged character map).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # generated bindings

from reports.intake.layout import Glyph
from reports.intake.text import REPLACEMENT

_PIXELS_PER_POINT: Final = 1.25
_LARGEST_SIDE: Final = 1500  # pixels
_FAINTEST: Final = 12  # of 127 steps of grey: less is no contrast for an eye
_SMALLEST: Final = 2.5  # points
_DEEPEST: Final = 12  # forms within forms
_INVISIBLE: Final = 3  # text render mode
_TEXT, _IMAGE, _FORM = 1, 3, 5  # kinds of page objects
_WITH_ANNOTATIONS, _SMALL_IMAGE_CACHE = 0x01, 0x200
_HALF: Final = bytes(grey >> 1 for grey in range(256))
_DIFFERS: Final = bytes(abs(step - 128) >= _FAINTEST for step in range(256))
_HYPHENS: Final = {0x02, 0xAD, 0xFFFE}  # PDFium's ways to give a hyphen at the end of a line
_PERHAPS_GENERATED: Final = _HYPHENS | {0, 0x0A, 0x0D, 0x20}
SLANTED: Final = 4  # in place of a number of quarter turns


class Frame(NamedTuple):
    """The page as it is shown: its size in points, its quarter turns clockwise, and the way there from the file.

    `across` and `down` hold three numbers each: a place (x, y) of the file is shown at x * [0] + y * [1] + [2] from the
    upper left corner.
    """

    width: float
    height: float
    turns: int
    across: tuple[float, float, float]
    down: tuple[float, float, float]


class Letter(NamedTuple):
    """One character as the file has it, placed on the shown page. `turns`: which way its line runs."""

    text: str
    generated: bool
    left: float
    top: float
    right: float
    bottom: float
    x: float  # of its origin, on the base line
    y: float
    turns: int


def frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    x, y, turns = box.left, box.bottom, pdfium.FPDFPage_GetRotation(page) % 4
    across, down = (
        ((1.0, 0.0, -x), (0.0, -1.0, height + y)),
        ((0.0, 1.0, -y), (1.0, 0.0, -x)),
        ((-1.0, 0.0, width + x), (0.0, 1.0, -y)),
        ((0.0, -1.0, width + y), (-1.0, 0.0, height + x)),
    )[turns]
    return Frame(width, height, turns, across, down)


def letters(words: Any, count: int, shown: Frame) -> Iterator[Letter]:
    """Every character of the page in the order of the file, also those that PDFium adds between words."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    (xx, xy, x0), (yx, yy, y0) = shown.across, shown.down
    last = Letter("", True, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0)
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(words, index)
        if code in _PERHAPS_GENERATED and pdfium.FPDFText_IsGenerated(words, index) == 1:
            yield last._replace(text=chr(code), generated=True)
            continue
        pdfium.FPDFText_GetLooseCharBox(words, index, box)
        pdfium.FPDFText_GetCharOrigin(words, index, x, y)
        left, top = box.left * xx + box.top * xy + x0, box.left * yx + box.top * yy + y0
        right, bottom = box.right * xx + box.bottom * xy + x0, box.right * yx + box.bottom * yy + y0
        if left > right:
            left, right = right, left
        if top > bottom:
            top, bottom = bottom, top
        last = Letter(
            _character(code, words, index),
            False,
            left,
            top,
            right,
            bottom,
            x.value * xx + y.value * xy + x0,
            x.value * yx + y.value * yy + y0,
            _turns(pdfium.FPDFText_GetCharAngle(words, index), shown.turns),
        )
        yield last


def placed(letter: Letter, shown: Frame, hidden: bool) -> Glyph:
    """The letter in the frame of its own line."""
    text, _, left, top, right, bottom, x, y, turns = letter
    match turns:
        case 1:  # upwards
            return Glyph(text, shown.height - bottom, shown.height - top, x, right - left, hidden)
        case 2:  # upside down
            return Glyph(text, shown.width - right, shown.width - left, shown.height - y, bottom - top, hidden)
        case 3:  # downwards
            return Glyph(text, top, bottom, shown.width - x, right - left, hidden)
    return Glyph(text, left, right, y, bottom - top, hidden)


def on_page(letter: Letter, shown: Frame) -> bool:
    return letter.left < shown.width and letter.right > 0 and letter.top < shown.height and letter.bottom > 0


class Eye:
    """What can be seen on a page. Painting it without its text changes the page: the last thing done with it."""

    def __init__(self, page: Any, shown: Frame) -> None:
        self._shown = shown
        self._scale = min(_PIXELS_PER_POINT, _LARGEST_SIDE / max(shown.width, shown.height, 1.0))
        self._width = max(1, round(shown.width * self._scale))
        self._height = max(1, round(shown.height * self._scale))
        with_text = self._paint(page)
        for text in texts(page):
            pdfium.FPDFPageObj_SetIsActive(text, False)
        self._differs = _difference(with_text, self._paint(page))

    def sees(self, letter: Letter) -> bool:
        _, _, left, top, right, bottom, _, _, _ = letter
        if max(right - left, bottom - top) < _SMALLEST:
            return False
        scale, width, differs = self._scale, self._width, self._differs
        first, last = max(0, int(left * scale) - 1), min(width, int(right * scale) + 2)
        above, below = max(0, int(top * scale)), min(self._height, int(bottom * scale) + 1)
        if first >= last:
            return False
        middle = (above + 3 * below) // 4  # near the base line, where nearly every letter has ink
        for row in (*range(middle, above - 1, -1), *range(middle + 1, below)):
            if differs.find(1, row * width + first, row * width + last) >= 0:
                return True
        return False

    def _paint(self, page: Any) -> bytes:
        """The page in grey, one byte for each pixel."""
        buffer = (ctypes.c_ubyte * (self._width * self._height))()
        bitmap = pdfium.FPDFBitmap_CreateEx(self._width, self._height, pdfium.FPDFBitmap_Gray, buffer, self._width)
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, self._width, self._height, 0xFFFFFFFF)
        flags = _WITH_ANNOTATIONS | _SMALL_IMAGE_CACHE
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, self._width, self._height, 0, flags)
        pdfium.FPDFBitmap_Destroy(bitmap)
        return bytes(buffer)


def texts(page: Any) -> Iterator[Any]:
    """Every text object of the page, also those in forms."""
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _texts_in(pdfium.FPDFPage_GetObject(page, index), _DEEPEST)


def _texts_in(thing: Any, depth: int) -> Iterator[Any]:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == _TEXT:
        yield thing
    elif kind == _FORM and depth:
        for index in range(pdfium.FPDFFormObj_CountObjects(thing)):
            yield from _texts_in(pdfium.FPDFFormObj_GetObject(thing, index), depth - 1)


def all_invisible(page: Any) -> bool:
    """A scan with the text of somebody's recognition under it: painted by nothing but the picture."""
    return all(pdfium.FPDFTextObj_GetTextRenderMode(text) == _INVISIBLE for text in texts(page))


def picture_share(page: Any, shown: Frame) -> float:
    """How much of the page its largest picture covers: on a scan with a line of real text above it, nearly all."""
    largest = 0.0
    box = [ctypes.c_float() for _ in range(4)]
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, index)
        if _is_picture(thing, _DEEPEST) and pdfium.FPDFPageObj_GetBounds(thing, *box):
            left, bottom, right, top = (side.value for side in box)
            largest = max(largest, (right - left) * (top - bottom))
    return largest / max(1.0, shown.width * shown.height)


def _is_picture(thing: Any, depth: int) -> bool:
    if pdfium.FPDFPageObj_GetType(thing) != _FORM or not depth:
        return bool(pdfium.FPDFPageObj_GetType(thing) == _IMAGE)
    within = range(pdfium.FPDFFormObj_CountObjects(thing))
    return any(_is_picture(pdfium.FPDFFormObj_GetObject(thing, index), depth - 1) for index in within)


def _difference(first: bytes, second: bytes) -> bytes:
    """One byte for each pixel: 1 where the two differ so much that an eye sees it. All pixels in one subtraction."""
    size = len(first)
    high = int.from_bytes(b"\x80" * size)
    step = (int.from_bytes(first.translate(_HALF)) | high) - int.from_bytes(second.translate(_HALF))
    return step.to_bytes(size).translate(_DIFFERS)


def _character(code: int, words: Any, index: int) -> str:
    if code in _HYPHENS:
        return "-"
    if pdfium.FPDFText_HasUnicodeMapError(words, index) == 1 or not 0 < code <= 0x10FFFF:
        return REPLACEMENT
    return chr(code)


def _turns(angle: float, page_turns: int) -> int:
    """Quarter turns against the clock, as shown; SLANTED where it is none."""
    if angle == 0:
        return -page_turns % 4
    quarters = angle / (math.pi / 2)
    if angle < 0 or abs(quarters - round(quarters)) > 0.1:
        return SLANTED
    return (-round(quarters) - page_turns) % 4
