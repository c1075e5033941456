"""From the bytes of a record to findings: the same report in each form says the same, with quotes from its text."""

from __future__ import annotations

import pytest

from reports import pipeline
from tests.reports.intake import records as made

HEAD = ("Final diagnosis", "Breast, left, core biopsy: invasive ductal carcinoma, grade 2.")
ROWS = (("Estrogen receptor (ER)", "Positive", "95 %"), ("Progesterone receptor (PR)", "Negative", "<1 %"),
        ("HER2 (IHC)", "Equivocal (2+)", ""))  # fmt: skip


def _docx(status: str = "") -> bytes:
    rows = ([cell.replace("<", "&lt;") for cell in row] for row in ROWS)
    return made.docx("".join(map(made.paragraph, HEAD)) + made.table(*rows))


def _hl7(status: str = "F") -> bytes:
    rows = (made.obx(name, " ".join((value, share)).strip(), status=status) for name, value, share in ROWS)
    return made.hl7(made.obr(), *(made.obx(HEAD[0], line, kind="TX") for line in HEAD[1:]), *rows)


def _fhir(status: str = "final") -> bytes:
    rows = [made.observation(name, " ".join((value, share)).strip(), id=str(number), status=status)
            for number, (name, value, share) in enumerate(ROWS)]  # fmt: skip
    results = [{"reference": f"Observation/{number}"} for number in range(len(rows))]
    return made.fhir(made.bundle(made.report(conclusion="\n".join(HEAD), result=results), *rows))


def _cda(status: str = "") -> bytes:
    cells = "".join("<tr>" + "".join(f"<td>{cell.replace('<', '&lt;')}</td>" for cell in row) + "</tr>" for row in ROWS)
    return made.cda(made.section(HEAD[0], f"<paragraph>{HEAD[1]}</paragraph><table>{cells}</table>"))


MAKERS = {"docx": _docx, "hl7": _hl7, "fhir": _fhir, "cda": _cda}


def findings(content: bytes) -> dict[str, tuple[str, str]]:
    document = pipeline.extract(content)
    reading = pipeline.read(document)
    assert reading.is_report
    for finding in reading.findings:
        assert finding.evidence.quote == document.text[finding.evidence.start : finding.evidence.end]
    return {str(one.marker): (str(one.status), one.value) for one in reading.findings if one.marker in
            ("ER", "PR", "HER2_IHC")}  # fmt: skip


@pytest.mark.parametrize("kind", MAKERS)
def test_the_same_report_in_each_form(kind):
    assert findings(MAKERS[kind]()) == {
        "ER": ("positive", ""), "PR": ("negative", ""), "HER2_IHC": ("equivocal", "2+")
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "status"), [("hl7", "P"), ("hl7", "R"), ("fhir", "preliminary"), ("fhir", "unknown")])
def test_what_is_not_final_is_no_finding(kind, status):
    content = MAKERS[kind](status)
    assert findings(content) == {}
    unread = [line.evidence.quote for line in pipeline.read(pipeline.extract(content)).unread]
    assert len(unread) == len(ROWS)


@pytest.mark.parametrize(("kind", "status"), [("hl7", "W"), ("hl7", "D"), ("fhir", "entered-in-error")])
def test_what_was_taken_back_is_no_finding(kind, status):
    assert findings(MAKERS[kind](status)) == {}
