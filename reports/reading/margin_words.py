"""What one clause says of a margin: involved, clear, close, or a distance; and of which part of the tumour."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.findings import Context

_WITHIN = re.compile(
    r"\s{0,3}(?:(?:up\s)?(?:to|as near as)\s{1,3})?"
    r"(?:(?:with)?in\b|(?:less than|<|~|approximately|about)?\s{0,3}[0-9])",
    re.IGNORECASE,
)
_REACHES = re.compile(r"extend|extension|reach|abut", re.IGNORECASE)
_AWAY = re.compile(
    r"\b(?:from|to|within|distance|closest|nearest|away|clear|clearance|less than)\b|[<>]", re.IGNORECASE
)
_SIZE = re.compile(r"[0-9]\s?x\s?[0-9]|measur", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\s(?:for )?(?:estrogen|oestrogen|progesterone|ER\b|PR\b|HER|lymph nodes?|nodes?)", re.IGNORECASE
)
_WHOLE = re.compile(
    r"\bR[012]\b|[Cc]omplete excision|(?:[Cc]ompletely|[Ii]ncompletely) (?:excised|resected)"
    r"|[Ee]xcision (?:\w{2,7} )?(?:histologically )?(?:in)?complete\b"
)
_REACH = 110  # letters between the word margin and the word that describes it


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause in its sentence."""

    sentence: str
    offset: int  # where the clause begins in its sentence
    text: str
    about_margins: bool  # its label or its list speaks of margins


def polarity(piece: Piece, rules: FactRules) -> tuple[FactRule, int] | None:
    """The rule that decides a clause, and where in the sentence; None where it says nothing of a margin's state."""
    words = rules.words
    if words["not_status"].search(piece.text) or words["none_given"].match(piece.text.strip(" -*\n")):
        return None
    if not piece.about_margins and not words["margin"].search(piece.text) and not _WHOLE.search(piece.text):
        return None
    kept = _kept(_matches(piece, rules))
    by_kind = {rule.kind: (rule, piece.offset + start) for start, _, rule in reversed(kept)}
    if "positive" in by_kind and "negative" in by_kind:
        return None  # one clause that says both: not split, so not read
    return next((by_kind[kind] for kind in ("positive", "negative", "close", "distance") if kind in by_kind), None)


def _matches(piece: Piece, rules: FactRules) -> list[tuple[int, int, FactRule]]:
    margins = [m.end() for m in rules.words["margin"].finditer(piece.text)]
    found = []
    for rule in rules.near(piece.text):
        for match in rule.pattern.finditer(piece.text):
            near = piece.about_margins or not margins or min(abs(match.start() - m) for m in margins) <= _REACH
            if not near or not _counts(rule, match, piece):
                continue
            around = standing(piece.sentence, piece.offset + match.start(), piece.offset + match.end(), rules)
            if around.context is Context.CURRENT and not around.supposed:
                found.append((match.start(), match.end(), rule))
    return sorted(found, key=lambda found: found[0])


def _kept(matches: list[tuple[int, int, FactRule]]) -> list[tuple[int, int, FactRule]]:
    """`not involved` begins before `involved` and takes it in."""
    return [
        match
        for match in matches
        if not any(
            other[2].kind != match[2].kind
            and other[0] < match[1]
            and match[0] < other[1]
            and (other[0], -other[1]) < (match[0], -match[1])
            for other in matches
        )
    ]


def _counts(rule: FactRule, match: re.Match[str], piece: Piece) -> bool:
    behind = piece.text[match.end() :]
    if rule.kind == "distance":
        around = piece.sentence[: piece.offset] + piece.text
        far = float(match.group("n").replace(",", ".")) > 0
        return far and _AWAY.search(around) is not None and _SIZE.search(piece.text) is None
    if _OF_OTHERS.match(behind):
        return False
    return rule.kind != "positive" or not (_REACHES.search(match.group()) and _WITHIN.match(behind))


def subject(around: str, rules: FactRules) -> str:
    """Which part of the tumour: `invasive`, `in_situ`, or `any`."""
    in_situ, invasive = rules.words["in_situ"].search(around), rules.words["invasive"].search(around)
    if in_situ and not invasive:
        return "in_situ"
    return "invasive" if invasive and not in_situ else "any"
