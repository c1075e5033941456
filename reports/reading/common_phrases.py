"""Phrases that every family of markers needs in its book: answers, cues, and things that are no tumor.

What the phrases of one family are stands with that family (vocabulary.py, biomarkers.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.reading.groups import THING
from reports.reading.lexicon import CANCELLED, CONTROL, WITHDRAWN, Kind, PhraseBook, build, words_of

# Things with one of these words are no tumor: what they stain like is no result.
_NO_TUMOR = {"control", "controls", "normal", "benign", "neoplastic", "nonneoplastic"}
# An answer with one of these words takes back what the report has said of the same test before.
_TAKEN_BACK = ("pending", "insufficient", "indeterminate")
_WITHDRAWING = {"repeated", "interpreted", "interpretable", "uninterpretable", "invalid", "valid", "reliable"}
_WITHDRAWING |= {"unreliable", "withdrawn", "indeterminate", "retested", "void", "disregarded"}

_CANCELLING = {"cancelled", "canceled"}


def add_things(book: PhraseBook, things: Iterable[str]) -> None:
    things = list(things)
    book.add([thing for thing in things if _NO_TUMOR & set(words_of(thing))], Kind.NAME, THING, CONTROL)
    book.add(things, Kind.NAME, THING)


def add_answers(book: PhraseBook, answers: Mapping[str, Any]) -> None:
    for answer in _TAKEN_BACK:
        book.add([p for p in answers[answer] if _WITHDRAWING & set(words_of(p))], Kind.ANSWER, answer, WITHDRAWN)
    for answer, phrases in answers.items():
        book.add([p for p in phrases if _CANCELLING & set(words_of(p))], Kind.ANSWER, answer, CANCELLED)
    build(answers, book, Kind.ANSWER)


def add_cues(book: PhraseBook, cues: Iterable[Mapping[str, Any]]) -> None:
    for cue in cues:
        book.add(cue["words"], Kind.CUE, cue["effect"], f"{cue['direction']} {cue['scope']}")
