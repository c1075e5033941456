"""X-08: a PDF that paints other figures or signs than it names is not believed; honest ones are, in any typeface."""

from __future__ import annotations

import itertools
import math

import pytest
from PIL import Image
from reportlab.lib.colors import HexColor, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics

from reports.intake import figures, pdf
from reports.intake.protocol import Notice
from tests.reports.intake.documents import noise
from tests.reports.intake.documents import pdf as made
from tests.reports.intake.forgeries import TYPEFACES, Font, forged

FIGURES = "0123456789+-<>%"
LINE = "HER2 (IHC): 2+; ER 95 %, PR <1 %, Ki-67 >30 %; 4.8 x 6-7 mm"
STANDARD = [face for face in pdfmetrics.standardFonts if face not in ("Symbol", "ZapfDingbats")]


@pytest.fixture(scope="module", autouse=True)
def _pdfium():
    pdf.start()


@pytest.mark.parametrize("typeface", TYPEFACES)
@pytest.mark.parametrize("shown", FIGURES)
def test_no_figure_passes_for_another(shown, typeface):
    for named in FIGURES:
        document = pdf.read(forged(shown, named, typeface=typeface))
        assert (Notice.UNTRUSTED in document.notices) == (shown != named), named
        assert (document.unread_pages == (1,)) == (shown != named)


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        ("2+", "0+"),
        ("95 %", "10 %"),
        ("2+", "2."),
        ("2+", "2,"),
        ("<1 %", " 1 %"),
        ("not amplified", "    amplified"),
        ("12.5", "12 5"),
        ("12.5", "12+5"),
        ("12.5", "12%5"),
        ("12.5", "12\u200b5"),
        ("3+", "\uff10+"),
        ("1+", "\u00b3+"),
        ("3+", "3\u2212"),
    ],
)
def test_painted_figures_signs_and_blanks(shown, named):
    assert Notice.UNTRUSTED in pdf.read(forged(shown, named)).notices


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_and_turned_lines(turn):
    def lines(canvas, typeface):
        canvas.setFont("Helvetica", 11)
        for number in range(6):
            canvas.drawString(100, 500 - 16 * number, "Breast, left: invasive ductal carcinoma of the breast")
        canvas.saveState()
        canvas.translate(300, 300)
        canvas.rotate(turn)
        canvas.setFont(typeface.fontName, 11)
        canvas.drawString(0, 0, "2")
        canvas.drawString(20, 0, "67")
        canvas.restoreState()

    for page_turn, (lies, told) in itertools.product((0, 90, 180, 270), (({}, False), ({"2": "0"}, True))):

        def draw(canvas, lies=lies, page_turn=page_turn):
            lines(canvas, Font("Vera", lies))
            canvas.setPageRotation(page_turn)

        assert (Notice.UNTRUSTED in pdf.read(made(draw)).notices) == told, page_turn


def test_figures_that_stand_aslant_decide_nothing():
    def draw(canvas):
        canvas.drawString(72, 700, "Breast, left: invasive ductal carcinoma of the breast")
        canvas.translate(200, 300)
        canvas.rotate(30)
        canvas.drawString(0, 0, "HER2 IHC 2+")

    text = pdf.read(made(draw)).text
    assert "HER" in text and "2" not in text and "+" not in text


@pytest.mark.parametrize("face", [*STANDARD, *TYPEFACES])
@pytest.mark.parametrize("size", [6, 9, 11, 13])
def test_honest_figures_in_every_typeface(face, size):
    def draw(canvas):
        canvas.setFont(Font(face, {}).fontName if face in TYPEFACES else face, size)
        canvas.drawString(40, 700, LINE)
        canvas.drawString(40, 660, "0123456789 +-<>% 1.5 2,5")

    document = pdf.read(made(draw))
    assert document.notices == Notice(0) and LINE in document.text and "\ufffd" not in document.text


def _white_on_dark(canvas):
    canvas.setFillColor(HexColor(0x1F3864))
    canvas.rect(30, 690, 500, 25, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(40, 700, LINE)


def _on_a_picture(canvas):
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 10), "lightblue")), 30, 680, 500, 40)
    canvas.drawString(40, 700, LINE)


def _in_a_table(canvas):
    canvas.grid([36, 300, 500], [694, 712, 730])
    canvas.drawString(40, 700, LINE)


def _underlined(canvas):
    canvas.drawString(40, 700, LINE)
    canvas.line(40, 698.5, 400, 698.5)


def _twice_for_bold(canvas):
    for shift in (0, 0.3):
        canvas.drawString(40 + shift, 700, LINE)


def _over_a_watermark(canvas):
    canvas.setFillColor(HexColor(0xDDDDDD))
    canvas.setFont("Helvetica-Bold", 120)
    canvas.drawString(20, 660, "COPY")
    canvas.setFillColor(HexColor(0))
    canvas.setFont("Helvetica", 11)
    canvas.drawString(40, 700, LINE)


def _wide(canvas):
    text = canvas.beginText(40, 700)
    text.setHorizScale(130)
    text.textLine(LINE)
    canvas.drawText(text)


def _narrow(canvas):
    text = canvas.beginText(40, 700)
    text.setHorizScale(75)
    text.textLine(LINE)
    canvas.drawText(text)


def _beside_a_logo(canvas):
    canvas.drawImage(noise(), 400, 760, 120, 60)
    canvas.drawString(40, 700, LINE)


WAYS = [_white_on_dark, _on_a_picture, _in_a_table, _underlined, _twice_for_bold, _over_a_watermark, _wide, _narrow,
        _beside_a_logo]  # fmt: skip


@pytest.mark.parametrize("draw", WAYS)
def test_honest_figures_on_any_ground(draw):
    document = pdf.read(made(draw))
    assert document.notices == Notice(0) and LINE in document.text


@pytest.mark.parametrize("cover", ["8", "6"])
def test_a_figure_of_which_a_part_is_painted_over(cover):
    """A white bar over the left half makes a 3 of an 8: what is painted counts, not what the letter would be."""

    def draw(canvas):
        canvas.drawString(72, 700, "Breast, left: invasive ductal carcinoma of the breast")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 660, cover)
        canvas.setFillColor(white)
        canvas.rect(71, 658, 2.6 + 1, 12, stroke=0, fill=1)

    assert Notice.UNTRUSTED in pdf.read(made(draw)).notices


def test_what_is_no_figure_at_all_fits_none():
    checks = int("".join("10" * 12 if row % 2 else "01" * 12 for row in range(figures.HIGH)), 2)
    full = (1 << figures.WIDE * figures.HIGH) - 1
    for sign in FIGURES:
        assert not figures.fits(sign, checks, 0.0)
        assert figures.fits(sign, full, math.log(3)) == (sign == "-")


def test_type3_letters_whose_box_leaves_out_half_of_them():
    """The box says the right half of an 8, which looks like the 3 that it is named."""
    assert Notice.UNTRUSTED in pdf.read(_type3(b"600 0 300 0 600 700 d1", b"3")).notices


def test_honest_type3_letters():
    assert pdf.read(_type3(b"600 0 50 0 500 700 d1", b"0", hole=True)).notices == Notice(0)


def _type3(head: bytes, named: bytes, *, hole: bool = False) -> bytes:
    drawn = b" 50 0 450 700 re 150 100 250 500 re f*" if hole else b" 50 0 500 700 re 150 100 300 500 re f*"
    names = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <00%x> endbfchar" % named[0]
    page = b"BT /F2 11 Tf 72 740 Td (SURGICAL REPORT of breast) Tj 0 -20 Td (HER2 ) Tj /F1 11 Tf 40 0 Td (A) Tj ET"
    return _file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        _stream(page),
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 7 0 R>>"
        b"/Encoding<</Differences[65/a]>>/FirstChar 65/LastChar 65/Widths[600]/ToUnicode 8 0 R/Resources<<>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        _stream(head + drawn),
        _stream(b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap " + names + b" endcmap end end"),
    )


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content)


def _file(*things: bytes) -> bytes:
    written, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(things) + 1, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % (len(things) + 1) + table + end
