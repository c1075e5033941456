"""Learns from honest PDFs what figures and signs look like, and writes it where reports/intake/figures.py reads it.

    .venv/bin/python -m bench.figure_shapes PDF... [--ways 8] [--out reports/intake/figure_shapes.txt]

One PDF for each typeface, from any program that names its letters truly. Each line of the outcome is one way to draw a
figure: the pixels that nearly all typefaces of that way ink, and those that nearly all leave blank.
`--hold NAME` learns from all but the files whose name begins so, and says how those fare: per figure, whether it is
taken for what it is, and whether it would be taken for another one.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2_raw as pdfium

from reports.intake import figures, glyphs, pdf

SIGNS = "0123456789+-<>%≥≤"
NEARLY_ALL = 0.75
SEED = 8

Sample = tuple[str, int, float]  # figure, pixels, proportions


def samples(path: Path) -> Iterator[Sample]:
    content = path.read_bytes()
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    for number in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, number)
        words = pdfium.FPDFText_LoadPage(page)
        found = glyphs.raw(words, pdfium.FPDFText_CountChars(words))
        shown, lens = glyphs.frame(page), figures.Lens(page)
        for index, code in enumerate(found.codes):
            if chr(code) in SIGNS:
                box = figures.placed(glyphs.drawn_box(found.words, index), shown)
                line = figures.line_height(found, index)
                if look := figures.look(lens.piece(box, 0, line)):
                    yield chr(code), look.pixels, round(look.stretch, 1)


def learned(seen: set[Sample], ways: int) -> dict[str, list[figures.Pattern]]:
    rng = np.random.default_rng(SEED)
    known = {}
    for sign in SIGNS:
        own = sorted((pixels, wide) for figure, pixels, wide in seen if figure == sign)
        if own:
            pictures = np.array(
                [list(format(pixels, f"0{figures.WIDE * figures.HIGH}b")) for pixels, _ in own], np.float32
            )
            groups = grouped(pictures, ways, rng)
            wide = np.array([wide for _, wide in own])
            known[sign] = [
                pattern(pictures[groups == group], wide[groups == group]) for group in sorted(set(groups.tolist()))
            ]
    return known


def grouped(pictures: np.ndarray, ways: int, rng: np.random.Generator) -> np.ndarray:
    """k-means, begun with pictures far from each other."""
    middles = pictures[rng.integers(len(pictures))][None]
    while len(middles) < min(ways, len(pictures)):
        away = ((pictures[:, None] - middles[None]) ** 2).sum(2).min(1)
        if away.max() <= 0:
            break
        middles = np.vstack([middles, pictures[away.argmax()]])
    for _ in range(20):
        nearest = ((pictures[:, None] - middles[None]) ** 2).sum(2).argmin(1)
        middles = np.array(
            [pictures[nearest == n].mean(0) if (nearest == n).any() else m for n, m in enumerate(middles)]
        )
    return nearest


def pattern(pictures: np.ndarray, wide: np.ndarray) -> figures.Pattern:
    mean = np.pad(pictures.mean(0).reshape(figures.HIGH, figures.WIDE), 1, mode="edge")
    rows, columns = range(figures.HIGH), range(figures.WIDE)
    soft = np.mean([np.roll(mean, (y, x), (0, 1))[1:-1, 1:-1] for y in (-1, 0, 1) for x in (-1, 0, 1)], axis=0)
    ink, paper = (
        int("".join(str(int(test(soft[row, column]))) for row in rows for column in columns), 2)
        for test in (lambda grey: grey > NEARLY_ALL, lambda grey: grey < 1 - NEARLY_ALL)
    )
    return figures.Pattern(ink, paper, float(wide.min()), float(wide.max()))


def written(known: dict[str, list[figures.Pattern]]) -> str:
    digits = figures.WIDE * figures.HIGH // 4
    lines = ["# Made by bench/figure_shapes.py: figure, proportions from and to, pixels of ink, pixels of paper (hex)."]
    for sign, ways in known.items():
        for way in ways:
            lines.append(f"{sign} {way.narrowest:.1f} {way.widest:.1f} {way.ink:0{digits}x} {way.paper:0{digits}x}")
    return "\n".join(lines) + "\n"


def tried(known: dict[str, list[figures.Pattern]], held: set[Sample]) -> str:
    figures.patterns = lambda: {  # type: ignore[assignment]
        sign: tuple(way._replace(widest=math.inf) if sign == "-" else way for way in ways)
        for sign, ways in known.items()
    }
    refused = sum(not figures.fits(sign, pixels, wide) for sign, pixels, wide in held)
    pairs = [(sign, other, pixels, wide) for sign, pixels, wide in held for other in known if other != sign]
    passed = defaultdict(int)
    for sign, other, pixels, wide in pairs:
        passed[sign + other] += figures.fits(other, pixels, wide)
    wrong = {pair: count for pair, count in passed.items() if count}
    return f"{refused} of {len(held)} refused; {sum(wrong.values())} of {len(pairs)} exchanges pass {wrong}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdfs", type=Path, nargs="+")
    parser.add_argument("--ways", type=int, default=8)
    parser.add_argument("--hold", action="append", default=[])
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    pdf.start()
    seen = {path: set(samples(path)) for path in asked.pdfs}
    for name in asked.hold:
        held = set().union(*(own for path, own in seen.items() if path.name.startswith(name)))
        rest = set().union(*(own for path, own in seen.items() if not path.name.startswith(name)))
        print(f"{name}: {tried(learned(rest, asked.ways), held)}", flush=True)
    if asked.out:
        asked.out.write_text(written(learned(set().union(*seen.values()), asked.ways)), encoding="utf-8")


if __name__ == "__main__":
    main()
