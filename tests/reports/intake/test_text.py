"""Text files: letters or a refusal, never a guess."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reports.intake import text
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PAGES, TEXT_CHARACTERS, is_control

LETTERS = "Estrogen receptor: ≥ 10 % – “positive”, café"


def refusal(content: bytes) -> Reason:
    with pytest.raises(Unreadable) as caught:
        text.read(content)
    return caught.value.reason


@pytest.mark.parametrize(
    "content",
    [
        LETTERS.encode(),
        LETTERS.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + LETTERS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + LETTERS.encode("utf-16-be"),
    ],
)
def test_the_encodings_of_the_web(content):
    assert text.read(content).text == LETTERS


def test_the_encoding_of_old_windows_programs():
    western = "Grade 2 – margins “clear”, 0.4 cm ± 0.1, café"
    assert text.read(western.encode("cp1252")).text == western


@pytest.mark.parametrize(
    "content",
    [
        "Рецепторы эстрогена: положительные".encode("cp1251"),  # would be read as nonsense in Western letters
        b"ER \x81 positive, a byte that Windows-1252 leaves out \xe9",
        b"PK\x03\x04\x14\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"caf\xe9 \x1b[31m and an escape",
        bytes(range(1, 256)),
        LETTERS.encode("utf-16-le"),  # without its mark
    ],
)
def test_what_is_no_text_that_we_know(content):
    assert refusal(content) is Reason.UNKNOWN_KIND


@pytest.mark.parametrize("content", [codecs.BOM_UTF16_LE + b"a", codecs.BOM_UTF16_LE + b"\x00\xd8a\x00"])
def test_half_a_letter_is_damage(content):
    assert refusal(content) is Reason.DAMAGED


@pytest.mark.parametrize("content", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"\x0c\x0c", b"\x01\x02", b"\xc2\xa0\n"])
def test_no_letters_at_all(content):
    assert refusal(content) is Reason.EMPTY


def test_every_way_to_end_a_line_is_one():
    document = text.read("a\r\nb\rc\vd\x85e\u2028f\u2029g\nh".encode())
    assert document.text.split("\n") == list("abcdefgh")
    assert document.text.splitlines() == list("abcdefgh")


def test_a_form_feed_starts_a_page():
    document = text.read(b"one\n\x0ctwo\x0c\x0cfour\x0c")
    assert document.text == "one\n\ntwo\n\nfour\n"
    assert [document.text[start:].lstrip()[:4].strip() for start in document.page_starts] == [
        "one",
        "two",
        "four",
        "four",
    ]
    assert document.pages_sent == 4


@pytest.mark.parametrize("pages", [PAGES - 1, PAGES])
def test_pages_up_to_the_limit(pages):
    assert text.read(b"\x0c".join([b"page"] * pages)).pages_sent == pages


def test_a_page_over_the_limit():
    assert refusal(b"\x0c".join([b"page"] * (PAGES + 1))) is Reason.TOO_MANY_PAGES


@pytest.mark.parametrize("length", [TEXT_CHARACTERS - 1, TEXT_CHARACTERS])
def test_letters_up_to_the_limit(length):
    assert len(text.read("é".encode() * length).text) == length


def test_a_letter_over_the_limit():
    assert refusal("é".encode() * (TEXT_CHARACTERS + 1)) is Reason.TOO_MUCH_TEXT


@given(some.text(some.characters()))
def test_cleaning_moves_no_letter_and_leaves_no_control(written):
    clean = text.clean(written)
    assert len(clean) == len(written)
    assert not any(is_control(letter) for letter in clean if letter != "\f")
    assert text.clean(clean) == clean
    clean.encode()
    unchanged = [(a, b) for a, b in zip(written, clean, strict=True) if a != b]
    assert all(b in ("\ufffd", "\n") for _, b in unchanged)
