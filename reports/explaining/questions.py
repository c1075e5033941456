"""Questions chosen by the findings: what is open first, then what the results call for, then what is missing."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from guides import catalog
from guides.entries import Marker, Question, Value
from reports.explaining import combination, origins
from reports.explaining.combinations import Combination
from reports.explaining.phrases import OTHER, Phrasebook
from reports.explaining.plausible import is_impossible
from reports.explanation import ChosenQuestion, Missing
from reports.reading.findings import NO_RESULT, Finding, Origin, Reading, Status

GENERAL_GUIDE = "how-to-read-a-pathology-report"
MOST = 12  # more than a visit has time for; three are shown first
MANY_ALIKE = 4  # from so many results of one state on, one question asks for all
MOST_MISSING = 3  # of these, questions about tests that the report does not name
# Receptors are not expected of these: the guidelines ask for them in invasive cancer (ASCO/CAP 2018, 2020).
NOT_INVASIVE = frozenset({"benign", "ductal carcinoma in situ", "lobular carcinoma in situ", "Paget disease"})
_QUIET = frozenset({Status.NOT_DETECTED, Status.INTACT, Status.PROFICIENT, Status.STABLE})
_FAINT = frozenset({Status.NEGATIVE, Status.NOT_AMPLIFIED, Status.LOW})  # asked about after what was found

_LESS = frozenset({"ER_OTHER", "PR_OTHER", "KI67_OTHER"})  # in cancers for which they decide little

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
    questions: tuple[Question, ...]  # those of the value that this report leaves to ask


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
    absent = [
        entry
        for entry in phrases.markers.values()
        if reading.cancer in entry.usual_in and entry.ask_when_missing and entry.id.removesuffix(OTHER) not in named
    ]
    genes = [entry for entry in absent if entry.kind == "gene"]
    together = [_missing_genes(genes, because, phrases)] if len(genes) > 1 else []
    alone = [entry for entry in absent if not together or entry.kind != "gene"]
    return (*together, *(Missing(entry.label, entry.ask_when_missing, because) for entry in alone))


def _missing_genes(genes: Sequence[Marker], because: str, phrases: Phrasebook) -> Missing:
    """One question for all of them."""
    *first, last = [entry.id for entry in genes]
    names = phrases.say("story.and", first=", ".join(first), last=last)
    return Missing(
        phrases.say("missing.genes", genes=names), phrases.say("missing.genes.question", genes=names), because
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
    reported = {f.marker for f in findings if f.status not in NO_RESULT}
    yield from _in_turns(_explained(still_open, reported, phrases))
    rest = [f for f in findings if id(f) not in waits]
    loud = _explained((f for f in rest if f.status not in _QUIET and not _is_clear(f)), reported, phrases)
    results = [one for one in loud if one.entry.kind != "fact"]
    found = [one for one in results if one.value.status not in _FAINT and one.entry.id not in _LESS]
    faint = [one for one in results if one not in found]
    yield from _in_turns([*_combined(together, reported, phrases), *found, *faint])
    for number, gap in enumerate(absent[:MOST_MISSING], start=1):
        yield ChosenQuestion(f"missing-{number}", gap.question, gap.label, "")
    yield from _of_quiet_genes(rest, phrases)
    yield from _in_turns([one for one in loud if one.entry.kind == "fact"])
    quiet = (f for f in rest if f.status in _QUIET and not origins.is_gene(f.marker, phrases))
    yield from _in_turns(_explained(quiet, reported, phrases))
    yield from _general(phrases)


def _general(phrases: Phrasebook) -> Iterator[ChosenQuestion]:
    """Of the guide to the whole report where it speaks of this cancer, else those that fit any report."""
    guide = catalog.guide(phrases.language, GENERAL_GUIDE)
    if phrases.cancer not in guide.cancers:
        for name in ("plan", "missing", "whom"):
            yield ChosenQuestion(f"general-{name}", phrases.say(f"question.general.{name}"), "", "")
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
    plain = [(_asked_as(f), f) for f in still_open if phrases.value(f) is None]
    plain = [(state, f) for state, f in plain if phrases.has(f"question.{state}")]
    told: set[str] = set()
    for state, finding in plain:
        alike = list(dict.fromkeys(phrases.label(f.marker) for other, f in plain if other == state))
        many = f"question.{state}.many"
        if len(alike) < MANY_ALIKE or not phrases.has(many):
            text = phrases.say(f"question.{state}", label=phrases.label(finding.marker))
            yield ChosenQuestion(f"{state}-{finding.marker}".lower(), text, "", "")
        elif state not in told:
            told.add(state)
            because = phrases.say("because.many", count=len(alike))
            yield ChosenQuestion(f"{state}-many", phrases.say(many, labels=", ".join(alike)), because, "")


def _asked_as(finding: Finding) -> str:
    return "impossible" if is_impossible(finding) else str(finding.status)


def _is_clear(finding: Finding) -> bool:
    """A fact that nobody need ask about: nothing in small vessels, no node with cancer, a count beside another."""
    return (finding.marker == "LVI" and finding.status is Status.NEGATIVE) or (
        finding.marker == "NODES_EXAMINED" or (finding.marker == "NODES_POSITIVE" and finding.value == "0")
    )


def _explained(findings: Iterable[Finding], reported: Collection[str], phrases: Phrasebook) -> list[Because]:
    explained = []
    for finding in findings:
        entry, value = phrases.entry(finding.marker), phrases.value(finding)
        if entry is not None and value is not None:
            answered = _ANSWERED.get(finding.origin, frozenset())
            left = _left_to_ask(entry, value, answered, reported, phrases)
            explained.append(Because(entry, value, _because(finding, phrases), left))
    return explained


def _combined(together: Sequence[Combination], reported: Collection[str], phrases: Phrasebook) -> list[Because]:
    found = (combination.words(one.shows, phrases) for one in together)
    return [
        Because(entry, value, value.label, _left_to_ask(entry, value, frozenset(), reported, phrases))
        for entry, value in found
        if entry is not None and value is not None
    ]


def _left_to_ask(
    entry: Marker, value: Value, answered: Collection[str], reported: Collection[str], phrases: Phrasebook
) -> tuple[Question, ...]:
    """Of a guide's questions all; of the file's own those that fit this cancer and that no result has answered."""
    asked = (entry.questions[name] for name in value.questions)
    return tuple(
        one for one in asked if one.guide_slug or (one.id not in answered and one.fits(phrases.cancer, reported))
    )


def _in_turns(explained: Sequence[Because]) -> Iterator[ChosenQuestion]:
    """The first question of each result, then the second of each: no result crowds out the others."""
    for turn in itertools.zip_longest(*(_of_value(one) for one in explained)):
        yield from (question for question in turn if question is not None)


def _of_value(called: Because) -> Iterator[ChosenQuestion]:
    for question in called.questions:
        if question.guide_slug:
            address = f"{reverse('guide', args=[question.guide_slug])}#{question.anchor}"
            yield ChosenQuestion(question.id, question.text, called.because, address)
        else:
            yield ChosenQuestion(f"{called.entry.id}-{question.id}".lower(), question.text, called.because, "")


def _because(finding: Finding, phrases: Phrasebook) -> str:
    """With the name of the test, unless the word begins with it: "PD-L1 positive"."""
    label, word = phrases.label(finding.marker), phrases.word(finding)
    named = word.lower().startswith(label.split(" ")[0].lower())
    return word if named else phrases.say("because.open", label=label, word=word)
