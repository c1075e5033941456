"""Is this text a pathology report, and of which cancer? Counts words; states nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.assertion import Claim

_SIGNS = 3  # different words of pathology that make a report
_KEYS = ("pathology", "other", "breast", "other_organs", "genomic")
_GENOMIC = 4  # different words that make a genomic report
_BARE = 1500  # characters of a pasted block of results


@dataclass(frozen=True, slots=True)
class DocumentRules:
    pathology: tuple[str, ...]
    other: tuple[str, ...]
    breast: tuple[str, ...]
    other_organs: tuple[str, ...]
    genomic: tuple[str, ...]


def compile_document(rules: Mapping[str, Any]) -> DocumentRules:
    return DocumentRules(*(tuple(rules[key]) for key in _KEYS))


def is_report(text: str, claims: Collection[Claim], rules: DocumentRules) -> bool:
    lowered = _plain(text)
    pathology, other = _count(lowered, rules.pathology), _count(lowered, rules.other)
    if pathology >= _SIGNS:
        return pathology > other
    return bool(claims) and len(text) < _BARE and other <= pathology


def is_genomic(text: str, rules: DocumentRules) -> bool:
    """Such a report speaks of receptors mostly in the words of guidelines and drug labels."""
    return _count(_plain(text), rules.genomic) >= _GENOMIC


def cancer(text: str, claims: Collection[Claim], rules: DocumentRules) -> str:
    lowered = _plain(text)
    organs = _count(lowered, rules.other_organs)
    if _count(lowered, rules.breast):
        return "breast" if "breast" in lowered or not organs else ""
    receptors = {claim.marker for claim in claims} & {"ER", "PR", "HER2", "HER2_IHC"}
    return "breast" if len(receptors) > 1 and not organs else ""


def _plain(text: str) -> str:
    return " " + " ".join(text.lower().split()) + " "


def _count(lowered: str, words: Collection[str]) -> int:
    return sum(1 for word in words if _stands(word, lowered))


def _stands(word: str, text: str) -> bool:
    """The word as a word: no letter before or behind it."""
    at = text.find(word)
    while at >= 0:
        if not text[at - 1 : at].isalpha() and not text[at + len(word) : at + len(word) + 1].isalpha():
            return True
        at = text.find(word, at + 1)
    return False
