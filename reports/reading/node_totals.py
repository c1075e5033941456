"""Which of several counts of lymph nodes is the total, told by the numbers themselves.

`sentinel 1/3, other 0/1, in all 1/4`: where one count is the sum of all others beside it, it is their total.
"""

from __future__ import annotations

from dataclasses import replace

from reports.reading.fact_settle import Mention
from reports.reading.findings import Status
from reports.reading.node_counts import FIELD, PART, TOTAL, WEAK

_ROW = "nodes.total-positive"
_FEWEST = 2  # parts that a total sums up
_Pair = tuple[int, int]  # positive, examined


def sums(found: list[Mention]) -> list[Mention]:
    """The mentions, with those that are a total by their numbers marked as one."""
    places: dict[tuple[str, str], dict[int, list[Mention]]] = {}
    for mention in found:
        if mention.strength == PART and mention.status is Status.REPORTED:
            key = (mention.line.section, mention.line.specimen)
            places.setdefault(key, {}).setdefault(mention.at, []).append(mention)
    total = {id(m) for group in places.values() for m in _total(group)}
    total |= {id(m) for m in _row(found)}
    return [replace(m, strength=TOTAL) if id(m) in total else m for m in found]


def _row(found: list[Mention]) -> list[Mention]:
    """`Nodes examined 4, positive 1` stands in the list of all features, and counts what the parts count."""
    rows = [m for m in found if m.rule == _ROW and m.strength == PART and m.status is Status.REPORTED]
    parts = [m for m in found if m.rule != _ROW]
    if len({m.at for m in rows}) != 1 or not all(m.strength == PART and m.status is Status.REPORTED for m in parts):
        return []
    counted = {(m.span, m.marker): int(m.value) for m in parts}
    if len({span for span, _ in counted}) < _FEWEST:
        return []
    sums_up = all(int(m.value) == sum(v for (_, marker), v in counted.items() if marker == m.marker) for m in rows)
    return rows if sums_up else []


def _total(group: dict[int, list[Mention]]) -> list[Mention]:
    pairs = {at: pair for at, mentions in group.items() if (pair := _pair(mentions)) is not None}
    if len(pairs) <= _FEWEST:
        return []
    positive, examined = (sum(pair[part] for pair in pairs.values()) for part in (0, 1))
    sure = [at for at, (p, e) in pairs.items() if (2 * p, 2 * e) == (positive, examined)]
    return group[sure[0]] if len(sure) == 1 else []


def _pair(mentions: list[Mention]) -> _Pair | None:
    by_marker = {m.marker: int(m.value) for m in mentions}
    if set(by_marker) != {"NODES_POSITIVE", "NODES_EXAMINED"}:
        return None
    return by_marker["NODES_POSITIVE"], by_marker["NODES_EXAMINED"]


def fields(found: list[Mention]) -> list[Mention]:
    """A field with one count holds the total, unless counts elsewhere are neither the same nor its parts."""
    sure = {marker: _is_total([m for m in found if m.marker == marker]) for marker in {m.marker for m in found}}
    strength = {marker: TOTAL if total else PART for marker, total in sure.items()}
    return [replace(m, strength=strength[m.marker]) if m.strength == FIELD else m for m in found]


def _is_total(mine: list[Mention]) -> bool:
    held = {m.value for m in mine if m.strength == FIELD}
    parts = {(m.owner, m.value) for m in mine if m.strength == PART and m.status is Status.REPORTED}
    totals = {m.value for m in mine if m.strength == TOTAL}
    summed = sum(int(value) for _, value in parts)
    if parts and len(held) == len(totals) == 1 and held != totals and int(min(totals)) == summed + int(min(held)):
        return False  # "axilla 0/10" is a part beside the sentinel node's 1/3 where the report says "in all 1/13"
    if not parts or totals:
        return True
    return all(str(summed) == value or all(part == value for _, part in parts) for value in held)


def told_apart(found: list[Mention]) -> bool:
    """Is a node with cancer told without a count of its sample, beside another sample's count?"""
    counted = {m.value for m in found if m.marker == "NODES_POSITIVE" and m.strength > WEAK}
    lone = {m.value for m in found if m.marker == "NODES_POSITIVE" and m.strength == WEAK} - {"0"}
    return bool(lone) and not lone <= counted
