"""Made-up report pages for bench/pictures.py: rows of markers with known letters, printed and then spoiled.

Own words only. Each page is a PDF; `spoil` makes a scan or a photo of it, always the same one for the same seed.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import reportlab
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

KINDS = ("150", "200", "clean", "300", "photo", "turned")
_FONTS = ["Helvetica", "Times-Roman", "Courier", "Vera"]
_PROSE = [
    "Sections show an invasive carcinoma that grows in cords and small nests within a dense stroma.",
    "The nuclei are moderately enlarged with visible nucleoli; mitoses are counted in ten fields.",
    "Tumor reaches to within 4 mm of the posterior margin; all other margins lie farther away.",
    "All controls stained as expected. The tests were done on tissue fixed in formalin for 18 hours.",
]
_HEADS = ["BIOMARKER RESULTS", "RESULTS OF SPECIAL STUDIES", "SYNOPTIC REPORT", "MOLECULAR FINDINGS"]


def _share(chance: random.Random) -> str:
    return chance.choice([f"{chance.randint(1, 99)}%", f"<{chance.choice([1, 5])}%", f">{chance.choice([90, 95])}%"])


def _number(chance: random.Random, low: float, high: float) -> str:
    return f"{chance.uniform(low, high):.1f}"


def rows(chance: random.Random) -> list[tuple[str, str, str]]:
    """Marker, result, detail: what a page must give back letter for letter."""
    answer = chance.choice
    made = [
        ("Estrogen Receptor (ER)", answer(["Positive", "Negative"]), f"{_share(chance)}, strong"),
        ("Progesterone Receptor (PR)", answer(["Positive", "Negative"]), f"{_share(chance)}, weak"),
        ("HER2 (IHC)", answer(["Negative", "Equivocal", "Positive"]), f"score {answer(['0', '1+', '2+', '3+'])}"),
        ("HER2 FISH", answer(["Not amplified", "Amplified"]), f"ratio {_number(chance, 1, 9)}"),
        ("HER2 copies per cell", _number(chance, 1.5, 12), "20 nuclei counted"),
        ("Ki-67", _share(chance), "of tumor nuclei"),
        ("PD-L1 (22C3) CPS", f"{chance.randint(0, 60)}", "combined score"),
        ("PD-L1 TPS", _share(chance), "tumor proportion score"),
        ("MLH1", answer(["Intact", "Loss"]), "nuclear expression"),
        ("MSH2", answer(["Intact", "Loss"]), "nuclear expression"),
        ("MSH6", answer(["Intact", "Loss"]), "nuclear expression"),
        ("PMS2", answer(["Intact", "Loss"]), "nuclear expression"),
        ("Microsatellite status", answer(["MSS", "MSI-H"]), "by PCR"),
        ("TMB", f"{_number(chance, 0.4, 40)} mut/Mb", answer(["Low", "High"])),
        ("KRAS", answer(["p.G12D", "p.G12C", "Not detected"]), f"VAF {_number(chance, 1, 60)}%"),
        ("BRAF", answer(["p.V600E", "Not detected"]), f"VAF {_number(chance, 1, 60)}%"),
        ("EGFR", answer(["p.L858R", "Exon 19 deletion", "Not detected"]), f"VAF {_number(chance, 1, 60)}%"),
        ("PIK3CA", answer(["p.H1047R", "p.E545K", "Not detected"]), f"VAF {_number(chance, 1, 60)}%"),
        ("ROS1", answer(["Not detected", "Fusion detected"]), "RNA panel"),
        ("BRCA1", answer(["c.68_69del", "Not detected"]), answer(["Pathogenic", "-"])),
        ("BRCA2", answer(["c.5946del", "Not detected"]), answer(["Pathogenic", "-"])),
        ("Tumor size", f"{_number(chance, 0.4, 6)} cm", "greatest dimension"),
    ]
    first = chance.randint(0, 6)
    return made[first : first + 15]


def page(seed: int) -> tuple[bytes, list[tuple[str, str, str]]]:
    """One page as PDF, and the rows on it."""
    chance = random.Random(seed)
    pdfmetrics.registerFont(TTFont("Vera", str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")))
    made = rows(chance)
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    font, size = _FONTS[seed % len(_FONTS)], chance.choice([9, 10, 11])
    canvas.setFont(font, size)
    y = 800.0
    for line in ("MADE-UP PAGE FOR TESTS - NOBODY'S REPORT", "SURGICAL PATHOLOGY REPORT", "", *_PROSE[:2], ""):
        canvas.drawString(50, y, line)
        y -= size * 1.5
    canvas.drawString(50, y, chance.choice(_HEADS))
    y -= size * 2
    draw = (_ruled, _labels, _dotted)[seed // len(_FONTS) % 3]
    y = draw(canvas, made, y, size, font)
    for line in ("", *_PROSE[2:], "Signed by a pathologist who does not exist."):
        canvas.drawString(50, y, line)
        y -= size * 1.5
    canvas.save()
    return written.getvalue(), made


def _ruled(canvas: Canvas, made: Sequence[tuple[str, str, str]], y: float, size: int, font: str) -> float:
    canvas.setLineWidth(0.5)
    for cells in made:
        canvas.line(46, y + size * 1.2, 550, y + size * 1.2)
        for x, cell in zip((50, 230, 380), cells, strict=True):
            canvas.drawString(x, y, cell)
        y -= size * 1.8
    canvas.line(46, y + size * 1.2, 550, y + size * 1.2)
    return y


def _labels(canvas: Canvas, made: Sequence[tuple[str, str, str]], y: float, size: int, font: str) -> float:
    for marker, result, detail in made:
        canvas.drawString(60, y, f"{marker}: {result} ({detail})")
        y -= size * 1.45
    return y


def _dotted(canvas: Canvas, made: Sequence[tuple[str, str, str]], y: float, size: int, font: str) -> float:
    for marker, result, detail in made:
        canvas.drawString(50, y, marker)
        canvas.drawString(260, y, result)
        canvas.drawRightString(540, y, detail)
        y -= size * 1.5
    return y


def printed(pdf: bytes, dpi: int) -> np.ndarray:
    with pypdfium2.PdfDocument(pdf) as document:
        return np.array(document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))


def spoil(pdf: bytes, kind: str, seed: int) -> bytes:
    """The page as JPEG: scanned at so many dots an inch (clean: 200, straight and sharp), photographed, or turned."""
    chance, noise = random.Random(f"{kind} {seed}"), np.random.default_rng(seed)
    if kind == "clean":  # straight, sharp and without grain
        picture = printed(pdf, 200)
    elif kind == "photo":
        picture = _photographed(printed(pdf, 200), chance, noise)
    else:
        picture = _scanned(printed(pdf, 200 if kind == "turned" else int(kind)), chance, noise)
    if kind == "turned":
        picture = np.ascontiguousarray(np.rot90(picture, chance.choice([1, 2, 3])))
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "JPEG", quality=chance.choice([60, 75, 85]))
    return written.getvalue()


def _scanned(page: np.ndarray, chance: random.Random, noise: np.random.Generator) -> np.ndarray:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-2, 2), 1)
    tilted = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    blurred = cv2.GaussianBlur(tilted, (0, 0), chance.uniform(0.3, 0.8))
    return _noisy(blurred, noise, chance.uniform(2, 9))


def _photographed(page: np.ndarray, chance: random.Random, noise: np.random.Generator) -> np.ndarray:
    """On a dark table, from an angle, with the light from one side."""
    height, width = page.shape
    margin = width // 10
    low, high = np.float32([[0, 0], [width, 0], [width, height], [0, height]]), []
    for x, y in low:
        moved = [chance.uniform(-0.03, 0.03) * width for _ in range(2)]
        high.append([x + margin + moved[0], y + margin + moved[1]])
    size = (width + 2 * margin, height + 2 * margin)
    across = cv2.getPerspectiveTransform(low, np.float32(high))
    photo = cv2.warpPerspective(page, across, size, flags=cv2.INTER_AREA, borderValue=70)
    angle, strength = chance.uniform(0, 2 * math.pi), chance.uniform(0.15, 0.4)
    down, right = np.mgrid[0 : size[1], 0 : size[0]]
    way = math.cos(angle) * right / size[0] + math.sin(angle) * down / size[1]
    way = (way - way.min()) / (way.max() - way.min())
    shaded = photo * (1 - strength * way)
    return _noisy(cv2.GaussianBlur(shaded.astype(np.float32), (0, 0), chance.uniform(0.4, 0.9)), noise, 4)


def _noisy(picture: np.ndarray, noise: np.random.Generator, strength: float) -> np.ndarray:
    return (picture.astype(np.float32) + noise.normal(0, strength, picture.shape)).clip(0, 255).astype(np.uint8)
