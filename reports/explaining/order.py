"""The order of the page: what it is, how it behaves, how far it reaches. Topics have a heading where cards are many."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reports.reading import genes

REPAIR = ("MLH1", "PMS2", "MSH2", "MSH6")

# Key of a sentence "topic.<key>" → its markers, in order.
TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "finding": ("DIAGNOSIS", "GRADE"),
        "receptors": ("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67"),
        "repair": ("MMR", "MSI", *REPAIR, "MLH1_METHYLATION"),
        "immune": ("PDL1", "TMB"),
        "proteins": ("CLDN18_2", "FOLR1", "P16"),
        "genes": tuple(name for name in genes.MARKERS if name != "MLH1_METHYLATION"),
        "scores": ("HRD", "ONCOTYPE", "MAMMAPRINT"),
        "reach": ("PT", "NODES_POSITIVE", "NODES_EXAMINED", "PN", "PM", "STAGE", "LVI", "MARGINS", "LATERALITY"),
        "other": (),
    }
)
GENES = frozenset(genes.MARKERS)
# Marks that a tumor sets on its DNA: nobody inherits them, so that the report need not say where they were found.
NEVER_INHERITED = frozenset({"MLH1_METHYLATION", "MGMT", "1P19Q"})

# Results read together: kinds of cards in the order of the page.
TOGETHER = ("COMBINATION", "HER2_TESTS", "HER2_TERM", "MMR_PATTERN", "MMR_MSI", "TUMOR_BRCA")

_PLACE = {marker: number for number, marker in enumerate(name for names in TOPICS.values() for name in names)}
_TOPIC = {marker: topic for topic, markers in TOPICS.items() for marker in markers}


def place(marker: str) -> int:
    return _PLACE.get(marker, len(_PLACE))


def topic(marker: str) -> str:
    return _TOPIC.get(marker, "other")


def together(marker: str) -> int:
    return TOGETHER.index(marker) if marker in TOGETHER else len(TOGETHER)
