"""Clauses about margins: what each says, of which part of the tumour, for all margins or for some.

Only splits and labels; which of several clauses is the answer is decided in margins.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_text import Passage, sentences, unticked
from reports.reading.findings import Context
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
_QUESTION = re.compile(r"involved|involvement|positive|at margin", re.IGNORECASE)
_WITHIN = re.compile(r"\s{0,3}(?:with)?in\b|\s{0,3}(?:less than|<|~|approximately|about)?\s{0,3}[0-9]", re.IGNORECASE)
_AWAY = re.compile(
    r"\b(?:from|to|within|distance|closest|nearest|away|clear|clearance|less than)\b|[<>]", re.IGNORECASE
)
_REACH = 110
_BLOCK_LINES = 14


@dataclass(frozen=True, slots=True)
class Clause:
    polarity: str  # "negative", "positive", "close" or "distance"
    subject: str  # "invasive", "in_situ" or "any"
    partial: bool  # of some margins only
    final: bool  # the report calls it its last word on the margins
    rule: str
    at: int
    line: Line
    span: tuple[int, int]


def clauses(prepared: Prepared, passages: list[Passage], rules: FactRules) -> Iterator[Clause]:
    block: int | None = None  # number of the line that opened a list of margins
    label_before = False
    for passage in passages:
        text = passage.text
        if passage.line.section in rules.skip:
            block = None
            continue
        alone = passage.stands_alone and ":" in text and not text.rstrip().partition(":")[2].strip()
        if block is not None and not _in_block(passage, block, rules):
            block = None
        yield from _of_passage(prepared, passage, rules, inherited=block is not None, after_label=label_before)
        if rules.words["margin"].search(text.partition(":")[0]) and len(text.partition(":")[0]) < 60:
            block = passage.line.number
        label_before = alone


def _in_block(passage: Passage, opened: int, rules: FactRules) -> bool:
    first = rules.words["block_line"].match(passage.text.lstrip(" *-=>\n"))
    return passage.line.number - opened <= _BLOCK_LINES and first is not None


def _of_passage(
    prepared: Prepared, passage: Passage, rules: FactRules, *, inherited: bool, after_label: bool
) -> Iterator[Clause]:
    for start, sentence in sentences(passage):
        about = inherited or bool(rules.words["margin"].search(sentence))
        if not about and not re.search(r"\bR[012]\b|excised|excision", sentence):
            continue
        span = (start, start + len(sentence))
        label, body = _label(sentence)
        if label and _QUESTION.search(label) and rules.words["margin"].search(label):
            yield from _answered(prepared, passage, start, sentence, rules, after_label=after_label)
            continue
        offset = len(label)
        for piece_at, piece in _pieces(body):
            found = _polarity(
                sentence,
                offset + piece_at,
                piece,
                rules,
                inherited=inherited or bool(label and rules.words["margin"].search(label)),
            )
            if found is None:
                continue
            rule, at = found
            if unticked(prepared.line_at(start + at), start + at):
                continue
            around = f"{label} {piece}"
            yield Clause(
                rule.kind,
                _subject(around, rules),
                bool(rules.words["side"].search(around)) and not re.search(r"\ball\b", around, re.IGNORECASE),
                bool(rules.words["final"].search(around)),
                rule.id,
                start + at,
                prepared.line_at(start + at),
                span,
            )


def _label(sentence: str) -> tuple[str, str]:
    labelled = _LABELLED.match(sentence)
    if not labelled:
        return "", sentence
    return sentence[: labelled.end("label") + 1], labelled.group("value")


def _pieces(body: str) -> Iterator[tuple[int, str]]:
    last = 0
    for split in _SPLIT.finditer(body):
        yield last, body[last : split.start()]
        last = split.end()
    yield last, body[last:]


def _answered(
    prepared: Prepared, passage: Passage, start: int, sentence: str, rules: FactRules, *, after_label: bool
) -> Iterator[Clause]:
    """`Margins involved by invasive component: No`; an answer on the next line only where no other label waits."""
    label, body = _label(sentence)
    answer = _YES_NO.match(body)
    if answer is None:
        word = re.match(r"\W{0,4}(?P<answer>negative|positive|uninvolved|involved)\b", body, re.IGNORECASE)
        stated = body.strip() and not re.search(r"involved by|involved$", label, re.IGNORECASE)
        if word is None and not (stated or (body.strip() and rules.words["side"].match(body.strip()))):
            return
        positive = word is None or word.group("answer").lower() in {"positive", "involved"}
        if word is None and stated:
            positive = not re.search(r"negative|uninvolved|not involved|free|clear|none", sentence, re.IGNORECASE)
    else:
        if "\n" in body[: answer.start("answer")] and (after_label or body.strip().count("\n") > 0):
            return
        positive = answer.group("answer").lower() in {"yes", "present"}
    if re.search(r"uninvolved|not involved", label, re.IGNORECASE):
        positive = not positive if answer is not None else False
    if rules.words["none_given"].search(body):
        return
    at = start + len(label) - 1
    yield Clause(
        "positive" if positive else "negative",
        _subject(label, rules),
        bool(rules.words["side"].search(sentence)),
        False,
        "margins.positive" if positive else "margins.negative",
        at,
        prepared.line_at(at),
        (passage.start, passage.end),
    )


def _polarity(
    sentence: str, offset: int, piece: str, rules: FactRules, *, inherited: bool
) -> tuple[FactRule, int] | None:
    """The rule that decides a clause, and where; None where it says nothing of a margin's state."""
    if rules.words["not_status"].search(piece) or rules.words["none_given"].match(piece.strip(" -*\n")):
        return None
    margin = rules.words["margin"].search(piece)
    if margin is None and not inherited and not re.search(r"\bR[012]\b|complete excision", piece):
        return None
    matches: list[tuple[int, int, FactRule]] = []
    for rule in rules.rules:
        for match in rule.pattern.finditer(piece):
            near = (
                inherited
                or margin is None
                or min(abs(match.start() - m.end()) for m in rules.words["margin"].finditer(piece)) <= _REACH
            )
            if near and _counts(rule, match, piece, sentence[:offset]):
                around = standing(sentence, offset + match.start(), offset + match.end(), rules)
                if around.context is Context.CURRENT and not around.supposed:
                    matches.append((match.start(), match.end(), rule))
    kept = [m for m in matches if not any(_covers(other, m) for other in matches)]
    for kind in ("positive", "negative", "close", "distance"):
        chosen = next((m for m in kept if m[2].kind == kind), None)
        if chosen is None:
            continue
        if kind == "positive" and any(m[2].kind == "negative" for m in kept):
            return None  # one clause that says both: not split, so not read
        return chosen[2], offset + chosen[0]
    return None


def _covers(other: tuple[int, int, FactRule], match: tuple[int, int, FactRule]) -> bool:
    """`not involved` begins before `involved` and takes it in."""
    overlap = other[0] < match[1] and match[0] < other[1]
    return overlap and other[2].kind != match[2].kind and (other[0], -other[1]) < (match[0], -match[1])


def _counts(rule: FactRule, match: re.Match[str], piece: str, label: str) -> bool:
    behind = piece[match.end() :]
    if rule.kind == "distance":
        away = _AWAY.search(f"{label} {piece}")
        many = re.search(r"[0-9]\s?x\s?[0-9]|measur", piece, re.IGNORECASE)
        return float(match.group("n").replace(",", ".")) > 0 and away is not None and many is None
    if rule.kind == "positive":
        if _WITHIN.match(behind) and re.search(r"extend|extension|reach|abut", match.group(), re.IGNORECASE):
            return False
        return not re.match(
            r"\s(?:for )?(?:estrogen|oestrogen|progesterone|ER\b|PR\b|HER|lymph|nodes?)", behind, re.IGNORECASE
        )
    if rule.kind == "negative":
        return not re.match(
            r"\s(?:for )?(?:estrogen|oestrogen|progesterone|ER\b|PR\b|HER|lymph nodes?|nodes?)", behind, re.IGNORECASE
        )
    return True


def _subject(around: str, rules: FactRules) -> str:
    in_situ, invasive = rules.words["in_situ"].search(around), rules.words["invasive"].search(around)
    if in_situ and invasive:
        return "any"
    return "in_situ" if in_situ else "invasive" if invasive else "any"
