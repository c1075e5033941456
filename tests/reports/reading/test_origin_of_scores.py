"""A score measured in the blood says so; one of the tumor does not."""

from __future__ import annotations

import pytest

from reports.reading.findings import Origin
from reports.reading.reader import read
from tests.reports.reading.rules import VOCABULARY

RESULTS = """
Tumor type: Colorectal adenocarcinoma

RESULTS
KRAS p.G12D detected, VAF 2.1%
Microsatellite status: MSS
TMB: 4 mut/Mb (low)
"""


@pytest.mark.parametrize(
    ("title", "origin"),
    [
        ("LIQUID BIOPSY REPORT\nSpecimen: plasma (cfDNA)", Origin.BLOOD),
        ("MOLECULAR PATHOLOGY REPORT\nSpecimen: colon resection, block A1, FFPE", Origin.NOT_SAID),
    ],
)
def test_scores_know_a_blood_sample(title: str, origin: Origin) -> None:
    found = {f.marker: f for f in read(title + RESULTS, VOCABULARY).findings}
    assert (found["MSI"].origin, found["TMB"].origin) == (origin, origin)
    assert found["KRAS"].origin is (Origin.BLOOD if origin is Origin.BLOOD else Origin.TUMOR)
