"""X-08: a PDF that names other letters than it draws, or writes what it does not show, states nothing by that."""

from __future__ import annotations

import itertools

import pytest
from PIL import Image
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.utils import ImageReader

from reports.intake import pdf
from reports.intake.protocol import PAINTABLE, Notice
from tests.reports.intake import documents
from tests.reports.intake.documents import SECRET, SHOWN, noise
from tests.reports.intake.documents import pdf as made
from tests.reports.intake.forgeries import EXCHANGED, TYPEFACES, Font, forged


@pytest.fixture(scope="module", autouse=True)
def _pdfium():
    pdf.start()


def lines(canvas, *texts, top=700):
    for number, text in enumerate(texts):
        canvas.drawString(72, top - 16 * number, text)


# --- Forged ---------------------------------------------------------------------------------------------------------

MAPS = [
    (shown, named, typeface, around)
    for shown, named in EXCHANGED
    for typeface, around in itertools.product(TYPEFACES, ("Helvetica", "Times-Roman", *TYPEFACES[:2]))
]


@pytest.mark.parametrize(("shown", "named", "typeface", "around"), MAPS)
def test_a_word_named_as_another(shown, named, typeface, around):
    document = pdf.read(forged(shown, named, typeface=typeface, around=around))
    assert document.unread_pages == (1,) and document.text == "" and document.notices == Notice.UNTRUSTED
    assert document.kind in PAINTABLE  # its page can be read from how it is painted


def _behind_white_twice(canvas):
    canvas.setFillColor(white)
    canvas.drawString(72, 400, SECRET)
    canvas.drawString(72, 400.5, SECRET)


def _same_colour_as_its_field(canvas):
    canvas.setFillColor(HexColor(0x1F3864))
    canvas.rect(60, 390, 200, 30, stroke=0, fill=1)
    canvas.drawString(72, 400, SECRET)


def _thin_white_outline(canvas):
    text = canvas.beginText(72, 400)
    text.setTextRenderMode(1)
    canvas.setStrokeColor(white)
    text.textLine(SECRET)
    canvas.drawText(text)


def _clip_mode(canvas):
    text = canvas.beginText(72, 400)
    text.setTextRenderMode(7)
    text.textLine(SECRET)
    canvas.drawText(text)


def _flattened(canvas):
    canvas.translate(72, 400)
    canvas.scale(1, 0.01)
    canvas.drawString(0, 0, SECRET)


def _shrunk(canvas):
    canvas.translate(72, 400)
    canvas.scale(0.05, 0.05)
    canvas.drawString(0, 0, SECRET)


def _tinted(canvas):
    canvas.setFillColor(HexColor(0xFCFCFC))
    canvas.drawString(72, 400, SECRET)


def _under_a_form(canvas):
    canvas.drawString(72, 400, SECRET)
    canvas.beginForm("cover")
    canvas.setFillColor(white)
    canvas.rect(60, 390, 200, 30, stroke=0, fill=1)
    canvas.endForm()
    canvas.doForm("cover")


def _faint(canvas):
    canvas.setFillAlpha(0.02)
    canvas.drawString(72, 400, SECRET)


HIDDEN = documents.HIDDEN | {
    "white twice": _behind_white_twice,
    "as its field": _same_colour_as_its_field,
    "white outline": _thin_white_outline,
    "clip mode": _clip_mode,
    "flattened": _flattened,
    "shrunk": _shrunk,
    "tinted": _tinted,
    "under a form": _under_a_form,
    "faint": _faint,
}


@pytest.mark.parametrize("way", HIDDEN)
@pytest.mark.parametrize("size", [9, 14])
def test_hidden_words_are_left_out_and_said(way, size):
    def draw(canvas):
        canvas.setFont("Times-Roman", 11)
        lines(canvas, SHOWN, "Breast, left, core biopsy")
        canvas.setFont("Helvetica", size)
        HIDDEN[way](canvas)

    document = pdf.read(made(draw))
    assert document.text.startswith(f"{SHOWN}\nBreast, left, core biopsy\n") and document.unread_pages == ()
    assert "HER2" not in document.text and "Negative" not in document.text
    assert document.notices == Notice.HIDDEN


def test_more_hidden_than_shown_is_no_text():
    """Somebody's recognition under a scan, below a real head and foot: the scan itself says what counts."""

    def draw(canvas):
        canvas.drawImage(noise(), 0, 40, 595, 760)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        for _ in range(30):
            text.textLine("The tumor cells are positive for estrogen receptor, as another program read it.")
        text.setTextRenderMode(0)
        canvas.drawText(text)
        for number in range(4):
            canvas.drawString(
                72, 830 - 12 * number if number < 2 else 36 - 12 * number, "Laboratory of Pathology, page 1 " * 2
            )

    document = pdf.read(made(draw, documents.words(SHOWN)))
    assert document.unread_pages == (1,) and document.text == f"{SHOWN}\n" and Notice.HIDDEN in document.notices


def test_a_plain_scan_with_recognition_needs_no_notice():
    def draw(canvas):
        documents.picture(canvas)
        documents.HIDDEN["invisible mode"](canvas)

    document = pdf.read(made(draw))
    assert document.kind == "scan" and document.unread_pages == (1,) and document.notices == Notice(0)


# --- Honest: none of these may be flagged ---------------------------------------------------------------------------


def _white_on_dark(canvas):
    canvas.rect(50, 690, 400, 30, stroke=0, fill=1)
    canvas.setFillColor(white)
    lines(canvas, SHOWN)


def _white_on_a_picture(canvas):
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 10), "navy")), 50, 690, 400, 40)
    canvas.setFillColor(white)
    lines(canvas, SHOWN)


def _grey(canvas):
    canvas.setFillColor(HexColor(0xB0B0B0))
    lines(canvas, SHOWN)


def _small_print(canvas):
    lines(canvas, SHOWN)
    canvas.setFont("Helvetica", 5)
    canvas.drawString(72, 20, "This test was developed by the laboratory and is not cleared by an authority.")


def _yellow_marker(canvas):
    canvas.setFillColor(HexColor(0xFFFF00))
    canvas.rect(60, 695, 200, 16, stroke=0, fill=1)
    canvas.setFillColor(black)
    lines(canvas, SHOWN)


def _watermark(canvas):
    canvas.saveState()
    canvas.setFillColor(HexColor(0xDDDDDD))
    canvas.setFont("Helvetica-Bold", 70)
    canvas.translate(150, 300)
    canvas.rotate(45)
    canvas.drawString(0, 0, "COPY")
    canvas.restoreState()
    lines(canvas, SHOWN)


def _many_faces(canvas):
    top = 700
    for face in ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-BoldItalic", "Courier", "Courier-Oblique"):
        canvas.setFont(face, 10)
        canvas.drawString(72, top, f"{SHOWN} Invasive ductal carcinoma, grade 2, high quality job; pT1c")
        top -= 20


def _one_face_many_times(canvas):
    for number, word in enumerate(("ER: Positive", "PR: Negative", "HER2: 2+", "Ki-67: 34 %", "quality", "equivocal")):
        canvas.setFont(Font("Vera", {}).fontName, 11)
        canvas.drawString(72, 700 - 20 * number, word)
    canvas.drawString(72, 500, SHOWN)


def _capitals(canvas):
    lines(canvas, SHOWN.upper(), "ESTROGEN RECEPTOR: POSITIVE, 95 %", SHOWN)


def _bold_by_printing_twice(canvas):
    for shift in (0, 0.3):
        canvas.drawString(72 + shift, 700, SHOWN)


def _outlined(canvas):
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(2)
    text.textLine(SHOWN)
    canvas.drawText(text)


def _rotated_page(canvas):
    lines(canvas, SHOWN, top=500)
    canvas.setPageRotation(90)


def _with_a_logo(canvas):
    canvas.drawImage(noise(), 400, 760, 120, 60)
    lines(canvas, SHOWN)


def _table(canvas):
    canvas.grid([60, 160, 300], [670, 690, 715])
    lines(canvas, SHOWN, "PR: Negative")


def _raised(canvas):
    lines(canvas, SHOWN)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(160, 705, "1")


def _typed(canvas):
    lines(canvas, SHOWN)
    canvas.acroForm.textfield(value="Negative", x=200, y=600, width=120, height=20)


def _ligatures(canvas):
    canvas.setFont(Font("Vera", {}).fontName, 11)
    lines(canvas, SHOWN, "ampli\ufb01ed, de\ufb01cient, ≥ 10 %, µm, “quoted”")


def _spaced(canvas):
    text = canvas.beginText(72, 700)
    text.setCharSpace(1.5)
    text.textLine(SHOWN)
    canvas.drawText(text)


def _wide(canvas):
    text = canvas.beginText(72, 700)
    text.setHorizScale(130)
    text.textLine(SHOWN)
    canvas.drawText(text)


def _pale_blue_field(canvas):
    canvas.setFillColor(HexColor(0xEAF2FB))
    canvas.rect(50, 600, 400, 140, stroke=0, fill=1)
    canvas.setFillColor(HexColor(0x1F3864))
    lines(canvas, SHOWN)


def _large(canvas):
    canvas.setFont("Helvetica-Bold", 28)
    lines(canvas, SHOWN)


def _symbols(canvas):
    lines(canvas, SHOWN)
    canvas.setFont("Symbol", 11)
    canvas.drawString(72, 600, "abgm")
    canvas.setFont("ZapfDingbats", 11)
    canvas.drawString(72, 580, "4no")


HONEST = {name.strip("_").replace("_", " "): draw for name, draw in dict(globals()).items() if draw in (
    _white_on_dark, _white_on_a_picture, _grey, _small_print, _yellow_marker, _watermark, _many_faces, _capitals,
    _one_face_many_times, _bold_by_printing_twice, _outlined, _rotated_page, _with_a_logo, _table, _raised, _typed,
    _ligatures, _spaced, _wide, _pale_blue_field, _large, _symbols,
)}  # fmt: skip


@pytest.mark.parametrize("way", HONEST)
def test_honest_pages_are_trusted(way):
    document = pdf.read(made(HONEST[way]))
    assert document.unread_pages == () and document.notices == Notice(0)
    assert SHOWN.replace(" ", "") in document.text.replace(" ", "") and "\ufffd" not in document.text


@pytest.mark.parametrize("typeface", TYPEFACES)
@pytest.mark.parametrize("shown", [shown for shown, _ in EXCHANGED] + ["2+", "95 %", "Ki-67", "GRADE", "pT1c"])
def test_the_same_pages_without_the_lie(shown, typeface):
    for around in ("Helvetica", "Vera"):
        document = pdf.read(forged(shown, shown, typeface=typeface, around=around))
        assert f"HER2 (IHC):   {shown}" in document.text and document.notices == Notice(0)
