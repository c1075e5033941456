"""How long reading takes: a report of 3,000 characters, the curve to 300,000, and the worst of the hostile texts.

    .venv/bin/python -m bench.speed [--peer PYTHON]

`--peer`: a Python that has medspaCy, measured over the same texts in the same run (bench/medspacy_peer.py). Times hold
for this machine at this hour; the ratios are what counts. One core, one process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncokind.settings")

import django

django.setup()

from guides import catalog  # noqa: E402
from reports.reading.reader import read  # noqa: E402
from reports.reading.vocabulary import Vocabulary, compile_rules  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = ROOT.parent / "shared" / "hostile" / "strings"
SIZES = (3_000, 10_000, 30_000, 100_000, 300_000)


def report(size: int) -> str:
    samples = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "content/samples/en").glob("*.txt"))]
    whole = "\n\n".join(samples)
    return (whole * (size // len(whole) + 1))[:size]


def median(text: str, vocabulary: Vocabulary, times: int) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        read(text, vocabulary)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def curve(vocabulary: Vocabulary) -> None:
    print(f"{'characters':>12} {'ms':>10} {'us per character':>18}")
    for size in SIZES:
        took = median(report(size), vocabulary, 3 if size > 30_000 else 15)
        print(f"{size:>12,} {took:>10.1f} {took * 1000 / size:>18.2f}")


def hostile(vocabulary: Vocabulary) -> None:
    if not HOSTILE.is_dir():
        print("the hostile texts are not beside this clone")
        return
    texts = [
        (path.stem, row if isinstance(row, str) else str(row.get("text") or row.get("value") or row))
        for path in sorted(HOSTILE.glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]
    took = sorted(((median(text[:300_000], vocabulary, 1), kind, len(text)) for kind, text in texts), reverse=True)
    print(f"hostile texts: {len(took)}; the slowest:")
    for milliseconds, kind, length in took[:3]:
        print(f"  {milliseconds:.0f} ms  {kind}, {length:,} characters")


def peer(python: str, vocabulary: Vocabulary) -> None:
    text = report(3_000)
    names = [name for file in vocabulary.reading.values() for name in file.get("names", ())]
    asked = json.dumps({"texts": [text], "names": names, "times": 10})
    done = subprocess.run(
        [python, str(Path(__file__).with_name("medspacy_peer.py"))],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    (theirs,) = json.loads(done.stdout.splitlines()[-1])
    ours = median(text, vocabulary, 30)
    print(f"3,000 characters: ours {ours:.1f} ms, medspaCy {theirs:.1f} ms, ratio {theirs / ours:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", help="a Python that has medspaCy")
    asked = parser.parse_args()
    rules = catalog.marker_rules()
    start = time.perf_counter()
    vocabulary = compile_rules(rules)
    print(f"vocabulary compiled in {(time.perf_counter() - start) * 1000:.0f} ms")
    curve(vocabulary)
    hostile(vocabulary)
    if asked.peer:
        peer(asked.peer, vocabulary)


if __name__ == "__main__":
    main()
