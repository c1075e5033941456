"""Genes and their variants: point mutations, fusions, copies, methylation; in tumor, blood or germline.

Protein stains and scores are read in biomarkers.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.found import Found
from reports.reading.text import Prepared

MARKERS: tuple[str, ...] = (
    "EGFR", "ALK", "ROS1", "RET", "MET", "NTRK", "KRAS", "NRAS", "BRAF", "ERBB2", "PIK3CA", "AKT1",
    "PTEN", "ESR1", "TP53",
    "BRCA1", "BRCA2", "PALB2", "MLH1_METHYLATION", "FGFR2", "FGFR3", "IDH1", "IDH2", "1P19Q", "MGMT", "POLE",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class GeneRules:
    """Compiled once from content/."""


def compile_genes(rules: Mapping[str, Any]) -> GeneRules:
    """`rules` holds "reading", "context" and "markers", each by file stem."""
    return GeneRules()


def read_genes(prepared: Prepared, rules: GeneRules) -> Found:
    return Found()
