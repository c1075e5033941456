"""Rows without an answer: `EGFR L858R  23 %` in a table of what was found, and lists of what a test looks for."""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.gene_generalities import VERBS
from reports.reading.gene_segments import Said, Segment, span
from reports.reading.gene_terms import LYMPHOID, OTHER, PAST, STAIN
from reports.reading.gene_units import Unit
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.variants import COPIES, PERCENT, VAF

_NO_GENE = {OTHER, STAIN, LYMPHOID}
_LABELS = frozenset(
    ["gene", "genes", "biomarker", "biomarkers", "marker", "markers", "result", "results", "finding", "findings", "a",
     "somatic", "germline", "diagnosis", "final", "molecular", "genomic", "summary", "interpretation", "the",
     "clinically", "significant", "actionable", "additional", "tumor", "positive", "plasma", "cfdna", "ctdna", "dna",
     "tissue", "blood", "tumour", "with", "reportable", "relevant"]
)  # fmt: skip
_LISTED = frozenset([",", "/", "and", "or", "&", "nor"])
_NAMED_KINDS = frozenset(["amplification", "loss", "fusion"])


def _labelled_only(row: Sequence[Lexeme]) -> bool:
    """Before the first name stand only bullets, numbers and words such as "result": no "hotspots tested:"."""
    for x in row:
        if x.kind is Kind.NAME:
            return True
        if x.kind is Kind.METHOD or (x.kind in {Kind.NEUTRAL, Kind.CUE} and x.value not in _LABELS):
            return False
    return True


def _is_word(x: Lexeme) -> bool:
    """Not the "v" of a kit's version."""
    return x.id.isalpha() and x.id != "v"


def _looked_for(segment: Segment) -> bool:
    """`KRAS, EGFR T790M, MET (amplification and exon 14 skipping), ALK fusions`: what a test covers."""
    if any(item.measures or item.classes for item in segment.items):
        return False
    names = [item for item in segment.items if item.joined in _LISTED]
    plain = [item for item in segment.items if not item.variants and not item.events]
    if names and plain:
        return True
    return any(
        any(e.value.endswith("s") for e in item.events)
        or any(v.detail == "exon" and v.value.lower().endswith(("ions", "variants")) for v in item.variants)
        or (
            bool(item.events)
            and any(v.detail == "exon" for v in item.variants)
            and _NAMED_KINDS & {e.id for e in item.events}
        )
        for item in segment.items
    )


def bare(segment: Segment, unit: Unit, row: Sequence[Lexeme], *, led: bool) -> list[Said]:
    """`EGFR L858R  23.4 %`, `BRCA1 c.68_69del pathogenic`: a row of a table of what was found."""
    if not led or unit.stacked or not _labelled_only(row) or any(x.id == PAST for x, _ in segment.cues):
        return []
    if segment.shows or any((x.value or x.id) in VERBS for x in row[segment.first : segment.last]):
        return []
    if _looked_for(segment):
        return []
    out = []
    for item in segment.items:
        if item.name.id in _NO_GENE:
            continue
        numbered = any(m.id in {VAF, COPIES} or (m.id == PERCENT and item.variants) for m in item.measures)
        named = bool(item.variants) or any(e.id in {"amplification", "loss", "skipping"} for e in item.events)
        evidence = (numbered and named) or (
            bool(item.classes) and (named or any(e.id == "mutation" for e in item.events))
        )
        listed_there = unit.place.zone in {"results", "vus", "benign"} and named
        pure = named and not segment.cues and not any(_is_word(row[n]) for n in segment.unknown)
        if (segment.cues and not evidence and not listed_there) or not (evidence or listed_there or pure):
            continue
        start, end = span(item, segment)
        out.append(Said(item, segment, "", start, end))
    return out
