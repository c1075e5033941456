"""What two readings of a picture do not share is never stated (M-10); what they share stands in the first's words."""

from __future__ import annotations

import random
import re

import pytest

from reports.pipeline import Document, read
from reports.reading.agreement import Text, agreed
from reports.reading.findings import Evidence, Finding, Reading, Status

REPORT = """SURGICAL PATHOLOGY REPORT
FINAL DIAGNOSIS
Breast, left, core biopsy: Invasive ductal carcinoma, Nottingham grade 2.
BIOMARKERS
Estrogen receptor (ER): Positive (95%, strong)
Progesterone receptor (PR): Negative (<1%)
HER2 (IHC): Equivocal (2+)
HER2 FISH: Not amplified (ratio 1.3, copy number 2.8)
Ki-67: 22%
"""


def photographed(text: str, second: str, *doubtful: str) -> dict[str, Finding]:
    spans = tuple(sorted((text.index(piece), text.index(piece) + len(piece)) for piece in doubtful))
    document = Document("photo", text, (0,), 1, (), (1,), second, (0,), spans)
    reading = read(document)
    assert reading.is_report
    for finding in reading.findings:
        for piece in (finding.evidence, *finding.also):
            assert text[piece.start : piece.end] == piece.quote
    return {finding.marker: finding for finding in reading.findings}


def stated(findings: dict[str, Finding]) -> dict[str, tuple[str, str, dict[str, str]]]:
    return {
        marker: (finding.status, finding.value, dict(finding.measures))
        for marker, finding in findings.items()
        if finding.status is not Status.UNCLEAR
    }


def test_what_both_read_stands():
    alone = {f.marker: f for f in read(Document("text", REPORT, (0,), 1)).findings}
    assert stated(photographed(REPORT, REPORT)) == stated(alone) != {}


def test_blanks_and_line_breaks_do_not_matter():
    assert stated(photographed(REPORT, REPORT.replace(" ", "  "))) == stated(photographed(REPORT, REPORT))


@pytest.mark.parametrize(
    ("marker", "letters", "others"),
    [
        ("ER", "Positive (95%", "Negative (95%"),
        ("ER", "95%", "9.5%"),
        ("PR", "Negative", "Positive"),
        ("HER2_IHC", "2+", "3+"),
        ("HER2_IHC", "Equivocal", "Negative"),
        ("HER2_ISH", "Not amplified", "amplified"),
        ("HER2_ISH", "1.3", "13"),
        ("KI67", "22%", "2%"),
        ("GRADE", "grade 2", "grade 3"),
        ("LATERALITY", "left", "right"),
        ("KI67", "Ki-67", "Xj-b?"),
    ],
)
def test_what_they_read_differently_is_open_with_both_quotes(marker, letters, others):
    for first, second in ((REPORT, REPORT.replace(letters, others)), (REPORT.replace(letters, others), REPORT)):
        finding = photographed(first, second)[marker]
        assert (finding.status, finding.value, finding.measures) == (Status.UNCLEAR, "", {})
        assert finding.reason == "readings_differ"
        assert finding.second_quote or marker in {"GRADE", "LATERALITY"}


def test_what_one_reader_lost_is_open():
    for line in re.findall(r"^(?:ER|Est|Prog|HER2 \(|HER2 F|Ki).*\n", REPORT, re.MULTILINE):
        for first, second in ((REPORT, REPORT.replace(line, "")), (REPORT.replace(line, ""), REPORT)):
            everything = stated(photographed(REPORT, REPORT))
            for marker, answer in stated(photographed(first, second)).items():
                assert everything[marker] == answer


@pytest.mark.parametrize("piece", ["95%", "Positive", "(ER): Pos"])
def test_what_was_hardly_read_is_open_though_both_read_it(piece):
    finding = photographed(REPORT, REPORT, piece)["ER"]
    assert (finding.status, finding.measures, finding.reason) == (Status.UNCLEAR, {}, "read_unsurely")


@pytest.mark.parametrize(("marker", "letters", "others"), [("HER2_ISH", "1.3", "13"), ("KI67", "22%", "220%")])
def test_a_lost_point_is_open_though_both_lost_it(marker, letters, others):
    text = REPORT.replace(letters, others)
    finding = photographed(text, text)[marker]
    assert (finding.status, finding.measures) == (Status.UNCLEAR, {})


def test_a_measure_that_one_reader_lost_is_left_out():
    finding = photographed(REPORT, REPORT.replace("(95%, strong)", "(95%)"))["ER"]
    assert (finding.status, finding.measures) == (Status.POSITIVE, {"percent": "95"})


def test_another_sample_is_another_answer():
    def reading(specimen: str) -> Reading:
        evidence = Evidence("ER: Positive", 0, 12, 1)
        return Reading((Finding("ER", Status.POSITIVE, "", evidence, "er", specimen=specimen),), (), True)

    text = Text("ER: Positive", (0,))
    assert agreed(reading("A"), reading("A"), text, text).findings[0].status is Status.POSITIVE
    assert agreed(reading("A"), reading(""), text, text).findings[0].status is Status.POSITIVE
    assert {f.status for f in agreed(reading("A"), reading("B"), text, text).findings} == {Status.UNCLEAR}


def test_no_damage_of_one_reading_makes_a_new_statement():
    """M-08: letters lost, doubled, exchanged, lines merged and cut: fewer statements, never others."""
    chance = random.Random(11)
    truth = stated(photographed(REPORT, REPORT))
    kept = 0
    for _ in range(150):
        letters = list(REPORT)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(letters))
            letters[at] = chance.choice(["", letters[at] * 2, "0", "1", "l", ".", " ", "\n", "+", "8", "not "])
        damaged = "".join(letters)
        pair = (damaged, REPORT) if chance.random() < 0.5 else (REPORT, damaged)
        document = Document("photo", pair[0], (0,), 1, (), (1,), pair[1], (0,))
        for finding in read(document).findings:
            if finding.status is Status.UNCLEAR or finding.context != "current":
                continue
            status, value, measures = truth[finding.marker]
            assert (finding.status, finding.value) == (status, value), (finding, damaged)
            assert finding.measures.items() <= measures.items(), (finding, damaged)
            kept += 1
    assert kept > 500
