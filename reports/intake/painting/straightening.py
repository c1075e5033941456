"""A page made fit for reading: right way up, straight, evenly lit, of a useful size. Knows nothing of letters."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np

from reports.intake.painting.decoding import Grey

_LONG_SIDE: Final = 2600  # pixels; about 220 dpi of a page
_INK: Final = 0.0002  # share of dark pixels below which nothing is written


def straight(page: Grey) -> Grey:
    return _sized(page)


def is_blank(page: Grey) -> bool:
    paper = float(np.median(page))
    return float(np.mean(page < paper - 60)) < _INK


def prepared_otherwise(page: Grey) -> Grey:
    """The same page for a second look: black and white by the light around each place. Places stay where they are."""
    smooth = cv2.GaussianBlur(page, (3, 3), 0)
    return _bytes(cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 31, 12))


def _sized(page: Grey) -> Grey:
    longest = max(page.shape)
    if longest <= _LONG_SIDE:
        return page
    scale = _LONG_SIDE / longest
    size = max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale))
    return _bytes(cv2.resize(page, size, interpolation=cv2.INTER_AREA))


def _bytes(page: Any) -> Grey:
    return np.ascontiguousarray(page, dtype=np.uint8)
