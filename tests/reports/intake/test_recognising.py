"""The first reader of pictures, in this process: the right way up, upside down, and where nothing stands."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

pytest.importorskip("rapidocr")

from reports.intake.painting.recognising import Recogniser, Seen

LINES = ["Estrogen receptor: Positive (95%)", "HER2 ratio: 1.4", "Ki-67: 20%", "Margins: negative"]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


def page(lines: list[str]) -> np.ndarray:
    picture = Image.new("L", (1000, 420), 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((60, 40 + 80 * number), line, font=ImageFont.load_default(size=36), fill=10)
    return np.asarray(picture)


def read(words: list[Seen]) -> set[str]:
    return {word.text for word in words}


def test_a_page_is_read_word_by_word(recogniser: Recogniser) -> None:
    straight = page(LINES)
    kept, words = recogniser.read(straight)
    assert kept is straight
    assert {"Estrogen", "HER2", "1.4", "Margins:"} <= read(words)
    assert all(word.corners.shape == (4, 2) and 0 <= word.confidence <= 100 for word in words)
    assert read(recogniser.words(straight)) == read(words)


def test_a_page_upside_down_is_turned(recogniser: Recogniser) -> None:
    straight = page(LINES)
    turned, words = recogniser.read(np.ascontiguousarray(straight[::-1, ::-1]))
    assert np.array_equal(turned, straight)
    assert {"Estrogen", "HER2", "1.4"} <= read(words)


def test_a_blank_page_has_no_words(recogniser: Recogniser) -> None:
    blank = page([])
    kept, words = recogniser.read(blank)
    assert (kept is blank, words) == (True, [])
