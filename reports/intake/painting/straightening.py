"""A page made fit for reading: cut out of its photo, evenly lit, the right way up, straight. Knows nothing of letters.

The first reader gets the page without its small tilt taken away, for turning pixels by a degree costs it letters; its
words are moved to where they stand on the straight page, which the second reader needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from reports.intake.painting.decoding import Grey

_LONG_SIDE: Final = 2600  # pixels; about 220 dpi of a page
_INK: Final = 0.0002  # share of dark pixels below which nothing is written
_WIDEST_TILT: Final = 4.0  # degrees
_SMALL_PRINT: Final = 2000  # pixels of the long side below which the second reader needs larger letters
_SMALL: Final = 1000  # pixels of the long side where only lines count
_TURNED: Final = 1.3  # so much sharper must lines be across to turn a page by a quarter
_UNEVEN: Final = 25  # steps of grey between the paper's parts
_PAGE: Final = (0.35, 0.97)  # share of a photo that its page covers


def upright(page: Grey) -> Grey:
    """Cut out, of a useful size, evenly lit, its lines across: perhaps still upside down."""
    page = _even(_sized(_cut_out(page)))
    ink = _ink(page)
    lines, turned = _sharpest(ink)[1], _sharpest(np.ascontiguousarray(np.rot90(ink)))[1]
    return np.ascontiguousarray(np.rot90(page)) if turned > _TURNED * lines else page


def tilt(page: Grey) -> float:
    """Degrees, against the clock, by which the page must be turned to lie straight."""
    return _sharpest(_ink(page))[0]


class Level:
    """The way from a tilted page to the straight one."""

    def __init__(self, page: Grey, degrees: float) -> None:
        height, width = page.shape
        scale = min(2.0, _LONG_SIDE / max(page.shape)) if max(page.shape) < _SMALL_PRINT else 1.0
        self._size = round(width * scale), round(height * scale)
        self._way = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
        self._way[:, 2] += [(self._size[0] - width) / 2, (self._size[1] - height) / 2]

    def picture(self, page: Grey) -> Grey:
        """The straight page, without its ruled lines."""
        turned = cv2.warpAffine(page, self._way, self._size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return _without_rules(_bytes(turned))

    def box(self, corners: NDArray[np.float32]) -> Sequence[int]:
        """Left, top, right, bottom of a tilted box on the straight page."""
        return box(corners @ self._way[:, :2].T + self._way[:, 2])


def box(corners: NDArray[Any]) -> Sequence[int]:
    """Left, top, right, bottom: in the middle between the corners of each side."""
    across, down = np.sort(corners[:, 0]), np.sort(corners[:, 1])
    edges = (across[:2].mean(), down[:2].mean(), across[2:].mean(), down[2:].mean())
    return [round(float(edge)) for edge in edges]


def is_blank(page: Grey) -> bool:
    paper = float(np.median(page))
    return float(np.mean(page < paper - 60)) < _INK


def sharpened(page: Grey) -> Grey:
    """The same page for a second look by the same reader: every edge steeper."""
    return _bytes(cv2.addWeighted(page, 1.8, cv2.GaussianBlur(page, (0, 0), 2), -0.8, 0))


def _cut_out(page: Grey) -> Grey:
    """The sheet of paper on a darker table, seen from straight above; the page as it is where none is found."""
    small = _reduced(page, _SMALL)
    _, paper = cv2.threshold(cv2.GaussianBlur(small, (9, 9), 0), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))  # over the letters
    outlines, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    sheet = max(outlines, key=cv2.contourArea, default=None)
    if sheet is None or not _PAGE[0] < cv2.contourArea(sheet) / small.size < _PAGE[1]:
        return page
    hull = cv2.convexHull(sheet)
    corners = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    if len(corners) != 4 or cv2.contourArea(corners) < 0.9 * cv2.contourArea(hull):
        return page
    found = _in_order(corners.astype(np.float32) * (page.shape[1] / small.shape[1]))
    width = round(float(max(np.linalg.norm(found[1] - found[0]), np.linalg.norm(found[2] - found[3]))))
    height = round(float(max(np.linalg.norm(found[3] - found[0]), np.linalg.norm(found[2] - found[1]))))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform(found, flat)
    return _bytes(cv2.warpPerspective(page, way, (width, height), flags=cv2.INTER_CUBIC))


def _in_order(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """From the upper left, with the clock."""
    both, apart = corners.sum(axis=1), np.diff(corners, axis=1).ravel()
    order = [both.argmin(), apart.argmin(), both.argmax(), apart.argmax()]
    return np.ascontiguousarray(corners[order], np.float32)


def _even(page: Grey) -> Grey:
    """Without shade: each place divided by the paper around it."""
    small = _reduced(page, max(page.shape) // 8)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    low, high = np.percentile(paper, (2, 98))
    if high - low < _UNEVEN:
        return page
    light = cv2.resize(paper, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _bytes(cv2.divide(page, light, scale=255))


def _without_rules(page: Grey) -> Grey:
    _, ink = cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    cleared = page.copy()
    length = max(page.shape) // 25
    for size in ((length, 1), (1, length)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        cleared[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 255
    return cleared


def _sharpest(ink: Grey) -> tuple[float, float]:
    """The angle at which the lines of a page are sharpest, and how sharp they are then."""
    low, high, best, sharp = -_WIDEST_TILT, _WIDEST_TILT, 0.0, 0.0
    for step in (0.5, 0.1, 0.025):
        tried = [(_sharpness(ink, degrees), float(degrees)) for degrees in np.arange(low, high + step / 2, step)]
        sharp, best = max(tried)
        low, high = best - step, best + step
    return best, sharp


def _sharpness(ink: Grey, degrees: float) -> float:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _ink(page: Grey) -> Grey:
    small = _reduced(page, _SMALL)
    return _bytes(cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15))


def _sized(page: Grey) -> Grey:
    return _reduced(page, _LONG_SIDE)


def _reduced(page: Grey, long_side: int) -> Grey:
    scale = long_side / max(page.shape)
    if scale >= 1:
        return page
    size = max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale))
    return _bytes(cv2.resize(page, size, interpolation=cv2.INTER_AREA))


def _bytes(page: Any) -> Grey:
    return np.ascontiguousarray(page, dtype=np.uint8)
