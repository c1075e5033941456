"""Plain rule data, as `catalog.marker_rules()` hands it out, compiled once for the reader.

All leaves of the data are strings. Nothing is checked here that guides/loading/reading_schema.py has checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.outline import Outline, heading_key


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Compared by identity, so that a module can keep what it compiled from it in an `lru_cache`."""

    outline: Outline
    reading: Mapping[str, Mapping[str, Any]]  # file stem → content of content/reading/<stem>.yaml
    context: Mapping[str, Mapping[str, Any]]
    markers: Mapping[str, Mapping[str, Any]]


def compile_rules(rules: Mapping[str, Any]) -> Vocabulary:
    """`rules` holds "reading", "context" and "markers", each by file stem."""
    reading, context, markers = rules["reading"], rules["context"], rules["markers"]
    return Vocabulary(_outline(context["sections"], reading), reading, context, markers)


def _outline(sections: Mapping[str, Any], reading: Mapping[str, Mapping[str, Any]]) -> Outline:
    headings = {heading_key(phrase): section for section, phrases in sections["headings"].items() for phrase in phrases}
    names = (name for rules in reading.values() for name in rules.get("names", ()))
    return Outline(
        headings=headings,
        words=frozenset(sections["words"]),
        sites=frozenset(sections["sites"]),
        sides=frozenset(sections["sides"]),
        procedures=frozenset(sections["procedures"]),
        results=frozenset(heading_key(name) for name in names if isinstance(name, str)),
    )
