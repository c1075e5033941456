"""Questions chosen by the findings: what is open first, then what the results call for, then what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from guides import catalog
from reports.explaining.phrases import Phrasebook
from reports.explanation import ChosenQuestion, Missing
from reports.reading.findings import Finding, Reading

GENERAL_GUIDE = "how-to-read-a-pathology-report"
MOST = 12  # more than a visit has time for; three are shown first
# Receptors are not expected of these: the guidelines ask for them in invasive cancer (ASCO/CAP 2018, 2020).
NOT_INVASIVE = frozenset({"benign", "ductal carcinoma in situ", "lobular carcinoma in situ", "Paget disease"})


def choose(
    findings: Sequence[Finding], still_open: Sequence[Finding], absent: Sequence[Missing], phrases: Phrasebook
) -> tuple[ChosenQuestion, ...]:
    """At most MOST questions, each text once."""
    chosen: dict[str, ChosenQuestion] = {}
    for question in _candidates(findings, still_open, absent, phrases):
        chosen.setdefault(question.text, question)
    return tuple(chosen.values())[:MOST]


def missing(reading: Reading, findings: Sequence[Finding], phrases: Phrasebook) -> tuple[Missing, ...]:
    """Tests usual for this cancer that no line of the report names."""
    named = {f.marker for f in reading.findings} | {line.marker for line in reading.unread}
    if named & {"HER2_IHC", "HER2_ISH"}:
        named.add("HER2")
    diagnoses = {f.value for f in findings if f.marker == "DIAGNOSIS"}
    if not findings or not reading.cancer or (diagnoses and diagnoses <= NOT_INVASIVE):
        return ()
    return tuple(
        Missing(entry.label, entry.ask_when_missing)
        for entry in phrases.markers.values()
        if reading.cancer in entry.usual_in and entry.id not in named and entry.ask_when_missing
    )


def _candidates(
    findings: Sequence[Finding], still_open: Sequence[Finding], absent: Sequence[Missing], phrases: Phrasebook
) -> Iterator[ChosenQuestion]:
    waits = {id(f) for f in still_open}
    for finding in still_open:
        yield from _of_state(finding, phrases)
    for finding in [*still_open, *(f for f in findings if id(f) not in waits)]:
        yield from _of_value(finding, phrases)
    for number, gap in enumerate(absent, start=1):
        yield ChosenQuestion(f"missing-{number}", gap.question, gap.label, "")
    for question in catalog.questions(phrases.language, GENERAL_GUIDE).values():
        address = f"{reverse('guide', args=[GENERAL_GUIDE])}#{question.anchor}"
        yield ChosenQuestion(question.id, question.text, "", address)


def _of_state(finding: Finding, phrases: Phrasebook) -> Iterator[ChosenQuestion]:
    key = f"question.{finding.status}"
    if phrases.value(finding) is not None:
        return  # the marker's own questions are better than the general one
    if phrases.has(key):
        text = phrases.say(key, label=phrases.label(finding.marker))
        yield ChosenQuestion(f"{finding.status}-{finding.marker}".lower(), text, _because(finding, phrases), "")


def _of_value(finding: Finding, phrases: Phrasebook) -> Iterator[ChosenQuestion]:
    value, entry = phrases.value(finding), phrases.markers.get(finding.marker)
    if value is None or entry is None or not entry.guide_slug:
        return
    texts = catalog.questions(phrases.language, entry.guide_slug)
    for question_id in value.questions:
        question = texts[question_id]
        address = f"{reverse('guide', args=[entry.guide_slug])}#{question.anchor}"
        yield ChosenQuestion(question.id, question.text, _because(finding, phrases), address)


def _because(finding: Finding, phrases: Phrasebook) -> str:
    return phrases.say("because.open", label=phrases.label(finding.marker), word=phrases.word(finding))
