"""`manage.py read_reports`, as the contract of the evaluation has it: JSON lines on standard output, nothing else."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from reports.intake.errors import Reason
from reports.intake.protocol import PASTE_CHARACTERS
from reports.management.commands import read_reports
from reports.reading.findings import Context, Status
from tests.reports.made_up import mark, report

KEYS = {"id", "readable", "text", "pages", "findings", "open", "unread"}
FINDING = {"marker", "status", "value", "measures", "context", "specimen", "quote", "start", "end", "page"}
EVALUATION = Path(settings.BASE_DIR).parent / "shared" / "evaluation"


def read(tmp_path: Path, *words: str | Path, stdin: bytes = b"") -> list[dict[str, Any]]:
    """In a process of its own, with an empty data folder: no database, no secret, no migrations, no locale."""
    done = subprocess.run(
        [sys.executable, "manage.py", "read_reports", *map(str, words)],
        cwd=settings.BASE_DIR,
        env={"ONCOKIND_DATA": str(tmp_path / "nothing"), "LC_ALL": "C", "PYTHONUTF8": "0"},
        input=stdin,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert not (tmp_path / "nothing").exists()
    assert done.stdout.isascii()
    return [json.loads(line) for line in done.stdout.splitlines()]


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_it_works(tmp_path):
    (answer,) = read(tmp_path, "--jsonl", "-", stdin=lines({"id": "a", "text": report()}))
    assert set(answer) == KEYS
    assert (answer["id"], answer["readable"], answer["pages"], answer["text"]) == ("a", True, 1, report())
    found = {one["marker"]: one for one in answer["findings"]}
    assert (found["ER"]["status"], found["PR"]["status"]) == ("positive", "negative")
    assert found["ER"]["measures"] == {"percent": "90"}
    assert (found["HER2_IHC"]["status"], found["HER2_IHC"]["value"]) == ("equivocal", "2+")
    assert {"HER2_IHC", "HER2_ISH"} <= set(answer["open"])
    for one in answer["findings"]:
        assert set(one) == FINDING
        assert one["quote"] == answer["text"][one["start"] : one["end"]] != ""
        assert one["status"] in set(Status)
        assert one["context"] in set(Context)
        assert one["page"] == 1


def test_the_same_in_this_process(capsys, monkeypatch, tmp_path):
    rows, file = tmp_path / "rows.jsonl", tmp_path / "report.txt"
    rows.write_bytes(lines({"id": 1, "text": report()}, {"id": 2, "text": 5}) + b"\n{not json\n")
    file.write_text(report())
    call_command("read_reports", str(file), str(tmp_path), "--jsonl", str(rows))
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["readable"] for one in answers] == [True, False, False, True, False]
    assert answers[0]["findings"] == answers[3]["findings"] != []
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines({"id": 3, "text": report()}))))
    call_command("read_reports", "--jsonl", "-")
    assert json.loads(capsys.readouterr().out)["findings"] == answers[0]["findings"]


def test_every_input_is_answered_in_its_order(tmp_path):
    """Files and lines, readable or not, with any text and any id; each unreadable one with its code."""
    text_file, picture, empty = tmp_path / "report.bin", tmp_path / "scan.pdf", tmp_path / "empty.txt"
    text_file.write_bytes(report().encode())
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    empty.write_bytes(b"")
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(
        lines(
            {"id": 7, "text": report()},
            {"id": ["odd"], "text": ""},
            {"id": "long", "text": "x" * (PASTE_CHARACTERS + 1)},
            {"id": "surrogate", "text": "\ud800 ER: positive \u202e\x00 caf\u00e9 \U0001f600"},
            {"id": "number", "text": 5},
            {"id": "no text"},
            ["no object"],
        )
        + b'{"id": "cut", "text": "ER\n\n'
        + b'{"id": "latin", "text": "caf\xe9"}\n'
        + lines({"id": "last", "text": "no line break at the end"}).strip()
    )
    answers = read(tmp_path, "--jsonl", rows, picture, tmp_path / "missing.pdf", text_file, tmp_path, empty)
    assert [(one["id"], one.get("error")) for one in answers] == [
        (7, None),
        (["odd"], "empty"),
        ("long", "too_long_paste"),
        ("surrogate", None),
        ("number", "damaged"),
        ("no text", "damaged"),
        (None, "damaged"),
        (None, "damaged"),
        (None, "damaged"),
        ("last", None),
        (str(picture), "damaged"),
        (str(tmp_path / "missing.pdf"), "damaged"),
        (str(text_file), None),
        (str(tmp_path), "damaged"),
        (str(empty), "empty"),
    ]
    for one in answers:
        assert one["readable"] is ("error" not in one)
        assert one["readable"] or (one["findings"] == one["open"] == one["unread"] == [])
        assert one.get("error", "empty") in set(Reason)


def test_answers_come_as_the_lines_come():
    """A stream: the first report is answered while the second is not yet written."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "read_reports", "--jsonl", "-"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    taken = []
    for number in range(20):
        start = time.perf_counter()
        process.stdin.write(lines({"id": number, "text": report()}))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
        taken.append(time.perf_counter() - start)
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    assert max(taken[1:]) < 1, "the rules are read once, not for each report"


def test_a_failure_of_ours_is_unreadable_and_quotes_nothing(monkeypatch, capsys, tmp_path):
    words = mark()

    def broken(document):
        raise ValueError(document.text)

    monkeypatch.setattr(read_reports.pipeline, "read", broken)
    (tmp_path / "report.txt").write_text(report(words))
    read_reports.Command().run_from_argv(["manage.py", "read_reports", str(tmp_path / "report.txt")])
    printed = capsys.readouterr()
    assert json.loads(printed.out)["error"] == "unreadable"
    assert printed.err.strip() == "a report was not read: ValueError"


@pytest.mark.corpus
@pytest.mark.skipif(not EVALUATION.is_dir(), reason="the evaluation set is not here: ../shared/evaluation")
def test_the_scorer_takes_the_answers(tmp_path):
    """Only the form is judged here: every report answered, and no finding without its quote."""
    answers = read(tmp_path, "--jsonl", EVALUATION / "dev.jsonl")
    gold = [json.loads(line) for line in (EVALUATION / "dev.jsonl").read_text().splitlines()]
    assert [one["id"] for one in answers] == [one["id"] for one in gold]
    for one, right in zip(answers, gold, strict=True):
        assert one["readable"]
        assert one["text"] == right["text"]
        assert all(finding["quote"] in right["text"] for finding in one["findings"])
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("".join(json.dumps(one) + "\n" for one in answers))
    scored = subprocess.run(
        [sys.executable, EVALUATION / "score.py", EVALUATION / "dev.jsonl", predicted, "--json"],
        capture_output=True,
        text=True,
    )
    assert scored.returncode == 0, scored.stderr
