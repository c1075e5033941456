"""Other cancers and tests in a browser: panels, blood, inherited genes, everything pending. Made-up texts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import SCHEMES, Watch, colored, violations
from tests.journeys.test_report_journey import REPORT

pytestmark = pytest.mark.browser
GENES = "ALK AKT1 BRCA1 BRCA2 ERBB2 ESR1 FGFR2 FGFR3 IDH1 IDH2 KRAS NRAS NTRK1 PALB2 PIK3CA POLE PTEN RET ROS1".split()  # noqa: SIM905
TEXTS = {
    "lung panel": """MOLECULAR PATHOLOGY REPORT
Specimen: Lung, right upper lobe, core biopsy (FFPE tumor tissue)
Diagnosis: Adenocarcinoma of the lung
Test: Next generation sequencing panel, tumor only

RESULTS
EGFR: Detected, exon 21 p.L858R (c.2573T>G), VAF 23.4%
TP53: Detected, p.R248Q, VAF 31%
"""
    + "\n".join(f"{gene}: Not detected" for gene in GENES)
    + "\nPD-L1 (22C3): TPS 60%\nTumor mutational burden: 4.2 mutations per megabase\n",
    "colon": """SURGICAL PATHOLOGY REPORT
FINAL DIAGNOSIS
Colon, right, hemicolectomy: Invasive adenocarcinoma, moderately differentiated (grade 2), pT3 pN1a
Lymph nodes: 2 of 18 positive for metastatic carcinoma (2/18)
MLH1: Loss of nuclear expression
PMS2: Loss of nuclear expression
MSH2: Intact nuclear expression
MSH6: Intact nuclear expression
MSI by PCR: MSI-High
BRAF V600E: Detected
""",
    "inherited": """GENETIC TEST REPORT
Test: Hereditary breast and ovarian cancer panel (germline), blood sample
BRCA1: Pathogenic variant detected, c.68_69del (p.Glu23Valfs*17), heterozygous
BRCA2: Variant of uncertain significance, c.7007G>A (p.Arg2336His)
PALB2: No pathogenic variant detected
""",
    "blood": """CIRCULATING TUMOR DNA (LIQUID BIOPSY) REPORT
Specimen: Peripheral blood, plasma
Diagnosis: Lung adenocarcinoma
Genomic findings
KRAS: p.G12C detected, VAF 0.8%
"""
    + "\n".join(f"{gene}: Not detected" for gene in ("EGFR", "ALK", "ROS1", "BRAF", "RET", "MET")),
    "pending": """SURGICAL PATHOLOGY REPORT
FINAL DIAGNOSIS
Lung, left lower lobe, biopsy: adenocarcinoma.
ANCILLARY STUDIES
EGFR: pending
ALK: pending
ROS1: pending
KRAS: pending
PD-L1: pending
""",
}


@pytest.mark.parametrize("name", TEXTS)
def test_pages_of_many_results_fit_a_phone_and_are_accessible(browser: Browser, base: str, name: str) -> None:
    found, overflow = [], []
    for scheme in SCHEMES:
        context = colored(browser, scheme)
        page, seen = context.new_page(), Watch()
        seen.over(context)
        page.goto(f"{base}/reports/")
        page.get_by_label("Paste or type the words").fill(TEXTS[name])
        page.get_by_role("button", name="Explain my report").click()
        expect(page).to_have_url(REPORT)
        expect(page.get_by_role("heading", name="Result by result")).to_be_visible()
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))
        targets = page.locator(".report-text mark a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        assert targets
        assert [target for target in targets if page.locator(target).count() != 1] == []
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            overflow.append(
                page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            )
        found += violations(page)
        page.get_by_role("button", name="Delete now").first.click()
        context.close()
        assert seen == Watch()
    assert not found
    assert set(overflow) == {0}
