"""What a marker's file points to, and whether the numbers of a scale cover it once and completely."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from guides.loading import marker_schema, page_ids
from guides.loading.content import Content, Read
from guides.loading.guide_checks import anchor_problems, cancer_problems, problem, question_problems
from guides.loading.problems import Problem

_UNITS: Mapping[str, tuple[str, ...]] = {"steps": (), "percent": ("percent",), "ish_groups": ("ratio", "copies")}
_ENDS: Mapping[str, tuple[Decimal, Decimal]] = {
    "percent": (Decimal(0), Decimal(100)),
    "ratio": (Decimal(0), Decimal(1000)),
    "copies": (Decimal(0), Decimal(1000)),
    "score": (Decimal(0), Decimal(1000)),
    "per_megabase": (Decimal(0), Decimal(10000)),
}


def check(content: Content) -> Iterator[Problem]:
    for file in content.markers.values():
        entry: marker_schema.Marker = file.entry
        for language in content.languages if entry.guide else ():
            yield from anchor_problems(content, file, (), language, entry.guide or "", entry.anchor or "")
        yield from cancer_problems(content, file, "cancers", entry.cancers)
        yield from cancer_problems(content, file, "usual_in", entry.usual_in)
        yield from _own(file, entry, content)
        yield from _values(file, entry, content)
        yield from _usual(file, entry, content)
        if entry.scale is not None:
            yield from _scale(file, entry, entry.scale)


def _own(file: Read, entry: marker_schema.Marker, content: Content) -> Iterator[Problem]:
    """The lists that a marker brings itself: each name once, each used, no anchor without a guide."""
    used = {
        "sources": {
            *(value.source for value in entry.values),
            *(code.source for code in entry.codes),
            *entry.usual_sources.values(),
        },
        "questions": {name for value in entry.values for name in value.questions},
    }
    for field, ids in (
        ("sources", [source.id for source in entry.sources]),
        ("questions", [question.id for question in entry.questions]),
    ):
        for place, name in enumerate(ids):
            if ids.index(name) != place:
                yield problem(file, (field, place, "id"), f"'{name}' is given twice")
            elif name not in used[field]:
                yield problem(file, (field, place, "id"), f"nothing in this file names '{name}'; leave it out")
    for place, question in enumerate(entry.questions):
        yield from question_problems(file, place, question.text["en"])
        yield from _asked_of(file, entry, place, content)
    if entry.anchor and not entry.guide:
        yield problem(file, ("anchor",), "needs a guide; leave it out until there is one")


def _asked_of(file: Read, entry: marker_schema.Marker, place: int, content: Content) -> Iterator[Problem]:
    question = entry.questions[place]
    for number, cancer in enumerate(question.cancers):
        if cancer not in entry.cancers:
            yield problem(file, ("questions", place, "cancers", number), f"'{cancer}' is not in cancers")
    for number, marker in enumerate(question.unless):
        if marker not in content.markers and f"markers/{marker}.yaml" not in content.broken:
            yield problem(file, ("questions", place, "unless", number), f"'{marker}' has no file in markers/")


def _values(file: Read, entry: marker_schema.Marker, content: Content) -> Iterator[Problem]:
    counted = Counter(value.id for value in entry.values)
    own = {question.id for question in entry.questions}
    guide = content.guides.get(("en", entry.guide)) if entry.guide else None
    known = own | {question.id for question in guide.entry.questions} if guide else own
    for place, value in enumerate(entry.values):
        path = ("values", place)
        if counted[value.id] > 1:
            yield problem(file, (*path, "id"), f"'{value.id}' is given twice")
        yield from _anchor(file, entry, place, content)
        yield from _source(file, entry, (*path, "source"), value.source, content)
        if _guide_is_broken(entry, content):
            continue
        for number, question in enumerate(value.questions):
            if question not in known:
                message = f"there is no question '{question}': write it under questions: here{_or_guide(entry)}"
                yield problem(file, (*path, "questions", number), message)


def _anchor(file: Read, entry: marker_schema.Marker, place: int, content: Content) -> Iterator[Problem]:
    """A value without a row of its own, such as a side, leads to the section that speaks of it."""
    value = entry.values[place]
    guide = content.guides.get(("en", entry.guide)) if entry.guide else None
    if value.anchor is None:
        return
    if entry.guide is None:
        yield problem(file, ("values", place, "anchor"), "needs a guide; leave it out until there is one")
    elif guide is not None and value.anchor not in {name for name, _, _ in page_ids.of_guide(guide, content)}:
        message = f"leads nowhere: the guide has no such section, and no {entry.marker}:{value.id} in values"
        yield problem(file, ("values", place, "anchor"), message)


def _source(
    file: Read, entry: marker_schema.Marker, path: tuple[str | int, ...], name: str, content: Content
) -> Iterator[Problem]:
    guide = content.guides.get(("en", entry.guide)) if entry.guide else None
    known = [*entry.sources, *(guide.entry.sources if guide else ())]
    if name not in {source.id for source in known} and not _guide_is_broken(entry, content):
        yield problem(file, path, f"there is no source '{name}': write it under sources: here{_or_guide(entry)}")


def _guide_is_broken(entry: marker_schema.Marker, content: Content) -> bool:
    """A guide with problems of its own, or one that is not there: that is said once, at its name."""
    return entry.guide is not None and ("en", entry.guide) not in content.guides


def _or_guide(entry: marker_schema.Marker) -> str:
    return f" or in the guide '{entry.guide}'" if entry.guide else ""


def _usual(file: Read, entry: marker_schema.Marker, content: Content) -> Iterator[Problem]:
    """Which report is told that a test is missing is a statement, and has its source."""
    for cancer, name in entry.usual_sources.items():
        if cancer not in entry.usual_in:
            yield problem(file, ("usual_sources", cancer), f"'{cancer}' is not in usual_in")
        yield from _source(file, entry, ("usual_sources", cancer), name, content)
    for place, cancer in enumerate(entry.usual_in):
        if cancer not in entry.cancers:
            yield problem(file, ("usual_in", place), f"'{cancer}' is not in cancers")
        if entry.guide is None and cancer not in entry.usual_sources:
            yield problem(file, ("usual_in", place), f"needs a source: write '{cancer}: …' under usual_sources:")
    if entry.usual_in and not entry.ask_when_missing:
        yield problem(file, ("usual_in",), "needs ask_when_missing: the question for a report without it")
    for place, code in enumerate(entry.codes):
        yield from _source(file, entry, ("codes", place, "source"), code.source, content)


def _scale(file: Read, entry: marker_schema.Marker, scale: marker_schema.Scale) -> Iterator[Problem]:
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


def _coverage(file: Read, shown: list[marker_schema.Value], units: tuple[str, ...]) -> Iterator[Problem]:
    """Each point of the scale belongs to exactly one value: looked at on, and between, all borders."""
    ranges: list[dict[str, marker_schema.Range]] = [{one.unit: one for one in value.all_ranges} for value in shown]
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


def _points(ranges: list[marker_schema.Range], unit: str) -> list[Decimal]:
    borders = {border for one in ranges for border in (one.lower, one.upper) if border is not None}
    ordered = sorted(borders | set(_ENDS[unit]))
    between = [(low + high) / 2 for low, high in itertools.pairwise(ordered)]
    return sorted([*ordered, *between])
