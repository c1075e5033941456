"""What the words of one mention say of a protein or a score, by the table `means` of the marker's file.

| words | status |
|---|---|
| pending, not performed, insufficient first, or behind a name that holds its answer | as the words say |
| "not detected" behind a name that holds its answer ("MSI-High: not detected") | the one under `refuted` |
| one meaning | that one |
| two that exclude each other | unclear |
| words that the marker's table does not know | nothing |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reports.reading.assertion import UNFINISHED, said_by, taken_back, unfinished_of
from reports.reading.biomarker_rows import STATED
from reports.reading.biomarker_rules import ASKS, PROTEINS, MarkerRules
from reports.reading.findings import Status
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.mentions import Mention

_PLAIN = {"is", "was", "are", "were", "expression", "protein", "(", ")", "-", "and", ",", "/", *PROTEINS}
_NOTS = {"not", "never", "cannot"}
_DENIALS = {"negative", "not_detected"}


class Said(NamedTuple):
    """A status and why, or no status where the words say nothing of the marker."""

    status: Status | None = None
    reason: str = ""
    value: str = ""


NOTHING = Said()


def said(mention: Mention, marker: MarkerRules, *, stained: bool = False) -> Said:
    """`stained`: the text around speaks of stains, so that "positive" says that the protein is there."""
    answers = [x for x in said_by(mention) if x.id != "detected" or _says_present(x, mention)]
    words = list(dict.fromkeys(x.id for x in answers))
    if not words:
        return NOTHING
    if taken_back(mention) or _denied_after(mention):
        return Said(Status.UNCLEAR)
    stated = [x.id for x in answers if x.detail == STATED]
    unfinished = [word for word in words if word in set(UNFINISHED)]
    if unfinished and (words[0] in unfinished or stated):
        return Said(unfinished_of(unfinished))
    if stated and any(x.id in _DENIALS and x.detail != STATED for x in answers) and stated[0] not in _DENIALS:
        alike = {marker.means.get(word) for word in words}
        if len(alike) == 1 and None not in alike:
            return _together(words, marker.means, marker)  # "MSI: not detected (MSS)"
        refuted = marker.refuted.get(stated[0])
        return Said(refuted) if refuted and len(set(words) - _DENIALS) == 1 else Said(Status.UNCLEAR)
    if mention.name.detail == ASKS:
        if _is_bare_question(mention, answers):
            return NOTHING
        return _together(words, marker.asked, marker)
    table = {**marker.of_stain, **marker.means} if stained else marker.means
    return _together(words, table, marker)


def _says_present(answer: Lexeme, mention: Mention) -> bool:
    """`PD-L1 expression is present`; not "tumor for PD-L1 testing is present"."""
    if mention.tight or mention.statement.paired:
        return True
    between = [x.id for x in mention.statement.lexemes if mention.name.end <= x.start < answer.start]
    return answer.start >= mention.name.end and set(between) <= _PLAIN


def _is_bare_question(mention: Mention, answers: Sequence[Lexeme]) -> bool:
    """`Mismatch repair deficiency` and a word before it: nothing has been answered behind it."""
    return all(x.start < mention.name.end for x in answers)


def _together(words: Sequence[str], table: Mapping[str, Status], marker: MarkerRules) -> Said:
    known = [word for word in words if word in table]
    statuses = list(dict.fromkeys(table[word] for word in known))
    if not statuses:
        return NOTHING
    value = next((marker.values[word] for word in known if word in marker.values), "")
    if Status.UNCLEAR in statuses:
        word = next(word for word in known if table[word] is Status.UNCLEAR)
        return Said(Status.UNCLEAR, marker.reasons.get(word, ""))
    if len(statuses) == 1:
        return Said(statuses[0], value=value)
    pair = set(statuses)
    if pair == {Status.POSITIVE, Status.LOW_POSITIVE}:
        return Said(Status.LOW_POSITIVE)
    if pair == {Status.POSITIVE, Status.HIGH}:
        return Said(statuses[0])
    return Said(Status.UNCLEAR)


def _denied_after(mention: Mention) -> bool:
    """`MSI-H could not be shown`: a "not" in the words behind the last answer."""
    end = max(x.end for x in [*mention.answers, mention.name])
    for lexeme in mention.statement.lexemes:
        if lexeme.start < end:
            continue
        if lexeme.kind not in {Kind.WORD, Kind.LABEL, Kind.METHOD}:
            return False
        if lexeme.id in _NOTS:
            return True
    return False


def denied_behind(mention: Mention) -> bool:
    """`Loss of MLH1 is not seen`: behind the name, what was said before it is denied or doubted."""
    for lexeme in mention.statement.lexemes:
        if lexeme.start < mention.name.end:
            continue
        if lexeme.kind in {Kind.NAME, Kind.VERB, Kind.END} or lexeme.id in {";", "."}:
            return False
        denies = lexeme.kind is Kind.ANSWER and lexeme.id in {*_DENIALS, "indeterminate", "equivocal"}
        if denies or (lexeme.kind is Kind.WORD and lexeme.id in _NOTS):
            return True
    return False
