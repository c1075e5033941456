"""Two labels in a row with their two numbers further down: a table that extraction has taken apart.

Read only where it is unmistakable: "positive" directly before "examined", and exactly two bare numbers behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.reading.fact_rules import FactRules
from reports.reading.fact_settle import Mention
from reports.reading.node_counts import TOTAL
from reports.reading.text import Line, Prepared

_LABEL = re.compile(
    r"^[\s*=-]{0,6}(?:number of )?(?:lymph )?nodes (positive|involved|examined|sampled)\s{0,3}:\s{0,3}$", re.IGNORECASE
)
_BARE = re.compile(r"^\s{0,6}([0-9]{1,2})\s{0,3}$")
_WINDOW = 8


def columns(prepared: Prepared, positive: FactRules, examined: FactRules) -> Iterator[Mention]:
    lines = [line for line in prepared.lines if line.text.strip() and line.section not in positive.skip]
    for index in range(len(lines) - 1):
        first, second = _LABEL.match(lines[index].text), _LABEL.match(lines[index + 1].text)
        if not first or not second or not first.group(1).lower().startswith(("pos", "inv")):
            continue
        if second.group(1).lower() not in {"examined", "sampled"}:
            continue
        numbers = _numbers(lines[index + 2 : index + 2 + _WINDOW])
        if numbers is None:
            continue
        few, many = numbers
        for rules, label, value in ((positive, lines[index], few), (examined, lines[index + 1], many)):
            printed = value.text.strip()
            yield Mention(rules.marker, printed, value.start, "nodes.columns", value, TOTAL, (label.start, many.end))


def _numbers(lines: list[Line]) -> tuple[Line, Line] | None:
    """The only two bare numbers, one right after the other, the smaller or equal one first."""
    bare = [i for i, line in enumerate(lines) if _BARE.match(line.text)]
    if len(bare) != 2 or bare[1] != bare[0] + 1:
        return None
    few, many = lines[bare[0]], lines[bare[1]]
    return (few, many) if int(few.text) <= int(many.text) else None
