"""Writes a set of synthetic reports as gold rows, one JSON object a line.

.venv/bin/python -m bench.reports --seed 1 --count 1200 --half write --out FILE
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.reports import generating
from bench.reports.styles import CHOICES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1200, help="reports, without their twins")
    parser.add_argument("--half", choices=CHOICES, default="both")
    parser.add_argument("--no-twins", action="store_true", help="without the swapped twin of each report")
    parser.add_argument("--style", default="", help="only this style")
    parser.add_argument("--render", help="as files, with gold.jsonl beside them: pdf, scan150, scan200, scan300, photo")
    parser.add_argument("--out", type=Path, help="default: standard output; with --render a folder")
    asked = parser.parse_args()
    rows = list(generating.rows(asked.seed, asked.count, asked.half, twins=not asked.no_twins))
    rows = [row for row in rows if asked.style in row["style"]]
    if asked.render:
        from bench.reports import rendering  # needs Pillow and reportlab, which plain text does not

        if asked.render not in rendering.RENDERINGS or asked.out is None:
            parser.error(f"--render takes {', '.join(rendering.RENDERINGS)}, and --out a folder")
        rendering.save(rows, asked.render, asked.out)
        asked.out = asked.out / "gold.jsonl"
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if asked.out:
        asked.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    print(f"{len(rows)} reports, {sum(map(generating.stated, rows))} stated values", file=sys.stderr)


if __name__ == "__main__":
    main()
