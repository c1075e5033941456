"""What must hold for any report: opposite words, opposite answers; stray lines change nothing; quotes are letters."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.reading.findings import Context, Reading
from reports.reading.reader import read
from reports.reading.vocabulary import RECEPTORS
from tests.reports.reading.made_up import DISTRACTORS, Truth, reports
from tests.reports.reading.rules import VOCABULARY
from tests.reports.reading.test_styles import cases

OPPOSITE = {
    "positive": {"negative", "not_amplified"},
    "low_positive": {"negative"},
    "negative": {"positive", "low_positive", "amplified"},
    "amplified": {"not_amplified"},
    "not_amplified": {"amplified"},
}
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def current(reading: Reading) -> dict[str, str]:
    return {
        f.marker: f.status.value for f in reading.findings if f.context is Context.CURRENT and f.marker in RECEPTORS
    }


def by_sample(reading: Reading) -> dict[tuple[str, str], str]:
    found = (f for f in reading.findings if f.context is Context.CURRENT and f.marker in RECEPTORS)
    return {(f.marker, f.specimen): f.status.value for f in found}


def stated(rows: list[Truth]) -> dict[str, str]:
    return {row.marker: row.status for row in rows}


@MANY
@given(reports())
def test_what_a_report_says_is_what_is_read(report: tuple[list[str], list[Truth]]) -> None:
    lines, rows = report
    found = current(read("\n".join(lines), VOCABULARY))
    assert {marker: found.get(marker) for marker in stated(rows)} == stated(rows)


@MANY
@given(reports(), st.data())
def test_the_opposite_word_never_keeps_the_answer(report: tuple[list[str], list[Truth]], data: st.DataObject) -> None:
    lines, rows = report
    turned = data.draw(st.sampled_from(rows))
    text = "\n".join(turned.opposite if line == turned.line else line for line in lines)
    found = current(read(text, VOCABULARY))
    assert found.get(turned.marker) != turned.status or turned.status == "equivocal"


@MANY
@given(reports(), st.lists(st.sampled_from(DISTRACTORS), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_stray_lines_change_nothing(
    report: tuple[list[str], list[Truth]], stray: list[str], chance: random.Random
) -> None:
    lines, rows = report
    mixed = list(lines)
    for line in stray:
        mixed.insert(chance.randrange(len(mixed) + 1), line)
    found = current(read("\n".join(mixed), VOCABULARY))
    for row in rows:
        assert found.get(row.marker) == row.status, "\n".join(mixed)


@MANY
@given(reports(), st.sampled_from(["upper", "spaces", "windows", "indent", "blank"]))
def test_case_and_blanks_change_nothing(report: tuple[list[str], list[Truth]], change: str) -> None:
    lines, rows = report
    text = "\n".join(lines)
    changed = {
        "upper": text.upper(),
        "spaces": text.replace(" ", "  "),
        "windows": text.replace("\n", "\r\n"),
        "indent": "\n".join(f"    {line}" for line in lines),
        "blank": text.replace("\n", "\n\n") if ":\n" not in text and "positivity" not in text else text,
    }[change]
    assert {m: current(read(changed, VOCABULARY)).get(m) for m in stated(rows)} == stated(rows)


@MANY
@given(reports())
def test_quotes_stand_in_the_text_and_hold_name_and_value(report: tuple[list[str], list[Truth]]) -> None:
    text = "\n".join(report[0])
    for finding in read(text, VOCABULARY).findings:
        for evidence in (finding.evidence, *finding.also):
            assert evidence.quote == text[evidence.start : evidence.end]
            assert evidence.quote.strip()


WORDS = [
    "ER",
    "PR",
    "HER2",
    "Ki-67",
    "positive",
    "negative",
    "90%",
    "1+",
    "ratio",
    "1.2",
    "FISH",
    ":",
    "-",
    "/",
    "(",
    ")",
]
WORDS += [
    ",",
    ";",
    ".",
    "\n",
    "\t",
    "not",
    "for",
    "and",
    "of",
    "pending",
    "[x]",
    "[ ]",
    "Part A.",
    "ADDENDUM",
    "<",
    "%",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=60))
def test_no_text_breaks_the_reader(pieces: list[str]) -> None:
    text = " ".join(pieces)
    reading = read(text, VOCABULARY)
    for finding in reading.findings:
        assert finding.evidence.quote == text[finding.evidence.start : finding.evidence.end]
    for unread in reading.unread:
        assert unread.evidence.quote == text[unread.evidence.start : unread.evidence.end]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_unicode_is_read_or_left(text: str) -> None:
    reading = read(text + "\nER: Positive\nBreast carcinoma", VOCABULARY)
    for finding in reading.findings:
        assert (
            finding.evidence.quote
            == (text + "\nER: Positive\nBreast carcinoma")[finding.evidence.start : finding.evidence.end]
        )


@pytest.mark.parametrize(("text", "expect"), cases())
def test_a_style_turned_round_never_keeps_a_side(text: str, expect: dict[str, str]) -> None:
    """Swap positive and negative words in every style: no answer may stay on its side (M-03)."""
    before, after = by_sample(read(text, VOCABULARY)), by_sample(read(_turned(text), VOCABULARY))
    for key, status in before.items():
        if status in OPPOSITE and key in after:
            assert after[key] != status or _untouched(text, key[0]), f"{key} stays {status}"


SWAPS = {"positive": "negative", "negative": "positive", "POSITIVE": "NEGATIVE", "NEGATIVE": "POSITIVE"}
SWAPS |= {"Positive": "Negative", "Negative": "Positive", "+ve": "-ve", "-ve": "+ve", "POS": "NEG", "NEG": "POS"}


def _turned(text: str) -> str:
    return re.sub(
        "|".join(re.escape(word) for word in SWAPS),
        lambda match: SWAPS[match.group()],
        text.replace(", % positive:", ", % stained:"),
    )


def _untouched(text: str, marker: str) -> bool:
    """The status came from a number, a sign or another word: nothing was turned round."""
    reading = read(text, VOCABULARY)
    turned = [f for f in reading.findings if f.marker == marker]
    return not any(word in f.evidence.quote.replace("% positive", "") for f in turned for word in SWAPS)


NEAR_MISSES = [
    "ER ",
    "ER: positive 90%\n",
    "HER2 ",
    "(positive;",
    "no evidence of ",
    "proges-\n",
    "HER2/CEP17 ratio ",
    "1.1.1.",
]
NEAR_MISSES += [
    "average number of HER2 ",
    "percentage of tumor cells ",
    "previous biopsy ER positive, ",
    "ER\nPR\nHER2\n",
    "[ ]",
]


GAPS = [
    "ER{}x",
    "part{}x",
    "specimen #{}x",
    "A.{}x",
    "1{}x",
    "Tumor{}1{}x",
    "HER2{}+{}x",
    "ER:{}positive{}x",
    "({}",
    "no{}x",
]


@pytest.mark.parametrize("shape", GAPS)
@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0", "-", "*", "."])
def test_a_long_gap_costs_its_length_alone(shape: str, gap: str) -> None:
    short, long = (_seconds(shape.replace("{}", gap * length)) for length in (10_000, 40_000))
    assert long < max(8 * short, 0.25)


@pytest.mark.parametrize("piece", NEAR_MISSES)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    short, long = (_seconds((piece * (length // len(piece) + 1))[:length]) for length in (20_000, 80_000))
    assert long < max(8 * short, 0.25)


def _seconds(text: str) -> float:
    best = 10.0
    for _ in range(2):
        start = time.process_time()
        read(text, VOCABULARY)
        best = min(best, time.process_time() - start)
    return best


def test_a_history_of_many_samples_costs_its_length_alone() -> None:
    line, end = "Colon resection: adenocarcinoma.\n", "FINAL DIAGNOSIS\nAdenocarcinoma.\n"
    short, long = (_seconds("CLINICAL HISTORY\n" + line * (length // len(line)) + end) for length in (10_000, 40_000))
    assert long < max(8 * short, 0.25)
