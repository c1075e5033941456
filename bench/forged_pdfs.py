"""How many PDFs that name other figures than they paint are found out, and how many honest ones are suspected.

    .venv/bin/python -m bench.forged_pdfs [--count 240] [--seed 1] [--web 40]

Forged: one page each, in a typeface of this computer (or of ReportLab), on which one result is painted otherwise than
it is named: figures, signs, a point.
Honest: generated reports printed by ReportLab in all these typefaces, and, with Chromium, as web pages whose fonts are
subsets with codes of their own. Prints what was not found, what was suspected, and the processor's time for a page.
"""

from __future__ import annotations

import argparse
import html
import io
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from bench.reports import generating
from reports.intake import pdf
from reports.intake.protocol import Notice
from tests.reports.intake.forgeries import AROUND, TYPEFACES, Font, forged

FOLDER = Path("/usr/share/fonts/truetype")
EXCHANGED = (  # painted, named
    ("2+", "0+"), ("0", "3"), ("3+", "1+"), ("1+", "3+"), ("2+", "1+"), ("1+", "2+"), ("3+", "2+"), ("0", "1+"),
    ("95 %", "10 %"), ("10 %", "90 %"), ("80 %", "30 %"), ("5 %", "6 %"), ("1 %", "7 %"), ("40 %", "10 %"),
    ("<1 %", ">1 %"), (">90 %", "<90 %"), ("1.3", "7.3"), ("2.1", "2 1"), ("+", "-"), ("-", "+"), ("<1", " 1"),
    ("1.9", "1+9"), ("65", "85"), ("9", "0"), ("8", "3"), ("6", "5"),
)  # fmt: skip


def typefaces() -> list[str]:
    """TrueType typefaces of this computer, and those of ReportLab."""
    return [*sorted(str(path) for path in FOLDER.glob("*/*.ttf")), *TYPEFACES]


def forgeries(count: int, rng: Random) -> list[tuple[str, bytes]]:
    made = []
    for number in range(count):
        shown, named = EXCHANGED[number % len(EXCHANGED)]
        face, around = rng.choice(typefaces()), rng.choice(["Helvetica", "Times-Roman", *TYPEFACES[:1]])
        page = forged(shown, named, typeface=face, around=around, size=rng.choice([7, 9, 10, 11, 14]))
        made.append((f"{shown!r} named {named!r} in {Path(face).stem}", page))
    return made


def printed(count: int, seed: int, rng: Random) -> list[tuple[str, bytes]]:
    """Generated reports, each in another typeface and size."""
    faces = [*typefaces(), *(face for face in pdfmetrics.standardFonts if face not in ("Symbol", "ZapfDingbats"))]
    made = []
    for number, row in enumerate(generating.rows(seed, count, "both", twins=False)):
        face = faces[number % len(faces)]
        name = face if face in pdfmetrics.standardFonts else Font(face, {}).fontName
        size, out = rng.choice([7, 8, 9, 10, 11, 13]), io.BytesIO()
        canvas = Canvas(out)
        canvas.setFont(name, size)
        for place, line in enumerate([*AROUND, *row["text"].split("\n")][: int(780 / size / 1.3)]):
            canvas.drawString(40, 800 - 1.3 * size * place, line)
        canvas.save()
        made.append((f"{row['style']} in {Path(face).stem}", out.getvalue()))
    return made


def web_pages(count: int, seed: int) -> list[tuple[str, bytes]]:
    """Generated reports as Chromium prints them."""
    program, made = shutil.which("chromium") or shutil.which("google-chrome"), []
    families = ("sans-serif", "serif", "monospace", "Liberation Sans Narrow", "DejaVu Sans", "DejaVu Serif")
    with tempfile.TemporaryDirectory() as folder:
        for number, row in enumerate(generating.rows(seed, count if program else 0, "both", twins=False)):
            page, out = Path(folder, "page.html"), Path(folder, "page.pdf")
            family, weight = families[number % len(families)], (400, 700)[number // 6 % 2]
            look = f"font: {weight} {8 + number % 5}pt '{family}', {family}; white-space: pre-wrap"
            page.write_text(f'<meta charset=utf-8><body style="{look}">{html.escape(row["text"])}', encoding="utf-8")
            options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}"]
            subprocess.run([str(program), *options, page.as_uri()], capture_output=True, timeout=120, check=True)
            made.append((f"{row['style']} by Chromium in {family} {weight}", out.read_bytes()))
    return made


def read(files: list[tuple[str, bytes]]) -> tuple[list[str], list[float]]:
    """The names of those that are suspected, and milliseconds for a page."""
    suspected, taken = [], []
    for name, content in files:
        start = time.process_time()
        document = pdf.read(content)
        taken.append((time.process_time() - start) * 1000 / document.pages_sent)
        if Notice.UNTRUSTED in document.notices:
            suspected.append(name)
    return suspected, taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--web", type=int, default=40)
    asked = parser.parse_args()
    rng = Random(asked.seed)
    pdf.start()
    lies = forgeries(asked.count, rng)
    found, _ = read(lies)
    missed = Counter([name for name, _ in lies]) - Counter(found)
    print(f"forged: {len(found)} of {len(lies)} found; not found: {sorted(missed)}")
    for kind, files in (
        ("printed by ReportLab", printed(asked.count, asked.seed, rng)),
        ("printed by Chromium", web_pages(asked.web, asked.seed)),
    ):
        suspected, taken = read(files)
        if files:
            print(f"{kind}: {len(suspected)} of {len(files)} suspected {suspected}; {median(taken):.1f} ms for a page")


if __name__ == "__main__":
    main()
