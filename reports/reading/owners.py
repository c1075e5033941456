"""Whose result a claim is where the sentence itself says so: "Tumor 2: ER negative", "ER (block B2): negative".

Without such words the line's own part counts (outline.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.reading.assertion import Claim
from reports.reading.text import Prepared

_REACH = 80  # characters before a result in which its owner may be named
_PARAGRAPH = 400  # characters before a result in which "A:" may stand
_LETTER = re.compile(
    r"(?:^|\n[ *-]{0,12}|[.;][ ]{1,4}|[ ]{2,8})\(?(?:tumou?r |specimen )?(?P<name>[A-H])\x20?[:)] ", re.IGNORECASE
)
_BLANK = re.compile(r"\n[ ]*\n")
_SENTENCE_END = re.compile(r"[.;](?=\s)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class OwnerRules:
    owners: tuple[re.Pattern[str], ...]
    sided: re.Pattern[str]


def compile_owners(owners: Sequence[str], sided: str) -> OwnerRules:
    return OwnerRules(tuple(re.compile(p, re.IGNORECASE) for p in owners), re.compile(sided, re.IGNORECASE))


def with_owners(claims: Sequence[Claim], prepared: Prepared, rules: OwnerRules) -> list[Claim]:
    found = [_owned(claim, prepared, rules) for claim in claims]
    sides = [_side(claim, prepared, rules) for claim in claims]
    if len(set(filter(None, sides))) < 2:
        return found
    return [
        claim if claim.specimen or not side else claim.at(specimen=side)
        for claim, side in zip(found, sides, strict=True)
    ]


def _owned(claim: Claim, prepared: Prepared, rules: OwnerRules) -> Claim:
    line = prepared.line_at(claim.start)
    own = claim.at(specimen=claim.specimen or line.specimen, addendum=line.addendum, amended=line.amended)
    if claim.specimen:
        return own
    labelled = _labelled(claim, prepared)
    if labelled:
        return own.at(specimen=labelled)
    piece = _before(claim, prepared) + prepared.text[claim.start : claim.end]
    for owner in rules.owners:
        names = {" ".join(match.group("name").split()) for match in owner.finditer(piece)}
        known = {name for name in names if len(name) > 1 or name.upper() in prepared.specimens}
        if len(known) == 1:
            name = known.pop()
            return own.at(specimen=name.upper() if len(name) == 1 else name)
    return own


def _labelled(claim: Claim, prepared: Prepared) -> str:
    """`A: MLH1 - lost; PMS2 - lost. B: MLH1 - retained`: the letter of a known sample before its results."""
    piece = _BLANK.split(prepared.text[max(0, claim.start - _PARAGRAPH) : claim.start])[-1]
    names = [match.group("name").upper() for match in _LETTER.finditer(piece)]
    if not names:
        return ""
    behind = _BLANK.split(prepared.text[claim.start : claim.start + _PARAGRAPH])[0]
    beside = {*names, *(match.group("name").upper() for match in _LETTER.finditer(behind))}
    known = {name for name in prepared.specimens if len(name) == 1 and name.isalpha()}
    both = beside if {"A", "B"} <= beside else known
    return names[-1] if len(both) > 1 and names[-1] in both else ""


def _side(claim: Claim, prepared: Prepared, rules: OwnerRules) -> str:
    names = {match.group("name").capitalize() for match in rules.sided.finditer(_before(claim, prepared))}
    return names.pop() if len(names) == 1 else ""


def _before(claim: Claim, prepared: Prepared) -> str:
    """The words of the claim's own sentence and line before it."""
    piece = prepared.text[max(0, claim.start - _REACH) : claim.start]
    piece = piece.rpartition("\n")[2]
    ends = list(_SENTENCE_END.finditer(piece))
    return piece[ends[-1].end() :] if ends else piece
