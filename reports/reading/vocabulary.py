"""Plain rule data, as `catalog.marker_rules()` hands it out, compiled once for the reader.

All leaves of the data are strings. Nothing is checked here that guides/loading/reading_schema.py has checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.asides import compile_asides
from reports.reading.biomarkers import BiomarkerRules, compile_biomarkers
from reports.reading.cancers import CancerRules, compile_cancers
from reports.reading.changes import ChangeRules, compile_changes
from reports.reading.common_phrases import add_answers, add_cues, add_things
from reports.reading.document import DocumentRules, compile_document
from reports.reading.genes import GeneRules, compile_genes
from reports.reading.groups import OTHER
from reports.reading.headings import heading_key, without_look_alikes
from reports.reading.her2_overall import Her2Rules, compile_her2
from reports.reading.lexicon import Kind, PhraseBook, build
from reports.reading.measures import Pattern, patterns
from reports.reading.outline_rules import Outline
from reports.reading.owners import OwnerRules, compile_owners
from reports.reading.ranges import Range, ranges
from reports.reading.shapes import Words, compile_words

RECEPTORS = ("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67")
_MISREAD_FROM = 5  # letters of a heading that is known again when misread
TRIPLE = "TRIPLE"


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Compared by identity, so that a module can keep what it compiled from it in an `lru_cache`."""

    outline: Outline
    owners: OwnerRules
    book: PhraseBook
    patterns: tuple[Pattern, ...]
    words: Words
    her2: Her2Rules
    percents: Mapping[str, tuple[Range, ...]]  # marker → what its percentages mean
    negators: frozenset[str]
    shares: Mapping[str, str]  # Allred score → share of stained cells
    grades: tuple[str, ...]  # words for a Ki-67 without a number
    short_names: frozenset[str]  # "fish": names HER2 by ISH where HER2 has been spoken of
    document: DocumentRules
    cancers: CancerRules
    changes: ChangeRules
    biomarkers: BiomarkerRules
    genes: GeneRules
    reading: Mapping[str, Mapping[str, Any]]  # file stem → content of content/reading/<stem>.yaml
    context: Mapping[str, Mapping[str, Any]]
    markers: Mapping[str, Mapping[str, Any]]


def compile_rules(rules: Mapping[str, Any]) -> Vocabulary:
    """`rules` holds "reading", "context" and "markers", each by file stem."""
    reading, context, markers = rules["reading"], rules["context"], rules["markers"]
    scores = reading["HER2_IHC"]
    return Vocabulary(
        outline=_outline(context["sections"], reading),
        owners=compile_owners(context["sections"]["owners"], context["sections"]["sided"]),
        book=_book(reading, context),
        patterns=patterns(context["measures"]["measures"], scores),
        words=compile_words(context["words"]),
        her2=compile_her2(scores, markers["HER2_ISH"], reading["her2_overall"]),
        percents={marker: ranges(markers[marker]["values"], "percent") for marker in ("ER", "PR")},
        negators=frozenset(context["answers"]["negators"]),
        shares=context["measures"]["allred_share"],
        grades=tuple(reading["KI67"]["grades"]),
        short_names=frozenset(reading["HER2_ISH"]["short_names"]),
        document=compile_document(context["document"]),
        cancers=compile_cancers(context["cancers"]),
        changes=compile_changes(context["changes"], reading),
        biomarkers=compile_biomarkers(rules),
        genes=compile_genes(rules),
        reading=reading,
        context=context,
        markers=markers,
    )


def _outline(sections: Mapping[str, Any], reading: Mapping[str, Mapping[str, Any]]) -> Outline:
    headings = {heading_key(phrase): section for section, phrases in sections["headings"].items() for phrase in phrases}
    names = (name for marker in RECEPTORS for name in [*reading[marker]["names"], *reading[marker]["abbreviations"]])
    return Outline(
        headings=headings,
        misread={without_look_alikes(key): section for key, section in headings.items() if len(key) >= _MISREAD_FROM},
        openers=sections["openers"],
        asides=compile_asides(sections["asides"]),
        case_labels=frozenset(sections["case_labels"]),
        words=frozenset(sections["words"]),
        sites=frozenset(sections["sites"]),
        sides=frozenset(sections["sides"]),
        procedures=frozenset(sections["procedures"]),
        results=frozenset(heading_key(name) for name in names),
    )


def _book(reading: Mapping[str, Mapping[str, Any]], context: Mapping[str, Mapping[str, Any]]) -> PhraseBook:
    """Of two equal phrases the one added first counts: names before answers, answers before labels."""
    book = PhraseBook()
    words = context["words"]
    for marker in RECEPTORS:
        book.add(reading[marker]["names"], Kind.NAME, marker)
        book.add(reading[marker]["abbreviations"], Kind.NAME, marker, exact=True)
    build(words["panels"], book, Kind.NAME)
    book.add(words["triple"], Kind.NAME, TRIPLE)
    book.add(words["other_stains"], Kind.NAME, OTHER)
    add_things(book, words["other_things"])
    build(context["answers"]["verbs"], book, Kind.VERB, "verb")
    add_answers(book, context["answers"]["answers"])
    book.add(context["measures"]["intensity"], Kind.MEASURE, "intensity")
    build(reading["HER2"]["methods"], book, Kind.METHOD)
    add_cues(book, context["cues"]["cues"])
    book.add(context["cues"]["ends"], Kind.END, "end")
    book.add(words["labels"], Kind.LABEL, "label")
    book.add(words["neutral"], Kind.NEUTRAL, "neutral")
    return book
