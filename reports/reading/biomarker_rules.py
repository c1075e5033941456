"""The rules of content/ for proteins and scores, compiled once: their phrase book, their numbers, what words mean.

Nothing is checked here that guides/loading/reading_schema_biomarkers.py has checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.reading.common_phrases import add_answers, add_cues, add_things
from reports.reading.document import DocumentRules, compile_document
from reports.reading.findings import Status
from reports.reading.groups import OTHER, THING
from reports.reading.lexicon import CONTROL, Kind, PhraseBook, build
from reports.reading.measures import Pattern, compile_pattern, measure_patterns
from reports.reading.owners import OwnerRules, compile_owners
from reports.reading.ranges import Range, ranges
from reports.reading.shapes import Words, compile_words

PROTEINS = ("MLH1", "MSH2", "MSH6", "PMS2")
MARKERS: tuple[str, ...] = (
    *PROTEINS, "MMR", "MSI", "TMB", "HRD", "PDL1", "CLDN18_2", "FOLR1", "P16", "ONCOTYPE", "MAMMAPRINT",
)  # fmt: skip
ASKS = "asks"  # detail of a name that asks a question, and says nothing alone
ASIDE = "aside"  # id of words behind which a report tells what it thinks of a result
_RECEPTORS = ("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67")


@dataclass(frozen=True, slots=True, eq=False)
class MarkerRules:
    """What the words of a report say of one marker."""

    means: Mapping[str, Status]
    asked: Mapping[str, Status]  # where the name asks a question
    of_stain: Mapping[str, Status]  # where the text around speaks of stains
    refuted: Mapping[str, Status]  # "not detected" behind a name that holds its answer
    values: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class BiomarkerRules:
    """Compared by identity, as the vocabulary is."""

    worth: tuple[str, ...]
    book: PhraseBook
    patterns: tuple[Pattern, ...]
    words: Words
    negators: frozenset[str]
    markers: Mapping[str, MarkerRules]
    burden: tuple[Range, ...]  # what mutations per megabase mean
    owners: OwnerRules
    document: DocumentRules
    gene_words: frozenset[str]
    stain_signs: tuple[str, ...]
    gene_signs: tuple[str, ...]


def compile_biomarkers(rules: Mapping[str, Any]) -> BiomarkerRules:
    """`rules` holds "reading", "context" and "markers", each by file stem."""
    reading, context = rules["reading"], rules["context"]
    own = context["biomarkers"]
    return BiomarkerRules(
        worth=tuple(own["worth"]),
        book=_book(reading, context),
        patterns=_patterns(reading, context),
        words=_words(context),
        negators=frozenset(context["answers"]["negators"]),
        markers={marker: _marker(reading[marker]) for marker in MARKERS},
        burden=ranges(rules["markers"]["TMB"]["values"], "per_megabase"),
        owners=compile_owners(context["sections"]["owners"], context["sections"]["sided"]),
        document=compile_document(context["document"]),
        gene_words=frozenset(own["gene_words"]),
        stain_signs=tuple(own["stain_signs"]),
        gene_signs=tuple(own["gene_signs"]),
    )


def _marker(row: Mapping[str, Any]) -> MarkerRules:
    def statuses(key: str) -> dict[str, Status]:
        return {answer: Status(status) for answer, status in row.get(key, {}).items()}

    return MarkerRules(
        means=statuses("means"),
        asked=statuses("asked"),
        of_stain=statuses("of_stain"),
        refuted=statuses("refuted"),
        values=row.get("values", {}),
        reasons=row.get("reasons", {}),
    )


def _words(context: Mapping[str, Any]) -> Words:
    shared = compile_words(context["words"])
    return replace(shared, transparent=shared.transparent | set(context["biomarkers"]["transparent"]))


def _patterns(reading: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[Pattern, ...]:
    rows = [row for marker in MARKERS for row in reading[marker].get("patterns", ())]
    rows += [row for row in context["measures"]["measures"] if row["measure"] == "percent"]
    intensity = Pattern(
        Kind.MEASURE, "intensity", compile_pattern(context["biomarkers"]["intensity"]), None, whole=False
    )
    return (*measure_patterns(rows), intensity)


def _book(reading: Mapping[str, Mapping[str, Any]], context: Mapping[str, Mapping[str, Any]]) -> PhraseBook:
    """Of two equal phrases the one added first counts: names before answers, own answers before shared ones."""
    book = PhraseBook()
    own, words = context["biomarkers"], context["words"]
    _add_names(book, reading)
    book.add(own["idle"], Kind.WORD, "idle")
    _add_others(book, reading, context)
    book.add(own["other_things"], Kind.NAME, THING, CONTROL)
    add_things(book, words["other_things"])
    for link_or_none, head, phrase in _staining(own["staining"]):
        book.add([phrase], Kind.VERB if link_or_none else Kind.ANSWER, head)
    build(own["verbs"], book, Kind.VERB)
    build(own["answers"], book, Kind.ANSWER)
    add_answers(book, {k: v for k, v in context["answers"]["answers"].items() if "amplified" not in k})
    build({k: v for k, v in context["answers"]["verbs"].items() if "amplified" not in k}, book, Kind.VERB)
    book.add(own["asides"], Kind.WORD, ASIDE)
    book.add(own["methods"], Kind.METHOD, "method")
    add_cues(book, [*own["cues"], *context["cues"]["cues"]])
    book.add(context["cues"]["ends"], Kind.END, "end")
    book.add(context["measures"]["intensity"], Kind.MEASURE, "intensity")
    book.add([*own["labels"], *words["labels"]], Kind.LABEL, "label")
    book.add(words["neutral"], Kind.NEUTRAL, "neutral")
    return book


def _add_names(book: PhraseBook, reading: Mapping[str, Mapping[str, Any]]) -> None:
    for marker in MARKERS:
        row = reading[marker]
        for score, phrases in row.get("scores", {}).items():
            book.add(phrases, Kind.LABEL, score)
        for answer, phrases in row.get("stated", {}).items():
            book.add(phrases, Kind.NAME, marker, answer)
        for answer, phrases in row.get("stated_abbreviations", {}).items():
            book.add(phrases, Kind.NAME, marker, answer, exact=True)
        for phrases in row.get("asks", {}).values():
            book.add(phrases, Kind.NAME, marker, ASKS)
        book.add(row["names"], Kind.NAME, marker)
        book.add(row["abbreviations"], Kind.NAME, marker, exact=True)


def _add_others(book: PhraseBook, reading: Mapping[str, Any], context: Mapping[str, Any]) -> None:
    """Receptors, genes and other stains: what is said of them is theirs."""
    own = context["biomarkers"]
    for receptor in _RECEPTORS:
        book.add(reading[receptor]["names"], Kind.NAME, OTHER)
        book.add(reading[receptor]["abbreviations"], Kind.NAME, OTHER, exact=True)
    book.add(own["other_names"], Kind.NAME, OTHER)
    book.add(own["other_abbreviations"], Kind.NAME, OTHER, exact=True)
    short = {"ar", "er", "pr", "alk", "met", "ret"}
    book.add([name for name in context["words"]["other_stains"] if name not in short], Kind.NAME, OTHER)
    book.add(["ALK", "AR"], Kind.NAME, OTHER, exact=True)


def _staining(rows: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """`loss of` + `nuclear expression`, and with `of` behind it: link or "", answer, phrase."""
    for answer, heads in rows["heads"].items():
        for head in heads:
            for noun in rows["nouns"]:
                yield "", answer, f"{head} {noun}"
                for link in rows["links"]:
                    yield link, answer, f"{head} {noun} {link}"
