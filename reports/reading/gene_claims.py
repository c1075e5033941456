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
from reports.reading.gene_parse import NEGATIVE, POSITIVE, Item
from reports.reading.gene_rows import Said
from reports.reading.gene_terms import ZYGOSITY, GeneRules
from reports.reading.lexicon import Lexeme
from reports.reading.variants import COPIES, FUSION, PERCENT, VAF, protein_first

_UNFINISHED = {s.value: s for s in (Status.PENDING, Status.NOT_PERFORMED, Status.INSUFFICIENT)}
_METHYLATION = {"MGMT", "MLH1_METHYLATION"}
_ARMS = "1P19Q"
_KINDS = {"mutation", FUSION, "amplification", "loss", "skipping"}
_SIGNIFICANT = "significant"  # tier I or II, oncogenic: found, and no class of its own is told
MINOR = {"VUS", "likely benign", "benign"}
_ZONES = {"vus": "VUS", "benign": "benign"}
_STATES = {"rearranged": FUSION, "amplified": "amplification", "lost": "loss"}
_LOST = {"lost", "codeleted"}  # "lost" is said of arms of chromosomes and of stains
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
        if said.state in NEGATIVE or said.state in _UNFINISHED:
            for marker in panel:
                yield from _claims(said, marker, text, zone, rules, stained=False, molecular=molecular)
        return
    yield from _claims(said, said.item.name.id, text, zone, rules, stained=stained, molecular=molecular)


def _claims(
    said: Said, marker: str, text: str, zone: str, rules: GeneRules, *, stained: bool, molecular: bool
) -> Iterator[GeneClaim]:
    item = said.item
    events = {event.id for event in item.events} | ({FUSION} if FUSION in item.name.detail else set())
    decided = _status(said.state, marker, events, item, rules.stains[marker], stained=stained, molecular=molecular)
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


def _status(
    state: str, marker: str, events: set[str], item: Item, stain: str, *, stained: bool, molecular: bool
) -> tuple[Status, str] | None:
    if state in _UNFINISHED:
        return _UNFINISHED[state], ""
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


_THREE = dict(
    zip(
        re.findall("...", "AlaArgAsnAspCysGlnGluGlyHisIleLeuLysMetPheProSerThrTrpTyrValTer"),
        "ARNDCQEGHILKMFPSTWYV*",
        strict=True,
    )
)


_ACIDS = re.compile("|".join(_THREE), re.IGNORECASE)


def comparable(printed: str) -> str:
    """One form for p.(Gly12Asp), p.G12D and G12D; for an exon event its number and kind."""
    plain = re.sub(r"^\[?p\.|[()\s\[\]]", "", printed, flags=re.IGNORECASE)
    if _ACIDS.search(plain) and any(map(str.isdigit, plain)) and "exon" not in plain.lower():
        plain = _ACIDS.sub(lambda acid: _THREE[acid.group().capitalize()], plain)
    return plain.lower().replace("::", "-").replace("deletions", "deletion").replace("insertions", "insertion")


def variants_in(found: Sequence[Lexeme], text: str) -> list[list[Lexeme]]:
    """Forms of one variant together: `c.34G>T (p.G12C)` is one, `L858R and T790M` are two."""
    groups: list[list[Lexeme]] = []
    for lexeme in found:
        home = next((group for group in groups if _same(group, lexeme, text)), None)
        if home is None:
            groups.append([lexeme])
        elif not any(
            comparable(one.value) == comparable(lexeme.value) and len(one.value) == len(lexeme.value) for one in home
        ):
            home.append(lexeme)
    return groups


def _same(group: Sequence[Lexeme], lexeme: Lexeme, text: str) -> bool:
    last = group[-1]
    if any(comparable(one.value) == comparable(lexeme.value) for one in group):
        return True
    if lexeme.detail in {one.detail for one in group} or lexeme.detail.startswith(FUSION) != last.detail.startswith(
        FUSION
    ):
        return False
    between = text[last.end : lexeme.start].lower()
    return (
        not any(word in between for word in (" and ", "+", ";", " or "))
        and "\n\n" not in between
        and not ("exon" in {lexeme.detail, last.detail} and "," in between)
    )
