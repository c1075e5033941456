"""PDFs made for a test, by ReportLab: honest ones, and ones that write what they do not show."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.colors import black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]
SHOWN = "ER: Positive (95%)"
SECRET = "HER2: Negative"


def pdf(*pages: Draw, **options: object) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, **options)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def words(*lines: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 14 * number, line)

    return draw


def cells(*placed: tuple[float, float, str]) -> Draw:
    """Words at places, in this order in the file."""

    def draw(canvas: Canvas) -> None:
        for x, y, text in placed:
            canvas.drawString(x, y, text)

    return draw


def noise() -> ImageReader:
    return ImageReader(Image.effect_noise((200, 200), 80))


def picture(canvas: Canvas) -> None:
    canvas.drawImage(noise(), 0, 0, 595, 842)


def empty(canvas: Canvas) -> None:
    canvas.line(10, 10, 20, 20)


def locked(user_password: str) -> bytes:
    return pdf(words(SHOWN), encrypt=pdfencrypt.StandardEncryption(user_password, ownerPassword="owner", strength=128))


def with_hidden(hide: Draw) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 500, SHOWN)
        hide(canvas)

    return pdf(draw)


def _white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.drawString(72, 400, SECRET)


def _nearly_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.97, 0.97, 0.97)
    canvas.drawString(72, 400, SECRET)


def _invisible_mode(canvas: Canvas) -> None:
    text = canvas.beginText(72, 400)
    text.setTextRenderMode(3)
    text.textLine(SECRET)
    canvas.drawText(text)


def _tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 1)
    canvas.drawString(72, 400, SECRET)


def _off_page(canvas: Canvas) -> None:
    for place in ((-300, 400), (72, 900), (72, -40), (700, 400)):
        canvas.drawString(*place, SECRET)


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(72, 400, SECRET)


def _under_paper(canvas: Canvas) -> None:
    canvas.drawString(72, 400, SECRET)
    canvas.setFillColor(white)
    canvas.rect(60, 390, 200, 30, stroke=0, fill=1)


def _under_ink(canvas: Canvas) -> None:
    canvas.drawString(72, 400, SECRET)
    canvas.setFillColor(black)
    canvas.rect(60, 390, 200, 30, stroke=0, fill=1)


def _under_picture(canvas: Canvas) -> None:
    canvas.drawString(72, 400, SECRET)
    canvas.drawImage(noise(), 60, 390, 200, 30)


def _clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 10, 10)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(72, 400, SECRET)


def _in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("inner")
    canvas.setFillColor(white)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 400, SECRET)
    canvas.endForm()
    canvas.doForm("inner")


def _slanted(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.translate(72, 300)
    canvas.rotate(30)
    canvas.drawString(0, 0, SECRET)


HIDDEN: dict[str, Draw] = {
    "white": _white,
    "nearly white": _nearly_white,
    "invisible mode": _invisible_mode,
    "tiny": _tiny,
    "off the page": _off_page,
    "transparent": _transparent,
    "under paper": _under_paper,
    "under ink": _under_ink,
    "under a picture": _under_picture,
    "clipped": _clipped,
    "in a form": _in_a_form,
    "slanted": _slanted,
}
