"""Words from a child are checked before anyone uses them: wrong bytes are a `ValueError`, never another error."""

from __future__ import annotations

import random

import pytest

from reports.intake import words
from reports.intake.protocol import PAGE_PIXELS
from reports.intake.words import HEAD, Painted, Word

ROW = (Word("HER2:", 10, 20, 60, 34, 99), Word("≥10", 70, 20, 95, 34, 41, True))
PAGE = Painted(words.READ, 3, 2, b"abcdef", ROW, ROW[:1])


def parsed(message: bytes) -> Painted:
    head, body = message[: HEAD.size], message[HEAD.size :]
    if len(head) != HEAD.size or words.body_length(head) != len(body):
        raise ValueError("length")
    return words.parse(head, body)


@pytest.mark.parametrize("page", [PAGE, Painted(words.EMPTY), Painted(words.BROKEN), Painted(words.TOO_LARGE)])
def test_a_page_comes_back_as_it_went(page):
    assert parsed(page.to_bytes()) == page


@pytest.mark.parametrize(
    "head",
    [
        (words.READ, 3, 2, 5, 0, 0),  # fewer bytes than pixels
        (words.READ, 3, 2, 7, 0, 0),
        (words.READ, 0, 0, 0, 0, 0),  # read, and nothing to see
        (words.EMPTY, 3, 2, 6, 0, 0),
        (9, 0, 0, 0, 0, 0),
        (words.READ, 60000, 60000, 3_600_000_000, 0, 0),
        (words.READ, PAGE_PIXELS // 1000 + 1, 1000, PAGE_PIXELS + 1000, 0, 0),
        (words.READ, 3, 2, 6, 1 << 30, 0),
        (words.READ, 3, 2, 6, 0, 1 << 30),
    ],
)
def test_no_page_that_no_honest_child_makes(head):
    with pytest.raises(ValueError):
        words.body_length(HEAD.pack(*head))


@pytest.mark.parametrize(
    "word",
    [
        Word("", 0, 0, 1, 1, 50),
        Word("two\nlines", 0, 0, 1, 1, 50),
        Word("a\ttab", 0, 0, 1, 1, 50),
        Word("turned \u202e", 0, 0, 1, 1, 50),
        Word("x", 5, 0, 4, 1, 50),
        Word("x", 0, 5, 1, 4, 50),
        Word("x", 0, 0, 1, 1, 101),
        Word("x", -30_000, 0, 1, 1, 50),
        Word("x", 0, 0, 1, 30_000, 50),
    ],
)
def test_no_word_that_no_honest_child_reads(word):
    with pytest.raises(ValueError):
        words.unpacked(words.packed((word,)))


def test_random_messages_are_a_clean_page_or_a_value_error():
    chance = random.Random(7)
    accepted = 0
    for _ in range(5_000):
        message = bytearray(PAGE.to_bytes())
        for _ in range(chance.randint(0, 4)):
            message[chance.randrange(len(message))] ^= 1 << chance.randint(0, 7)
        try:
            page = parsed(bytes(message))
        except ValueError:
            continue
        accepted += 1
        assert len(page.picture) == page.width * page.height
        assert all(word.left <= word.right and word.confidence <= 100 for word in page.words)
    assert accepted > 100


TABLE = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def test_the_table_of_tesseract():
    table = f"{TABLE}1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t50\t14\t96.5\tHER2:\n"
    assert words.from_tsv(table.encode()) == (Word("HER2:", 10, 20, 60, 34, 96),)
    assert words.from_tsv(TABLE.encode()) == words.from_tsv(b"") == ()


@pytest.mark.parametrize("cells", ["x\t20\t50\t14\t96\tER", "10\t20\t-50\t14\t96\tER", "10\t20\t50\t14\tnone\tER"])
def test_a_table_with_odd_cells_is_refused(cells):
    with pytest.raises(ValueError):
        words.from_tsv(f"{TABLE}5\t1\t1\t1\t1\t1\t{cells}\n".encode())


def test_a_table_never_brings_in_controls():
    table = f"{TABLE}5\t1\t1\t1\t1\t1\t10\t20\t50\t14\t96\tER\x1b\u202e:\n"
    assert words.from_tsv(table.encode())[0].text == "ER:"
    with pytest.raises(ValueError):
        words.from_tsv(b"5\t\xff")
