"""PDFs whose letters are drawn as one word and named as another: forged character maps, made with ReportLab."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

TYPEFACES = ("Vera", "VeraBd", "VeraIt", "VeraBI")  # come with ReportLab
AROUND = (
    "SURGICAL PATHOLOGY REPORT",
    "Breast, left: invasive ductal carcinoma, Nottingham grade 2.",
    "Lymphovascular invasion: not identified in this material.",
    "Fixed in formalin for 8 hours; quality control of the job.",
    "34 of 56 slides, 7 x 9 mm, 0 to 12 kept.",
)
EXCHANGED = (  # shown, named
    ("Positive", "Negative"),
    ("Negative", "Positive"),
    ("positive", "negative"),
    ("not amplified", "yes amplified"),
    ("amplified", "uncertain"),
    ("wild type", "mutated!!"),
    ("high", "none"),
    ("present", "missing"),
    ("intact", "absent"),
    ("equivocal", "negative!"),
)
_numbers = itertools.count()


class Font(ttfonts.TTFont):  # type: ignore[misc]
    """A typeface that the file holds once more, under a name of its own. `lies`: what it names its letters."""

    def __init__(self, typeface: str, lies: Mapping[str, str]) -> None:
        own = f"{Path(typeface).stem}{next(_numbers)}"
        super().__init__(own, typeface if typeface.endswith(".ttf") else f"{typeface}.ttf")
        self.face.name = own.encode()
        self._lies = {ord(shown): ord(named) for shown, named in lies.items()}
        pdfmetrics.registerFont(self)

    def addObjects(self, doc: object) -> None:
        honest = ttfonts.makeToUnicodeCMap

        def named(name: str, codes: Sequence[int]) -> str:
            return str(honest(name, [self._lies.get(code, code) for code in codes]))

        with mock.patch.object(ttfonts, "makeToUnicodeCMap", named):
            super().addObjects(doc)


def forged(shown: str, named: str, *, typeface: str = "Vera", around: str = "Helvetica", size: float = 11) -> bytes:
    """A page on which `shown` is painted, and of which every program reads `named`."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont(Font(around, {}).fontName if around in TYPEFACES else around, size)
    for number, line in enumerate(AROUND):
        canvas.drawString(60, 790 - 20 * number, line)
    canvas.drawString(60, 680, "HER2 (IHC):")
    x = 160.0
    for piece, meant in _pieces(shown, named):
        own = Font(typeface, dict(zip(piece, meant, strict=True))).fontName
        canvas.setFont(own, size)
        canvas.drawString(x, 680, piece)
        x += canvas.stringWidth(piece, own, size)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _pieces(shown: str, named: str) -> Iterator[tuple[str, str]]:
    """As long as one font can say both: a letter that means two others needs another font."""
    shown, named = shown[: len(named)].ljust(len(named), "x"), named
    start = 0
    known: dict[str, str] = {}
    for at, (here, there) in enumerate(zip(shown, named, strict=True)):
        if known.get(here, there) != there:
            yield shown[start:at], named[start:at]
            start, known = at, {}
        known[here] = there
    yield shown[start:], named[start:]
