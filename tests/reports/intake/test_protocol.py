"""Nothing from the pipe is trusted: wrong bytes are a `ValueError`, never another error, never a document."""

from __future__ import annotations

import random
import struct
import unicodedata

import pytest

from reports.intake import protocol
from reports.intake.errors import Reason
from reports.intake.protocol import Document, Notice, Protection

DOCUMENT = Document("pdf", "Café 2+\nHER2: ≥10 % 🜁\n", (0, 8, 8), 3, (2,))


def test_a_document_comes_back_as_it_went():
    assert Document.from_bytes(DOCUMENT.to_bytes()) == DOCUMENT
    assert protocol.parse_answer(protocol.answer(DOCUMENT)) == DOCUMENT


@pytest.mark.parametrize("kind", ["docx", "hl7", "fhir", "cda"])
@pytest.mark.parametrize("notices", [*Notice, ~Notice(0)])
def test_a_record_comes_back_as_it_went(kind, notices):
    record = Document(kind, "ER: Positive\n", (0, 13), 2, (2,), notices=notices)
    assert protocol.parse_answer(protocol.answer(record)) == record


def test_a_notice_that_nobody_knows_is_refused():
    whole = bytearray(Document("cda", "x", (0,), 1, notices=~Notice(0)).to_bytes())
    at = whole.index(int(~Notice(0)))
    whole[at] = 0xFF
    with pytest.raises(ValueError, match="format"):
        Document.from_bytes(bytes(whole))


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_comes_back_as_it_went(reason):
    assert protocol.parse_answer(protocol.answer(reason)) is reason


@pytest.mark.parametrize("held", [Protection(0), Protection.SECCOMP, ~Protection(0)])
def test_protections_come_back_as_they_went(held):
    assert protocol.parse_ready(protocol.ready(held)) == held


@pytest.mark.parametrize("message", [b"", b"OKR1", b"OKR1\x40", b"OKR1\xff", b"XXXX\x1f", b"OKR1\x1f\x00"])
def test_an_odd_report_of_protections_is_refused(message):
    with pytest.raises(ValueError, match="ready"):
        protocol.parse_ready(message)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "html"},
        {"page_starts": ()},
        {"page_starts": (1, 8, 8)},
        {"page_starts": (0, 9, 8)},
        {"page_starts": (0, 8, 99)},
        {"pages_sent": 2},
        {"pages_sent": 0, "page_starts": ()},
        {"unread_pages": (0,)},
        {"unread_pages": (4,)},
        {"unread_pages": (2, 1)},
        {"unread_pages": (2, 2)},
        {"text": "x" * (protocol.TEXT_CHARACTERS + 1)},
        {"text": "nul \x00 and more"},
        {"text": "escape \x1b[31m!"},
        {"text": "C1 \x9b and more"},
        {"text": "turned \u202e round"},
        {"text": "isolate \u2066 me"},
        {"text": "mark \u200f here"},
        {"text": "no character \uffff"},
        {"text": "half of one \ud800"},
        {"kind": "odt"},
    ],
)
def test_no_document_that_no_honest_reader_makes(fields):
    usual = {"kind": "pdf", "text": "x" * 20, "page_starts": (0, 8, 8), "pages_sent": 3, "unread_pages": ()}
    with pytest.raises(ValueError):
        Document(**(usual | fields))


def test_the_limits_of_text_and_pages_are_inclusive():
    Document("text", "x" * protocol.TEXT_CHARACTERS, (0,), 1)
    starts = tuple(range(protocol.PAGES))
    Document("text", "x" * 60, starts, protocol.PAGES)
    with pytest.raises(ValueError):
        Document("text", "x" * 60, (*starts, 45), protocol.PAGES + 1)


def test_the_largest_honest_answer_fits():
    largest = Document("pdf", "\U0001f701" * protocol.TEXT_CHARACTERS, (0,) * protocol.PAGES, protocol.PAGES)
    assert len(protocol.answer(largest)) <= protocol.ANSWER_BYTES


def test_ten_thousand_random_messages_are_a_clean_document_or_a_value_error():
    """X-04. Whole noise, and honest answers with bytes changed, cut, repeated and put together."""
    chance = random.Random(4)
    honest = [protocol.answer(DOCUMENT), protocol.answer(Reason.SCAN), protocol.ready(~Protection(0))]
    accepted = 0
    for _ in range(10_000):
        message = bytearray(chance.choice(honest) if chance.random() < 0.8 else chance.randbytes(chance.randint(0, 90)))
        for _ in range(chance.randint(0, 6)):
            where = chance.randint(0, len(message))
            match chance.randint(0, 4):
                case 0:
                    del message[where : where + chance.randint(0, 9)]
                case 1:
                    message[where:where] = chance.randbytes(chance.randint(1, 5))
                case 2:
                    message[where:where] = chance.choice(
                        (b"\x00", b"\x1b", "\u202e".encode(), b"\xff", b"\xed\xa0\x80")
                    )
                case 3 if len(message) > 12:
                    struct.pack_into(">I", message, chance.randint(0, len(message) - 4), chance.getrandbits(32))
                case _ if message:
                    message[chance.randrange(len(message))] ^= 1 << chance.randint(0, 7)
        try:
            result = protocol.parse_answer(bytes(message))
        except ValueError:
            continue
        accepted += 1
        if isinstance(result, Document):
            assert all(unicodedata.category(letter) not in {"Cc", "Cs"} or letter in "\t\n\r" for letter in result.text)
            assert not set(result.text) & protocol.BIDI_CONTROLS
            assert result.page_starts[0] == 0
    assert accepted > 100  # the test would prove little if nothing honest were left among them
