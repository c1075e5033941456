"""PDFs through the real child: what a person sees, page by page, or a reason."""

from __future__ import annotations

import pytest

from reports.intake import sandbox
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PAGES
from tests.reports.intake import documents
from tests.reports.intake.documents import SECRET, SHOWN, cells, empty, pdf, picture, words

TABLE = [
    ("ER", "Positive", "95 %"),
    ("PR", "Negative", "< 1 %"),
    ("HER2 (IHC)", "Equivocal (2+)", ""),
    ("Ki-67", "", "22 %"),
]
ROWS = "ER   Positive   95 %\nPR   Negative   < 1 %\nHER2 (IHC)   Equivocal (2+)\nKi-67   22 %\n"


def refusal(content: bytes) -> Reason:
    with pytest.raises(Unreadable) as caught:
        sandbox.read(content)
    return caught.value.reason


def test_pages_and_where_they_start():
    document = sandbox.read(pdf(words("page one", "ER: positive"), words("page two"), words("page three")))
    assert document.kind == "pdf" and document.pages_sent == 3 and document.unread_pages == ()
    starts = document.page_starts
    assert [document.text[start:].split("\n")[0] for start in starts] == ["page one", "page two", "page three"]


def test_table_rows_stay_rows_whichever_way_the_file_writes_them():
    placed = [(72 + 150 * x, 700 - 18 * y, cell) for y, row in enumerate(TABLE) for x, cell in enumerate(row) if cell]
    by_row, by_column = pdf(cells(*placed)), pdf(cells(*sorted(placed, key=lambda cell: cell[0])))
    assert sandbox.read(by_row).text == sandbox.read(by_column).text == ROWS


def test_a_number_drawn_letter_by_letter_keeps_its_point():
    def draw(canvas):
        x = 72.0
        for letter in "Ratio: 1.8 (not amplified)":
            canvas.drawString(x, 700, letter)
            x += canvas.stringWidth(letter, "Helvetica", 11)

    assert sandbox.read(pdf(draw)).text == "Ratio: 1.8 (not amplified)\n"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_reads_the_same(degrees):
    def draw(canvas):
        cells((72, 500, SHOWN), (72, 486, "HER2: 2+"))(canvas)
        canvas.setPageRotation(degrees)

    assert sandbox.read(pdf(draw)).text == f"{SHOWN}\nHER2: 2+\n"


def test_a_note_up_the_margin_is_apart():
    def draw(canvas):
        words(SHOWN, "A second line of the report")(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -30, "COPY 1.8")

    assert sandbox.read(pdf(draw)).text == f"{SHOWN}\nA second line of the report\nCOPY 1.8\n"


def test_a_stamp_across_the_page_falls_into_no_line():
    def draw(canvas):  # above the text, it would cover figures
        canvas.saveState()
        canvas.setFillColorRGB(0.8, 0.8, 0.8)
        canvas.setFont("Helvetica", 60)
        canvas.translate(100, 400)
        canvas.rotate(35)
        canvas.drawString(0, 0, "COPY")
        canvas.restoreState()
        words(*[SHOWN] * 30)(canvas)

    assert sandbox.read(pdf(draw)).text == f"{SHOWN}\n" * 30 + "COPY\n"


def test_what_is_typed_into_a_field_is_read():
    def draw(canvas):
        words("Estrogen receptor:")(canvas)
        canvas.acroForm.textfield(value="Positive", x=200, y=752, width=120, height=20)

    assert sandbox.read(pdf(draw)).text == "Estrogen receptor:   Positive\n"


@pytest.mark.parametrize("way", documents.HIDDEN)
def test_words_that_nobody_can_see_are_not_read(way):
    """X-08: the page is painted with its text and without, and what makes no difference is no text."""
    text = sandbox.read(documents.with_hidden(documents.HIDDEN[way])).text
    assert SHOWN in text
    assert "HER2" not in text and "Negative" not in text
    assert ("\ufffd" in text) == (way != "off the page")


def test_a_hidden_word_within_a_line_marks_the_line():
    def draw(canvas):
        cells((72, 400, "HER2: "), (128, 400, "amplified"))(canvas)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(108, 400, "not ")

    assert sandbox.read(pdf(draw)).text == "HER2: \ufffd amplified\n"


def test_light_letters_on_a_dark_field_are_read():
    def draw(canvas):
        canvas.rect(60, 390, 200, 30, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 400, SECRET)
        canvas.setFillColorRGB(0.7, 0.7, 0.7)
        canvas.drawString(72, 500, SHOWN)

    assert sandbox.read(pdf(draw)).text == f"{SHOWN}\n\n{SECRET}\n"


def test_a_page_without_text_is_named():
    document = sandbox.read(pdf(words("page one"), empty, words("page three"), picture))
    assert document.unread_pages == (2, 4)
    assert document.pages_sent == 4
    assert document.text == "page one\npage three\n"


@pytest.mark.parametrize("pages", [(empty,), (picture,), (picture, empty)])
def test_a_scan_is_a_scan(pages):
    assert refusal(pdf(*pages)) is Reason.SCAN


def test_a_scan_with_somebody_elses_recognition_under_it_is_a_scan():
    def draw(canvas):
        picture(canvas)
        documents.HIDDEN["invisible mode"](canvas)

    assert refusal(pdf(draw)) is Reason.SCAN
    assert sandbox.read(pdf(draw, words(SHOWN))).unread_pages == (1,)


def test_a_scan_with_the_line_of_a_fax_machine_is_unread():
    def draw(canvas):
        picture(canvas)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(0, 800, 595, 42, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(72, 820, "From: Pathology  Page 1 of 2")

    assert sandbox.read(pdf(draw, words(SHOWN))).unread_pages == (1,)


def test_locked():
    assert refusal(documents.locked("secret")) is Reason.LOCKED
    assert sandbox.read(documents.locked("")).text == f"{SHOWN}\n"  # only printing or changing is forbidden


@pytest.mark.parametrize("pages", [PAGES - 1, PAGES])
def test_pages_up_to_the_limit(pages):
    marks = [f"mark {number}" for number in range(pages)]
    document = sandbox.read(pdf(*[words(mark) for mark in marks]))
    assert document.text.splitlines() == marks
    assert len(document.page_starts) == document.pages_sent == pages


def test_a_page_over_the_limit():
    assert refusal(pdf(*[words("x")] * (PAGES + 1))) is Reason.TOO_MANY_PAGES


def test_a_broken_page_is_named():
    good = pdf(words("page one"), words("page two"), pageCompression=0)
    broken = good.replace(b"(page two) Tj", b"(page two) T?")
    assert len(broken) == len(good)
    document = sandbox.read(broken)
    assert document.text == "page one\n" and document.unread_pages == (2,)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n", b"%PDF-1.4\nnothing of the kind\n%%EOF\n", b"%PDF-" + bytes(range(256)) * 40]
)
def test_what_only_begins_like_a_pdf(content):
    assert refusal(content) is Reason.DAMAGED


def test_a_line_cut_by_the_edge_of_the_page_is_marked():
    text = sandbox.read(pdf(words("HER2: positive", "x" * 90 + " and this is not all"))).text
    first, second = text.splitlines()
    assert first == "HER2: positive" and second.startswith("xxx") and second.endswith("\ufffd")
    text = sandbox.read(pdf(cells((72, 700, SHOWN), (-40, 600, "HER2: not amplified")))).text
    assert text.splitlines()[-1].startswith("\ufffd") and text.endswith("amplified\n") and "HER2" not in text


def test_too_much_text():
    """The exact limit is tested where pages are joined (test_child.py)."""

    def full(canvas):
        canvas.setFont("Helvetica", 3)
        for row in range(250):
            canvas.drawString(20, 830 - 3.2 * row, "x" * 300)

    assert refusal(pdf(*[full] * 5)) is Reason.TOO_MUCH_TEXT


@pytest.mark.parametrize("font", ["Times-Italic", "Helvetica", "Helvetica-BoldOblique", "Courier"])
def test_no_letter_is_lost_or_added_in_any_type(font):
    lines = [
        "Poorly differentiated; pT1c 11.88 mm, 110 %, 0/11 nodes, grade III/III",
        "ill-fitting WAVE To 1l1I|li",
        "2+",
    ]

    def draw(canvas):
        for size, top in ((7, 760), (11, 700), (18, 600)):
            canvas.setFont(font, size)
            for number, line in enumerate(lines):
                canvas.drawString(40, top - 1.4 * size * number, line[: 60 if size < 18 else 40])

    read = [line.strip() for line in sandbox.read(pdf(draw)).text.splitlines() if line.strip()]
    assert read == [line[:length] for length in (60, 60, 40) for line in lines]


def test_the_same_bytes_give_the_same_text_every_time():
    content = pdf(*[words(*[f"line {line} of page {page}" for line in range(40)]) for page in range(3)])
    assert len({sandbox.read(content).to_bytes() for _ in range(20)}) == 1
