"""Questions chosen by the findings: what is open first, then what the results call for, then what is missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.urls import reverse

from guides import catalog
from guides.entries import Marker, Value
from reports.explaining import combination
from reports.explaining.combinations import Combination
from reports.explaining.phrases import Phrasebook
from reports.explanation import ChosenQuestion, Missing
from reports.reading.findings import Finding, Reading, Status

GENERAL_GUIDE = "how-to-read-a-pathology-report"
MOST = 12  # more than a visit has time for; three are shown first
MOST_MISSING = 3  # of these, questions about tests that the report does not name
# Receptors are not expected of these: the guidelines ask for them in invasive cancer (ASCO/CAP 2018, 2020).
NOT_INVASIVE = frozenset({"benign", "ductal carcinoma in situ", "lobular carcinoma in situ", "Paget disease"})
_QUIET = frozenset({Status.NOT_DETECTED, Status.INTACT, Status.PROFICIENT, Status.STABLE})

Because = tuple[Marker, Value, str]  # a value with questions, and what called for it


def choose(
    findings: Sequence[Finding],
    still_open: Sequence[Finding],
    together: Sequence[Combination],
    absent: Sequence[Missing],
    phrases: Phrasebook,
) -> tuple[ChosenQuestion, ...]:
    """At most MOST questions, each text once."""
    chosen: dict[str, ChosenQuestion] = {}
    for question in _candidates(findings, still_open, together, absent, phrases):
        chosen.setdefault(question.text, question)
    return tuple(itertools.islice(chosen.values(), MOST))


def missing(
    reading: Reading, findings: Sequence[Finding], stand_ins: Mapping[str, Sequence[str]], phrases: Phrasebook
) -> tuple[Missing, ...]:
    """Tests usual for this cancer that no line of the report names, nor a test that answers the same question."""
    named = {f.marker for f in reading.findings} | {line.marker for line in reading.unread}
    named |= {usual for usual, others in stand_ins.items() if named & set(others)}
    diagnoses = {f.value for f in findings if f.marker == "DIAGNOSIS"}
    if not findings or not reading.cancer or (diagnoses and diagnoses <= NOT_INVASIVE):
        return ()
    because = phrases.say("missing.because", cancer=catalog.cancers(phrases.language).get(reading.cancer, ""))
    return tuple(
        Missing(entry.label, entry.ask_when_missing, because)
        for entry in phrases.markers.values()
        if reading.cancer in entry.usual_in and entry.id not in named and entry.ask_when_missing
    )


def _candidates(
    findings: Sequence[Finding],
    still_open: Sequence[Finding],
    together: Sequence[Combination],
    absent: Sequence[Missing],
    phrases: Phrasebook,
) -> Iterator[ChosenQuestion]:
    for finding in still_open:
        yield from _of_state(finding, phrases)
    waits = {id(f) for f in still_open}
    yield from _in_turns(_explained(still_open, phrases))
    rest = [f for f in findings if id(f) not in waits]
    first = [*_combined(together, phrases), *_explained((f for f in rest if f.status not in _QUIET), phrases)]
    yield from _in_turns(first)
    for number, gap in enumerate(absent[:MOST_MISSING], start=1):
        yield ChosenQuestion(f"missing-{number}", gap.question, gap.label, "")
    yield from _in_turns(_explained((f for f in rest if f.status in _QUIET), phrases))
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


def _explained(findings: Iterable[Finding], phrases: Phrasebook) -> list[Because]:
    found = ((phrases.entry(f.marker), phrases.value(f), _because(f, phrases)) for f in findings)
    return [(entry, value, because) for entry, value, because in found if entry is not None and value is not None]


def _combined(together: Sequence[Combination], phrases: Phrasebook) -> list[Because]:
    found = (combination.words(one.shows, phrases) for one in together)
    return [(entry, value, value.label) for entry, value in found if entry is not None and value is not None]


def _in_turns(explained: Sequence[Because]) -> Iterator[ChosenQuestion]:
    """The first question of each result, then the second of each: no result crowds out the others."""
    for turn in itertools.zip_longest(*(_of_value(*one) for one in explained)):
        yield from (question for question in turn if question is not None)


def _of_value(entry: Marker, value: Value, because: str) -> Iterator[ChosenQuestion]:
    for question_id in value.questions:
        question = entry.questions[question_id]
        if question.guide_slug:
            address = f"{reverse('guide', args=[question.guide_slug])}#{question.anchor}"
            yield ChosenQuestion(question.id, question.text, because, address)
        else:
            yield ChosenQuestion(f"{entry.id}-{question.id}".lower(), question.text, because, "")


def _because(finding: Finding, phrases: Phrasebook) -> str:
    return phrases.say("because.open", label=phrases.label(finding.marker), word=phrases.word(finding))
