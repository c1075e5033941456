"""Genes whose material is on its way: "Block A2 was sent for EGFR and KRAS. The results are awaited."

The names stand in one sentence and the word that makes them pending behind them or in the next one. Without that word
nothing is said: a test that was asked for may be done by now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.reading.findings import Status
from reports.reading.gene_segments import Item, Said, Segment
from reports.reading.gene_terms import DIRECTIVE, GENERAL, LYMPHOID, OTHER, PAST, SENT, STAIN
from reports.reading.gene_units import Unit
from reports.reading.gene_zones import SILENT
from reports.reading.lexicon import Kind, Lexeme

_NO_GENE = {OTHER, STAIN, LYMPHOID}
_ASKED = frozenset(["requested", "ordered", "has been", "have been"])
_THEIRS = frozenset(["result", "results", "report", "these", "they", "this", "testing", "analysis", "studies", "study"])
_LINES = 3  # a sentence may be wrapped
_FAR = 300  # characters from the names to the word that makes them pending


def awaited(unit: Unit, following: Unit | None) -> Iterator[Said]:
    """One for each gene named in `unit`; `following` is the unit behind it in the text."""
    if unit.place.zone == SILENT or unit.line.unsafe:
        return
    names = [(n, x) for n, x in enumerate(unit.row) if x.kind is Kind.NAME and x.id not in _NO_GENE]
    if not names or not _is_sent(unit.row):
        return
    word = _pending(unit.row[names[-1][0] :])
    if word is None and following is not None and _goes_on(unit, following):
        word = _pending(following.row)
    if word is None or word.end - names[0][1].start > _FAR:
        return
    segment = Segment()
    for n, name in names:
        item = Item(name, n)
        segment.items.append(item)
        yield Said(item, segment, Status.PENDING.value, name.start, word.end)


def _is_sent(row: Sequence[Lexeme]) -> bool:
    """Sent or asked for, and nothing that answers, turns round or only might be."""
    asked = [x for x in row if x.kind is Kind.CUE]
    sent = any(x.id == SENT or x.value in {"requested", "ordered"} for x in asked)
    sent = sent or any(x.kind is Kind.ANSWER and x.value.endswith("sent") for x in row)
    plain = all(x.id == SENT or x.value in _ASKED for x in asked if x.id not in {GENERAL, DIRECTIVE, PAST} or x.value)
    others = any(x.kind is Kind.SCORE or (x.kind is Kind.ANSWER and x.id != Status.PENDING.value) for x in row)
    return sent and plain and not others


def _pending(row: Sequence[Lexeme]) -> Lexeme | None:
    return next((x for x in row if x.kind is Kind.ANSWER and x.id == Status.PENDING.value), None)


def _goes_on(unit: Unit, following: Unit) -> bool:
    """Does the next sentence speak of these results, and of no other test?"""
    near = following.line.number - unit.line.number <= _LINES and not following.place.heading
    if not near or following.line.specimen != unit.line.specimen or following.place.zone == SILENT:
        return False
    row = following.row
    named = any(x.kind in {Kind.NAME, Kind.SCORE, Kind.CUE} for x in row)
    return not named and any((x.value or x.id) in _THEIRS for x in row[:4])
