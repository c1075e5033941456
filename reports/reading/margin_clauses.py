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
    r";|\n\s?(?=(?:all )?(?:the )?(?:remaining|other|others|remainder|rest)\b)"
    r"|\b(?:but|however|although|except|while|whereas)\b"
    r"|[,\n]\s{0,12}(?=(?:[0-9]{1,2}|no|one|two|three|four|five|six|seven|eight|nine|ten|all)\b"
    r"[^\n.;:]{0,40}?\b(?:lymph )?nodes?\b)"
    r"|\band\s(?=(?:the\s)?(?:infiltrating|invasive|DCIS|ductal carcinoma in|in situ)\b)"
    r"|,\s(?=(?:and\s)?(?:(?:all|both|the|surgical|resection|excision|deep)\s){0,3}(?:closest|nearest|remainder"
    r"|remaining|other|invasive|infiltrating|DCIS|LCIS|ductal carcinoma in|in situ|margins?|LVI|lympho-?vascular"
    r"|vascular invasion|perineural|PNI|ECS|ENE|extranodal|LN\b|SLNs?|lymph nodes?|nodes?|ER|PR|HER-?2)\b)",
    re.IGNORECASE,
)
_OF_NODES = re.compile(
    r"\W{0,6}(?:(?:[0-9]{1,2}|no|one|two|three|four|five|six|seven|eight|nine|ten|all)\b[^\n.;:]{0,40}?)?"
    r"\b(?:lymph )?nodes?\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?P<label>[^:\n]{2,90}):(?P<value>.*)$", re.DOTALL)
_YES_NO = re.compile(r"^\W{0,4}(?P<answer>yes|no|none|present|absent)\b", re.IGNORECASE)
_COMPLETE = re.compile(r"\bcomplete(?:ly)? (?:resect|excis)|\bR0\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"involved|involvement|positive|\bcomplete(?:ly)? (?:resect|excis)|\bR0\b"
    r"|\b(?:tumou?r|carcinoma|cancer|disease|DCIS) (?:present )?(?:at|on) (?:the )?(?:\w{3,12} )?(?:margin|ink)",
    re.IGNORECASE,
)
_CLEAR_QUESTION = re.compile(r"uninvolved|not involved|free|\bcomplete(?:ly)? (?:resect|excis)|\bR0\b", re.IGNORECASE)
_SCALE = re.compile(  # what the words mean, not how the margins are
    r"\b(?:positive|negative|close|clear|involved|free|R[012])\s?(?:=|when\b|if\b|means\b)|\bR0\b[^.]{1,80}\bR1\b",
    re.IGNORECASE,
)
_EXCISED = re.compile(r"\bR[012]\b|excised|excision|[Cc]omplete(?:ly)? resect|Excision")
_ALL = re.compile(
    r"\ball\b(?!\s(?:of\s)?(?:the\s)?(?:others?|remaining|radial|circumferential|lateral|peripheral)\b)", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"\s{0,2}(?:and )?(?:all|both|others?|the rest|the others?|remaining|closest|nearest)\b", re.IGNORECASE
)
_NARROW = re.compile(r"(?:0[.,][0-9]{1,2}|1(?:[.,]0{1,2})?)\s?m|0[.,](?:0[0-9]?|1)\s?c", re.IGNORECASE)
_BLOCK_LINES = 14
_HEADING = 60


@dataclass(frozen=True, slots=True)
class Clause:
    polarity: str  # "negative", "positive", "close", "distance" or "exception"
    subject: str  # "invasive", "in_situ" or "any"
    partial: bool  # of some margins only
    final: bool  # the report calls it its last word on the margins
    settles: bool  # and speaks of all of them, over its specimens
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
    about_all = False  # the sentence before spoke of margins
    for start, sentence in passage.sentences:
        named = margin.search(sentence) is not None
        goes_on = about_all and _GOES_ON.match(sentence) is not None
        about_all = named or goes_on
        if not inherited and not about_all and not _EXCISED.search(sentence):
            continue
        if _SCALE.search(sentence):
            continue
        for nothing in rules.words["no_distance"].finditer(sentence):
            if sentence[nothing.start() - 1] not in ".,":  # `2.0 cm` is a distance
                span = (start, start + len(sentence))
                yield _clause(prepared, "exception", "margins.distance", start + nothing.start(), span, sentence, rules)
        label, body = _label(sentence)
        labelled = margin.search(label) is not None or _COMPLETE.search(label) is not None
        if labelled and _QUESTION.search(label):
            yield from _answer(prepared, passage, start, label, body, rules)
            continue
        for piece_at, text in _pieces(body):
            if _OF_NODES.match(text) and not margin.search(text):
                continue
            # a side without the word margin ("except the medial, which is involved") is one of the margins too
            about = inherited or goes_on or labelled or rules.words["side"].search(text) is not None
            piece = Piece(sentence, len(label) + piece_at, text, about)
            found = polarity(piece, rules)
            if found is not None:
                rule, at = found
                span = (start, start + len(sentence))
                kind = "exception" if _undecided(rule.kind, piece, at, label, rules) else rule.kind
                yield _clause(prepared, kind, rule.id, start + at, span, f"{label} {text}", rules)
                excepted = rules.words["exception"].search(sentence)
                if excepted and rule.kind == "negative":
                    yield _clause(prepared, "exception", rule.id, start + excepted.start(), span, label, rules)


def _undecided(kind: str, piece: Piece, at: int, label: str, rules: FactRules) -> bool:
    """A distance up to a millimetre from a margin that many guidelines then call involved."""
    if kind != "distance" or not rules.words["narrow"].search(f"{label} {piece.text}"):
        return False
    return _NARROW.match(piece.sentence, at) is not None


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
        partial=any(rules.words[part].search(around) for part in ("side", "place")) and not _ALL.search(around),
        final=rules.words["final"].search(around) is not None,
        settles=rules.words["settles"].search(around) is not None,
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
