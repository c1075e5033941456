"""Questions chosen by the findings: what is open first, then what the results call for, then what is missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from guides import catalog
from guides.entries import Marker, Value
from reports.explaining import combination, origins
from reports.explaining.combinations import Combination
from reports.explaining.phrases import OTHER, Phrasebook
from reports.explanation import ChosenQuestion, Missing
from reports.reading.findings import Finding, Origin, Reading, Status

GENERAL_GUIDE = "how-to-read-a-pathology-report"
MOST = 12  # more than a visit has time for; three are shown first
MANY_ALIKE = 4  # from so many results of one state on, one question asks for all
MOST_MISSING = 3  # of these, questions about tests that the report does not name
# Receptors are not expected of these: the guidelines ask for them in invasive cancer (ASCO/CAP 2018, 2020).
NOT_INVASIVE = frozenset({"benign", "ductal carcinoma in situ", "lobular carcinoma in situ", "Paget disease"})
_QUIET = frozenset({Status.NOT_DETECTED, Status.INTACT, Status.PROFICIENT, Status.STABLE})

# Questions of a gene that its own line has answered already, by their ids in content/markers.
_ANSWERED = {
    Origin.TUMOR: frozenset({"which-sample"}),
    Origin.BLOOD: frozenset({"which-sample"}),
    Origin.INHERITED: frozenset({"which-sample", "inherited"}),
}


@dataclass(frozen=True, slots=True)
class Because:
    """A value with questions, and what called for them."""

    entry: Marker
    value: Value
    because: str
    answered: frozenset[str] = frozenset()


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
        if reading.cancer in entry.usual_in and entry.ask_when_missing and entry.id.removesuffix(OTHER) not in named
    )


def _candidates(
    findings: Sequence[Finding],
    still_open: Sequence[Finding],
    together: Sequence[Combination],
    absent: Sequence[Missing],
    phrases: Phrasebook,
) -> Iterator[ChosenQuestion]:
    yield from _of_states(still_open, phrases)
    waits = {id(f) for f in still_open}
    yield from _in_turns(_explained(still_open, phrases))
    rest = [f for f in findings if id(f) not in waits]
    loud = _explained((f for f in rest if f.status not in _QUIET), phrases)
    results = [one for one in loud if one.entry.kind != "fact"]
    yield from _in_turns([*_combined(together, phrases), *results])
    for number, gap in enumerate(absent[:MOST_MISSING], start=1):
        yield ChosenQuestion(f"missing-{number}", gap.question, gap.label, "")
    yield from _of_quiet_genes(rest, phrases)
    yield from _in_turns([one for one in loud if one.entry.kind == "fact"])
    quiet = (f for f in rest if f.status in _QUIET and not origins.is_gene(f.marker, phrases))
    yield from _in_turns(_explained(quiet, phrases))
    yield from _general(phrases)


def _general(phrases: Phrasebook) -> Iterator[ChosenQuestion]:
    """Of the guide to the whole report, where it speaks of this cancer."""
    guide = catalog.guide(phrases.language, GENERAL_GUIDE)
    if phrases.cancer and phrases.cancer not in guide.cancers:
        return
    for question in guide.questions:
        address = f"{reverse('guide', args=[GENERAL_GUIDE])}#{question.anchor}"
        yield ChosenQuestion(question.id, question.text, "", address)


def _of_quiet_genes(findings: Sequence[Finding], phrases: Phrasebook) -> Iterator[ChosenQuestion]:
    """One question for all genes without a change: a panel has dozens."""
    quiet = [f for f in findings if f.status is Status.NOT_DETECTED and origins.is_gene(f.marker, phrases)]
    for name, own in (
        ("blood", [f for f in quiet if f.origin is Origin.BLOOD]),
        ("not_detected", [f for f in quiet if f.origin is not Origin.BLOOD]),
    ):
        if own:
            yield ChosenQuestion(f"list-{name}", phrases.say(f"question.list.{name}"), _because(own[0], phrases), "")


def _of_states(still_open: Sequence[Finding], phrases: Phrasebook) -> Iterator[ChosenQuestion]:
    """For what the marker's own questions do not cover; one question for many of the same state."""
    plain = [f for f in still_open if phrases.value(f) is None and phrases.has(f"question.{f.status}")]
    told: set[Status] = set()
    for finding in plain:
        alike = list(dict.fromkeys(phrases.label(f.marker) for f in plain if f.status is finding.status))
        many = f"question.{finding.status}.many"
        if len(alike) < MANY_ALIKE or not phrases.has(many):
            text = phrases.say(f"question.{finding.status}", label=phrases.label(finding.marker))
            yield ChosenQuestion(f"{finding.status}-{finding.marker}".lower(), text, _because(finding, phrases), "")
        elif finding.status not in told:
            told.add(finding.status)
            because = phrases.say("because.many", count=len(alike))
            yield ChosenQuestion(f"{finding.status}-many", phrases.say(many, labels=", ".join(alike)), because, "")


def _explained(findings: Iterable[Finding], phrases: Phrasebook) -> list[Because]:
    explained = []
    for finding in findings:
        entry, value = phrases.entry(finding.marker), phrases.value(finding)
        if entry is not None and value is not None:
            answered = _ANSWERED.get(finding.origin, frozenset())
            explained.append(Because(entry, value, _because(finding, phrases), answered))
    return explained


def _combined(together: Sequence[Combination], phrases: Phrasebook) -> list[Because]:
    found = (combination.words(one.shows, phrases) for one in together)
    return [Because(entry, value, value.label) for entry, value in found if entry is not None and value is not None]


def _in_turns(explained: Sequence[Because]) -> Iterator[ChosenQuestion]:
    """The first question of each result, then the second of each: no result crowds out the others."""
    for turn in itertools.zip_longest(*(_of_value(one) for one in explained)):
        yield from (question for question in turn if question is not None)


def _of_value(called: Because) -> Iterator[ChosenQuestion]:
    for question_id in called.value.questions:
        question = called.entry.questions[question_id]
        if question.guide_slug:
            address = f"{reverse('guide', args=[question.guide_slug])}#{question.anchor}"
            yield ChosenQuestion(question.id, question.text, called.because, address)
        elif question_id not in called.answered:
            yield ChosenQuestion(f"{called.entry.id}-{question.id}".lower(), question.text, called.because, "")


def _because(finding: Finding, phrases: Phrasebook) -> str:
    """With the name of the test, unless the word begins with it: "PD-L1 positive"."""
    label, word = phrases.label(finding.marker), phrases.word(finding)
    named = word.lower().startswith(label.split(" ")[0].lower())
    return word if named else phrases.say("because.open", label=label, word=word)
