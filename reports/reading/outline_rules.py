"""The phrases and word lists by which an outline is recognised, as content/context/sections.yaml gives them.

Only data: headings.py finds headings with it, parts.py finds samples, outline.py walks the lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.reading.asides import Asides

_SHORT_SIDES = {"rt": "right", "lt": "left"}


@dataclass(frozen=True, slots=True)
class Outline:
    """Phrases by which sections, parts and sides are recognised; all lower case."""

    headings: Mapping[str, str]  # phrase → section
    misread: Mapping[str, str]  # headings as `misread_key` has them → section
    openers: Mapping[str, str]  # first word of a heading in capitals → section
    asides: Asides  # lines and headings that their own words place
    case_labels: frozenset[str]  # labels of facts on the whole case
    words: frozenset[str]  # words that a line end may have broken
    sites: frozenset[str]  # "breast", "axilla", …: what a numbered or side line must name to be a specimen
    sides: frozenset[str]  # "left", "right"
    procedures: frozenset[str]  # "biopsy", "mastectomy", …: with a site they name a specimen
    results: frozenset[str]  # names of markers: a line that starts with one is never a heading


def words_of(text: str) -> set[str]:
    """The words of a line's beginning, in lower case, short names of sides written out."""
    return {_SHORT_SIDES.get(word, word) for word in re.findall(r"[a-z]+", text[:120].lower())}
