"""What must hold for any report of proteins and scores: opposite words, opposite answers; stray lines do nothing."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.reading.reader import read
from tests.reports.reading.biomarkers_of import current, statuses
from tests.reports.reading.rules import VOCABULARY
from tests.reports.reading.test_biomarkers_styles import cases

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEAD = ["FINAL DIAGNOSIS", "Colon, right, resection: adenocarcinoma."]
# marker → the two sides of its answer, each as laboratories print it
SIDES = {
    "MLH1": (("intact", ["Intact", "retained", "Intact nuclear expression"]), ("loss", ["Lost", "Loss of staining"])),
    "MSH6": (("intact", ["INTACT", "no loss of expression", "preserved"]), ("loss", ["LOSS", "absent staining"])),
    "MMR": (("proficient", ["proficient", "intact (pMMR)", "pMMR"]), ("deficient", ["deficient", "Deficient (dMMR)"])),
    "MSI": (("stable", ["Stable", "MSS", "Stable (MSS)"]), ("high", ["MSI-H", "High", "MSI-High"])),
    "TMB": (("low", ["Low (3 mut/Mb)", "low"]), ("high", ["High (17 mut/Mb)", "high"])),
    "HRD": (("negative", ["Negative", "Not detected"]), ("positive", ["Positive", "Detected"])),
    "PDL1": (("negative", ["Negative", "TPS <1%", "negative, CPS 0"]), ("positive", ["Positive", "TPS 55%"])),
    "CLDN18_2": (("negative", ["Negative", "negative (5%)"]), ("positive", ["Positive", "positive (85%, 2+/3+)"])),
    "P16": (("negative", ["negative", "Negative"]), ("positive", ["positive", "Positive (block-like)"])),
    "MAMMAPRINT": (("low", ["Low Risk", "low risk"]), ("high", ["High Risk", "HIGH RISK"])),
}  # fmt: skip
NAMES = {
    "PDL1": "PD-L1",
    "CLDN18_2": "CLDN18.2",
    "P16": "p16",
    "MAMMAPRINT": "MammaPrint",
    "MSI": "Microsatellite status",
}
STRAY = [
    "Pembrolizumab is approved for MSI-H or TMB-H tumors.",
    "PD-L1 expression of 1% or more is associated with response.",
    "If MLH1 is lost, BRAF V600E will be tested.",
    "The patient's mother had a tumor with loss of MSH6.",
    "Loss of MLH1 is found in 15% of colorectal cancers.",
    "Clinical trials for TMB-high tumors are open.",
    "Internal control: intact.",
    "MMR options: Intact / Loss of MLH1 / Loss of MSH2",
    "p16 is positive when at least 70% of cells stain.",
    "On the previous biopsy PD-L1 was positive (TPS 80%).",
    "MSI testing is recommended for all patients.",
    "MLH1 promoter methylation: present.",
    "Zolbetuximab is given for CLDN18.2 positive cancers.",
    "A genomic instability score of 42 or more is considered positive.",
    "MammaPrint may be considered if clinically indicated.",
    "Histologic features suggestive of microsatellite instability: not identified",
    "Margins: negative for carcinoma. Tumor necrosis: 20%.",
]
SHAPES = [
    "{name}: {word}",
    "{name} - {word}",
    "{name}    {word}",
    "* {name}: {word}",
    "{name} = {word}",
    "{name}:\n   {word}",
]


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A marker, its status, the line that says so, and the same line with the opposite."""
    marker = draw(st.sampled_from(sorted(SIDES)))
    first, second = SIDES[marker]
    (status, words), (_, others) = (first, second) if draw(st.booleans()) else (second, first)
    shape = draw(st.sampled_from(SHAPES))

    def line(word: str) -> str:
        return shape.format(name=NAMES.get(marker, marker), word=word)

    return marker, status, line(draw(st.sampled_from(words))), line(draw(st.sampled_from(others)))


@MANY
@given(lines())
def test_what_a_line_says_is_read(row: tuple[str, str, str, str]) -> None:
    marker, status, line, _ = row
    assert statuses("\n".join([*HEAD, line])).get(marker) == status


@MANY
@given(lines())
def test_the_opposite_word_never_keeps_the_answer(row: tuple[str, str, str, str]) -> None:
    marker, status, _, opposite = row
    assert statuses("\n".join([*HEAD, opposite])).get(marker) != status


@MANY
@given(lines(), st.lists(st.sampled_from(STRAY), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_stray_lines_change_nothing(row: tuple[str, str, str, str], stray: list[str], chance: random.Random) -> None:
    marker, status, line, _ = row
    mixed = [line]
    for sentence in stray:
        mixed.insert(chance.randrange(len(mixed) + 1), sentence)
    found = statuses("\n".join([*HEAD, *mixed]))
    derived = {"MMR"} if marker in {"MLH1", "MSH6"} else set()
    assert {k: v for k, v in found.items() if k not in derived} == {marker: status}, "\n".join(mixed)


@pytest.mark.parametrize("sentence", STRAY)
def test_a_stray_line_alone_says_nothing(sentence: str) -> None:
    assert statuses("\n".join([*HEAD, sentence])) == {}


@MANY
@given(lines(), st.sampled_from(["upper", "spaces", "windows", "indent"]))
def test_case_and_blanks_change_nothing(row: tuple[str, str, str, str], change: str) -> None:
    marker, status, line, _ = row
    text = "\n".join([*HEAD, line])
    changed = {
        "upper": text.upper(),
        "spaces": text.replace(" ", "  "),
        "windows": text.replace("\n", "\r\n"),
        "indent": "\n".join(f"    {piece}" for piece in text.split("\n")),
    }[change]
    assert statuses(changed).get(marker) == status


SWAPS = {
    "intact": "loss", "loss": "intact", "retained": "lost", "lost": "retained", "present": "absent",
    "absent": "present",
    "positive": "negative", "negative": "positive", "proficient": "deficient", "deficient": "proficient",
    "high": "low", "low": "high", "mss": "msi-h", "pmmr": "dmmr", "dmmr": "pmmr",
}  # fmt: skip
OPPOSED = {"intact", "loss", "proficient", "deficient", "stable", "high", "low", "positive", "negative"}


@pytest.mark.parametrize(("text", "expect"), cases())
def test_a_style_turned_round_never_keeps_a_side(text: str, expect: dict[str, str]) -> None:
    """Swap the words of every style: no answer whose own line was turned may stay on its side (M-03)."""
    turned = _turned(text)
    after = {(f.marker, f.specimen): f for f in current(turned)}
    stated = [f for f in current(text) if f.rule != "MMR.proteins"]  # what proteins say together may stay
    for finding in stated:
        other = after.get((finding.marker, finding.specimen))
        if (
            other is None
            or finding.status.value not in OPPOSED
            or _turned(finding.evidence.quote) == finding.evidence.quote
        ):
            continue
        assert other.status is not finding.status, f"{finding.marker} stays {finding.status}: {finding.evidence.quote}"


def _turned(text: str) -> str:
    names = "combined positive score|positive control"
    pattern = rf"(?i)(?P<name>{names})|\b(?:{'|'.join(SWAPS)})\b"
    return re.sub(pattern, lambda m: m.group() if m.group("name") else SWAPS[m.group().lower()], text)


PIECES = [
    "MLH1 ",
    "loss of nuclear expression of ",
    "PD-L1 TPS ",
    "TPS 5",
    "MSI-",
    "(MSS",
    "TMB: 1",
    "mut/",
    "CPS <",
    "no loss ",
]
PIECES += ["suggestive of MSI ", "MLH1\nMSH2\n", "[ ]", "genomic instability score ", "1+/2+/"]


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    short, long = (_seconds(("PD-L1 MLH1 " + piece * (length // len(piece)))[:length]) for length in (10_000, 40_000))
    assert long < max(8 * short, 0.3)


def _seconds(text: str) -> float:
    best = 10.0
    for _ in range(2):
        start = time.process_time()
        read(text, VOCABULARY)
        best = min(best, time.process_time() - start)
    return best


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, *STRAY, "MMR", ":", "\n", "high", "intact", "60%", ";", "(", ")"]), max_size=40)
)
def test_no_text_breaks_the_reader(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for finding in read(text, VOCABULARY).findings:
        for evidence in (finding.evidence, *finding.also):
            assert evidence.quote == text[evidence.start : evidence.end]
