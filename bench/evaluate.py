"""Reads the reports of a gold file with `manage.py read_reports` and prints how well, with 95 % intervals.

    .venv/bin/python -m bench.evaluate GOLD.jsonl [--half judge] [--list] [--styles] [--json]
    .venv/bin/python -m bench.evaluate --generate 1200 --half judge
    .venv/bin/python -m bench.evaluate DIR/gold.jsonl --files DIR

GOLD is a set of `python -m bench.reports` or the evaluation set. Ends with 1 on any flip, any result of another
specimen and any quote that is not in the text. `--files` reads the rendered reports of a folder (`python -m
bench.reports --render`) and says besides where a file states what the same report's text does not. Errors of the
sealed halves, `judge` and `fresh`, are counted and never listed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bench.reports import generating, scoring
from bench.reports.contradictions import contradictions
from bench.reports.styles import CHOICES, SEALED

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ("in_report", "stated", "right", "precision", "recall", *scoring.ERRORS, "missed", "abstained", "unsupported")
FATAL = ("flips", "owner", "unsupported")


def read(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    lines = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows)
    done = subprocess.run(
        [sys.executable, "manage.py", "read_reports", "--jsonl", "-"],
        cwd=ROOT,
        input=lines.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def read_files(folder: Path, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answers for the rendered reports, by the id that their file is named after."""
    ids = {row["id"] for row in rows}
    paths = [str(path.resolve()) for path in sorted(folder.iterdir()) if path.stem in ids]
    command = [sys.executable, "manage.py", "read_reports", *paths]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return {Path(answer["id"]).stem: answer for answer in map(json.loads, done.stdout.splitlines())}


def gold_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def figures(counter: Counter[str]) -> dict[str, Any]:
    said = sum(counter[kind] for kind in ("right", *scoring.ERRORS))
    right, asked = counter["right"], counter["in_report"]
    return {
        **{name: counter[name] for name in COLUMNS},
        "stated": said,
        "precision": right / said if said else None,
        "precision_interval": scoring.interval(right, said),
        "recall": min(right, asked) / asked if asked else None,
        "recall_interval": scoring.interval(min(right, asked), asked),
    }


def cell(name: str, row: dict[str, Any]) -> str:
    value = row[name]
    if name not in {"precision", "recall"}:
        return f"{value:>11}"
    low, high = row[f"{name}_interval"]
    return f"{'-':>22}" if value is None else f"{value:.4f} [{low:.3f}-{high:.3f}]".rjust(22)


def table(title: str, counters: dict[str, Counter[str]]) -> None:
    head = " ".join(f"{name:>{22 if name in {'precision', 'recall'} else 11}}" for name in COLUMNS)
    print(f"\n{title:24} {head}")
    for name, counter in counters.items():
        if counter:
            print(f"{name:24} " + " ".join(cell(column, figures(counter)) for column in COLUMNS))


def listing(notes: list[scoring.Note]) -> None:
    for kind in (*scoring.ERRORS, "unsupported", "missed", "abstained"):
        for note in notes:
            if note.kind == kind and note.row.get("half") not in SEALED:
                print(kind, note.row["id"], note.key, note.detail, "⏎".join(note.quote.splitlines())[:160], sep="\t")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.evaluate", description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("--generate", type=int, default=0, help="this many reports and their twins, instead of a file")
    parser.add_argument("--files", type=Path, help="read the files of this folder instead of the rows' text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=CHOICES, help="default: both of a generated set, all of a file")
    parser.add_argument("--style", default="")
    parser.add_argument("--list", action="store_true", help="every error, except those of the sealed halves")
    parser.add_argument("--styles", action="store_true", help="a table per style too")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if not asked.gold and not asked.generate:
        parser.error("a gold file, or --generate")
    half = asked.half or ("all" if asked.gold else "both")
    rows = gold_rows(asked.gold) if asked.gold else list(generating.rows(asked.seed, asked.generate, half))
    ours = (None, *CHOICES[half])  # None: a row of the evaluation set
    rows = [row for row in rows if row.get("half") in ours and asked.style in row.get("style", "")]
    answers = read_files(asked.files, rows) if asked.files else read(rows)
    rows = [row for row in rows if row["id"] in answers]
    against = contradictions(rows, read(rows), answers) if asked.files else []
    score = scoring.score_all(rows, answers)
    turned = scoring.swaps(rows, answers)
    if asked.json:
        print(
            json.dumps(
                {**{name: figures(c) for name, c in score.groups.items()}, "all": figures(score.all), "swaps": turned}
            )
        )
    else:
        unread = sum(not answer["readable"] for answer in answers.values())
        silent = sum(not answer["findings"] for answer in answers.values())
        print(f"{len(rows)} reports, {unread} not readable, {silent} without findings")
        table("group", {**score.groups, "all": score.all})
        table("marker", dict(sorted(score.markers.items())))
        if asked.styles:
            table("style", dict(sorted(score.styles.items())))
        misled = Counter(f"{note.kind}: {trap}" for note in score.notes if (trap := scoring.trap_of(note)))
        if misled:
            print("\nerrors by kind of distractor:", dict(misled.most_common()))
        if turned:
            print("\nswapped values:", dict(turned))
        if asked.files:
            print(f"\nthe file says what the text does not: {len(against)}")
            for row, key, detail in against if asked.list else ():
                print(row["style"] if row.get("half") in SEALED else row["id"], key, detail, sep="\t")
        if asked.list:
            print()
            listing(score.notes)
    if any(score.all[kind] for kind in FATAL) or turned["stuck"] or against:
        sys.exit(1)


if __name__ == "__main__":
    main()
