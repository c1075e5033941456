"""The judge's reports: made up, labelled by hand, one file for each style of laboratory.

What a report's row says beside `text` and `labels` (value `a|b`: either is right; a list: each is in the report):
- `optional`: labels that a careful reader may leave unsaid; `may`: further values that are true if stated;
- `earlier`: labels that the report only takes over, right as current or historical;
- `may_earlier`: values of an older specimen, right as historical, an error as current;
- `diagnosis_not`: words that the stated diagnosis must not have;
- `owners`: `[marker, words of the specimen, value]` that must not be stated together;
- `swap` and `turned`: the one value turned to its opposite, and the labels that then hold.

Labels were written before any reader was run. It holds no text of a real report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Labels = dict[str, list[str]]
OPPOSITE = {"positive": "negative", "negative": "positive"}


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    style: str
    sealed: bool
    text: str
    labels: Labels
    may: Labels
    may_earlier: Labels
    optional: frozenset[str]
    earlier: frozenset[str]
    owners: list[tuple[str, str, str]]
    ignore: frozenset[str]
    diagnosis_not: str
    nothing: bool
    turned: frozenset[str] = field(default=frozenset())  # the labels that the swap changed

    @property
    def is_turned(self) -> bool:
        return self.id.endswith("~turned")


def as_values(labels: dict[str, Any]) -> Labels:
    return {
        key: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for key, value in labels.items()
        if value is not None
    }


def row(entry: dict[str, Any], style: str, sealed: bool, nothing: bool) -> Row:
    return Row(
        id=entry["id"],
        style=style,
        sealed=sealed,
        text=entry["text"],
        labels=as_values(entry.get("labels", {})),
        may=as_values(entry.get("may", {})),
        may_earlier=as_values(entry.get("may_earlier", {})),
        optional=frozenset(entry.get("optional", ())),
        earlier=frozenset(entry.get("earlier", ())),
        owners=[(marker, words, str(value)) for marker, words, value in entry.get("owners", ())],
        ignore=frozenset(entry.get("ignore", ())),
        diagnosis_not=entry.get("diagnosis_not", ""),
        nothing=nothing,
    )


def turned(entry: dict[str, Any]) -> dict[str, Any]:
    """The same report with one value turned to its opposite."""
    text = entry["text"]
    for old, new in entry["swap"]:
        assert text.count(old) == 1, (entry["id"], old, text.count(old))
        text = text.replace(old, new)
    may = {key: value for key, value in entry.get("may", {}).items() if key not in entry["turned"]}
    if {"HER2_IHC", "HER2_ISH"} & set(entry["turned"]) and "HER2" in may:
        may["HER2"] = OPPOSITE.get(may["HER2"], may["HER2"])
    return entry | {
        "id": entry["id"] + "~turned",
        "text": text,
        "labels": entry.get("labels", {}) | entry["turned"],
        "may": may | entry.get("turned_may", {}),
        "owners": [],
    }


def rows() -> Iterator[Row]:
    for path in sorted(HERE.glob("*/*.yaml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        sealed, nothing = path.parent.name == "sealed", file.get("nothing", False)
        for entry in file["reports"]:
            yield row(entry, path.stem, sealed, nothing)
            if "swap" in entry:
                opposite = row(turned(entry), path.stem, sealed, nothing)
                yield Row(
                    **{name: getattr(opposite, name) for name in Row.__slots__} | {"turned": frozenset(entry["turned"])}
                )
