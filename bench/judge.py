"""Reads the judge's corpus with `manage.py read_reports` and prints figures per style, then the errors.

    .venv/bin/python -m bench.judge [--sealed] [--missed] [--style NAME]

Errors of the sealed half are only counted unless `--sealed` asks for them: whoever writes the reader must not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tests.reports.judge import corpus, scoring

ROOT = Path(__file__).resolve().parent.parent


def read(rows: list[corpus.Row]) -> dict[str, dict[str, Any]]:
    lines = "".join(json.dumps({"id": row.id, "text": row.text}) + "\n" for row in rows)
    done = subprocess.run(
        [sys.executable, "manage.py", "read_reports", "--jsonl", "-"],
        cwd=ROOT,
        input=lines.encode(),
        capture_output=True,
        check=True,
    )
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def part(row: corpus.Row) -> str:
    kind = "no reports" if row.nothing else "turned" if row.is_turned else "reports"
    return f"{kind}, {'sealed' if row.sealed else 'open'}"


def table(title: str, tallies: dict[str, scoring.Tally]) -> None:
    head = ["group", "wanted", "found", "right", "precision", "recall", *scoring.ERRORS, "missed", "abstained"]
    print(f"\n{title:28}" + " ".join(f"{name[:11]:>11}" for name in head))
    for name, tally in sorted(tallies.items()):
        for group in ("receptors", "measures", "facts"):
            counts = [tally.counts[group, kind] for kind in (*scoring.ERRORS, "missed", "abstained")]
            right, wanted, found = (tally.counts[group, kind] for kind in ("right", "wanted", "found"))
            if right or wanted or any(counts):
                rates = [f"{tally.precision(group):.3f}", f"{tally.recall(group):.3f}"]
                print(
                    f"{name:28}" + " ".join(f"{cell!s:>11}" for cell in [group, wanted, found, right, *rates, *counts])
                )


def listing(notes: list[scoring.Note], kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        for note in notes:
            if note.kind == kind:
                quote = " ⏎ ".join(note.quote.splitlines())
                print(f"{kind:12} {note.row.id:24} {note.key:16} {note.gold} → {note.stated}   «{quote}»")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sealed", action="store_true", help="list the errors of the sealed half too")
    parser.add_argument("--missed", action="store_true", help="list what was missed or left undecided too")
    parser.add_argument("--style", default="", help="only this style")
    parser.add_argument("--keep", type=Path, help="write the answers here")
    chosen = parser.parse_args()
    rows = [row for row in corpus.rows() if chosen.style in row.style]
    answers = read(rows)
    if chosen.keep:
        chosen.keep.write_text("".join(json.dumps(answer) + "\n" for answer in answers.values()), encoding="utf-8")
    styles: dict[str, scoring.Tally] = defaultdict(scoring.Tally)
    parts: dict[str, scoring.Tally] = defaultdict(scoring.Tally)
    for row in rows:
        tally = scoring.judge(row, answers[row.id])
        parts[part(row)].merge(tally)
        styles[row.style + (" (sealed)" if row.sealed else "")].merge(tally)
    table("style", styles)
    table("part", parts)
    unread = Counter(part(row) for row in rows if not answers[row.id]["readable"])
    print("\nnot readable:", dict(unread) or "none")
    notes = [note for name, tally in parts.items() if chosen.sealed or "open" in name for note in tally.notes]
    print()
    listing(notes, (*scoring.ERRORS, *(("missed", "abstained") if chosen.missed else ())))


if __name__ == "__main__":
    main()
