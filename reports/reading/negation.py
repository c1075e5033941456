"""Negators in front of an answer: "no immunoreactive cells", "not clearly positive".

Whole phrases such as "not amplified" are answers of their own (content/context/answers.yaml); this is for what no
list foresees. Close before an answer a negator turns it round, a little farther away it leaves it open.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reports.reading.lexicon import Kind, Lexeme

_CLOSE, _FAR = 1, 4
_TURNED = {
    "positive": "negative",
    "low_positive": "negative",
    "detected": "not_detected",
    "amplified": "not_amplified",
    "loss": "intact",
    "deficient": "proficient",
}
_STATED = {*_TURNED, "negative", "not_amplified", "not_detected", "equivocal"}
_STATED |= {"intact", "proficient", "stable", "high", "low"}


def with_negations(row: Sequence[Lexeme], negators: Collection[str]) -> list[Lexeme]:
    """The row with the answers turned round or left open that a negator governs."""
    out: list[Lexeme] = []
    for lexeme in row:
        distance = _negator(out, negators) if lexeme.kind is Kind.ANSWER and lexeme.id in _STATED else 0
        if distance:
            turned = _TURNED.get(lexeme.id, "indeterminate") if distance <= _CLOSE else "indeterminate"
            start = out[-distance].start
            lexeme = lexeme._replace(id=turned, start=start)  # the negator belongs to the evidence
            del out[-distance:]
        out.append(lexeme)
    return out


def _negator(before: Sequence[Lexeme], negators: Collection[str]) -> int:
    """How many lexemes back the negator stands, or 0."""
    for distance, lexeme in enumerate(reversed(before[-_FAR:]), start=1):
        if lexeme.kind is Kind.WORD and lexeme.id in negators:
            return distance
        if lexeme.kind not in {Kind.WORD, Kind.LABEL} and lexeme.id != "-":
            return 0
    return 0
