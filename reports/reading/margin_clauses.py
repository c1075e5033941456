"""Clauses about margins: where they stand, and for all margins or for some.

Only splits and labels; which of several clauses is the answer is decided in margins.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.reading.fact_rules import FactRules
from reports.reading.fact_text import Passage
from reports.reading.margin_words import Piece, polarity, subject
from reports.reading.text import Line, Prepared

_SPLIT = re.compile(
    r";|\b(?:but|however|although|except|while|whereas)\b"
    r"|\band\s(?=(?:the\s)?(?:infiltrating|invasive|DCIS|ductal carcinoma in|in situ)\b)"
    r"|,\s(?=(?:and\s)?(?:the\s)?(?:closest|nearest|remainder|remaining|other|all other|invasive|infiltrating|DCIS|LCIS"
    r"|ductal carcinoma in|in situ|margins?)\b)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?P<label>[^:\n]{2,90}):(?P<value>.*)$", re.DOTALL)
_YES_NO = re.compile(r"^\W{0,4}(?P<answer>yes|no|none|present|absent)\b", re.IGNORECASE)
_QUESTION = re.compile(r"involved|involvement|positive", re.IGNORECASE)
_CLEAR_QUESTION = re.compile(r"uninvolved|not involved|free", re.IGNORECASE)
_SCALE = re.compile(  # what the words mean, not how the margins are
    r"\b(?:positive|negative|close|clear|involved|free|R[012])\s?(?:=|when\b|if\b|means\b)|\bR0\b[^.]{1,80}\bR1\b",
    re.IGNORECASE,
)
_EXCISED = re.compile(r"\bR[012]\b|excised|excision")
_ALL = re.compile(
    r"\ball\b(?!\s(?:of\s)?(?:the\s)?(?:others?|remaining|radial|circumferential|lateral|peripheral)\b)", re.IGNORECASE
)
_BLOCK_LINES = 14
_HEADING = 60


@dataclass(frozen=True, slots=True)
class Clause:
    polarity: str  # "negative", "positive", "close", "distance" or "exception"
    subject: str  # "invasive", "in_situ" or "any"
    partial: bool  # of some margins only
    final: bool  # the report calls it its last word on the margins
    rule: str
    at: int
    line: Line
    span: tuple[int, int]


def clauses(prepared: Prepared, passages: list[Passage], rules: FactRules) -> Iterator[Clause]:
    block: int | None = None  # number of the line that opened a list of margins
    for passage in passages:
        if passage.line.section in rules.skip:
            block = None
            continue
        if block is not None and not _in_block(passage, block, rules):
            block = None
        if not rules.words["defining"].search(passage.text):
            yield from _of_passage(prepared, passage, rules, inherited=block is not None)
        heading = passage.text.partition(":")[0]
        if len(heading) < _HEADING and rules.words["margin"].search(heading):
            block = passage.line.number


def _in_block(passage: Passage, opened: int, rules: FactRules) -> bool:
    first = rules.words["block_line"].match(passage.text.lstrip(" *-=>\n"))
    return passage.line.number - opened <= _BLOCK_LINES and first is not None


def _of_passage(prepared: Prepared, passage: Passage, rules: FactRules, *, inherited: bool) -> Iterator[Clause]:
    margin = rules.words["margin"]
    for start, sentence in passage.sentences:
        if not inherited and not margin.search(sentence) and not _EXCISED.search(sentence):
            continue
        if _SCALE.search(sentence):
            continue
        for nothing in rules.words["no_distance"].finditer(sentence):
            if sentence[nothing.start() - 1] not in ".,":  # `2.0 cm` is a distance
                span = (start, start + len(sentence))
                yield _clause(prepared, "exception", "margins.distance", start + nothing.start(), span, sentence, rules)
        label, body = _label(sentence)
        labelled = margin.search(label) is not None
        if labelled and _QUESTION.search(label):
            yield from _answer(prepared, passage, start, label, body, rules)
            continue
        for piece_at, text in _pieces(body):
            # a side without the word margin ("except the medial, which is involved") is one of the margins too
            about = inherited or labelled or rules.words["side"].search(text) is not None
            piece = Piece(sentence, len(label) + piece_at, text, about)
            found = polarity(piece, rules)
            if found is not None:
                rule, at = found
                span = (start, start + len(sentence))
                yield _clause(prepared, rule.kind, rule.id, start + at, span, f"{label} {text}", rules)
                excepted = rules.words["exception"].search(sentence)
                if excepted and rule.kind == "negative":
                    yield _clause(prepared, "exception", rule.id, start + excepted.start(), span, label, rules)


def _answer(
    prepared: Prepared, passage: Passage, start: int, label: str, body: str, rules: FactRules
) -> Iterator[Clause]:
    """`Margins involved by invasive component: No`, or `…: anterior`. Without an answer the label says nothing.

    An answer on the next line counts only where no other label waits for one.
    """
    if not body.strip() or rules.words["none_given"].search(body) or ("\n" in body.rstrip() and passage.after_label):
        return
    clear = _CLEAR_QUESTION.search(label) is not None
    yes_no = _YES_NO.match(body)
    if yes_no:
        involved = (yes_no.group("answer").lower() in {"yes", "present"}) is not clear
    else:
        found = polarity(Piece(body, 0, body, True), rules)
        if found is None and not rules.words["side"].match(body.strip()):
            return
        involved = found[0].kind == "positive" if found else not clear
    kind = "positive" if involved else "negative"
    rule = next(r for r in rules.rules if r.kind == kind)
    span = (passage.start, passage.end)
    yield _clause(prepared, kind, rule.id, start, span, f"{label} {body}", rules)


def _clause(
    prepared: Prepared, kind: str, rule: str, at: int, span: tuple[int, int], around: str, rules: FactRules
) -> Clause:
    return Clause(
        polarity=kind,
        subject=subject(around, rules),
        partial=rules.words["side"].search(around) is not None and not _ALL.search(around),
        final=rules.words["final"].search(around) is not None,
        rule=rule,
        at=at,
        line=prepared.line_at(at),
        span=span,
    )


def _label(sentence: str) -> tuple[str, str]:
    labelled = _LABELLED.match(sentence)
    return (sentence[: labelled.end("label") + 1], labelled.group("value")) if labelled else ("", sentence)


def _pieces(body: str) -> Iterator[tuple[int, str]]:
    last = 0
    for split in _SPLIT.finditer(body):
        yield last, body[last : split.start()]
        last = split.end()
    yield last, body[last:]
