"""From an accepted piece to a claim: status, value, variant, allele share, copies, zygosity.

| the report says | status | value |
|---|---|---|
| variant, pathogenic or not classified | detected | pathogenic, likely pathogenic or nothing |
| variant of uncertain significance, benign | reported | VUS, likely benign, benign |
| fusion, amplification, loss | detected | fusion, amplification, loss |
| methylated, codeleted | detected | methylated, codeleted |
| absent, wild type | not detected | |
| a stain of a protein that says nothing of its gene | nothing | |
| a share above 100 % | unclear | |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.reading.assertion import Claim
from reports.reading.findings import Status
from reports.reading.gene_forms import comparable, variants_in
from reports.reading.gene_segments import NEGATIVE, Item, Said
from reports.reading.gene_status import MINOR, UNFINISHED, status_of
from reports.reading.gene_terms import ZYGOSITY, GeneRules
from reports.reading.variants import COPIES, FUSION, PERCENT, VAF, protein_first

_KINDS = {"mutation", FUSION, "amplification", "loss", "skipping"}
_SIGNIFICANT = "significant"  # tier I or II, oncogenic: found, and no class of its own is told
_ZONES = {"vus": "VUS", "benign": "benign"}
_LONGEST_REGION = 120
_REGION = re.compile(
    r"[\s,;:|()/&\-]{0,20}(?:(?:exons?|ex|codons?|and|gene|mutations?|[0-9]{1,3})\b[\s.,;:|()/&\-]{0,20}){1,24}",
    re.IGNORECASE,
)
_NAMED_EVENTS = ("amplification", "loss", "skipping")


@dataclass(frozen=True, slots=True)
class GeneClaim:
    """A claim, and of what it speaks: a negative T790M says nothing of L858R."""

    claim: Claim
    what: frozenset[str] = (
        frozenset()
    )  # "fusion", "amplification", …, a variant, "NTRK1", "1p"; empty: of the whole gene
    variant: str = ""  # comparable form of the variant found
    region: frozenset[str] = frozenset()  # numbers of the exons and codons that its row names
    column: str = ""  # whose column of a table it was read from


def claims_of(
    said: Said, text: str, zone: str, rules: GeneRules, *, stained: bool, molecular: bool
) -> Iterator[GeneClaim]:
    """One for each marker and variant that `said` states."""
    panel = rules.panels.get(said.item.name.id)
    if panel:
        if said.state in NEGATIVE or said.state in UNFINISHED:
            for marker in panel:
                yield from _claims(said, marker, text, zone, rules, stained=False, molecular=molecular)
        return
    yield from _claims(said, said.item.name.id, text, zone, rules, stained=stained, molecular=molecular)


def _claims(
    said: Said, marker: str, text: str, zone: str, rules: GeneRules, *, stained: bool, molecular: bool
) -> Iterator[GeneClaim]:
    item = said.item
    events = {event.id for event in item.events} | ({FUSION} if FUSION in item.name.detail else set())
    decided = status_of(said.state, marker, events, item, rules.stains[marker], stained=stained, molecular=molecular)
    if decided is None:
        return
    status, value = decided
    base = Claim(marker, status, value, said.start, said.end, f"{marker}.gene")
    what, region = _what(item, events), _region(said, text)
    if any(m.detail == "impossible" for m in item.measures):
        yield GeneClaim(base.at(status=Status.UNCLEAR, value="", reason="impossible_value"), what)
        return
    if status is Status.UNCLEAR:
        yield GeneClaim(base.at(value="", reason=value), what)
        return
    if status is not Status.DETECTED:
        claim = _with_target(base, item, text) if status is Status.NOT_DETECTED else base
        yield GeneClaim(claim, what, region=region)
        return
    for found in _found(base, item, events, text, zone, what):
        yield replace(found, region=region)


def _what(item: Item, events: set[str]) -> frozenset[str]:
    what = {comparable(x.value) for x in item.variants}
    kinds = {e for e in events if e in _KINDS}
    if not what and "alteration" not in events and not {"mutation", FUSION} <= kinds:
        what = set(kinds)
    sub = item.name.detail.removeprefix("sub ") if item.name.detail.startswith("sub ") else ""
    return frozenset(what | ({sub} if sub else set()))


def _region(said: Said, text: str) -> frozenset[str]:
    """`NRAS   exon 3   59, 61   mutant`: what the row says holds for exon 3 alone."""
    answers = [word.start for _, word, _ in said.segment.answers] or [v.start for v in said.item.variants]
    if len(said.segment.items) > 1 or not answers or min(answers) < said.item.name.end:
        return frozenset()
    piece = text[said.item.name.end : min(answers)]
    if len(piece) > _LONGEST_REGION:
        return frozenset()
    return frozenset(re.findall(r"[0-9]{1,3}", piece)) if _REGION.fullmatch(piece) else frozenset()


def _with_target(base: Claim, item: Item, text: str) -> Claim:
    """`BRAF V600E: not detected` says so of V600E."""
    forms = variants_in(item.variants, text)
    return base.at(measures={"variant": protein_first(forms[0], text)}) if len(forms) == 1 else base


def _found(
    base: Claim, item: Item, events: set[str], text: str, zone: str, what: frozenset[str]
) -> Iterator[GeneClaim]:
    classes = [lexeme.detail for lexeme in item.classes] or ([_ZONES[zone]] if zone in _ZONES else [])
    forms = variants_in(item.variants, text)
    named = [event for event in item.events if event.id in _NAMED_EVENTS]
    value = base.value or (
        FUSION if FUSION in events or any(x.detail.startswith(FUSION) for x in item.variants) else ""
    )
    value = value or next((event.id for event in named if event.id != "skipping"), "")
    shares = [m.value for m in item.measures if m.id == VAF] or [m.value for m in item.measures if m.id == PERCENT]
    extra = {
        m.id: (text[m.start : m.end].lower() if m.id == ZYGOSITY else m.value)
        for m in item.measures
        if m.id in {COPIES, ZYGOSITY}
    }
    if not forms:
        measures = dict(extra)
        printed = next((event for event in [*named, *(e for e in item.events if e.id == FUSION)]), None)
        if value in {FUSION, "amplification", "loss"} or named:
            measures["variant"] = " ".join(text[printed.start : printed.end].split()) if printed else value
        if len(shares) == 1 and any(m.id == VAF for m in item.measures):
            measures[VAF] = shares[0]
        yield GeneClaim(_classed(base.at(value=value, measures=measures), classes, 0), what)
        return
    for n, form in enumerate(forms):
        measures = {"variant": protein_first(form, text), **extra}
        if len(shares) == len(forms) or (len(shares) == 1 and len(forms) == 1):
            measures[VAF] = shares[n]
        copied = measures.pop(COPIES, None)
        if copied and n == len(forms) - 1 and "amplification" in events:
            yield GeneClaim(
                base.at(value="amplification", measures={"variant": "amplification", COPIES: copied}),
                what,
                "amplification",
            )
        own = value if any(x.detail.startswith(FUSION) for x in form) or value != "amplification" else ""
        found = base.at(value=own, measures=measures)
        yield GeneClaim(
            _classed(found, classes, n if len(classes) == len(forms) else 0), what, comparable(form[0].value)
        )


def _classed(claim: Claim, classes: Sequence[str], n: int) -> Claim:
    if not classes:
        return claim
    name = classes[n]
    if (
        any(c in MINOR for c in classes)
        and not all(c in MINOR for c in classes)
        and len(classes) != 1
        and n == 0
        and len(set(classes)) > 1
    ):
        return claim.at(status=Status.UNCLEAR, value="", measures={})  # two classes for one variant
    if name in MINOR:
        return claim.at(status=Status.REPORTED, value=name)
    return claim if name == _SIGNIFICANT else claim.at(value=claim.value or name)
