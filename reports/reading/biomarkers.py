"""Proteins and scores beside the receptors of breast cancer: MMR, MSI, TMB, HRD, PD-L1, CLDN18.2, FOLR1, p16, …

Genes and their variants are read in genes.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.found import Found
from reports.reading.text import Prepared

MARKERS: tuple[str, ...] = (
    "MLH1", "MSH2", "MSH6", "PMS2", "MMR", "MSI", "TMB", "HRD", "PDL1",
    "CLDN18_2", "FOLR1", "P16", "ONCOTYPE", "MAMMAPRINT",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class BiomarkerRules:
    """Compiled once from content/."""


def compile_biomarkers(rules: Mapping[str, Any]) -> BiomarkerRules:
    """`rules` holds "reading", "context" and "markers", each by file stem."""
    return BiomarkerRules()


def read_biomarkers(prepared: Prepared, rules: BiomarkerRules) -> Found:
    return Found()
