"""Cards for what results of one specimen mean together; which do is decided by tables (combinations.py)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from guides.entries import Marker, Value
from reports.explaining import order
from reports.explaining.combinations import Combination, Table, found
from reports.explaining.marked_text import Lines
from reports.explaining.phrases import Phrasebook
from reports.explanation import Card
from reports.reading.findings import Finding


def cards(
    specimen: str, own: Sequence[Finding], tables: Sequence[Table], number: int, phrases: Phrasebook, lines: Lines
) -> list[Card]:
    """The cards that the current findings of one specimen make together, with the lines behind them."""
    made: list[Card] = []
    shown = sorted(found(own, phrases.cancer, tables), key=lambda one: order.together(one.shows.partition(":")[0]))
    for combination in shown:
        entry, value = words(combination.shows, phrases)
        if entry is not None and value is not None:
            anchor = f"combination-{number}-{len(made) + 1}"
            made.append(_card(combination, specimen, combination.used(own), entry, value, anchor, lines))
    return made


def words(shows: str, phrases: Phrasebook) -> tuple[Marker | None, Value | None]:
    """ "MMR_MSI:agree-deficient" → its marker and its value."""
    marker, _, value_id = shows.partition(":")
    entry = phrases.markers.get(marker)
    return entry, entry.values.get(value_id) if entry else None


def _card(
    combination: Combination,
    specimen: str,
    used: Sequence[Finding],
    entry: Marker,
    value: Value,
    anchor: str,
    lines: Lines,
) -> Card:
    evidence = dict.fromkeys(finding.evidence for finding in used)
    return Card(
        anchor=anchor,
        marker=entry.id,
        label=f"{entry.label}: {specimen}" if specimen else entry.label,
        state=combination.state,
        status_word=value.label,
        meaning=value.meaning,
        next_step=value.next_step,
        measures=(),
        picture=None,
        quotes=tuple(lines.quote(one) for one in evidence),
        rule=value.rule,
        source=value.source,
        guide_address=_address(entry, value),
        guide_title=entry.guide_title,
    )


def _address(entry: Marker, value: Value) -> str:
    if not entry.guide_slug:
        return ""
    return f"{reverse('guide', args=[entry.guide_slug])}#{value.anchor or entry.guide_anchor}"
