"""What becomes of one page in the process of the first reader: read, blank, broken. Its locks: test_pictures.py."""

from __future__ import annotations

import io

import pytest
from PIL import Image

pytest.importorskip("rapidocr")

from reports.intake.painting import painter
from reports.intake.painting.recognising import Recogniser
from reports.intake.words import BROKEN, EMPTY, READ


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


def test_a_shaded_turned_photo_is_read_by_both_preparations(recogniser: Recogniser) -> None:
    painted = painter.read(painter.rehearsal(), 1, True, recogniser)
    assert painted.outcome == READ
    assert len(painted.picture) == painted.width * painted.height
    assert "Made" in {word.text for word in painted.words}
    assert {word.text for word in painted.second} & {word.text for word in painted.words}


def test_where_the_other_program_reads_there_is_no_second_preparation(recogniser: Recogniser) -> None:
    assert painter.read(painter.rehearsal(), 1, False, recogniser).second == ()


def test_a_blank_page_is_told_as_blank(recogniser: Recogniser) -> None:
    out = io.BytesIO()
    Image.new("L", (600, 800), 250).save(out, "PNG")
    assert painter.read(out.getvalue(), 1, True, recogniser).outcome == EMPTY


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 no photo", b"II*\x00"])
def test_what_cannot_be_opened_is_told_as_broken(recogniser: Recogniser, content: bytes) -> None:
    assert painter.read(content, 1, True, recogniser).outcome == BROKEN
