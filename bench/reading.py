"""How well reports are read: the score of the evaluation set, by laboratory, and the time for each report.

    python bench/reading.py [--held | --write | --all] [--list]

Needs ../shared/evaluation. Laboratories are the letters after `TCGA-`; rules were written with an eye on the reports of
the write part only, and the held part was never read. `--list` names errors and is refused for the held part.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reports.reading.reader import read  # noqa: E402
from reports.reading.vocabulary import compile_rules  # noqa: E402

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
EVALUATION = ROOT.parent / "shared" / "evaluation"
HELD_LABS = frozenset(["A7", "E9", "LL", "B6", "Z7", "LD", "C4", "YF", "GD", "XX", "LQ", "5N"])
HELD_ROWS = frozenset(
    ["longhoag-03", "longhoag-06", "longhoag-09", "seed-tnbc-core", "pathscribe-S26-4402", "mocklis-PT-009"]
)


def rules() -> dict[str, dict[str, Any]]:
    return {
        kind: {
            path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
            for path in sorted((ROOT / "content" / kind).glob("*.yaml"))
        }
        for kind in ("reading", "context", "markers")
    }


def is_held(row_id: str) -> bool:
    pieces = row_id.split("-")
    return row_id in HELD_ROWS or (pieces[0] == "tcga" and pieces[2] in HELD_LABS)


def prediction(row_id: str, text: str, vocabulary: Any) -> dict[str, Any]:
    reading = read(text, vocabulary)
    findings = [
        {
            "marker": f.marker,
            "status": f.status.value,
            "value": f.value,
            "measures": dict(f.measures),
            "context": f.context.value,
            "specimen": f.specimen,
            "quote": f.evidence.quote,
            "start": f.evidence.start,
            "end": f.evidence.end,
        }
        for f in reading.findings
    ]
    return {"id": row_id, "text": text, "findings": findings}


def measure(name: str, rows: list[dict[str, Any]], vocabulary: Any, *, listed: bool) -> None:
    start = time.perf_counter()
    predictions = [prediction(row["id"], row["text"], vocabulary) for row in rows]
    took = (time.perf_counter() - start) / max(len(rows), 1)
    with tempfile.TemporaryDirectory() as folder:
        gold, predicted = Path(folder, "gold.jsonl"), Path(folder, "predicted.jsonl")
        gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        predicted.write_text("".join(json.dumps(row) + "\n" for row in predictions), encoding="utf-8")
        command = [sys.executable, str(EVALUATION / "score.py"), str(gold), str(predicted)]
        answer = subprocess.run([*command, *(["--list"] if listed else [])], capture_output=True, text=True, check=True)
    print(f"## {name}: {len(rows)} reports, {took * 1000:.1f} ms each\n{answer.stdout}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for part in ("held", "write", "all"):
        parser.add_argument(f"--{part}", action="store_true")
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    source = EVALUATION / "dev.jsonl"
    if not source.is_file():
        sys.exit("bench/reading.py needs ../shared/evaluation/dev.jsonl, which is not here.")
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    vocabulary = compile_rules(rules())
    parts = {"write": lambda r: not is_held(r["id"]), "held": lambda r: is_held(r["id"]), "all": lambda r: True}
    chosen = [part for part in parts if getattr(asked, part)] or list(parts)
    for part in chosen:
        listed = asked.list and part == "write"
        measure(part, [row for row in rows if parts[part](row)], vocabulary, listed=listed)


if __name__ == "__main__":
    main()
