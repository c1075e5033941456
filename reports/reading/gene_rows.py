"""Whether what a segment seems to say is a result, and what it then says: the door through which every claim must go.

A row of a list is trusted where its name leads. A sentence is read only if every word between its first and its last
part is a word of results; one word that no list holds, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.reading.gene_parse import NEGATIVE, POSITIVE, Item, Segment, general_cues, listed
from reports.reading.gene_terms import DIRECTIVE, GENERAL, LYMPHOID, OTHER, PAST, SHOWS, STAIN, GeneRules
from reports.reading.gene_units import Unit
from reports.reading.gene_zones import SILENT
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.variants import COPIES, PERCENT, VAF, VARIANT

_NO_GENE = {OTHER, STAIN, LYMPHOID}
_VERBS = frozenset(["is", "are", "was", "were", "has", "have", "been", "be"])
_GROUPS = frozenset(
    ["tumors", "tumours", "cancers", "carcinomas", "patients", "nsclc", "crc", "melanomas", "adenocarcinomas", "cases",
     "disease", "gliomas", "individuals", "lines", "neoplasms", "population", "subset", "families"]
)  # fmt: skip
_DISEASES = frozenset(
    ["tumor", "tumour", "cancer", "carcinoma", "adenocarcinoma", "disease", "neoplasm", "melanoma", "glioma"]
)
_INTO = frozenset(["in", "of", "among", "within", "for"])
_AT = frozenset(["on", "from", "by", "at", "to", "with"])
_STOPS = frozenset([",", ".", ")", ";", ":", "-", "|", "]"])
_LABELS = frozenset(
    ["gene", "genes", "biomarker", "biomarkers", "marker", "markers", "result", "results", "finding", "findings", "a",
     "somatic", "germline", "diagnosis", "final", "molecular", "genomic", "summary", "interpretation", "the",
     "clinically", "significant", "actionable", "additional", "tumor", "positive", "plasma", "cfdna", "ctdna", "dna",
     "tissue", "blood", "tumour", "with", "reportable", "relevant"]
)  # fmt: skip
_UNFINISHED = {"pending", "not_performed", "insufficient", "indeterminate"}
_ASKED = frozenset(["requested", "ordered"])
_COUNTED = frozenset(["nuclei", "cells", "signals", "reads"])
_SEEN = frozenset(["detected", "identified", "found", "seen", "observed", "noted", "present"])
_LISTED = frozenset([",", "/", "and", "or", "&", "nor"])
_NAMED_KINDS = frozenset(["amplification", "loss", "fusion"])
_COVERED = 4  # variants of one gene without a number: a list of what the test can find
_QUOTED = 400  # characters of a list that a quote may hold, from its heading on
_LED = 8  # lexemes before the first name of a row


@dataclass(frozen=True, slots=True)
class Said:
    """One name with the answer that holds for it; "" where a variant without an answer stands in a row."""

    item: Item
    segment: Segment
    state: str
    start: int
    end: int


def spoken_at_large(segments: Sequence[Segment], row: Sequence[Lexeme], section: str, rules: GeneRules) -> set[int]:
    """Clauses that speak of cancers, drugs or studies: one such part, and nothing of the clause is a result."""
    clauses = set()
    asked = any(x.id == "?" for x in row)
    for segment in segments:
        if asked or any(x.id == DIRECTIVE for x, _ in segment.cues) or _of_a_kind(segment, row, section):
            clauses.add(segment.clause)
        if not segment.items:
            if general_cues(segment) and not any(x.id == ":" for x in row[: segment.last]):
                clauses.add(segment.clause)
            continue
        led = _led(segment, row)
        if _general(segment, row, led=led) or (_answered(segment) and _into_a_group(segment, row, rules)):
            clauses.add(segment.clause)
    return clauses


def _of_a_kind(segment: Segment, row: Sequence[Lexeme], section: str) -> bool:
    """`concern for a RET-rearranged tumor`: an adjective before a disease counts only where nothing else is said."""
    if not segment.items or not segment.answers:
        return False
    place = segment.answers[-1][2]
    named = []
    for x in row[place + 1 : place + 4]:
        if x.kind not in {Kind.NEUTRAL, Kind.WORD} or (x.value or x.id) in _INTO | _AT:
            break  # "detected in the tumor"
        named.append(x.value or x.id)
    if not any(word in _DISEASES for word in named):
        hyphened = row[place - 1].id == "-" and row[place - 1].end == row[place].start
        return hyphened and any(n > place for n in general_cues(segment))
    if not any(x.id in {":", "|"} for x in row[segment.items[0].place : place]) and section != "diagnosis":
        return True
    before = row[segment.first : segment.items[0].place]
    return any(x.kind is Kind.CUE or (x.kind is Kind.WORD and len(x.id) > 2) for x in before)


def _answered(segment: Segment) -> bool:
    return bool(segment.answers) or segment.prefix is not None or segment.negator is not None


def said_by(segment: Segment, unit: Unit, row: Sequence[Lexeme], rules: GeneRules) -> tuple[list[Said], list[Item]]:
    """What the segment says, and the names of genes that it leaves open although it looks like a result."""
    genes = [item for item in segment.items if item.name.id not in _NO_GENE]
    if not genes or unit.place.zone == SILENT or unit.line.unsafe:
        return [], []
    led = _led(segment, row)
    if not segment.answers and segment.prefix is None and not _nothing_found(segment):
        return _bare(segment, unit, row, led=led), []
    if _general(segment, row, led=led) or _into_a_group(segment, row, rules) or _shows_a_name(segment):
        return [], []
    if _unknown_between(segment, row, led=led) or _mixed(segment):
        return [], genes if led else []
    dealt = _dealt(segment, row)
    if dealt is not None:
        return [one for one in dealt if one.item.name.id not in _NO_GENE], [] if dealt else genes
    out = []
    for item in genes:
        if _own(item, segment) or _event_of_its_own(item, segment):
            continue
        state = "mixed" if _columns_differ(item, segment, row) else _state_of(item, segment)
        start, end = _span(item, segment)
        out.append(Said(item, segment, state, start, end))
    return out, []


def _shows_a_name(segment: Segment) -> bool:
    """`the cells show EGFR`: of a gene itself nothing is said."""
    shown = segment.prefix is not None and segment.prefix[1].id == SHOWS and not segment.answers
    return shown and not any(i.events or i.variants or i.classes for i in segment.items)


def _nothing_found(segment: Segment) -> bool:
    """`no EGFR mutation`: a negator and what was looked for, and no answer."""
    return segment.negator is not None and any(i.events or i.variants or i.classes for i in segment.items)


def _dealt(segment: Segment, row: Sequence[Lexeme]) -> list[Said] | None:
    """`KRAS/NRAS/BRAF: WT/WT/V600E`: as many values as names are dealt in turn; with another number nothing is said."""
    if len(segment.items) < 2 or len(segment.answers) < 2:
        return None
    last = segment.items[-1].place
    states = {place: state for state, _, place in segment.answers}
    values = [n for n in range(last + 1, min(segment.last, len(row))) if n in states or row[n].id == VARIANT]
    if len({state for state, _, _ in segment.answers}) == 1 and segment.answers[0][0] in _UNFINISHED:
        return None  # "are in progress and will be reported"
    alike = len({state in NEGATIVE for state, _, _ in segment.answers}) == 1
    if alike and any(x.value == "or" for x in row[segment.answers[0][2] : segment.answers[-1][2]]):
        return None  # "all wild type or negative"
    if len(values) != len(segment.items) or any(place < last for place in states):
        return []
    out = []
    for item, place in zip(segment.items, values, strict=True):
        alone = Item(item.name, item.place, events=item.events, methods=item.methods)
        state = states.get(place, "detected")
        if row[place].id == VARIANT:
            alone.variants = [row[place]]
        out.append(Said(alone, segment, state, item.name.start, row[place].end))
    return out


def _columns_differ(item: Item, segment: Segment, row: Sequence[Lexeme]) -> bool:
    """`EGFR   no mutation   L858R`: two columns, and no header says whose they are."""
    negative = [word for state, word, _ in segment.answers if state in NEGATIVE]
    negative += [segment.negator[0]] if segment.negator is not None and not segment.answers else []
    if not negative or negative[0].start < item.name.start:
        return False
    end = max(x.end for x in negative)
    for before, x in pairwise(row):
        if x.start >= end and x in item.variants:
            return before.id == "|" or x.start - before.end > 1
    return False


def _own(item: Item, segment: Segment) -> bool:
    """`KRAS G12D, BRAF wt`: a variant of its own in a list where other names have none is not what the answer means."""
    if len(segment.items) < 2 or not item.variants or item is segment.items[-1]:
        return False
    if segment.prefix is not None and segment.prefix[0] in NEGATIVE and not segment.answers:
        return False  # "Negative for EGFR T790M, KRAS and BRAF"
    return not all(other.variants for other in segment.items) or not listed(segment)


def _event_of_its_own(item: Item, segment: Segment) -> bool:
    """`KRAS mutation, BRAF wild type`: a kind of change in a list without "and" is not what the answer means."""
    if len(segment.items) < 2 or item is segment.items[-1] or listed(segment):
        return False
    if segment.prefix is not None and not segment.answers:
        return False
    behind = any(event.start > item.name.start for event in item.events)  # not "fusions (ALK, RET): negative"
    return behind and bool(segment.answers) and not all(other.events for other in segment.items)


def covers(segment: Segment) -> bool:
    """Many variants of one gene without a number: what a test can find, not what it found."""
    return any(len(_distinct(item)) >= _COVERED and not item.measures for item in segment.items)


def _distinct(item: Item) -> set[str]:
    return {x.value for x in item.variants if x.detail == "protein"}


def _state_of(item: Item, segment: Segment) -> str:
    if segment.answers:
        states = [state for state, _, _ in segment.answers]
        signs = {1 if s in POSITIVE else -1 if s in NEGATIVE else 0 for s in states}
        if {1, -1} <= signs:
            return "mixed"
        if segment.prefix is not None and segment.prefix[2] >= 0 and signs & {1, -1}:
            if _seals(segment):
                return segment.prefix[0]
            before = 1 if segment.prefix[0] in POSITIVE else -1 if segment.prefix[0] in NEGATIVE else 0
            if before and before not in signs:
                return "mixed"
        if 0 in signs:  # "failed: insufficient DNA"
            return (
                "insufficient"
                if {"insufficient", "indeterminate"} >= set(states) and len(set(states)) > 1
                else states[0]
            )
        return next((s for s in states if s not in {"positive", "negative"}), states[0])
    if segment.prefix is not None:
        return segment.prefix[0]
    return "not_detected"


def _seals(segment: Segment) -> bool:
    """`No evidence of an EGFR mutation is seen`: the verb at the end belongs to the negative at the head."""
    if segment.prefix is None or not segment.prefix[1].value.startswith("no "):
        return False
    return segment.prefix[0] in NEGATIVE and all(word.value in _SEEN for _, word, _ in segment.answers)


def _mixed(segment: Segment) -> bool:
    """A negator or prefix at the head of a list and another answer behind it: whose is it?"""
    if len(segment.items) < 2 or not segment.answers:
        return False
    if segment.negator is not None and segment.negator[1] < segment.items[0].place:
        return not listed(segment)
    if segment.prefix is None or segment.prefix[2] < 0:
        return segment.prefix is not None and (segment.prefix[0] in NEGATIVE) != (segment.answers[0][0] in NEGATIVE)
    return not _seals(segment) and (segment.prefix[0] in POSITIVE) != (segment.answers[0][0] in POSITIVE)


def _span(item: Item, segment: Segment) -> tuple[int, int]:
    parts = [item.name, *item.variants, *item.classes, *item.measures, *(item.events if segment.negator else ())]
    parts += [word for _, word, _ in segment.answers]
    if segment.prefix is not None and item.name.start - segment.prefix[1].start < _QUOTED:
        parts.append(segment.prefix[1])
    if segment.negator is not None:
        parts.append(segment.negator[0])
    if segment.inherited:
        parts = [part for part in parts if part is not item.name] or parts
    return min(p.start for p in parts), max(p.end for p in parts)


def _led(segment: Segment, row: Sequence[Lexeme]) -> bool:
    """Does the name, or an answer before it, lead its row? Numbers and words that say nothing may stand before."""
    place = segment.items[0].place
    if segment.prefix is not None and segment.prefix[2] >= 0:
        place = min(place, segment.prefix[2])
    if segment.negator is not None:
        place = min(place, segment.negator[1])
    before = row[segment.first : place]
    if segment.first > 0 and segment.first <= place:
        return not any(x.kind is Kind.WORD and x.id.isalpha() and len(x.id) > 1 for x in before)
    plain = sum(x.kind is Kind.WORD and x.id.isalpha() and len(x.id) > 1 for x in before)
    return plain == 0 and len(before) <= _LED


def _last_place(segment: Segment) -> int:
    places = [item.place for item in segment.items]
    places += [place for _, _, place in segment.answers]
    return max(places)


def _first_place(segment: Segment) -> int:
    places = [item.place for item in segment.items]
    if segment.prefix is not None:
        places.append(segment.prefix[2])
    if segment.negator is not None:
        places.append(segment.negator[1])
    return max(0, min(places))


def _unknown_between(segment: Segment, row: Sequence[Lexeme], *, led: bool) -> bool:
    first, last = _first_place(segment), _last_place(segment)
    if segment.answers:
        last = max(segment.answers[0][2], segment.items[-1].place)
    inside = [n for n in segment.unknown if first < n < last and not _in_brackets(row, first, n)]
    if not inside:
        return False
    inside = [n for n in inside if row[n].id.isalpha() and len(row[n].id) > 1]
    if not inside:
        return False
    colon = next((n for n in range(segment.items[0].place, last) if row[n].id in {":", "|"}), -1)
    return not (led and colon > max(inside) and len(inside) <= 3)


def _in_brackets(row: Sequence[Lexeme], first: int, place: int) -> bool:
    depth = 0
    for x in row[first:place]:
        depth += (x.id in {"(", "["}) - (x.id in {")", "]"})
    return depth > 0


def _general(segment: Segment, row: Sequence[Lexeme], *, led: bool) -> bool:
    """Words of studies, drugs and plans: before the answer always, behind it where no sign parts them."""
    last = _last_place(segment)
    if segment.answers and segment.answers[0][0] in _UNFINISHED:
        last = max(segment.answers[0][2], segment.items[-1].place)  # "could not be done because of …"
    if not segment.answers and _answered(segment):
        led = any(x.id == ":" for x in row[:last])  # "the absence of an EGFR mutation does not exclude"
    if led and segment.answers:  # "NTRK fusions are found in many tumors" is a sentence, not a row
        told = row[segment.items[0].place : segment.answers[0][2]]
        led = not any((x.value or x.id) in _VERBS for x in told) or any(x.id == ":" for x in told)
    waits = bool(segment.answers) and segment.answers[0][0] == "pending"
    for n in general_cues(segment):
        if waits and row[n].value in _ASKED:
            continue  # "has been requested and will follow"
        if n < last and not (led and _in_brackets(row, segment.items[0].place, n) and segment.answers):
            return True
        if n == last + 1 and (row[n].value or "").startswith(("in ", "of ")):
            return True
        if n > last and not led and not any(x.id in _STOPS for x in row[last + 1 : n]):
            return True
    return _of_a_group(row, last) or _always(segment, row) or (bool(segment.answers) and _rule(row, last))


def _rule(row: Sequence[Lexeme], last: int) -> bool:
    """`EGFR wild type: chemotherapy`: what follows from an answer, not an answer."""
    following = row[last + 1 : last + 3]
    return (
        len(following) == 2
        and following[0].id == ":"
        and (following[1].kind is Kind.WORD or following[1].id in {GENERAL, DIRECTIVE})
    )


def _always(segment: Segment, row: Sequence[Lexeme]) -> bool:
    """`ESR1 mutations are best detected in plasma`, `BRCA2 deletions are not detected by sequencing`: true of all."""
    if not segment.answers or segment.negator is not None or any(item.variants for item in segment.items):
        return False
    state, _, place = segment.answers[0]
    if not any(x.value == "are" for x in row[segment.first : place]):
        return False
    several = any(e.value.endswith("s") for item in segment.items for e in item.events) or any(
        x.kind is Kind.LABEL and x.value.endswith("s") for x in row[segment.first : place]
    )
    by = any(x.value in {"by", "with", "using"} for x in row[place + 1 : place + 2])
    return several and (state in POSITIVE or by)


def _of_a_group(row: Sequence[Lexeme], last: int) -> bool:
    """`EGFR-mutated lung cancers`, `BRAF positive patients`."""
    for x in row[last + 1 : last + 4]:
        if (x.value or x.id) in _GROUPS:
            return True
        if x.kind is not Kind.NEUTRAL:
            return False
    return False


def _into_a_group(segment: Segment, row: Sequence[Lexeme], rules: GeneRules) -> bool:
    """`detected in 25 %`, `found in lung cancer`: not in this sample."""
    if segment.answers and segment.answers[-1][0] in _UNFINISHED:
        return False  # "not sufficient for testing", "pending, to follow in an addendum"
    place = _last_place(segment)
    following = row[place + 1 : place + 3]
    if len(following) < 2 or (following[0].value or following[0].id) not in _INTO:
        return False
    word = following[1]
    if word.kind in {Kind.NAME, Kind.SCORE, Kind.METHOD, Kind.LABEL}:
        return False
    if (word.value or word.id).isdigit() or word.kind is Kind.MEASURE:
        return not any((x.value or x.id) in _COUNTED for x in row[place + 3 : place + 7])  # "in 32 of 50 nuclei"
    return (word.value or word.id) not in rules.sample_words


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


def _bare(segment: Segment, unit: Unit, row: Sequence[Lexeme], *, led: bool) -> list[Said]:
    """`EGFR L858R  23.4 %`, `BRCA1 c.68_69del pathogenic`: a row of a table of what was found."""
    if not led or unit.stacked or not _labelled_only(row) or any(x.id == PAST for x, _ in segment.cues):
        return []
    if segment.shows or any((x.value or x.id) in _VERBS for x in row[segment.first : segment.last]):
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
        start, end = _span(item, segment)
        out.append(Said(item, segment, "", start, end))
    return out
