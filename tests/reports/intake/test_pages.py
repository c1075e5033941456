"""Pages become a document, in their order, and what was not read stays named."""

from __future__ import annotations

import pytest

from reports.intake.errors import Reason, Unreadable
from reports.intake.pages import PageText, Pending, assemble
from reports.intake.protocol import TEXT_CHARACTERS, Document

PHOTO = Pending(Document("photo", "", (0,), 1, (1,)))
MIXED = Pending(Document("pdf", "one\nthree\n", (0, 4, 4, 10), 4, (2, 4)))


def test_a_photo():
    document = assemble(PHOTO, [PageText(1, "ER: 9O%", "ER: 90%", ((4, 7),))])
    assert document == Document("photo", "ER: 9O%\n", (0,), 1, (), (1,), "ER: 90%\n", (0,), ((4, 7),))
    assert Document.from_bytes(document.to_bytes()) == document


def test_pages_with_text_stand_in_both_texts():
    document = assemble(MIXED, [PageText(4, "four", "f0ur", ((0, 4),)), PageText(2, "two", "tvvo", ((1, 3),))])
    assert (document.kind, document.pictures, document.unread_pages) == ("mixed", (2, 4), ())
    assert (document.text, document.second) == ("one\ntwo\nthree\nfour\n", "one\ntvvo\nthree\nf0ur\n")
    assert document.page_starts == (0, 4, 8, 14)
    assert [document.text[start:end] for start, end in document.doubtful] == ["wo", "four"]
    assert Document.from_bytes(document.to_bytes()) == document


def test_what_was_not_read_stays_named():
    document = assemble(MIXED, [PageText(2, "", "", read=False), PageText(4, "four", "four")])
    assert (document.unread_pages, document.pictures) == ((2,), (4,))
    assert assemble(MIXED, []) == MIXED.known


def test_a_blank_page_was_read():
    document = assemble(MIXED, [PageText(2, "", ""), PageText(4, "four", "four")])
    assert (document.unread_pages, document.pictures, document.text) == ((), (2, 4), "one\nthree\nfour\n")


@pytest.mark.parametrize(
    "pages", [[], [PageText(1, "", "")], [PageText(1, "", "", read=False)], [PageText(9, "x", "x")]]
)
def test_nothing_read_is_told(pages):
    with pytest.raises(Unreadable) as caught:
        assemble(PHOTO, pages)
    assert caught.value.reason is Reason.NOTHING_READ


def test_too_much_text():
    for page in (PageText(1, "x" * TEXT_CHARACTERS, "x"), PageText(1, "x", "x" * TEXT_CHARACTERS)):
        with pytest.raises(Unreadable) as caught:
            assemble(PHOTO, [page])
        assert caught.value.reason is Reason.TOO_MUCH_TEXT


@pytest.mark.parametrize(
    "fields",
    [
        {"pictures": (2,)},
        {"pictures": (1, 1)},
        {"unread_pages": (1,)},
        {"kind": "pdf"},
        {"second_page_starts": ()},
        {"second_page_starts": (0, 1)},
        {"second": "turned \u202e"},
        {"second": "x" * (TEXT_CHARACTERS + 1)},
        {"doubtful": ((3, 3),)},
        {"doubtful": ((0, 4), (2, 5))},
        {"doubtful": ((4, 5), (0, 2))},
        {"doubtful": ((0, 99),)},
        {"pictures": ()},
    ],
)
def test_no_document_that_no_honest_reader_makes(fields):
    usual = {
        "kind": "photo", "text": "ER: 90%", "page_starts": (0,), "pages_sent": 1, "unread_pages": (), "pictures": (1,),
        "second": "ER: 90%", "second_page_starts": (0,), "doubtful": ((0, 2),),
    }  # fmt: skip
    Document(**usual)
    with pytest.raises(ValueError):
        Document(**(usual | fields))
