"""Sets of reports: which styles, how many, with or without their swapped twins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.reports import gold
from bench.reports.cases import Case, draw, knowledge, swapped
from bench.reports.styles import CHOICES, styles
from bench.reports.writing import write


def chosen_styles(half: str) -> list[dict[str, Any]]:
    return [style for one in CHOICES[half] for style in styles(one)]


def case_for(style: dict[str, Any], seed: int, number: int) -> Case:
    cancers = style.get("cancers") or list(knowledge()["cancers"])
    shape = {name: bool(style.get(name)) for name in ("plain", "genes_only", "several")}
    return draw(f"{style['name']}-{seed}-{number}", cancers, **shape)


def rows(seed: int, count: int, half: str = "both", *, twins: bool = True) -> Iterator[dict[str, Any]]:
    """`count` reports, and after each its twin with every value turned to its opposite."""
    hands = chosen_styles(half)
    for number in range(count):
        style = hands[number % len(hands)]
        case = case_for(style, seed, number)
        text, account = write(case, style, case.key)
        first = gold.row(case, style, text, account)
        yield first
        if twins:
            twin = swapped(case)
            text, account = write(twin, style, case.key)
            yield gold.row(twin, style, text, account, swap_of=first["id"])


def stated(row: dict[str, Any]) -> int:
    """How many values a gold row states."""
    return sum(len(one) if isinstance(one, list) else 1 for part in ("labels", "more") for one in row[part].values())
