"""The one way from bytes or pasted text to a document."""

from __future__ import annotations

import pytest

from reports import pipeline
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PASTE_CHARACTERS


def test_a_text_file_is_read_in_the_child():
    document = pipeline.extract("Café\r\nER: positive\f page 2".encode())
    assert document.text == "Café\nER: positive\n page 2"
    assert document.page_starts == (0, 18)


@pytest.mark.parametrize("length", [PASTE_CHARACTERS - 1, PASTE_CHARACTERS])
def test_a_paste_up_to_the_limit_is_taken(length):
    assert len(pipeline.from_paste("x" * length).text) == length


def test_a_paste_over_the_limit_is_refused():
    with pytest.raises(Unreadable) as caught:
        pipeline.from_paste("x" * (PASTE_CHARACTERS + 1))
    assert caught.value.reason is Reason.TOO_LONG_PASTE


def test_pasted_text_keeps_every_offset():
    pasted = "ER:\r\n\x00positive\u202e\ttail\x0bend\rHER2\ufeff\ud800 2+"
    text = pipeline.from_paste(pasted).text
    assert len(text) == len(pasted)
    assert text == "ER:\r\n\ufffdpositive\ufffd\ttail\nend\nHER2\ufeff\ufffd 2+"
    text.encode()


def test_nothing_but_blanks_is_empty():
    for pasted in ("", " \r\n\t", "\x00\x01", "\f\f", "\u202e"):
        with pytest.raises(Unreadable) as caught:
            pipeline.from_paste(pasted)
        assert caught.value.reason is Reason.EMPTY
