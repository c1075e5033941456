"""Words with their places on a page, as a reader of pictures hands them over, and the messages they come in.

Standard library only; both sides import it. Nothing here trusts what it decodes: a wrong byte is a `ValueError`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from reports.intake.protocol import PAGE_PIXELS, is_control

WORDS: Final = 8_000  # of one page
_WORD_LETTERS: Final = 500
_LARGEST_SIDE: Final = 20_000  # pixels
TSV_BYTES: Final = 4 * 1024 * 1024

ASK: Final = struct.Struct(">HB")  # page, counted from 1; 1 if a second preparation of the page is to be read too
HEAD: Final = struct.Struct(
    ">BHHIII"
)  # outcome, width, height, bytes of the picture, of the words, of the second words
READ, EMPTY, BROKEN, TOO_LARGE = range(4)  # outcomes
_WORD: Final = struct.Struct(">iiiiBBH")  # left, top, right, bottom, confidence, 1 if in doubt, bytes of the letters


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters without a wide gap. Pixels of the page; confidence in percent."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: int
    doubtful: bool = False  # letters or points in it that the reader was not sure of


@dataclass(frozen=True, slots=True)
class Painted:
    """One page as the first child answers. `picture` is grey, one byte a pixel, turned and straightened."""

    outcome: int
    width: int = 0
    height: int = 0
    picture: bytes = b""
    words: tuple[Word, ...] = ()
    second: tuple[Word, ...] = ()

    def to_bytes(self) -> bytes:
        words, second = packed(self.words), packed(self.second)
        head = HEAD.pack(self.outcome, self.width, self.height, len(self.picture), len(words), len(second))
        return b"".join((head, self.picture, words, second))


def body_length(untrusted: bytes) -> int:
    """How much follows the head, or `ValueError`."""
    if len(untrusted) != HEAD.size:
        raise ValueError("page")
    outcome, width, height, picture, words, second = HEAD.unpack(untrusted)
    if outcome > TOO_LARGE or picture != width * height or picture > PAGE_PIXELS:
        raise ValueError("page")
    if (picture > 0) != (outcome == READ) or max(words, second) > WORDS * (_WORD.size + 20):
        raise ValueError("page")
    return int(picture + words + second)


def parse(head: bytes, body: bytes) -> Painted:
    """The page, or `ValueError`. `body` has the length that `body_length` gave."""
    outcome, width, height, picture, words, _ = HEAD.unpack(head)
    first, then = body[picture : picture + words], body[picture + words :]
    return Painted(outcome, width, height, body[:picture], unpacked(first), unpacked(then))


def packed(words: tuple[Word, ...]) -> bytes:
    pieces = []
    for word in words[:WORDS]:
        letters = word.text[:_WORD_LETTERS].encode()
        places = (word.left, word.top, word.right, word.bottom)
        pieces += [_WORD.pack(*places, word.confidence, word.doubtful, len(letters)), letters]
    return b"".join(pieces)


def unpacked(untrusted: bytes) -> tuple[Word, ...]:
    words: list[Word] = []
    offset = 0
    while offset < len(untrusted):
        try:
            left, top, right, bottom, confidence, doubtful, length = _WORD.unpack_from(untrusted, offset)
        except struct.error as error:
            raise ValueError("word") from error
        offset += _WORD.size + length
        if offset > len(untrusted) or doubtful > 1:
            raise ValueError("word")
        letters = untrusted[offset - length : offset].decode()
        words.append(checked(Word(letters, left, top, right, bottom, confidence, bool(doubtful))))
    if len(words) > WORDS:
        raise ValueError("words")
    return tuple(words)


def from_tsv(untrusted: bytes) -> tuple[Word, ...]:
    """The words of tesseract's table; `ValueError` where it is none."""
    words: list[Word] = []
    lines = untrusted.decode().split("\n")
    for line in lines[1:]:
        cells = line.split("\t", 11)
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (int(cell) for cell in cells[6:10])
        confidence = max(0, min(100, round(float(cells[10]))))
        text = "".join(letter for letter in cells[11].strip() if not is_control(letter))
        words.append(checked(Word(text, left, top, left + width, top + height, confidence)))
    if len(words) > WORDS:
        raise ValueError("words")
    return tuple(words)


def checked(word: Word) -> Word:
    places = (word.left, word.top, word.right, word.bottom)
    if not all(-_LARGEST_SIDE <= place <= _LARGEST_SIDE for place in places):
        raise ValueError("place")
    if word.left > word.right or word.top > word.bottom or word.confidence > 100:
        raise ValueError("word")
    if not 0 < len(word.text) <= _WORD_LETTERS or any(is_control(c) or c in "\t\r\n" for c in word.text):
        raise ValueError("letters")
    return word
