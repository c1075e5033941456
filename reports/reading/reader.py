"""The one entry point: text in, a Reading out. Joins the parts; README.md has the algorithm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.reading.assertion import Claim
from reports.reading.biomarkers import read_biomarkers
from reports.reading.cancers import cancer_of
from reports.reading.changes import with_changes
from reports.reading.document import is_report
from reports.reading.facts import read_facts
from reports.reading.findings import Finding, Origin, Reading, Unread
from reports.reading.found import Found
from reports.reading.genes import read_genes
from reports.reading.origins import of_report
from reports.reading.receptors import read_receptors
from reports.reading.reconcile import Answer
from reports.reading.text import Prepared, prepare
from reports.reading.vocabulary import TRIPLE, Vocabulary

_IN_BLOOD = {"MSI", "TMB"}  # scores that are also measured in tumor DNA of the blood


def read(text: str, vocabulary: Vocabulary, page_starts: Sequence[int] = (0,)) -> Reading:
    prepared = prepare(text, vocabulary.outline, page_starts)
    families = (
        read_receptors(prepared, vocabulary),
        _from_blood(read_biomarkers(prepared, vocabulary.biomarkers), prepared, vocabulary),
        read_genes(prepared, vocabulary.genes),
    )
    answers = [answer for found in families for answer in found.answers]
    claims = [claim for found in families for claim in found.claims]
    unsettled = [name for found in families for name in found.unsettled]
    facts = read_facts(prepared, vocabulary)
    if not is_report(prepared, claims, facts, vocabulary.document):
        return Reading((), (), is_report=False)
    findings = with_changes([finding(prepared, answer) for answer in answers] + facts, prepared, vocabulary.changes)
    return Reading(
        findings=tuple(findings),
        unread=(*_hidden(prepared), *_unread(prepared, unsettled, claims)),
        is_report=True,
        cancer=cancer_of(prepared, claims, vocabulary.cancers),
        specimens=prepared.specimens,
    )


def _from_blood(found: Found, prepared: Prepared, vocabulary: Vocabulary) -> Found:
    """Scores of a blood sample are marked as such: a low one there is not the tumor's."""
    if not any(answer.claim.marker in _IN_BLOOD for answer in found.answers):
        return found
    if of_report(prepared, vocabulary.genes) is not Origin.BLOOD:
        return found
    answers = tuple(
        replace(a, claim=a.claim.at(origin=Origin.BLOOD)) if a.claim.marker in _IN_BLOOD else a for a in found.answers
    )
    return replace(found, answers=answers)


def finding(prepared: Prepared, answer: Answer) -> Finding:
    claim = answer.claim
    return Finding(
        marker=claim.marker,
        status=claim.status,
        value=claim.value,
        evidence=prepared.evidence(claim.start, claim.end),
        rule=claim.rule,
        context=claim.context,
        specimen=claim.specimen,
        measures=dict(claim.measures),
        also=tuple(prepared.evidence(other.start, other.end) for other in answer.also),
        reason=answer.reason,
        origin=claim.origin,
    )


def _hidden(prepared: Prepared) -> Iterable[Unread]:
    for line in prepared.lines:
        if line.unsafe and line.text.strip():
            yield Unread(prepared.evidence(line.start, line.end), "unread.hidden_characters")


def _unread(prepared: Prepared, unsettled: Iterable[tuple[str, int]], claims: Iterable[Claim]) -> Iterable[Unread]:
    """Lines that name a receptor which no line of the report settles."""
    seen: set[int] = set()
    settled = {claim.marker for claim in claims}
    if {"ER", "PR", "HER2"} <= settled:
        settled.add(TRIPLE)
    for marker, offset in unsettled:
        line = prepared.line_at(offset)
        if line.number not in seen and marker not in settled:
            seen.add(line.number)
            yield Unread(prepared.evidence(line.start, line.end), "unread.no_value", "" if marker == TRIPLE else marker)
