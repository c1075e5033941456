"""Documents that are no pathology report: not one of them may be explained.

Kinds are split into the halves too: authors of rules look at those of `write` only.

    .venv/bin/python -m bench.reports.others --count 500 [--half fresh] [--out FILE] [--check] [--list]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bench.reports.cases import dice
from bench.reports.styles import CHOICES, SEALED

HERE = Path(__file__).parent


@cache
def kinds() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((HERE / "others.yaml").read_text(encoding="utf-8"))["kinds"]


def document(name: str, kind: dict[str, Any], key: str) -> dict[str, Any]:
    rng = dice(key, name)
    lines = [line for line in kind["lines"] if rng.random() < 0.75] or kind["lines"]
    if rng.random() < 0.3:
        rng.shuffle(lines)
    between = rng.choice(["\n", "\n", "\n\n", " "])
    text = "\n\n".join([rng.choice(kind["heads"]), between.join(lines), rng.choice(kind["feet"])]).strip()
    numbers = {"n": rng.randint(10, 98), "m": rng.randint(2, 9), "age": rng.randint(28, 88)}
    date = f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(2019, 2026)}"
    text = text.format(**numbers, date=date, year=rng.randint(2012, 2025))
    return {"id": key, "kind": name, "half": kind["half"], "text": text.upper() if rng.random() < 0.06 else text}


def documents(seed: int, count: int, half: str = "both") -> list[dict[str, Any]]:
    chosen = [(name, kind) for name, kind in kinds().items() if kind["half"] in CHOICES[half]]
    return [document(*chosen[n % len(chosen)], f"other-{seed}-{n}") for n in range(count)]


def explained(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The documents of which the reader found anything, with what it found first."""
    from bench.evaluate import read

    answers = read(rows)
    return [(row, answers[row["id"]]["findings"][0]) for row in rows if answers[row["id"]]["findings"]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reports.others", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--half", choices=CHOICES, default="both")
    parser.add_argument("--out", type=Path)
    parser.add_argument(
        "--check", action="store_true", help="let the reader read them; ends with 1 if one is explained"
    )
    parser.add_argument("--list", action="store_true", help="with --check: name them, but none of the sealed halves")
    asked = parser.parse_args()
    rows = documents(asked.seed, asked.count, asked.half)
    if asked.out:
        asked.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    if not asked.check:
        return
    wrong = explained(rows)
    print(
        f"{len(rows)} documents, {len(wrong)} explained as pathology: {dict(Counter(row['kind'] for row, _ in wrong))}"
    )
    for row, finding in wrong if asked.list else ():
        if row["half"] not in SEALED:
            print(row["id"], row["kind"], finding["marker"], finding["status"], repr(finding["quote"]), sep="\t")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
