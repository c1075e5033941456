"""Genes and their variants: point mutations, fusions, copies, methylation; in tumor, blood or germline.

Protein stains and scores are read in biomarkers.py. Joins words, zones, units, parsing, claims and decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.reading.choices import chosen
from reports.reading.findings import Context, Status
from reports.reading.found import Found
from reports.reading.gene_awaited import awaited
from reports.reading.gene_claims import GeneClaim, claims_of
from reports.reading.gene_classes import classed_behind
from reports.reading.gene_columns import dealt, headed
from reports.reading.gene_contexts import context_of, is_stain, stain_lines
from reports.reading.gene_decisions import decide
from reports.reading.gene_generalities import spoken_at_large
from reports.reading.gene_options import without_empty_boxes, without_options, without_waiting
from reports.reading.gene_parse import Parser
from reports.reading.gene_rows import covers, said_by
from reports.reading.gene_segments import NEGATIVE, Said, Segment
from reports.reading.gene_terms import (
    DIRECTIVE,
    GENERAL,
    MARKERS,
    NEGATOR,
    PAST,
    GeneRules,
    compile_genes,
    words_of_genes,
)
from reports.reading.gene_units import Unit, units
from reports.reading.gene_zones import SILENT, zones
from reports.reading.lexicon import Kind, Lexeme, lexemes
from reports.reading.origins import own_origin
from reports.reading.owners import with_owners
from reports.reading.reconcile import Answer
from reports.reading.sieve import in_both_cases
from reports.reading.text import Prepared
from reports.reading.variants import VARIANT

__all__ = ["MARKERS", "GeneRules", "compile_genes", "read_genes"]

_MOLECULAR = re.compile(
    r"KRAS|NRAS|BRCA|BRAF|PIK3CA|ROS1|NTRK|TP53|sequencing|\bngs\b|mutation|molecular|genomic|\bvariants?\b|\bpcr\b|\bfish\b|rearrang|fusion|ctdna|cfdna|germline|alteration",
    re.IGNORECASE,
)

_FOUND = frozenset(["finding", "findings", "result", "results"])
_SPEAKING = {Kind.NAME, Kind.ANSWER, Kind.VERB}  # without these a unit says nothing, and nothing of the units below it

_TO_MACHINES = frozenset(
    ["ignore", "disregard", "system", "computer", "assistant", "chatbot", "prompt", "language model", "override"]
)
_MACHINES = frozenset(["software", "output", "instruction", "instructions"])
_ORDERS = frozenset(["must", "should", "say", "say that", "answer is", "the correct answer"])

_TURNING = {Status.NOT_DETECTED, Status.REPORTED}  # of a gene: absent, or a variant that means little
_FOREIGN = re.compile(
    r"\n\s{0,40}(?:PD-?\s?L1|TMB|MSI|MMR|ER|PR|PgR|HER-?2|Ki-?67|estrogen|oestrogen|progesterone"
    r"|tumou?r mutation|microsatellite|mismatch|CLDN|claudin|FOLR1|p16|HRD)\b[^\n]{0,40}(?::|\n)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Carried:
    """An answer at the head of a list that stands on the lines below it."""

    prefix: tuple[str, Lexeme, int]
    line: int


def read_genes(prepared: Prepared, rules: GeneRules) -> Found:
    if not _names_gene(prepared, rules):
        return Found()
    found: list[GeneClaim] = []
    unsettled: list[tuple[str, int]] = []
    molecular = _MOLECULAR.search(prepared.text) is not None
    carried: _Carried | None = None
    silenced = -1  # a line that tells its reader what to say
    whole = units(prepared, zones(prepared, rules), words_of_genes(prepared, rules), rules)
    whole = dealt(whole, prepared)
    lines = stain_lines(whole)
    for n, unit in enumerate(whole):
        prefix = carried.prefix if carried and _is_list(unit, carried) else None
        speaks = any(x.kind in _SPEAKING for x in unit.row)
        parser = Parser(_row(unit, rules) if speaks else (), prefix)
        segments = parser.parse()
        carried = _carry(unit, parser, segments, carried if prefix else None)
        if unit.place.zone == SILENT:
            carried = None
            continue
        if _commands(unit):
            silenced = unit.line.number
        if unit.line.number == silenced or not any(segment.items for segment in segments):
            continue
        for one in awaited(unit, whole[n + 1] if n + 1 < len(whole) else None):
            found += _claims(one, Context.CURRENT, unit, prepared, rules, stained=False, molecular=True)
        at_large = spoken_at_large(segments, parser.row, unit.line.section, rules)
        if any(covers(segment) for segment in segments):
            continue
        for segment in segments:
            if segment.clause in at_large:
                continue
            said, open_ = said_by(segment, unit, parser.row, rules)
            unsettled += [(item.name.id, item.name.start) for item in open_ if item.name.id in MARKERS]
            for one in said:
                stained = is_stain(one, unit, lines, prepared.text, rules)
                if stained is not None:
                    context = context_of(one, segments, parser.row, unit, rules)
                    found += _claims(one, context, unit, prepared, rules, stained=stained, molecular=molecular)
    owned = headed(with_owners([one.claim for one in found], prepared, rules.owners), prepared)
    found = [
        replace(one, claim=claim.at(specimen=one.column or claim.specimen))
        for claim, one in zip(owned, found, strict=True)
    ]
    found = [_within_own_lines(one, prepared.text) for one in found]
    found = classed_behind(found, [x for unit in whole for x in unit.row], prepared.text)
    later = _unread_later(whole, found, unsettled, prepared)
    for claim in (one.claim for one in found):  # an amendment that says otherwise, be it of another kind of change
        if claim.amended and claim.context is Context.CURRENT and claim.status in _TURNING:
            later[claim.marker] = max(later.get(claim.marker, 0), claim.addendum)
    answers = _without_outdated(decide(found), later)
    return Found(tuple(answers), tuple(one.claim for one in found), tuple(unsettled))


def _names_gene(prepared: Prepared, rules: GeneRules) -> bool:
    text = prepared.text
    if not any(x.kind is Kind.NAME for x in lexemes(text, prepared.words, rules.names, ())):
        return False
    return rules.filter.within(prepared.letters).first(text, in_both_cases(text)) != ""


def _unread_later(
    whole: Sequence[Unit], found: Sequence[GeneClaim], unsettled: Sequence[tuple[str, int]], prepared: Prepared
) -> dict[str, int]:
    """Gene → the latest addendum that names it in a line which could not be read; in an amendment any line counts."""
    later: dict[str, int] = {}
    for marker, offset in unsettled:
        later[marker] = max(later.get(marker, 0), prepared.line_at(offset).addendum)
    read = {(one.claim.marker, prepared.line_at(one.claim.end - 1).addendum) for one in found}
    for unit in whole:
        if not unit.line.addendum or not unit.line.amended or unit.place.zone == SILENT:
            continue
        for x in unit.row:
            if x.kind is Kind.NAME and x.id in MARKERS and (x.id, unit.line.addendum) not in read:
                later[x.id] = max(later.get(x.id, 0), unit.line.addendum)
    return later


def _without_outdated(answers: Sequence[Answer], later: dict[str, int]) -> list[Answer]:
    """What a later addendum speaks of again, in words that were not understood, is no longer sure."""
    return [
        Answer(one.claim.at(status=Status.UNCLEAR, value="", measures={}, reason=""))
        if one.claim.context is Context.CURRENT and later.get(one.claim.marker, 0) > one.claim.addendum
        else one
        for one in answers
    ]


def _within_own_lines(one: GeneClaim, text: str) -> GeneClaim:
    """An answer taken from below the label of another test is nobody's."""
    if _FOREIGN.search(text, one.claim.start, one.claim.end) is None:
        return one
    return replace(one, claim=one.claim.at(status=Status.UNCLEAR, value="", measures={}, reason=""))


def _commands(unit: Unit) -> bool:
    """A sentence to a machine, or about what it is to say."""
    cues = {x.value for x in unit.row if x.kind is Kind.CUE}
    return bool(cues & _TO_MACHINES) or (bool(cues & _MACHINES) and bool(cues & _ORDERS))


def _row(unit: Unit, rules: GeneRules) -> list[Lexeme]:
    """The unit's own words and those of its cells; cells that speak of drugs or studies are left out."""
    names = {x.id for x in unit.row if x.kind is Kind.NAME}
    row = list(unit.row)
    if len(names) == 1:
        for cell in unit.cells:
            if any(x.kind is Kind.CUE and x.id in {DIRECTIVE, GENERAL, PAST} for x in cell):
                continue
            told = any(x.id == VARIANT for x in row)
            explains = any(x.kind is Kind.WORD and len(x.id) > 3 for x in cell)  # "cis configuration with L858R"
            row += [x for x in cell if not (told and explains and x.id == VARIANT)]
    return without_options(chosen(without_empty_boxes(without_waiting(row))))


def _is_list(unit: Unit, carried: _Carried) -> bool:
    """A line of names and nothing that answers."""
    if unit.line.number - carried.line > 2:
        return False
    named = any(x.kind is Kind.NAME for x in unit.row)
    allowed = {Kind.NAME, Kind.NEUTRAL, Kind.PUNCT, Kind.LABEL, Kind.METHOD, Kind.SCORE}
    return (
        named
        and all(x.kind in allowed or (x.kind is Kind.WORD and len(x.id) < 4) for x in unit.row)
        and unit.place.zone != SILENT
    )


def _carry(unit: Unit, parser: Parser, segments: Sequence[Segment], before: _Carried | None) -> _Carried | None:
    last, tail = unit.row[-1], segments[-1] if segments else parser.now
    prefix = tail.prefix or parser.open_prefix or parser.head
    if prefix and not any(segment.items for segment in segments):
        ends = (
            _is_head(unit, prefix)
            or last.id == ":"
            or unit.place.heading
            or last.kind is Kind.VERB
            or (last.value in {"in", "for"})
        )
        return _Carried((prefix[0], prefix[1], -1), unit.line.number) if ends else None
    return _Carried(before.prefix, unit.line.number) if before else None


def _is_head(unit: Unit, prefix: tuple[str, Lexeme, int]) -> bool:
    """`Genes without a reportable finding` on a line of its own."""
    if prefix[0] not in NEGATIVE or not any(x.kind is Kind.LABEL or x.value in _FOUND for x in unit.row):
        return False
    return not any(x.kind is Kind.CUE and x.id != NEGATOR for x in unit.row) and not any(
        x.kind in {Kind.PUNCT, Kind.WORD} and (len(x.id) > 2 or x.id == ".") for x in unit.row
    )


def _claims(
    one: Said, context: Context, unit: Unit, prepared: Prepared, rules: GeneRules, *, stained: bool, molecular: bool
) -> Iterator[GeneClaim]:
    text = prepared.text
    origin = own_origin(text[unit.line.start : unit.line.end], rules) or unit.place.origin
    tested = molecular or any(m.id != "ihc" for m in one.item.methods)
    for found in claims_of(one, text, unit.place.zone, rules, stained=stained, molecular=tested):
        start = max(found.claim.start, unit.quoted)
        claim = found.claim.at(context=context, origin=origin, start=start)
        yield replace(found, claim=claim, column=unit.column)
