"""Whose result a gene's answer is, and of when; and whether it is the answer of a stain and not of the gene."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.reading.findings import Context
from reports.reading.gene_segments import Said, Segment
from reports.reading.gene_terms import LYMPHOID, PAST, STAIN, GeneRules
from reports.reading.gene_units import Unit
from reports.reading.lexicon import Kind, Lexeme

_NEAR = 4  # lines around a name in which stains make a list of stains
_OTHERS = {"family", "other_person"}
_OF_GENE = re.compile(r"\bgenes?\b|\bwt\b|\bwild[ -]?type\b|\bmut(?:ation|ated|ations|ant)?\b|sequenc", re.IGNORECASE)
_STAINING = re.compile("stain|label|reactiv|express")
_OF_STAINS = {"positive", "negative", "intact", "lost", "codeleted"}


def context_of(one: Said, segments: Sequence[Segment], row: Sequence[Lexeme], unit: Unit, rules: GeneRules) -> Context:
    if any(x.id in _OTHERS for segment in segments for x, _ in segment.cues):
        return Context.FAMILY
    if unit.place.zone == "history":
        return Context.CLINICAL_INFORMATION
    mine = [segment for segment in segments if segment.clause == one.segment.clause]
    past = any(_is_past(one, segment, row, rules) for segment in mine)
    return Context.HISTORICAL if past or unit.place.zone == "previous" else Context.CURRENT


def _is_past(one: Said, segment: Segment, row: Sequence[Lexeme], rules: GeneRules) -> bool:
    """Not `KRAS G12C detected, as in the previous biopsy`: there the old result agrees with the new one."""
    for x, place in segment.cues:
        if x.id != PAST:
            continue
        before = row[max(0, place - 3) : place]
        if x.start < one.end or not any((y.value or y.id) in rules.agreeing for y in before):
            return True
    return False


def stain_lines(whole: Sequence[Unit]) -> dict[int, set[str]]:
    """Line → kinds of stains named in it."""
    lines: dict[int, set[str]] = {}
    for unit in whole:
        for x in unit.row:
            if x.kind is Kind.NAME and x.id in {STAIN, LYMPHOID}:
                lines.setdefault(unit.line.number, set()).add(x.id)
    return lines


def _methods(one: Said, unit: Unit) -> set[str]:
    """Those before the answer, else those behind it: "IHC positive, FISH pending" is a stain's answer."""
    found = {m.start: m.id for m in one.item.methods}
    if len(one.segment.items) == 1:
        found |= {x.start: x.id for x in unit.row if x.kind is Kind.METHOD}
    answer = min((word.start for _, word, _ in one.segment.answers), default=0)
    before = {id_ for start, id_ in found.items() if start < answer}
    return before or set(found.values())


def _told_of_a_stain(one: Said) -> bool:
    """`no staining`, `do not express`: the answer itself is a stain's."""
    said = [word for _, word, _ in one.segment.answers]
    said += [one.segment.prefix[1]] if one.segment.prefix is not None else []
    return any(_STAINING.search(word.value) for word in said)


def is_stain(one: Said, unit: Unit, lines: dict[int, set[str]], text: str, rules: GeneRules) -> bool | None:
    """True: the answer is that of a stain. None: of a stain that says nothing of the gene, as in a lymphoma."""
    methods = _methods(one, unit)
    if methods & {"molecular", "fish"}:
        return False
    stained = "ihc" in methods or _told_of_a_stain(one)
    around = range(unit.line.number - _NEAR, unit.line.number + _NEAR + 1)
    near = {kind for n in around for kind in lines.get(n, ())}
    in_list = bool(near) and not (one.item.events or one.item.variants)
    if in_list and LYMPHOID in near:
        return None
    policy = rules.stains.get(one.item.name.id, "none")
    if policy in {"none", "loss"}:
        in_list = False  # "PTEN: negative" among other results: no word says that it is a stain
    if (stained or in_list) and one.state == "":
        return None
    if _OF_GENE.search(text, one.start, one.end):
        return False  # "HER2 IHC 3+; PTEN gene wt": the stain is another's
    return stained or (in_list and one.state in _OF_STAINS)
