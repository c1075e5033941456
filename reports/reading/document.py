"""Is this text a pathology report? Weighs what kind of document it is; states nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.assertion import Claim
from reports.reading.document_signs import Flat, Phrases, Signs, Weights, compile_signs, count, weigh
from reports.reading.findings import Finding
from reports.reading.text import Prepared

_WORD = re.compile(r"[a-z]+")
_ABOUT = 3  # different words of pathology in a text about pathology
_DOUBT = 3  # weight of other documents from which the signs of a report are needed
_GENOMIC = 4  # different words that make a genomic report
_BARE = 1500  # characters of a pasted block of results
_DENSE = 5  # different words of pathology that no passing talk of results holds
_SIGNED = 3  # weight of a text with a sign of a report
_FOREIGN = ((7, 0.25), (5, 0.4))  # so many words in which results are not written, and their share of all words
_SHAPED = 5  # weight of a text in the form of a report, whatever its words


@dataclass(frozen=True, slots=True)
class DocumentRules:
    pathology: Phrases
    signs: Signs
    plain: frozenset[str]
    genomic: Phrases


def compile_document(rules: Mapping[str, Any]) -> DocumentRules:
    return DocumentRules(
        pathology=Phrases(rules["pathology"]),
        signs=compile_signs(rules["signs"], rules["polite"]),
        plain=frozenset(rules["plain"]),
        genomic=Phrases(rules["genomic"]),
    )


def is_report(prepared: Prepared, claims: Collection[Claim], facts: Collection[Finding], rules: DocumentRules) -> bool:
    """Enough of pathology, and not rather another document.

    A pasted block of results has no sign of any document; it is read for its results alone.
    """
    text, flat = prepared.text, prepared.flat
    weights = weigh(text, flat, rules.signs)
    pathology = count(flat, rules.pathology)
    signed = weights.report >= _SIGNED or pathology >= _DENSE or _staged(facts)
    if _another(weights, pathology) or (not signed and _talks(text, rules)):
        return False
    stated = bool(facts) and (_staged(facts) or (pathology > 0 and not is_genomic(flat, rules)))
    bare = len(text) < _BARE and (bool(claims) or stated)
    return bare or pathology >= _ABOUT or weights.report >= _SHAPED


def _another(weights: Weights, pathology: int) -> bool:
    """Does more speak for another document? Passing words count only against what has not the form of a report."""
    shaped = weights.report >= _SHAPED or (weights.report >= _SIGNED and pathology >= _DENSE)
    against = weights.other + (0 if shaped else weights.passing)
    return against >= (_DOUBT if pathology else _DOUBT - 1) and against >= weights.report


def _talks(text: str, rules: DocumentRules) -> bool:
    """Does it say much in words in which results are not written?"""
    words = [word for word in _WORD.findall(text.lower()) if len(word) > 1]
    foreign = [word for word in words if word not in rules.plain]
    different = len(set(foreign))
    return any(different >= most and len(foreign) > share * len(words) for most, share in _FOREIGN)


def _staged(facts: Collection[Finding]) -> bool:
    return any(fact.marker in {"PT", "PN"} for fact in facts)


def is_genomic(flat: Flat, rules: DocumentRules) -> bool:
    """Such a report speaks of receptors mostly in the words of guidelines and drug labels."""
    return count(flat, rules.genomic) >= _GENOMIC
