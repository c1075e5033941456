"""The first reader: finds the lines of a page and reads their letters (PP-OCR models through onnxruntime).

Takes rapidocr's two models and its preparation of pictures, and reads their answers itself: for each letter how sure
the model is and where it stands, and whether a point may have been lost between two digits.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # this version has none; a later one must not start

import cv2
from rapidocr import RapidOCR
from rapidocr.utils.process_img import get_rotate_crop_image

from reports.intake.painting.decoding import Grey

_SETTINGS: Final = {
    "Global.use_cls": False,  # it turns upright lines upside down
    "Global.log_level": "critical",
    "Det.limit_type": "max",
    "Det.limit_side_len": 736,
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_HEIGHT: Final = 48  # pixels of a line as the model takes it
_LEAST_WIDTH: Final = 320
_UNSURE_SIGN: Final = 0.6  # of a digit or a sign
_UNSURE_LETTER: Final = 0.35
_POINT: Final = 0.02  # how likely a point between two digits must be to count as perhaps lost
_SAMPLE: Final = 5  # lines that tell which way up a page is
_WELL_READ: Final = 0.93
_BETTER: Final = 0.03
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # Latin letters as Chinese print sets them


@dataclass(frozen=True, slots=True)
class Seen:
    """A word and its corners on the page, from the upper left with the clock."""

    text: str
    corners: NDArray[np.float32]
    confidence: int
    doubtful: bool


class _Line(NamedTuple):
    crop: Any
    corners: NDArray[np.float32]


class _Letters(NamedTuple):
    """How sure each is, negative where a point may be lost before it; places as shares of the line's width."""

    text: str
    sure: NDArray[np.float32]
    places: NDArray[np.float32]


class Recogniser:
    """Loaded once, before the rights are given up, and then used for every page."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        engine: Any = RapidOCR(params=dict(_SETTINGS))
        self._find = engine._load_det_model()
        self._read = engine._load_rec_model()
        self._letters: list[str] = self._read.postprocess_op.character
        self._points = [self._letters.index(point) for point in ".,"]

    def read(self, page: Grey) -> tuple[Grey, list[Seen]]:
        """The page the right way up, and its words."""
        lines = old_lines = self._lines(page)
        widest = sorted(lines, key=lambda line: -float(np.ptp(line.corners[:, 0])))[:_SAMPLE]
        sample = {id(line): self._letters_of(line.crop) for line in widest}
        as_it_is = _how_well(sample.values())
        if widest and as_it_is < _WELL_READ:
            turned = {id(line): self._letters_of(_upside_down(line.crop)) for line in widest}
            if _how_well(turned.values()) > as_it_is + _BETTER:
                size = np.array(page.shape[::-1], np.float32)
                page = _upside_down(page)
                places = [np.roll(size - line.corners, 2, axis=0) for line in lines]  # found once, turned with it
                lines = [
                    line._replace(crop=_upside_down(line.crop), corners=corners)
                    for line, corners in zip(lines, places, strict=True)
                ]
                sample = {
                    id(new): turned[id(old)] for new, old in zip(lines, old_lines, strict=True) if id(old) in turned
                }
        return page, [
            word
            for line in lines
            for word in _words_of(sample.get(id(line)) or self._letters_of(line.crop), line.corners)
        ]

    def words(self, page: Grey) -> list[Seen]:
        """The words of a page that is the right way up."""
        return [word for line in self._lines(page) for word in _words_of(self._letters_of(line.crop), line.corners)]

    def _lines(self, page: Grey) -> list[_Line]:
        colour = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)
        boxes = self._find(colour).boxes
        found = [np.asarray(box, np.float32) for box in ([] if boxes is None else boxes)]
        return [_Line(get_rotate_crop_image(colour, corners.copy()), corners) for corners in found]

    def _letters_of(self, crop: Any) -> _Letters:
        ratio = max(crop.shape[1] / crop.shape[0], _LEAST_WIDTH / _HEIGHT)
        prepared = self._read.resize_norm_img(crop, ratio)[np.newaxis].astype(np.float32)
        likely: NDArray[np.float32] = self._read.session(prepared)[0]
        best = likely.argmax(axis=1)
        new = np.ones(len(best), bool)
        new[1:] = best[1:] != best[:-1]
        at = np.flatnonzero(new & (best != 0))
        text = "".join(self._letters[best[place]] for place in at)
        sure = likely[at, best[at]]
        points = likely[:, self._points].max(axis=1)
        for number in range(1, len(at)):
            between = points[at[number - 1] + 1 : at[number]]
            if text[number - 1].isdigit() and text[number].isdigit() and between.max(initial=0.0) > _POINT:
                sure[number] = -sure[number]
        filled = min(1.0, crop.shape[1] / crop.shape[0] / ratio)  # the rest of the width is padding
        return _Letters(text, sure, (at / len(best) / filled).clip(0, 1).astype(np.float32))


def _upside_down(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(pixels[::-1, ::-1])


def _how_well(read: Iterable[_Letters]) -> float:
    sure = [float(abs(letters.sure).mean()) if letters.text else 0.0 for letters in read]
    return sum(sure) / max(1, len(sure))


def _words_of(letters: _Letters, corners: NDArray[np.float32]) -> list[Seen]:
    text, sure, places = letters
    words: list[Seen] = []
    start = 0
    for end in range(len(text) + 1):
        if end < len(text) and not text[end].isspace():
            continue
        if end > start:
            unsure = any(not _sure(*pair) for pair in zip(text[start:end], sure[start:end], strict=True))
            left = 0.0 if start == 0 else float(places[start - 1] + places[start]) / 2
            right = 1.0 if end == len(text) else float(places[end - 1] + places[end]) / 2
            confidence = int(100 * abs(sure[start:end]).min())
            words.append(Seen(text[start:end].translate(_WIDE), _part(corners, left, right), confidence, unsure))
        start = end + 1
    return words


def _sure(letter: str, sure: float) -> bool:
    return bool(sure > (_UNSURE_LETTER if letter.isalpha() else _UNSURE_SIGN))


def _part(corners: NDArray[np.float32], left: float, right: float) -> NDArray[np.float32]:
    upper, lower = corners[1] - corners[0], corners[2] - corners[3]
    return np.stack(
        [corners[0] + left * upper, corners[0] + right * upper, corners[3] + right * lower, corners[3] + left * lower]
    )
