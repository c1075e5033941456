"""Rendered reports: a text PDF says what its text says; pictures are made as described, and again the same."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from bench import evaluate
from bench.reports import generating, rendering, scoring
from bench.reports.contradictions import contradictions


@pytest.fixture(scope="module")
def rows():
    return list(generating.rows(4, 21, twins=False))


def test_a_text_pdf_never_contradicts_its_text(rows, tmp_path):
    rendering.save(rows, "pdf", tmp_path)
    texts, files = evaluate.read(rows), evaluate.read_files(tmp_path, rows)
    assert len(files) == len(rows)
    found = contradictions(rows, texts, files)
    assert [(row["style"], key) for row, key, _ in found] == []
    score = scoring.score_all(rows, files)
    assert score.all["unsupported"] == 0


def test_every_letter_is_painted(rows):
    for row in rows:
        document = pypdfium2.PdfDocument(rendering.pdf(row))
        painted = "".join(page.get_textpage().get_text_range() for page in document)
        assert "".join(painted.split()) == "".join(row["text"].split()), row["id"]


@pytest.mark.parametrize("kind", ["scan150", "photo"])
def test_pictures_have_no_text_and_come_out_the_same_again(rows, kind):
    ending, content = rendering.rendered(rows[0], kind)
    assert rendering.rendered(rows[0], kind)[0] == ending
    if ending == "jpg":
        assert rendering.rendered(rows[0], kind)[1] == content
        assert Image.open(io.BytesIO(content)).width > 1500
        return
    pages = list(pypdfium2.PdfDocument(content))
    assert all(not page.get_textpage().get_text_range().strip() for page in pages)
    # as wide as the paper, give or take the tilt
    assert abs(pages[0].get_width() - 600) < 60
