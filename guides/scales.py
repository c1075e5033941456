"""Scales as numbers: where each result stands in a picture 600 units wide. Templates draw them.

A number is marked only where it agrees with the value that the caller names; in doubt nothing is marked.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override

from guides import entries

WIDTH = 600.0
HEIGHT = 300.0
_LARGEST = {"percent": Decimal(100), "ratio": Decimal(100), "copies": Decimal(200)}  # beyond: a slip of reading
_NARROWEST = 110.0  # a band of 1 % must still hold its words


@dataclass(frozen=True, slots=True)
class Place:
    """A value on a scale."""

    value_id: str
    label: str
    caption: str
    bands: Mapping[str, entries.Band]  # by unit
    needs_number: bool  # the word alone does not say where it stands: "positive" covers more than one place


@dataclass(frozen=True, slots=True)
class Scale:
    marker: str
    kind: str
    title: str
    description: str
    places: tuple[Place, ...]

    @classmethod
    def of(cls, marker: str, stored: Mapping[str, Any], values: Sequence[Mapping[str, Any]]) -> Scale:
        """From the JSON of a row (building.py)."""
        places = [_place(value, stored["kind"]) for value in values]
        if stored["kind"] == "percent":
            places.sort(key=lambda place: place.bands["percent"].lower or Decimal(0))
        return cls(marker, stored["kind"], stored["title"], stored["description"], tuple(places))


def _place(value: Mapping[str, Any], kind: str) -> Place:
    bands = {one["unit"]: entries.Band.of(one) for one in value["ranges"]}
    label = _in_numbers(bands["percent"]) if kind == "percent" else value["value"] or value["label"]
    caption = value["caption"] if value["caption"].casefold() not in label.casefold() else ""
    # "Amplified" may come from another group together with the stain, "positive" from any number above the border.
    needs_number = bool(bands) and (kind == "percent" or not value["value"])
    return Place(value["id"], label, caption, bands, needs_number)


def _in_numbers(band: entries.Band) -> str:
    """A band of percent as reports write it: "< 1 %", "1–10 %", "> 10 %"."""
    if not band.lower:
        return f"{'≤' if band.upper_in else '<'} {band.upper} %"
    if band.upper is None or band.upper == 100:
        return f"{'≥' if band.lower_in else '>'} {band.lower} %"
    return f"{band.lower}–{band.upper} %"


def picture(scale: Scale, language: str, value_id: str = "", **numbers: float | None) -> entries.Picture:
    """The scale, with the reader's value marked if it is named; `numbers` by unit."""
    given = {unit: Decimal(str(number)) for unit, number in numbers.items() if number is not None}
    marked = _marked(scale, value_id, given)
    steps = _DRAW[scale.kind](scale.places)
    across, up = _borders(scale.places) if scale.kind == "ish_groups" else ((), ())
    whole = entries.Picture(
        kind=scale.kind,
        title=scale.title,
        description=scale.description,
        steps=tuple(steps),
        id=f"scale-{scale.marker.lower().replace('_', '-')}",
        across=across,
        up=up,
    )
    return whole if marked is None else _with_mark(whole, scale.places, marked, given, language)


def _marked(scale: Scale, value_id: str, given: Mapping[str, Decimal]) -> int | None:
    """Which place the reader's value has, or None where value and numbers do not settle it."""
    if any(number < 0 or number > _LARGEST[unit] for unit, number in given.items()):
        return None
    fitting = [index for index, place in enumerate(scale.places) if _fits(place, value_id, given)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(place: Place, value_id: str, given: Mapping[str, Decimal]) -> bool:
    if value_id and place.value_id != value_id:
        return False
    known = place.bands.keys() & given.keys()
    if not all(place.bands[unit].holds(given[unit]) for unit in known):
        return False
    has_all = bool(place.bands) and len(known) == len(place.bands)
    return has_all or (bool(value_id) and not place.needs_number)


def _with_mark(
    whole: entries.Picture, places: Sequence[Place], index: int, given: Mapping[str, Decimal], language: str
) -> entries.Picture:
    step, place = whole.steps[index], places[index]
    steps = tuple(dataclasses.replace(one, marked=number == index) for number, one in enumerate(whole.steps))
    with override(language):
        label = gettext("Your report: %(value)s") % {"value": _shown(place, given)}
    across, up = ("ratio", "copies") if whole.kind == "ish_groups" else ("percent", "")
    marker_y = step.y + step.height * (1 - _share(place, up, given)) if whole.kind == "ish_groups" else None
    return dataclasses.replace(
        whole,
        steps=steps,
        marker_x=round(step.x + step.width * _share(place, across, given), 1),
        marker_y=None if marker_y is None else round(marker_y, 1),
        marker_label=label,
    )


def _shown(place: Place, given: Mapping[str, Decimal]) -> str:
    return f"{given['percent'].normalize():f}\N{NO-BREAK SPACE}%" if "percent" in given else place.label


def _share(place: Place, unit: str, given: Mapping[str, Decimal]) -> float:
    """How far inside its place a number stands, from 0 to 1; the middle where no number is known."""
    band = place.bands.get(unit)
    if band is None or unit not in given:
        return 0.5
    lower = band.lower or Decimal(0)
    upper = band.upper if band.upper is not None else max(lower * 2, Decimal(1))
    share = float((given[unit] - lower) / (upper - lower)) if upper > lower else 0.5
    return min(max(share, 0.02), 0.98)


def _steps(places: Sequence[Place]) -> list[entries.Step]:
    width = WIDTH / max(len(places), 1)
    return [
        entries.Step(place.label, place.caption, round(width * number, 1), round(width, 1))
        for number, place in enumerate(places)
    ]


def _percent(places: Sequence[Place]) -> list[entries.Step]:
    """Widths follow the numbers, but no band is so narrow that its words do not fit."""
    spans = [_span(place.bands["percent"]) for place in places]
    free = WIDTH - _NARROWEST * len(places)
    widths = [_NARROWEST + free * span / sum(spans) for span in spans]
    steps, x = [], 0.0
    for place, width in zip(places, widths, strict=True):
        steps.append(entries.Step(place.label, place.caption, round(x, 1), round(width, 1)))
        x += width
    return steps


def _span(band: entries.Band) -> float:
    upper = band.upper if band.upper is not None else Decimal(100)
    return float(upper - (band.lower or 0))


def _ish_groups(places: Sequence[Place]) -> list[entries.Step]:
    """Ratio from left to right, copies from bottom to top, cut where the values' ranges are cut."""
    columns, rows = _cuts(places, "ratio"), _cuts(places, "copies")
    steps = []
    for place in places:
        left, right = _cells(place.bands["ratio"], columns)
        low, high = _cells(place.bands["copies"], rows)
        column, row = WIDTH / (len(columns) + 1), HEIGHT / (len(rows) + 1)
        steps.append(
            entries.Step(
                place.label,
                place.caption,
                x=round(left * column, 1),
                width=round((right - left) * column, 1),
                y=round(HEIGHT - high * row, 1),
                height=round((high - low) * row, 1),
            )
        )
    return steps


def _borders(places: Sequence[Place]) -> tuple[tuple[entries.Cut, ...], tuple[entries.Cut, ...]]:
    """The numbers at the borders of the grid: ratio from left to right, copies from top to bottom."""
    columns, rows = _cuts(places, "ratio"), _cuts(places, "copies")
    across = (entries.Cut(str(cut), round(WIDTH / (len(columns) + 1) * n, 1)) for n, cut in enumerate(columns, 1))
    up = (entries.Cut(str(cut), round(HEIGHT - HEIGHT / (len(rows) + 1) * n, 1)) for n, cut in enumerate(rows, 1))
    return tuple(across), tuple(up)


def _cuts(places: Sequence[Place], unit: str) -> list[Decimal]:
    borders = {border for place in places for border in (place.bands[unit].lower, place.bands[unit].upper)}
    return sorted(border for border in borders if border is not None)


def _cells(band: entries.Band, cuts: Sequence[Decimal]) -> tuple[int, int]:
    first = 0 if band.lower is None else cuts.index(band.lower) + 1
    last = len(cuts) + 1 if band.upper is None else cuts.index(band.upper) + 1
    return first, last


_DRAW = {"steps": _steps, "percent": _percent, "ish_groups": _ish_groups}
