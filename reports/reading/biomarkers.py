"""Proteins and scores beside the receptors of breast cancer: MMR, MSI, TMB, HRD, PD-L1, CLDN18.2, FOLR1, p16, …

The way is that of the receptors (README.md) with a phrase book of its own, and a text that names none of these markers
is not walked at all. Genes and their variants are read in genes.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading import biomarker_scores, mmr, pdl1
from reports.reading.assertion import Claim
from reports.reading.biomarker_legends import without_legends
from reports.reading.biomarker_rows import STATED, plain, row_of
from reports.reading.biomarker_rules import MARKERS, PROTEINS, BiomarkerRules, compile_biomarkers
from reports.reading.contexts import context_of, surroundings, without_borders
from reports.reading.document import is_genomic
from reports.reading.findings import Context
from reports.reading.found import Found
from reports.reading.lexicon import Kind
from reports.reading.mentions import Mention, mentions
from reports.reading.owners import with_owners
from reports.reading.reconcile import Answer, reconcile
from reports.reading.shapes import Shape
from reports.reading.statement import Statement
from reports.reading.statements import statements
from reports.reading.text import Prepared
from reports.reading.walk import Said, walk

__all__ = ["MARKERS", "BiomarkerRules", "compile_biomarkers", "read_biomarkers"]

_SCORES = {"MSI", "TMB", "HRD", "ONCOTYPE", "MAMMAPRINT"}
_ROW = 100  # characters of a line in a list of results
_SECTIONS = {"results", "diagnosis", "addendum", "amendment", "synoptic"}
_SHORT = 3  # letters of a word that says nothing
_CLOSE = 30  # characters of small words between a name and its value
_ONCE = ("tps", "cps", "ic", "score", "percent")


def read_biomarkers(prepared: Prepared, rules: BiomarkerRules) -> Found:
    text = prepared.text
    lowered = text.lower()
    if not any(word in lowered for word in rules.worth):
        return Found()
    strict = is_genomic(prepared.flat, rules.document)

    def read(statement: Statement, carried: Context) -> Said:
        return _read(plain(statement), carried, rules, prepared, strict=strict)

    claims, unsettled = walk(prepared, statements(prepared, row_of(prepared, rules), rules.words), read)
    claims = with_owners(without_legends(claims, prepared), prepared, rules.owners)
    answers = _answers(claims)
    settled = {answer.claim.marker for answer in answers}
    return Found(tuple(answers), tuple(claims), tuple(name for name in unsettled if name[0] not in settled))


def _read(
    statement: Statement, carried: Context, rules: BiomarkerRules, prepared: Prepared, *, strict: bool
) -> tuple[list[Claim], list[tuple[str, int]]]:
    """What one statement claims, and the names that it leaves without a value."""
    claims: list[Claim] = []
    unsettled: list[tuple[str, int]] = []
    parts = [part for part in mentions(statement, rules.words) if part.name.id in rules.markers]
    parts = [p for p in parts if p.valued or p.torn or statement.shape is Shape.NAMES]
    if not parts:
        return claims, unsettled
    around = surroundings(statement)
    for part in parts:
        part = without_borders(part, around)
        context = context_of(part, around, carried)
        if context is None or (strict and not (_is_row(part, prepared) or _is_plain(part, rules))):
            continue
        decided = _decide(part, rules, prepared.text)
        if decided:
            claims.append(decided.at(context=context))
        else:
            unsettled.append((part.name.id, part.name.start))
    return claims, unsettled


def _is_row(part: Mention, prepared: Prepared) -> bool:
    """In a report of many genes: a line of a list that holds nothing else, with its value close behind the name."""
    statement, text = part.statement, prepared.text
    start, end = statement.lexemes[0].start, statement.end
    before = text[statement.line.start : start]
    after = text[end : prepared.line_at(end - 1).end]
    if not statement.leads or _width(text[start:end]) > _ROW or any(c.isalpha() for c in before + after):
        return False
    first = min((x.start for x in [*part.answers, *part.numbers]), default=part.name.end)
    stated = any(x.detail == STATED for x in part.answers)
    return part.tight or stated or _width(text[part.name.end : first]) < _CLOSE


def _is_plain(part: Mention, rules: BiomarkerRules) -> bool:
    """Among the results, a sentence without a single word that results are not written in."""
    plain = rules.words.transparent | rules.words.connectors
    words = (x for x in part.statement.lexemes if x.kind is Kind.WORD)
    return part.statement.line.section in _SECTIONS and all(x.id in plain or len(x.id) < _SHORT for x in words)


def _width(piece: str) -> int:
    """Characters, blanks of a column as one."""
    return len(" ".join(piece.split()))


def _decide(mention: Mention, rules: BiomarkerRules, text: str) -> Claim | None:
    marker = mention.name.id
    if marker in PROTEINS:
        return mmr.decide_protein(mention, rules, text)
    if marker == "MMR":
        return mmr.decide_mmr(mention, rules)
    if marker == "PDL1":
        return pdl1.decide_pdl1(mention, rules)
    if marker in _SCORES:
        return biomarker_scores.decide_score(mention, rules)
    return biomarker_scores.decide_share_of_cells(mention, rules)


def _answers(claims: Sequence[Claim]) -> list[Answer]:
    answers = [_with_one_number(answer, claims) for answer in reconcile(pdl1.scores_apart(claims))]
    return sorted(mmr.with_overall(answers), key=lambda answer: (answer.claim.start, answer.claim.marker))


def _with_one_number(answer: Answer, claims: Sequence[Claim]) -> Answer:
    """Two numbers of one kind for one result: the word is sure, the number is not."""
    best = answer.claim
    same = [c for c in claims if (c.marker, c.context) == (best.marker, best.context)]
    same = [c for c in same if c.specimen in {"", best.specimen} and c.addendum == best.addendum]
    doubted = {kind for kind in _ONCE if len({c.measures[kind] for c in same if kind in c.measures}) > 1}
    if not doubted & set(best.measures):
        return answer
    kept = {kind: number for kind, number in best.measures.items() if kind not in doubted}
    return Answer(best.at(measures=kept), answer.also, answer.reason)
