"""A class that stands in a sentence of its own behind its variant: "TP53 p.Ala138Thr detected. Classification: VUS."

A change whose meaning nobody knows must never be told as one that matters. Classes in the variant's own row are read
in gene_claims.py.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from reports.reading.findings import Status
from reports.reading.gene_claims import GeneClaim
from reports.reading.gene_status import MINOR
from reports.reading.gene_terms import CLASS
from reports.reading.lexicon import Kind, Lexeme

# On the variant's own line, or on the next one behind a label; "TIER III: variants of uncertain …" heads what follows.
_ABOUT_IT = re.compile(
    r"[^\n]*(?:\n[ \t]*(?:classification|interpretation|clinical significance|significance|class|pathogenicity"
    r"|assessment|comment)\b[^\n]*)?",
    re.IGNORECASE,
)
_REACH = 160  # characters from the variant to its class


def classed_behind(found: Sequence[GeneClaim], row: Sequence[Lexeme], text: str) -> list[GeneClaim]:
    classes = sorted((x.start, x.end, x.detail) for x in row if x.kind is Kind.SCORE and x.id == CLASS)
    names = sorted(x.start for x in row if x.kind is Kind.NAME)
    return [_classed(one, classes, names, text) for one in found] if classes else list(found)


def _classed(one: GeneClaim, classes: Sequence[tuple[int, int, str]], names: Sequence[int], text: str) -> GeneClaim:
    claim = one.claim
    if claim.status is not Status.DETECTED or claim.value or not claim.measures.get("variant"):
        return one
    at = bisect_right(classes, (claim.end,))
    if at == len(classes):
        return one
    start, end, name = classes[at]
    between = text[claim.end : start]
    follows = bisect_right(names, claim.end)
    another = follows < len(names) and names[follows] < start
    if name not in MINOR or another or len(between) > _REACH or not _ABOUT_IT.fullmatch(between):
        return one
    return replace(one, claim=claim.at(status=Status.REPORTED, value=name, end=end))
