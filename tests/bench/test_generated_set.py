"""The reader before reports that nobody who wrote it has seen: a small set of the judge's half. Targets, not habits.

The bigger set: `python -m bench.evaluate --generate 1200` and `python -m bench.reports.others --count 500 --check`.
"""

from __future__ import annotations

from functools import cache

import pytest

from bench import evaluate
from bench.reports import generating, others, scoring


@cache
def read():
    rows = list(generating.rows(11, 150, "judge"))
    answers = evaluate.read(rows)
    return scoring.score_all(rows, answers), scoring.swaps(rows, answers)


@pytest.mark.parametrize("kind", ["flips", "owner", "unsupported"])
def test_nothing_dangerous_is_said(kind):
    score, _ = read()
    # the style and the marker are named, never the sentence: authors of rules must not see the judge's reports
    assert sorted(f"{note.row['style']}: {note.key}" for note in score.notes if note.kind == kind) == []


def test_turned_values_turn_or_are_left_unsaid():
    _, turned = read()
    assert turned["stuck"] == 0
    assert sum(turned.values()) >= 500


def test_what_is_stated_is_right():
    figures = evaluate.figures(read()[0].all)
    assert figures["precision"] >= 0.998, {name: figures[name] for name in ("stated", "right", *scoring.ERRORS)}


def test_no_other_document_is_explained():
    wrong = others.explained(others.documents(11, 100, "judge"))
    assert [row["kind"] for row, _ in wrong] == []
