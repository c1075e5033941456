"""Whether what a segment seems to say is a result, and what it then says: the door through which every claim must go.

A row of a list is trusted where its name leads. A sentence is read only if every word between its first and its last
part is a word of results; one word that no list holds, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.reading.gene_bare import bare
from reports.reading.gene_generalities import UNFINISHED, into_a_group, is_general
from reports.reading.gene_segments import (
    NEGATIVE,
    POSITIVE,
    Item,
    Said,
    Segment,
    first_place,
    has_lead,
    in_brackets,
    last_place,
    listed,
    span,
)
from reports.reading.gene_terms import LYMPHOID, OTHER, SHOWS, STAIN, GeneRules
from reports.reading.gene_units import Unit
from reports.reading.gene_zones import SILENT
from reports.reading.lexicon import Lexeme
from reports.reading.variants import VARIANT

_NO_GENE = {OTHER, STAIN, LYMPHOID}
_SEEN = frozenset(["detected", "identified", "found", "seen", "observed", "noted", "present"])
_COVERED = 4  # variants of one gene without a number: a list of what the test can find


def said_by(segment: Segment, unit: Unit, row: Sequence[Lexeme], rules: GeneRules) -> tuple[list[Said], list[Item]]:
    """What the segment says, and the names of genes that it leaves open although it looks like a result."""
    genes = [item for item in segment.items if item.name.id not in _NO_GENE]
    if not genes or unit.place.zone == SILENT or unit.line.unsafe:
        return [], []
    led = has_lead(segment, row)
    if not segment.answers and segment.prefix is None and not _nothing_found(segment):
        return bare(segment, unit, row, led=led), []
    if is_general(segment, row, led=led) or into_a_group(segment, row, rules) or _shows_a_name(segment):
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
        start, end = span(item, segment)
        out.append(Said(item, segment, state, start, end))
    return out, []


def _shows_a_name(segment: Segment) -> bool:
    """`the cells show EGFR`: of a gene itself nothing is said."""
    shown = segment.prefix is not None and segment.prefix[1].id == SHOWS and not segment.answers
    return shown and not any(i.events or i.variants or i.classes for i in segment.items)


def _nothing_found(segment: Segment) -> bool:
    """`no EGFR mutation`: a negator, what was looked for behind it, and no answer; not "variants … are not called"."""
    if segment.negator is None:
        return False
    start = segment.negator[0].start
    return any(x.start > start for i in segment.items for x in (*i.events, *i.variants, *i.classes))


def _dealt(segment: Segment, row: Sequence[Lexeme]) -> list[Said] | None:
    """`KRAS/NRAS/BRAF: WT/WT/V600E`: as many values as names are dealt in turn; with another number nothing is said."""
    if len(segment.items) < 2 or len(segment.answers) < 2:
        return None
    last = segment.items[-1].place
    states = {place: state for state, _, place in segment.answers}
    values = [n for n in range(last + 1, min(segment.last, len(row))) if n in states or row[n].id == VARIANT]
    if len({state for state, _, _ in segment.answers}) == 1 and segment.answers[0][0] in UNFINISHED:
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
        turned = segment.negator is not None and segment.negator[1] > segment.prefix[2] >= 0
        return (
            "mixed" if turned and segment.prefix[0] in POSITIVE else segment.prefix[0]
        )  # "found in KRAS: no mutation"
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


def _unknown_between(segment: Segment, row: Sequence[Lexeme], *, led: bool) -> bool:
    first, last = first_place(segment), last_place(segment)
    if segment.answers:
        last = max(segment.answers[0][2], segment.items[-1].place)
    inside = [n for n in segment.unknown if first < n < last and not in_brackets(row, first, n)]
    if not inside:
        return False
    inside = [n for n in inside if row[n].id.isalpha() and len(row[n].id) > 1]
    if not inside:
        return False
    colon = next((n for n in range(segment.items[0].place, last) if row[n].id in {":", "|"}), -1)
    return not (led and colon > max(inside) and len(inside) <= 3)
