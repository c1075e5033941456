"""Made-up reports to send, each with a mark of its own. No person has them."""

from __future__ import annotations

import re
import secrets

TEXT = """SURGICAL PATHOLOGY REPORT

FINAL DIAGNOSIS
A. Left breast, core biopsy:
   Invasive ductal carcinoma, Nottingham grade 2.
   Accession mark {mark}

BIOMARKERS
Estrogen receptor (ER): Positive (90%)
Progesterone receptor (PR): Negative (0%)
HER2 (IHC): Equivocal (2+)
HER2 ISH: pending
"""


MARK = re.compile("mark[0-9a-f]{32}")


def mark() -> str:
    return f"mark{secrets.token_hex(16)}"


def report(mark: str = "none") -> str:
    return TEXT.format(mark=mark)
