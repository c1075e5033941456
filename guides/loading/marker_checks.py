"""What a marker's file points to, and whether the numbers of a scale cover it once and completely."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from guides.loading import page_ids, schema
from guides.loading.content import Content, Read
from guides.loading.guide_checks import anchor_problems, problem
from guides.loading.problems import Problem

_UNITS: Mapping[str, tuple[str, ...]] = {"steps": (), "percent": ("percent",), "ish_groups": ("ratio", "copies")}
_ENDS: Mapping[str, tuple[Decimal, Decimal]] = {
    "percent": (Decimal(0), Decimal(100)),
    "ratio": (Decimal(0), Decimal(1000)),
    "copies": (Decimal(0), Decimal(1000)),
}


def check(content: Content) -> Iterator[Problem]:
    for file in content.markers.values():
        entry: schema.Marker = file.entry
        for language in content.languages:
            yield from anchor_problems(content, file, (), language, entry.guide, entry.anchor)
        yield from _values(file, entry, content)
        if entry.scale is not None:
            yield from _scale(file, entry, entry.scale)


def _values(file: Read, entry: schema.Marker, content: Content) -> Iterator[Problem]:
    counted = Counter(value.id for value in entry.values)
    guide = content.guides.get(("en", entry.guide))
    # A value without a row of its own, such as a side, leads to the section that speaks of it.
    anchors = {name for name, _, _ in page_ids.of_guide(guide, content)} if guide else set()
    for place, value in enumerate(entry.values):
        path = ("values", place)
        if counted[value.id] > 1:
            yield problem(file, (*path, "id"), f"'{value.id}' is given twice")
        if guide is None:
            continue
        if value.anchor not in anchors:
            message = f"leads nowhere: the guide has no such section, and no {entry.marker}:{value.id} in values"
            yield problem(file, (*path, "anchor"), message)
        if value.source not in {source.id for source in guide.entry.sources}:
            yield problem(file, (*path, "source"), f"the guide '{entry.guide}' has no source '{value.source}'")
        known = {question.id for question in guide.entry.questions}
        for number, question in enumerate(value.questions):
            if question not in known:
                message = f"the guide '{entry.guide}' has no question '{question}'"
                yield problem(file, (*path, "questions", number), message)


def _scale(file: Read, entry: schema.Marker, scale: schema.Scale) -> Iterator[Problem]:
    by_id = {value.id: value for value in entry.values}
    for place, name in enumerate(scale.values):
        if name not in by_id:
            yield problem(file, ("scale", "values", place), f"there is no value '{name}' below")
    shown = [by_id[name] for name in scale.values or by_id if name in by_id]
    units = _UNITS[scale.kind]
    incomplete = False
    for value in shown:
        given = sorted(one.unit for one in value.all_ranges)
        if units and given != sorted(units):
            incomplete = True
            message = f"needs one range each of {' and '.join(units)}, as it stands on the scale"
            yield problem(file, ("values", entry.values.index(value)), message)
    if units and shown and not incomplete:
        yield from _coverage(file, shown, units)


def _coverage(file: Read, shown: list[schema.Value], units: tuple[str, ...]) -> Iterator[Problem]:
    """Each point of the scale belongs to exactly one value: looked at on, and between, all borders."""
    ranges: list[dict[str, schema.Range]] = [{one.unit: one for one in value.all_ranges} for value in shown]
    axes = [_points([one[unit] for one in ranges], unit) for unit in units]
    for point in itertools.product(*axes):
        at = dict(zip(units, point, strict=True))
        holding = [
            value.id
            for value, own in zip(shown, ranges, strict=True)
            if all(own[unit].holds(number) for unit, number in at.items())
        ]
        if len(holding) != 1:
            numbers = ", ".join(f"{unit} {number.normalize():f}" for unit, number in at.items())
            belongs = f"belongs to {' and '.join(holding)}" if holding else "belongs to no value"
            yield problem(file, ("scale",), f"{numbers} {belongs}")
            return


def _points(ranges: list[schema.Range], unit: str) -> list[Decimal]:
    borders = {border for one in ranges for border in (one.lower, one.upper) if border is not None}
    ordered = sorted(borders | set(_ENDS[unit]))
    between = [(low + high) / 2 for low, high in itertools.pairwise(ordered)]
    return sorted([*ordered, *between])
