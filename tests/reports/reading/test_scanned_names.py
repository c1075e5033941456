"""Names that a reader of pictures misread are known again; numbers and answers stay what was read."""

from __future__ import annotations

import random
import string

import pytest

from guides import catalog
from reports.pipeline import Document, read
from reports.reading.findings import Status
from reports.reading.scanned_names import compile_names, repaired

RULES = compile_names(catalog.marker_rules()["context"]["scanned"])


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("PD-LI", "PD-L1"), ("PD-Ll:", "PD-L1:"), ("ROSI", "ROS1"), ("R0S1", "ROS1"), ("BRCAl", "BRCA1"),
        ("BRCAI.", "BRCA1."), ("HERZ", "HER2"), ("1HC", "IHC"), ("(lHC)", "(IHC)"), ("THC", "IHC"), ("F1SH", "FISH"),
        ("P1K3CA", "PIK3CA"), ("p.Gl2D", "p.G12D"), ("p.V6OOE", "p.V600E"), ("PMSZ", "PMS2"), ("MLHI-", "MLH1-"),
        ("M5H6", "MSH6"), ("8RAF", "BRAF"), ("CLDNI8.2", "CLDN18.2"), ("M5S", "MSS"), ("MSl-High", "MSl-High"),
    ],
)  # fmt: skip
def test_a_name_is_known_again(printed, name):
    assert repaired(f"x {printed} y", RULES) == f"x {name} y"


@pytest.mark.parametrize(
    "text",
    [
        "1+", "O+", "l0%", "5%", "S%", "2.8", "28", "Positlve", "Negatlve", "lntact", "Loss", "PD-L1", "PD-L2", "HER3",
        "HER8", "BRCA3", "l5", "IO", "1O", "SO", "IS", "OS", "p.G13D", "p.G12A", "BRCA1 and BRCA2", "ER", "PR", "5S8",
        "http://1hc", "Ki-67", "K1-67", "p16", "pT1c", "pTlc", "S100", "Melan-A", "her2", "the",
    ],
)  # fmt: skip
def test_everything_else_stays(text):
    assert repaired(text, RULES) == text


def test_no_letter_moves():
    chance = random.Random(3)
    letters = string.ascii_letters + string.digits + " |.-:\n%<>"
    for _ in range(300):
        text = "".join(chance.choice(letters) for _ in range(80))
        assert len(repaired(text, RULES)) == len(text)


def test_quotes_are_what_was_read():
    text = "SURGICAL PATHOLOGY REPORT\nDIAGNOSIS: Lung, biopsy: adenocarcinoma\nR0S1: Not detected\nPD-LI TPS: 45%\n"
    second = text.replace("R0S1", "ROSI").replace("PD-LI", "PD-L1")
    document = Document("photo", text, (0,), 1, (), (1,), second, (0,))
    findings = {finding.marker: finding for finding in read(document).findings}
    assert findings["ROS1"].status is Status.NOT_DETECTED
    assert findings["ROS1"].evidence.quote.startswith("R0S1")
    assert findings["PDL1"].measures["tps"] == "45"
    for finding in findings.values():
        assert text[finding.evidence.start : finding.evidence.end] == finding.evidence.quote


def test_nothing_is_repaired_where_the_letters_were_printed():
    assert "ROS1" not in {
        f.marker for f in read(Document("text", "LUNG ADENOCARCINOMA\nR0S1: detected", (0,), 1)).findings
    }
