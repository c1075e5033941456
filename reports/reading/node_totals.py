"""Which of several counts of lymph nodes is the total, told by the numbers themselves.

`sentinel 1/3, other 0/1, in all 1/4`: where one count is the sum of all others beside it, it is their total.
"""

from __future__ import annotations

from dataclasses import replace

from reports.reading.fact_settle import Mention
from reports.reading.findings import Status
from reports.reading.node_counts import PART, TOTAL

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
    return [replace(m, strength=TOTAL) if id(m) in total else m for m in found]


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
