"""Synthetic reports as files: PDF with text, scans at three resolutions, and photos with perspective and shade.

What is painted is the text of the row, line by line; long lines are wrapped. Every choice comes from the row's id, so
a set can be made again. Scans are PDF of pictures, photos too where a report has more than one page.
"""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.reports.cases import dice

RENDERINGS = ("pdf", "scan150", "scan200", "scan300", "photo")
FONTS = Path("/usr/share/fonts/truetype")
FACES = {
    "DejaVuSans": "dejavu/DejaVuSans.ttf",
    "DejaVuSerif": "dejavu/DejaVuSerif.ttf",
    "LiberationSans": "liberation/LiberationSans-Regular.ttf",
    "LiberationSerif": "liberation/LiberationSerif-Regular.ttf",
    "LiberationSansNarrow": "liberation/LiberationSansNarrow-Regular.ttf",
}
MONO = {"DejaVuSansMono": "dejavu/DejaVuSansMono.ttf", "LiberationMono": "liberation/LiberationMono-Regular.ttf"}
ALIGNED = frozenset(["columns", "pipes", "hl7_text"])  # styles whose blanks carry meaning


def face_for(style: str, rng: Random) -> str:
    name, path = rng.choice(list((MONO if style in ALIGNED else FACES).items()))
    if name not in pdfmetrics.getRegisteredFontNames():
        try:
            pdfmetrics.registerFont(TTFont(name, FONTS / path))
        except TTFError:  # Debian's fonts are not here: one of the fonts that every PDF reader has
            return "Courier" if style in ALIGNED else "Helvetica"
    return name


def wrapped(line: str, face: str, size: float, width: float) -> list[str]:
    if pdfmetrics.stringWidth(line, face, size) <= width:
        return [line]
    lines, now = [], ""
    for word in line.split(" "):
        longer = f"{now} {word}" if now else word
        if now and pdfmetrics.stringWidth(longer, face, size) > width:
            lines.append(now)
            longer = word
        now = longer
    return [*lines, now]


def pdf(row: dict, key: str = "") -> bytes:
    """The report as a PDF with a text layer."""
    rng = dice(row["id"], "pdf", key)
    face, size = face_for(row["style"], rng), rng.choice([9.0, 10.0, 11.0])
    page, margin = rng.choice([A4, letter]), rng.choice([46, 57, 70])
    leading = size * rng.choice([1.2, 1.35, 1.5])
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page, invariant=1)
    canvas.setFont(face, size)
    y = page[1] - margin
    for line in row["text"].replace("\t", "    ").split("\n"):
        for piece in wrapped(line, face, size, page[0] - 2 * margin):
            if y < margin:
                canvas.showPage()
                canvas.setFont(face, size)
                y = page[1] - margin
            canvas.drawString(margin, y, piece)
            y -= leading
    canvas.save()
    return out.getvalue()


def painted(document: bytes, dpi: int) -> list[Image.Image]:
    pages = pypdfium2.PdfDocument(document)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in pages]


def noisy(picture: Image.Image, rng: Random, spread: float) -> Image.Image:
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, spread, (picture.height, picture.width))
    return Image.fromarray(np.clip(np.asarray(picture, dtype=np.float32) + noise, 0, 255).astype(np.uint8))


def scanned(page: Image.Image, rng: Random) -> Image.Image:
    """As from an office scanner: tilted by up to two degrees, a little soft, grey and grainy."""
    page = page.rotate(rng.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor=rng.randint(240, 255))
    page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.7)))
    low, high = rng.randint(0, 50), rng.randint(225, 255)
    page = page.point(lambda value: low + value * (high - low) // 255)
    return noisy(page, rng, rng.uniform(3, 10))


def photographed(page: Image.Image, rng: Random) -> Image.Image:
    """As by a phone held over a table: perspective, a shadow from one side, blur and a dark surround."""
    pixels = np.asarray(page)
    height, width = pixels.shape
    reach = 0.035
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    edge = np.float32([width * 0.05, height * 0.05])
    moved = corners + np.float32(
        [[rng.uniform(-reach, reach) * width, rng.uniform(-reach, reach) * height] for _ in "abcd"]
    )
    turn = cv2.getPerspectiveTransform(corners, moved + edge)
    size = (int(width * 1.1), int(height * 1.1))
    flat = cv2.warpPerspective(pixels, turn, size, flags=cv2.INTER_CUBIC, borderValue=rng.randint(60, 110))
    angle = rng.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    slope = np.cos(angle) * columns / size[0] + np.sin(angle) * rows / size[1]
    shade = 1 - rng.uniform(0.15, 0.4) * (slope - slope.min()) / np.ptp(slope)
    picture = Image.fromarray(np.clip(flat * shade, 0, 255).astype(np.uint8))
    return noisy(picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 0.9))), rng, rng.uniform(3, 7))


def jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def rendered(row: dict, rendering: str) -> tuple[str, bytes]:
    """The file's ending and its bytes."""
    document = pdf(row)
    if rendering == "pdf":
        return "pdf", document
    rng = dice(row["id"], rendering)
    if rendering == "photo":
        pages = [photographed(page, rng) for page in painted(document, 220)]
    else:
        dpi = int(rendering.removeprefix("scan"))
        pages = [scanned(page, rng) for page in painted(document, dpi)]
    quality, dpi = rng.randint(55, 85), 220 if rendering == "photo" else int(rendering.removeprefix("scan"))
    if rendering == "photo" and len(pages) == 1:
        return "jpg", jpeg(pages[0], quality)
    pictures = [Image.open(io.BytesIO(jpeg(page, quality))) for page in pages]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=quality)
    return "pdf", out.getvalue()


def save(rows: list[dict], rendering: str, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for row in rows:
        ending, content = rendered(row, rendering)
        path = folder / f"{row['id']}.{ending}"
        path.write_bytes(content)
        paths.append(path)
    return paths
