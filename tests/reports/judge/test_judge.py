"""The reader before an independent judge: reports that its authors did not write. Figures: `python -m bench.judge`."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest
from django.conf import settings

from tests.reports.judge import corpus, scoring

DANGEROUS = ("flip", "stale", "owner", "overclaim", "not_a_report", "unsupported")
# Below what each half reached on 2026-11-25; the issue sets no recall for measures.
FLOORS = {"receptors": (0.98, 0.85), "measures": (0.97, 0.75), "facts": (0.95, 0.80)}


@cache
def tallies() -> list[tuple[corpus.Row, scoring.Tally]]:
    rows = list(corpus.rows())
    done = subprocess.run(
        [sys.executable, "manage.py", "read_reports", "--jsonl", "-"],
        cwd=settings.BASE_DIR,
        input="".join(json.dumps({"id": row.id, "text": row.text}) + "\n" for row in rows).encode(),
        capture_output=True,
        check=True,
        timeout=300,
    )
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    return [(row, scoring.judge(row, answers[row.id])) for row in rows]


def test_the_corpus_is_whole():
    rows = list(corpus.rows())
    assert len({row.id for row in rows}) == len(rows)
    reports = [row for row in rows if not row.nothing and not row.is_turned]
    assert len(reports) >= 90
    assert len({row.style for row in reports}) >= 30
    assert sum(row.nothing for row in rows) >= 40
    assert sum(row.is_turned for row in rows) >= 60
    for row in rows:
        assert set(row.labels) | set(row.may) | set(row.may_earlier) <= set(scoring.GROUPS), row.id
        assert row.optional | row.earlier <= set(scoring.GROUPS), row.id


@pytest.mark.parametrize("kind", DANGEROUS)
def test_nothing_dangerous_is_said(kind):
    found = [
        f"{note.row.id}: {note.key}: {note.gold} → {note.stated}"
        if not note.row.sealed
        else f"{note.row.style} (sealed)"
        for _, tally in tallies()
        for note in tally.notes
        if note.kind == kind
    ]
    assert found == []


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
@pytest.mark.parametrize("group", FLOORS)
def test_enough_is_said_and_right(group, sealed):
    total = scoring.Tally()
    for row, tally in tallies():
        if row.sealed == sealed and not row.nothing:
            total.merge(tally)
    precision, recall = FLOORS[group]
    assert (total.precision(group) >= precision, total.recall(group) >= recall) == (True, True), (
        total.precision(group),
        total.recall(group),
    )
