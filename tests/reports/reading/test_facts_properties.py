"""What must hold for any text: no exception, verbatim quotes, no answer from lines that report nothing, linear time."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.reading.fact_rules import fact_rules
from reports.reading.facts import MARKERS, read_facts
from reports.reading.findings import Status
from reports.reading.text import prepare
from tests.reports.reading.facts_of import facts, vocabulary

PIECES = (
    "number of lymph nodes with micrometastases: 1\n macrometastases: 3\n examined: Tumour 1   Tumour 2\n ☐ ☒ __ _X_ ✗",
    "Breast left right lumpectomy: invasive ductal lobular carcinoma in situ DCIS Nottingham grade 1 2 3 III score 7/9",
    "pT2 pN1a T1c N0 MX margins negative positive for involved by close 3 mm lymph nodes 2/14 of one three no not",
    "evidence metastatic sentinel total number examined: A. B. \n - [x] [ ] ( ) history of previous biopsy if and",
    ": ; , . \t Ø \u202e \u200b ﬁ é ☐ ☒ 0.5 cm SYNOPTIC REPORT\n FINAL DIAGNOSIS:\n",
)
WORDS = [word for piece in PIECES for word in piece.split(" ")]
REPORTS = st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join)
DISTRACTORS = (
    "CLINICAL HISTORY: pT3 pN2, Nottingham grade 1, margins positive, 7/9 lymph nodes positive, right breast IDC",
    "Her mother had invasive lobular carcinoma, grade 1, pT4.",
    "METHODS: Nottingham grade 3 is a total score of 8 or 9; pT1 <=20 mm; pT3 >50 mm.",
    "REFERENCES: 12/14 nodes, pT4, grade 1: a study of invasive lobular carcinoma.",
    "GROSS DESCRIPTION: right breast, 300 g; margins inked; five possible lymph nodes, 5/5 sent.",
    "[ ] pT4 [ ] pN3 [ ] Grade 1",
    "Page 2 of 5",
    "ER: positive (Allred 8/8). PR: 3/8. HER2: 2+.",
    "Gleason score 3+4=7.",
    "Blocks A1-A3, T1, N2, G1.",
)
REPORT = (
    "FINAL DIAGNOSIS:\nA. Breast, left, lumpectomy: Invasive ductal carcinoma, Nottingham grade 2.\n"
    "Margins are negative.\nMetastatic carcinoma in two of nine lymph nodes (2/9).\nStage: pT2 pN1a\n"
)


@given(text=st.one_of(st.text(max_size=400), REPORTS))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_and_quoted_to_the_letter(text: str) -> None:
    for finding in facts(text):
        for evidence in (finding.evidence, *finding.also):
            assert evidence.quote
            assert text[evidence.start : evidence.end] == evidence.quote
        assert finding.marker in MARKERS
        assert bool(finding.value) is (finding.status not in {Status.UNCLEAR, Status.CONFLICT})
        assert bool(finding.reason) is (finding.status in {Status.UNCLEAR, Status.CONFLICT})


def test_a_quote_runs_forward() -> None:
    text = "Nodes with micrometastases: 1\nNodes with macrometastases: 3\n"
    found = facts(text)
    assert found
    assert all(f.evidence.quote == text[f.evidence.start : f.evidence.end] != "" for f in found)


def answers(text: str) -> set[tuple[str, str, str]]:
    return {(f.marker, f.status.value, f.value) for f in facts(text)}


@pytest.mark.parametrize("line", DISTRACTORS)
def test_a_line_that_reports_nothing_adds_nothing(line: str) -> None:
    assert answers(line) == set()


@given(lines=st.lists(st.sampled_from(DISTRACTORS), max_size=4), first=st.booleans())
@settings(max_examples=150, deadline=None)
def test_lines_that_report_nothing_change_nothing(lines: list[str], first: bool) -> None:
    noise = "\n\n".join(lines)
    text = f"{noise}\n\n{REPORT}" if first else f"{REPORT}\n{noise}\n"
    assert answers(text) == answers(REPORT)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_white_space_changes_nothing(seed: int) -> None:
    """However a report is spaced and indented, it says the same."""
    draw = random.Random(seed)
    spaced = "".join(c if c != " " else " " * draw.randint(1, 12) for c in REPORT)
    indented = "\n".join(" " * draw.randint(0, 9) + line + " " * draw.randint(0, 9) for line in spaced.split("\n"))
    assert answers(indented) == answers(REPORT)


FLIPS = (
    ("Invasive ductal", "Invasive lobular", "DIAGNOSIS", "invasive lobular carcinoma"),
    ("left", "right", "LATERALITY", "right"),
    ("grade 2", "grade 3", "GRADE", "3"),
    ("pT2", "pT3", "PT", "pT3"),
    ("Margins are negative", "Margins are positive", "MARGINS", "positive"),
    ("Margins are negative", "Margins are not negative", "MARGINS", "positive"),
    ("in two of nine lymph nodes (2/9)", "in three of nine lymph nodes (3/9)", "NODES_POSITIVE", "3"),
    ("pN1a", "pN2a", "PN", "pN2a"),
)


@pytest.mark.parametrize(("old", "new", "marker", "value"), FLIPS)
def test_an_answer_follows_the_words(old: str, new: str, marker: str, value: str) -> None:
    before, after = answers(REPORT), answers(REPORT.replace(old, new))
    assert {a for a in before if a[0] != marker} <= after
    assert {a[2] for a in after if a[0] == marker} == {value}


UNITS = (
    *("Nottingham grade ", "invasive poorly differentiated, ", "no margins ", "pT1 ", "p T 1 c ", "3/3 ", "1 of 2 "),
    *("high grade high-grade ", "left breast, ", "well ", "metastatic carcinoma in ", "a:\n", "-\n", "[ ] ", "(3+3+3="),
    *(
        "✗ ",
        "Grade: ☐ ",
        "☒ Left ",
        "Side:\n[ ] ",
        "__ ",
        "Tumour 1    Tumour 2\n",
        "Grade   3   2\n",
        "outside diagnosis:\n",
    ),
)


@pytest.mark.parametrize("unit", UNITS)
def test_near_misses_cost_little(unit: str) -> None:
    """A tenth of the largest report; the bound is ten times what is measured, for a busy machine."""
    text = (unit * (30_000 // len(unit) + 1))[:30_000]
    prepared = prepare(text, vocabulary().outline)
    begin = time.perf_counter()
    read_facts(prepared, vocabulary())
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize("marker", MARKERS)
def test_every_pattern_is_linear(marker: str) -> None:
    """A pattern that doubles its time with every further word would take minutes here."""
    for unit in UNITS:
        text = (unit * (30_000 // len(unit) + 1))[:30_000]
        for rule in fact_rules(vocabulary(), marker).rules:
            begin = time.perf_counter()
            sum(1 for _ in rule.pattern.finditer(text))
            assert time.perf_counter() - begin < 1, (rule.id, unit)
