"""The one way from bytes or pasted text to a document."""

from __future__ import annotations

import pytest
from django.conf import settings

from reports import pipeline
from reports.intake import sandbox
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PASTE_CHARACTERS
from tests.reports.intake import documents


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


@pytest.mark.skipif(not settings.CONTENT_DIR.joinpath("reading").is_dir(), reason="no rules in this content folder")
def test_a_pdf_is_read_from_bytes_to_findings():
    rows = [
        ("Estrogen receptor (ER)", "Positive", "95 %"),
        ("HER2 (IHC)", "Equivocal (2+)", ""),
        ("HER2 (ISH)", "Pending", ""),
    ]
    title = [(72, 760, "SURGICAL PATHOLOGY REPORT"), (72, 740, "Breast, left, core biopsy: invasive ductal carcinoma")]
    table = [(72 + 180 * x, 700 - 18 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell]
    document = pipeline.extract(documents.pdf(documents.cells(*title, *sorted(table))))  # column after column
    reading = pipeline.read(document)
    told = {finding.marker: finding.status.value for finding in reading.findings}
    assert told["ER"] == "positive" and told["HER2_IHC"] == "equivocal" and told["HER2_ISH"] == "pending"
    for finding in reading.findings:
        assert document.text[finding.evidence.start : finding.evidence.end] == finding.evidence.quote


def test_what_is_missing_is_named(monkeypatch, settings):
    assert pipeline.unprotected() == ""
    monkeypatch.setattr(sandbox, "missing", lambda: ("landlock", "seccomp"))
    settings.DEBUG = settings.READ_UNPROTECTED = False
    assert pipeline.unprotected() == "missing: landlock, seccomp"
    settings.READ_UNPROTECTED = True
    assert pipeline.unprotected() == ""
