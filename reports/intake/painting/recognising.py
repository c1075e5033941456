"""The first reader: finds the lines of a page and reads their letters (PP-OCR models through onnxruntime).

Takes rapidocr's two models and its preparation of pictures, and reads their answers itself: for each letter how sure
the model is, where it stands, and whether a point may have been lost between two digits.
"""

from __future__ import annotations

import os
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # this version has none; a later one must not start
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

import cv2  # noqa: E402 - after the numbers of threads
from rapidocr import RapidOCR  # noqa: E402
from rapidocr.utils.process_img import get_rotate_crop_image  # noqa: E402

from reports.intake.painting.decoding import Grey  # noqa: E402
from reports.intake.words import Word  # noqa: E402

_SETTINGS: Final = {
    "Global.use_cls": False,  # it turns upright lines upside down
    "Global.log_level": "critical",
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_UNSURE: Final = 0.6  # of a letter
_POINT: Final = 0.05  # how likely a point between two digits must be to count as perhaps lost


class Recogniser:
    """Loaded once, before the rights are given up, and then used for every page."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        engine: Any = RapidOCR(params=dict(_SETTINGS))
        self._find = engine._load_det_model()
        self._read = engine._load_rec_model()
        self._letters: list[str] = self._read.postprocess_op.character
        self.words(np.full((64, 256), 255, np.uint8))
        self._line(np.full((48, 160, 3), 255, np.uint8))

    def words(self, page: Grey) -> tuple[Word, ...]:
        colour = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)
        found = self._find(colour)
        if found.boxes is None:
            return ()
        words: list[Word] = []
        for box in found.boxes:
            corners = np.asarray(box, np.float32)
            words += self._words_of(get_rotate_crop_image(colour, corners.copy()), corners)
        return tuple(words)

    def _words_of(self, crop: Any, corners: NDArray[np.float32]) -> list[Word]:
        text, confidence, doubtful = self._line(crop)
        text = " ".join(text.split())
        if not text:
            return []
        left, top = (int(side) for side in corners.min(axis=0))
        right, bottom = (int(side) for side in corners.max(axis=0))
        return [Word(text, left, top, right, bottom, confidence, doubtful)]

    def _line(self, crop: Any) -> tuple[str, int, bool]:
        ratio = max(crop.shape[1] / crop.shape[0], 320 / 48)
        prepared = self._read.resize_norm_img(crop, ratio)[np.newaxis].astype(np.float32)
        likely: NDArray[np.float32] = self._read.session(prepared)[0]
        best = likely.argmax(axis=1)
        sure = likely.max(axis=1)
        new = np.ones(len(best), bool)
        new[1:] = best[1:] != best[:-1]
        at = np.flatnonzero(new & (best != 0))
        if not len(at):
            return "", 0, False
        text = "".join(self._letters[best[place]] for place in at)
        return text, int(100 * sure[at].mean()), bool((sure[at] < _UNSURE).any())
