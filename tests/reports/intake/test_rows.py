"""Words become lines: straight, tilted and bent pages keep their rows, and a line that may be two is in doubt."""

from __future__ import annotations

import random
import re

import pytest

from reports.intake import rows
from reports.intake.words import Word

TABLE = [("ER", "Positive", "90%"), ("PR", "Negative", "<1%"), ("HER2", "Equivocal", "2+"), ("Ki-67", "20%", "high")]


def page(slope: float = 0.0, bend: float = 0.0, leading: int = 40, height: int = 24) -> list[Word]:
    """A table of three columns; `slope` and `bend` move words down with their distance from the left."""
    words = []
    for number, cells in enumerate(TABLE):
        for column, cell in enumerate(cells):
            left = 60 + 400 * column
            top = round(100 + leading * number + slope * left + bend * (left / 400) ** 2)
            words.append(Word(cell, left, top, left + 14 * len(cell), top + height, 95))
    random.Random(3).shuffle(words)
    return words


LINES = ["|".join(cells) for cells in TABLE]


@pytest.mark.parametrize(("slope", "bend"), [(0, 0), (0.015, 0), (-0.015, 0), (0, 3), (0.005, -3)])
def test_every_row_keeps_its_own(slope, bend):
    text, doubtful = rows.lines(page(slope, bend))
    assert [re.sub(" {3,}", "|", line) for line in text.split("\n")] == LINES
    assert doubtful == ()


def test_a_row_between_two_is_in_doubt():
    """The dangerous error: a value that lies between two markers."""
    words = [
        Word("ER", 60, 100, 90, 130, 95),
        Word("PR", 60, 128, 90, 158, 95),
        Word("Positive", 460, 114, 560, 144, 95),
    ]
    text, doubtful = rows.lines(words)
    spoken_of = "".join(text[start:end] for start, end in doubtful)
    assert "Positive" in spoken_of


def test_a_box_over_two_lines_is_in_doubt():
    words = [*page(), Word("Amplified", 1300, 100, 1430, 164, 95)]
    text, doubtful = rows.lines(words)
    assert any("Amplified" in text[start:end] for start, end in doubtful)


def test_what_was_hardly_read_is_in_doubt():
    words = [
        Word("ER:", 60, 100, 90, 124, 95),
        Word("9", 100, 100, 112, 124, 30),
        Word("5%", 130, 100, 160, 124, 95, True),
    ]
    text, doubtful = rows.lines(words)
    assert [text[start:end] for start, end in doubtful] == ["9", "5%"]


def test_words_beside_each_other_stay_in_one_column():
    words = [
        Word("Not", 60, 100, 100, 124, 95),
        Word("amplified", 108, 100, 220, 124, 95),
        Word("-", 228, 111, 236, 114, 95),
    ]
    assert rows.lines(words) == ("Not amplified -", ())


def test_nothing_is_no_line():
    assert rows.lines([]) == ("", ())


def test_spans_fit_the_text_whatever_the_words():
    chance = random.Random(5)
    for _ in range(200):
        words = []
        for number in range(chance.randint(1, 30)):
            left, top = chance.randint(0, 900), chance.randint(0, 900)
            right, bottom = left + chance.randint(0, 80), top + chance.randint(0, 60)
            words.append(Word(f"w{number}", left, top, right, bottom, chance.randint(0, 100), chance.random() < 0.2))
        text, doubtful = rows.lines(words)
        assert sorted(text.split()) == sorted(word.text for word in words)
        edges = [edge for span in doubtful for edge in span]
        assert edges == sorted(edges) and all(start < end <= len(text) for start, end in doubtful)
