"""What is said of cancers, drugs, studies and plans, not of this sample.

One such part, and nothing of its clause is a result.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.gene_segments import POSITIVE, Segment, answered, general_cues, has_lead, in_brackets, last_place
from reports.reading.gene_terms import DIRECTIVE, GENERAL, GeneRules
from reports.reading.lexicon import Kind, Lexeme

VERBS = frozenset(["is", "are", "was", "were", "has", "have", "been", "be"])
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
UNFINISHED = {"pending", "not_performed", "insufficient", "indeterminate"}
_ASKED = frozenset(["requested", "ordered"])
_COUNTED = frozenset(["nuclei", "cells", "signals", "reads"])


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
        led = has_lead(segment, row)
        if is_general(segment, row, led=led) or (answered(segment) and into_a_group(segment, row, rules)):
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


def is_general(segment: Segment, row: Sequence[Lexeme], *, led: bool) -> bool:
    """Words of studies, drugs and plans: before the answer always, behind it where no sign parts them."""
    last = last_place(segment)
    if segment.answers and segment.answers[0][0] in UNFINISHED:
        last = max(segment.answers[0][2], segment.items[-1].place)  # "could not be done because of …"
    if not segment.answers and answered(segment):
        led = any(x.id == ":" for x in row[:last])  # "the absence of an EGFR mutation does not exclude"
    if led and segment.answers:  # "NTRK fusions are found in many tumors" is a sentence, not a row
        told = row[segment.items[0].place : segment.answers[0][2]]
        led = not any((x.value or x.id) in VERBS for x in told) or any(x.id == ":" for x in told)
    waits = bool(segment.answers) and segment.answers[0][0] == "pending"
    for n in general_cues(segment):
        if waits and row[n].value in _ASKED:
            continue  # "has been requested and will follow"
        if n < last and not (led and in_brackets(row, segment.items[0].place, n) and segment.answers):
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


def into_a_group(segment: Segment, row: Sequence[Lexeme], rules: GeneRules) -> bool:
    """`detected in 25 %`, `found in lung cancer`: not in this sample."""
    if segment.answers and segment.answers[-1][0] in UNFINISHED:
        return False  # "not sufficient for testing", "pending, to follow in an addendum"
    place = last_place(segment)
    following = row[place + 1 : place + 3]
    if len(following) < 2 or (following[0].value or following[0].id) not in _INTO:
        return False
    word = following[1]
    if word.kind in {Kind.NAME, Kind.SCORE, Kind.METHOD, Kind.LABEL}:
        return False
    if (word.value or word.id).isdigit() or word.kind is Kind.MEASURE:
        return not any((x.value or x.id) in _COUNTED for x in row[place + 3 : place + 7])  # "in 32 of 50 nuclei"
    return (word.value or word.id) not in rules.sample_words
