"""The process that opens pictures and is the first reader. Started by `reports/intake/pictures.py`, one for a document.

First everything is loaded, then the rights go, then the parent hears which are gone, and only then comes the document.
After it come numbers of pages; for each the answer is the straightened page in grey and the words read from it.
"""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from reports.intake import lockdown, protocol
from reports.intake.painting import decoding, straightening
from reports.intake.painting.recognising import Recogniser, Seen
from reports.intake.words import ASK, BROKEN, EMPTY, READ, TOO_LARGE, Painted, Word

_STDIN, _STDOUT = 0, 1


def read(content: bytes, number: int, twice: bool, recogniser: Recogniser) -> Painted:
    """One page. Whatever a library throws ends here, as an outcome."""
    try:
        page = straightening.upright(decoding.page(content, number))
        if straightening.is_blank(page):
            return Painted(EMPTY)
        page, seen = recogniser.read(page)
        level = straightening.Level(page, straightening.tilt(page))
        words = _placed(seen, level.box)
        picture = level.picture(page)
        second = _placed(recogniser.words(straightening.sharpened(picture)), straightening.box) if twice else ()
        height, width = picture.shape
        return Painted(READ, width, height, picture.tobytes(), words, second)
    except decoding.TooLarge:
        return Painted(TOO_LARGE)
    except Exception:  # the message may quote the document
        return Painted(BROKEN)


def rehearsal() -> bytes:
    """A small photo that takes every way through this process: dark table, tilt, shade, turned by its EXIF."""
    sheet = np.full((500, 400), 235, np.uint8)
    for line in range(6):
        cv2.putText(sheet, "Made up: 2.5 %", (40, 80 + 60 * line), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    turn = cv2.getRotationMatrix2D((200, 250), 2, 1)
    table = np.full((640, 520), 40, np.uint8)
    table[60:560, 60:460] = cv2.warpAffine(sheet, turn, (400, 500), borderValue=235)
    shaded = (table * np.linspace(0.6, 1, 520)).astype(np.uint8)
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(shaded).save(written, "JPEG", exif=exif)
    return written.getvalue()


def _placed(words: list[Seen], box: Callable[[NDArray[np.float32]], Sequence[int]]) -> tuple[Word, ...]:
    placed = []
    for word in words:
        left, top, right, bottom = box(word.corners)
        placed.append(Word(word.text, left, top, right, bottom, word.confidence, word.doubtful))
    return tuple(placed)


def main() -> None:  # pragma: no cover - runs under seccomp, proven by test_pictures.py
    decoding.start()
    recogniser = Recogniser()
    read(rehearsal(), 1, True, recogniser)  # whatever a library loads late, it loads now
    held = lockdown.lock(lockdown.PICTURE_LIMITS, threads=True)  # of libde265, which decodes HEIC
    _send(protocol.ready(held))
    (length,) = protocol.REQUEST.unpack(_receive(protocol.REQUEST.size))
    if length > protocol.FILE_BYTES:
        return
    content = _receive(length)
    while True:
        number, twice = ASK.unpack(_receive(ASK.size))
        signal.alarm(int(protocol.PAGE_SECONDS) + 2)  # the parent counts too; this one outlives a parent that died
        _send(read(content, number, bool(twice), recogniser).to_bytes())
        signal.alarm(0)


def _receive(length: int) -> bytes:  # pragma: no cover - as above
    received = bytearray()
    while len(received) < length:
        piece = os.read(_STDIN, min(1 << 20, length - len(received)))
        if not piece:  # the parent is gone, or has no more pages
            os._exit(0)
        received += piece
    return bytes(received)


def _send(message: bytes) -> None:  # pragma: no cover - as above
    view = memoryview(message)
    while view:
        view = view[os.write(_STDOUT, view) :]
