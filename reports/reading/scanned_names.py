"""Names of markers and methods as they were printed, where a reader of pictures took one letter for its twin.

`PD-LI` is PD-L1 and `BRCAl` is BRCA1; a name takes as many letters as before, so that every place in the text stays
and quotes come from the text as it was read. Never a number, never an answer: those stand in no list here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from reports.reading.findings import Evidence, Reading

_WORD: Final = re.compile(r"[A-Za-z0-9|.-]{3,12}")


@dataclass(frozen=True, slots=True)
class ScannedNames:
    names: frozenset[str]
    groups: Mapping[int, str]  # each letter that has twins → one letter for all of them
    by_shape: Mapping[str, str]
    instead: Mapping[str, str]


def compile_names(rules: Mapping[str, Any]) -> ScannedNames:
    """`rules` is content/context/scanned.yaml. Two names of one shape repair nothing."""
    groups = {ord(letter): alike[0] for alike in rules["alike"] for letter in alike}
    shapes: dict[str, list[str]] = {}
    for name in rules["names"]:
        shapes.setdefault(name.translate(groups), []).append(name)
    by_shape = {shape: names[0] for shape, names in shapes.items() if len(names) == 1}
    return ScannedNames(frozenset(rules["names"]), groups, by_shape, dict(rules["instead"]))


def repaired(text: str, rules: ScannedNames) -> str:
    """The text with its names as printed: as long as before, letter for letter."""

    def name(found: re.Match[str]) -> str:
        word = found.group()
        end = word.rstrip(".-")  # the end of a sentence, a dash to the answer
        if end in rules.names or not any(letter.isalpha() for letter in end):
            return word
        known = rules.instead.get(end) or rules.by_shape.get(end.translate(rules.groups))
        return known + word[len(end) :] if known else word

    return _WORD.sub(name, text)


def requoted(reading: Reading, text: str) -> Reading:
    """The same reading, with every quote as it stands in `text`."""

    def again(evidence: Evidence) -> Evidence:
        return replace(evidence, quote=text[evidence.start : evidence.end])

    return replace(
        reading,
        findings=tuple(
            replace(finding, evidence=again(finding.evidence), also=tuple(map(again, finding.also)))
            for finding in reading.findings
        ),
        unread=tuple(replace(line, evidence=again(line.evidence)) for line in reading.unread),
    )
