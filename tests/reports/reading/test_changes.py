"""A result that the running text takes back is left open: the cases of content/context/changes.yaml."""

from __future__ import annotations

import pytest

from reports.reading.findings import Context
from reports.reading.reader import read
from tests.reports.reading.rules import VOCABULARY

CASES = [(row["text"], row["marker"], row["status"]) for row in VOCABULARY.context["changes"]["cases"]]


@pytest.mark.parametrize(("text", "marker", "status"), CASES)
def test_cases_of_the_rule_file(text: str, marker: str, status: str) -> None:
    report = f"SURGICAL PATHOLOGY REPORT\nFINAL DIAGNOSIS\nBreast, left, core biopsy: invasive carcinoma.\n\n{text}\n"
    findings = read(report, VOCABULARY).findings
    found = {f.status.value for f in findings if f.marker == marker and f.context is Context.CURRENT}
    assert found == {status}
