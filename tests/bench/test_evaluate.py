"""Our scoring agrees with the scorer of the evaluation set, and counts what it should in rows of our own."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest
from django.conf import settings

from bench import evaluate
from bench.reports import generating, scoring

EVALUATION = settings.BASE_DIR.parent / "shared" / "evaluation"
COUNTS = ("in_report", "stated", "flips", "overclaims", "wrong", "missed", "abstained", "unsupported")


@pytest.mark.corpus
@pytest.mark.parametrize("damage", [0.0, 0.3])
def test_it_agrees_with_the_scorer_of_the_evaluation_set(tmp_path, damage):
    """On the reader's answers, and on answers with statuses and values exchanged at random."""
    gold = EVALUATION / "dev.jsonl"
    if not gold.is_file():
        pytest.skip("the evaluation set is not beside this clone")
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    answers = evaluate.read(rows)
    rng = random.Random(7)
    for answer in answers.values():
        for finding in answer["findings"]:
            if rng.random() < damage:
                finding["status"] = rng.choice(["positive", "negative", "pending", "unclear", "equivocal", "reported"])
                finding["value"] = rng.choice(["", "2+", "0", "left", "pT1"])
                finding["context"] = rng.choice(["current", "historical"])
                finding["quote"] = finding["quote"][rng.randint(0, 1) :]
    predicted = tmp_path / "answers.jsonl"
    predicted.write_text("".join(json.dumps(answer) + "\n" for answer in answers.values()), encoding="utf-8")
    theirs = json.loads(
        subprocess.run(
            [sys.executable, str(EVALUATION / "score.py"), str(gold), str(predicted), "--json"],
            capture_output=True,
            check=True,
        ).stdout
    )
    ours = scoring.score_all(rows, answers)
    for group, counter in ours.groups.items():
        figures = evaluate.figures(counter)
        assert {name: figures[name] for name in COUNTS} == {name: theirs[group][name] for name in COUNTS}, group


def answer_of(row, **findings):
    """An answer that quotes the whole text for each marker=status."""
    text = row["text"]
    return {
        "findings": [
            {"marker": m, "status": s, "value": "", "quote": text, "start": 0, "end": len(text), "specimen": ""}
            for m, s in findings.items()
        ],
        "text": text,
    }


def row_of(**fields):
    empty = {"labels": {}, "more": {}, "may": {}, "earlier": {}, "owners": [], "not_in_report": []}
    return {"id": "x", "style": "s", "half": "write", "text": "some text", "closed": True, **empty, **fields}


@pytest.mark.parametrize(
    ("label", "said", "kind"),
    [
        ("positive", "positive", "right"),
        ("positive", "negative", "flips"),
        ("pending", "negative", "overclaims"),
        ("positive", "equivocal", "wrong"),
        ("positive", "unclear", "abstained"),
        ("insufficient", "not_performed", "right"),
    ],
)
def test_kinds_of_answers(label, said, kind):
    row = row_of(labels={"ER": label})
    score = scoring.score_all([row], {"x": answer_of(row, ER=said)})
    assert score.markers["ER"][kind] == 1


def test_what_no_label_allows_is_an_error_in_rows_of_our_own():
    row = row_of(more={"FOLR1": "positive"}, not_in_report=["PALB2"])
    score = scoring.score_all([row], {"x": answer_of(row, FOLR1="negative", PALB2="detected", MARGINS="positive")})
    assert score.markers["FOLR1"]["flips"] == 1
    assert score.markers["PALB2"]["overclaims"] == 1
    assert score.markers["MARGINS"]["overclaims"] == 1


def test_a_variant_of_uncertain_significance_told_as_a_finding_is_an_overclaim():
    row = row_of(more={"BRCA1": "vus"})
    score = scoring.score_all([row], {"x": answer_of(row, BRCA1="detected")})
    assert score.markers["BRCA1"]["overclaims"] == 1
    said = answer_of(row, BRCA1="detected")
    said["findings"][0]["value"] = "VUS"
    assert scoring.score_all([row], {"x": said}).markers["BRCA1"]["right"] == 1


def test_another_specimens_result_is_an_error():
    row = row_of(labels={"ER": ["positive", "negative"]}, owners=[["ER", "", {"A": "positive", "B": "negative"}]])
    said = answer_of(row, ER="negative")
    said["findings"][0]["specimen"] = "A. left breast"
    assert scoring.score_all([row], {"x": said}).markers["ER"]["owner"] == 1


def test_a_reader_that_repeats_its_first_answer_is_stuck():
    rows = list(generating.rows(1, 30))
    first = {row["id"]: row for row in rows if not row["swap_of"]}
    answers = {}
    for row in rows:
        labels = first[row["swap_of"] or row["id"]]["labels"]
        answers[row["id"]] = answer_of(row, **{m: v for m, v in labels.items() if m == "ER" and isinstance(v, str)})
    assert scoring.swaps(rows, answers)["stuck"] > 0


def test_intervals_are_wilsons():
    low, high = scoring.interval(98, 100)
    assert (round(low, 4), round(high, 4)) == (0.9300, 0.9945)
    assert scoring.interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("half", "shown"), [("write", True), ("judge", False), ("fresh", False)])
def test_errors_of_sealed_halves_are_not_listed(half, shown, capsys):
    row = row_of(labels={"ER": "positive"}, half=half)
    evaluate.listing(scoring.score_all([row], {"x": answer_of(row, ER="negative")}).notes)
    assert ("some text" in capsys.readouterr().out) is shown
