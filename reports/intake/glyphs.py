"""The letters of one PDF page with their places, and which of them a person can see. Runs only in the child.

A letter is seen if the page looks different without it: the page is painted twice, with its text and without, and
what is white on white, under a picture, transparent, clipped away or off the page makes no difference.
Whether a letter is the one that it looks like, forgery.py and figures.py ask.
"""

from __future__ import annotations

import collections
import ctypes
import itertools
import math
import operator
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # generated bindings

from reports.intake.forgery import Shape, Shapes, Typeface
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
_DIFFERS_FROM_WHITE: Final = bytes(_DIFFERS[(grey >> 1) + 128 - 127] for grey in range(256))
_HYPHENS: Final = {0x02, 0xAD, 0xFFFE}  # PDFium's ways to give a hyphen at the end of a line
_FIGURES: Final = frozenset(b"0123456789")
_PERHAPS_GENERATED: Final = _HYPHENS | {0, 0x0A, 0x0D, 0x20}
SLANTED: Final = 4  # in place of a number of quarter turns


class Line(NamedTuple):
    """Letters of one text that stand upright on one line of an upright page."""

    texts: list[str]
    lefts: list[float]
    rights: list[float]
    top: float
    bottom: float
    base: float


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


# PDFium's functions for one letter, called for thousands: plain numbers in and out, as a map in C.
_Integers: Final = ctypes.PYFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_Pointers: Final = ctypes.PYFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int)
_Angles: Final = ctypes.PYFUNCTYPE(ctypes.c_float, ctypes.c_void_p, ctypes.c_int)
_One: Final = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_Two: Final = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_Four: Final = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)


def _plain(kind: Any, function: Any) -> Any:
    return kind(ctypes.cast(function, ctypes.c_void_p).value)


_unicode: Final = _plain(_Integers, pdfium.FPDFText_GetUnicode)
_generated: Final = _plain(_Integers, pdfium.FPDFText_IsGenerated)
_map_error: Final = _plain(_Integers, pdfium.FPDFText_HasUnicodeMapError)
_angle: Final = _plain(_Angles, pdfium.FPDFText_GetCharAngle)
_loose_box: Final = _plain(_One, pdfium.FPDFText_GetLooseCharBox)
_place: Final = _plain(_Two, pdfium.FPDFText_GetCharOrigin)
_drawn_box: Final = _plain(_Four, pdfium.FPDFText_GetCharBox)
_BOX: Final = (ctypes.c_double * 4)()  # one for thousands of letters
_BOX_SIDES: Final = tuple(ctypes.addressof(_BOX) + 8 * side for side in range(4))
_object: Final = _plain(_Pointers, pdfium.FPDFText_GetTextObject)


class Raw(NamedTuple):
    """What PDFium says about each character of a page, in the space of the file."""

    words: int  # where PDFium holds them
    codes: list[int]
    generated: list[bool]
    things: list[int]  # the text objects that they are part of; 0 for what is generated
    boxes: list[float]  # left, top, right, bottom of each letter's place in its line


def raw(words: Any, count: int) -> Raw:
    address = ctypes.cast(words, ctypes.c_void_p).value or 0
    same, every = itertools.repeat(address), range(count)
    codes = _codes(words, count) or list(map(_unicode, same, every))
    perhaps = _PERHAPS_GENERATED
    generated = [code in perhaps and _generated(address, index) == 1 for index, code in enumerate(codes)]
    boxes = (ctypes.c_float * (4 * count))()
    at = ctypes.addressof(boxes)
    collections.deque(map(_loose_box, same, every, range(at, at + 16 * count, 16)), maxlen=0)
    return Raw(address, codes, generated, list(map(_object, same, every)), boxes[:])


def _codes(words: Any, count: int) -> list[int]:
    """All characters at once; none where the text leaves out one of them, or writes one as two."""
    text = (ctypes.c_ushort * (count + 1))()
    codes: list[int] = text[:count] if pdfium.FPDFText_GetText(words, 0, count, text) == count + 1 else []
    return [] if any(0xD800 <= code < 0xE000 for code in codes) else codes


def letters(found: Raw, shown: Frame, start: int, stop: int, last: Letter) -> Iterator[Letter]:
    """Some characters of the page in the order of the file, also those that PDFium adds between words.

    `last`: the letter before them; what is added stands where it stands.
    """
    (xx, xy, x0), (yx, yy, y0) = shown.across, shown.down
    words, turned, upright = found.words, bool(shown.turns), -shown.turns % 4
    sides = iter(found.boxes[4 * start : 4 * stop])
    thing, turns, known = -1, 0, dict[int, str]()
    line_top = line_bottom = x = y = 0.0
    which = slice(start, stop)
    rows = zip(found.codes[which], found.generated[which], found.things[which], sides, sides, sides, sides)  # noqa: B905
    for index, (code, generated, its_thing, box_left, box_top, box_right, box_bottom) in enumerate(rows, start):
        if generated:
            yield last._replace(text=chr(code), generated=True)
            continue
        if its_thing != thing or not thing:  # one text has one direction
            thing, known = its_thing, {}
            angle = _angle(words, index)
            turns = upright if angle == 0 else _turns(angle, shown.turns)
            x, y = _origin(words, index)
            line_top, line_bottom = box_top, box_bottom
        elif turns != upright or box_top != line_top or box_bottom != line_bottom:
            x, y = _origin(words, index)
        if (text := known.get(code)) is None:
            text = known[code] = _character(code, words, index)
        if turned:
            left, top = box_left * xx + box_top * xy + x0, box_left * yx + box_top * yy + y0
            right, bottom = box_right * xx + box_bottom * xy + x0, box_right * yx + box_bottom * yy + y0
            base_x, base_y = x * xx + y * xy + x0, x * yx + y * yy + y0
        else:  # nearly every page: the same, without what is nothing
            left, top, right, bottom = box_left + x0, y0 - box_top, box_right + x0, y0 - box_bottom
            base_x, base_y = x + x0, y0 - y
        if left > right:
            left, right = right, left
        if top > bottom:
            top, bottom = bottom, top
        last = Letter(text, False, left, top, right, bottom, base_x, base_y, turns)
        yield last


def line(found: Raw, shown: Frame, start: int, stop: int) -> Line | None:
    """The letters of one text, all at once; None where they need to be looked at one by one."""
    tops, bottoms = found.boxes[4 * start + 1 : 4 * stop : 4], found.boxes[4 * start + 3 : 4 * stop : 4]
    count, top, bottom = stop - start, tops[0], bottoms[0]
    if shown.turns or tops.count(top) != count or bottoms.count(bottom) != count or _angle(found.words, start) != 0:
        return None
    codes, x0, y0 = found.codes[start:stop], shown.across[2], shown.down[2]
    known = {code: _character(code, found.words, start + codes.index(code)) for code in set(codes)}
    lefts, rights = found.boxes[4 * start : 4 * stop : 4], found.boxes[4 * start + 2 : 4 * stop : 4]
    if x0:
        lefts, rights = [left + x0 for left in lefts], [right + x0 for right in rights]
    base = y0 - _origin(found.words, start)[1]
    return Line(list(map(known.__getitem__, codes)), lefts, rights, y0 - top, y0 - bottom, base)


def letter(line: Line, index: int) -> Letter:
    left, right = line.lefts[index], line.rights[index]
    return Letter(line.texts[index], False, left, line.top, right, line.bottom, left, line.base, 0)


def _origin(words: int, index: int) -> tuple[float, float]:
    """Where the letter stands on its base line."""
    x, y = ctypes.c_double(), ctypes.c_double()
    _place(words, index, ctypes.addressof(x), ctypes.addressof(y))
    return x.value, y.value


def _character(code: int, words: int, index: int) -> str:
    if code in _HYPHENS:
        return "-"
    if _map_error(words, index) == 1 or not 0 < code <= 0x10FFFF:
        return REPLACEMENT
    return chr(code)


def shapes(found: Raw) -> Shapes:
    """What the letters of upright lines look like, for a look at whether they are what they are named."""
    fonts = {thing: _typeface(thing) if thing else None for thing in set(found.things)}
    widths = map(int, map(operator.mul, map(operator.sub, found.boxes[2::4], found.boxes[0::4]), itertools.repeat(10)))
    kinds = zip(map(fonts.__getitem__, found.things), found.codes, widths, strict=True)
    looked_at = set(dict(zip(kinds, itertools.count())).values())
    looked_at.update(index for index, code in enumerate(found.codes) if code in _FIGURES)  # all have one width
    collected = Shapes()
    for index in looked_at:
        font, code = fonts[found.things[index]], found.codes[index]
        top, bottom = found.boxes[4 * index + 1], found.boxes[4 * index + 3]
        if font and 0 < code < 0x80 and top > bottom and _angle(found.words, index) == 0:
            collected.add(font, chr(code), _shape(found.words, index, top - bottom))
    return collected


def drawn_box(words: int, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the ink of a letter, in the space of the file."""
    left, bottom, right, top = _BOX_SIDES
    _drawn_box(words, index, left, right, bottom, top)
    return _BOX[0], _BOX[1], _BOX[2], _BOX[3]


def _shape(words: int, index: int, height: float) -> Shape:
    (left, bottom, right, top), (x, y) = drawn_box(words, index), _origin(words, index)
    return Shape((left - x) / height, (bottom - y) / height, (right - x) / height, (top - y) / height)


def _typeface(thing: int) -> Typeface:
    """The font of a text, and the measures of its lines, which all subsets of one typeface share."""
    font = pdfium.FPDFTextObj_GetFont(ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT))
    ascent, descent = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFFont_GetAscent(font, 1000.0, ascent)
    pdfium.FPDFFont_GetDescent(font, 1000.0, descent)
    return ctypes.cast(font, ctypes.c_void_p).value or 0, ascent.value, descent.value


def line_turns(found: Raw, index: int) -> int:
    """Which way the line of a letter runs in the file: quarter turns against the clock, or SLANTED."""
    angle = _angle(found.words, index)
    return _turns(angle, 0) if angle else 0


def is_type3(thing: int) -> bool:
    """Whether the letters of a text are drawn by the file's own commands: then their boxes may be anything."""
    font = pdfium.FPDFTextObj_GetFont(ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT)) if thing else None
    size = ctypes.c_size_t()
    return bool(font and pdfium.FPDFFont_GetFontData(font, None, 0, size) and not size.value)


def placed(letter: Letter, shown: Frame, hidden: bool) -> Glyph:
    """The letter in the frame of its own line."""
    text, _, left, top, right, bottom, x, y, turns = letter
    if not turns:
        return Glyph(text, left, right, y, bottom - top, hidden)
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
    """What can be seen on a page: it is painted with its text and without it."""

    def __init__(self, page: Any, shown: Frame) -> None:
        self._shown = shown
        self._scale = min(_PIXELS_PER_POINT, _LARGEST_SIDE / max(shown.width, shown.height, 1.0))
        self._width = max(1, round(shown.width * self._scale))
        self._height = max(1, round(shown.height * self._scale))
        with_text = self._paint(page)
        if _is_text_alone(page):
            self._differs = with_text.translate(_DIFFERS_FROM_WHITE)
        else:
            _set_active(page, False)
            self._differs = _difference(with_text, self._paint(page), self._width)
            _set_active(page, True)

    def sees(self, letters: Iterable[Letter]) -> Iterator[bool]:
        """For each letter whether it can be seen; what is off the page or blank is none of the eye's business."""
        scale, width, height, differs = self._scale, self._width, self._height, self._differs
        page_width, page_height = self._shown.width, self._shown.height
        find = differs.find
        for text, _, left, top, right, bottom, _, _, _ in letters:
            if text == " " or (right - left < _SMALLEST and bottom - top < _SMALLEST) or right <= 0 or bottom <= 0:
                yield False
                continue
            first, last = int(left * scale) - 1, int(right * scale) + 2
            above, below = int(top * scale), int(bottom * scale) + 1
            if left < 1 or top < 0 or last > width or below > height:
                first, last, above, below = max(0, first), min(last, width), max(0, above), min(below, height)
                if first >= last or left >= page_width or top >= page_height:
                    yield False
                    continue
            middle = (above + 3 * below) // 4  # near the base line, where nearly every letter has ink
            start = middle * width
            if find(1, start + first, start + last) >= 0:
                yield True
                continue
            rows = (*range(middle - 1, above - 1, -1), *range(middle + 1, below))
            yield any(find(1, row * width + first, row * width + last) >= 0 for row in rows)

    def sees_one(self, found: Raw, shown: Frame, index: int) -> bool:
        nothing = Letter("", True, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0)
        return next(self.sees(letters(found, shown, index, index + 1, nothing)))

    def sees_line(self, line: Line) -> list[bool] | None:
        """`sees` for letters of one line: its rows laid on each other. None where that is not the way to look at it."""
        scale, width = self._scale, self._width
        above, below = int(line.top * scale), int(line.bottom * scale) + 1
        beyond = (
            min(line.lefts) < 1 or line.top < 0 or int(max(line.rights) * scale) + 2 > width or below > self._height
        )
        if beyond or line.bottom - line.top < _SMALLEST or any(map(operator.gt, line.lefts, line.rights)):
            return None
        ink = 0
        for row in range(above * width, below * width, width):
            ink |= int.from_bytes(self._differs[row : row + width])
        find = ink.to_bytes(width).find
        pairs = zip(line.lefts, line.rights, strict=True)
        return [find(1, int(left * scale) - 1, int(right * scale) + 2) >= 0 for left, right in pairs]

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


def _set_active(page: Any, active: bool) -> None:
    for text in texts(page):
        pdfium.FPDFPageObj_SetIsActive(text, active)


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


def _is_text_alone(page: Any) -> bool:
    """Whether nothing else is on the page, so that without its text it is white."""
    count = pdfium.FPDFPage_CountObjects(page)
    return all(pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) == _TEXT for index in range(count))


def _difference(first: bytes, second: bytes, width: int) -> bytes:
    """One byte for each pixel: 1 where the two differ so much that an eye sees it. Row by row: few rows differ."""
    white, same = b"\xff" * width, bytes(width)
    high = int.from_bytes(b"\x80" * width)
    rows = []
    for start in range(0, len(first), width):
        one, other = first[start : start + width], second[start : start + width]
        if one == other:
            rows.append(same)
        elif other == white:
            rows.append(one.translate(_DIFFERS_FROM_WHITE))
        else:  # all pixels in one subtraction
            step = (int.from_bytes(one.translate(_HALF)) | high) - int.from_bytes(other.translate(_HALF))
            rows.append(step.to_bytes(width).translate(_DIFFERS))
    return b"".join(rows)


def _turns(angle: float, page_turns: int) -> int:
    """Quarter turns against the clock, as shown; SLANTED where it is none."""
    if angle == 0:
        return -page_turns % 4
    quarters = angle / (math.pi / 2)
    if angle < 0 or abs(quarters - round(quarters)) > 0.1:
        return SLANTED
    return (-round(quarters) - page_turns) % 4
