"""From the state of an answer to the status and value of a gene, by what was tested and how."""

from __future__ import annotations

from reports.reading.findings import Status
from reports.reading.gene_segments import NEGATIVE, POSITIVE, Item
from reports.reading.variants import FUSION

UNFINISHED = {s.value: s for s in (Status.PENDING, Status.NOT_PERFORMED, Status.INSUFFICIENT)}
_METHYLATION = {"MGMT", "MLH1_METHYLATION"}
_ARMS = "1P19Q"
MINOR = {"VUS", "likely benign", "benign"}
_STATES = {"rearranged": FUSION, "amplified": "amplification", "lost": "loss"}
_LOST = {"lost", "codeleted"}  # "lost" is said of arms of chromosomes and of stains


def status_of(
    state: str, marker: str, events: set[str], item: Item, stain: str, *, stained: bool, molecular: bool
) -> tuple[Status, str] | None:
    if state in UNFINISHED:
        return UNFINISHED[state], ""
    if state in {"indeterminate", "mixed"}:
        return Status.UNCLEAR, ""
    if stained:
        return _stained(state, stain, item)
    if marker in _METHYLATION:
        return _methylation(state, marker, events, item)
    if marker == _ARMS:
        return _arms(state)
    if state in {"methylated", "unmethylated", "intact"}:
        return None
    told = molecular or events or item.variants or item.classes
    if state in {"positive", "negative"} and stain in {"protein", "loss"} and not told:
        return (Status.UNCLEAR, "") if stain == "loss" else None  # of the gene, or of a stain that is lost?
    if state == "not_detected" and item.classes and all(c.detail in MINOR for c in item.classes):
        return None  # "no variant of uncertain significance"
    if state in {"codeleted", "lost"}:
        return (Status.DETECTED, "loss") if marker == "PTEN" or "loss" in events else None
    if state in NEGATIVE:
        return Status.NOT_DETECTED, ""
    return Status.DETECTED, _STATES.get(state, "")


def _stained(state: str, stain: str, item: Item) -> tuple[Status, str] | None:
    positive = state in POSITIVE and state not in _LOST
    if stain == "loss":
        if state in {*_LOST, "not_detected", "negative"}:
            return Status.DETECTED, "loss"
        return (Status.NOT_DETECTED, "") if positive or state == "intact" else None
    if stain == "result" and state in POSITIVE | NEGATIVE:
        return (Status.DETECTED, "") if positive else (Status.NOT_DETECTED, "")
    if stain == "screen" and state in POSITIVE | NEGATIVE:
        return (Status.UNCLEAR, "suspected") if positive else (Status.NOT_DETECTED, "")
    return None


def _methylation(state: str, marker: str, events: set[str], item: Item) -> tuple[Status, str] | None:
    if state in {"methylated", "detected", "positive"}:
        return Status.DETECTED, "methylated"
    if state in {"unmethylated", "not_detected", "negative"}:
        return Status.NOT_DETECTED, "unmethylated"
    return None


def _arms(state: str) -> tuple[Status, str] | None:
    if state in {"codeleted", "detected", "positive", "lost"}:
        return Status.DETECTED, "codeleted"
    if state in {"not_codeleted", "not_detected", "negative", "intact"}:
        return Status.NOT_DETECTED, ""
    return None
