"""Sentences for findings: looks words up in the catalogue and the wording, and fills their places.

It chooses which sentence fits; it never writes one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from guides import catalog
from guides.entries import Marker, Value
from reports.reading.findings import NO_RESULT, Finding, Status

STAGE_MARKERS = frozenset({"PT", "PN", "PM"})


@dataclass(frozen=True)
class Phrasebook:
    """The words of one language."""

    language: str

    @cached_property
    def markers(self) -> Mapping[str, Marker]:
        return catalog.markers(self.language)

    @cached_property
    def sentences(self) -> Mapping[str, str]:
        return catalog.wording(self.language).sentences

    def say(self, key: str, default: str = "", **places: object) -> str:
        """The sentence `key` with its places filled; the sentence `default` where there is no such key."""
        sentence = self.sentences.get(key) or self.sentences.get(default, "")
        return sentence.format(**places)

    def has(self, key: str) -> bool:
        return key in self.sentences

    def label(self, marker: str) -> str:
        entry = self.markers.get(marker)
        return entry.label if entry else marker

    def value(self, finding: Finding) -> Value | None:
        """The entry of the marker's file that explains this finding, or None."""
        entry = self.markers.get(finding.marker)
        if entry is None:
            return None
        if finding.status in NO_RESULT:  # no result: only an entry for this very state explains it
            return next((v for v in entry.values.values() if v.status == finding.status), None)
        return _explained(tuple(entry.values.values()), finding)

    def word(self, finding: Finding) -> str:
        """The state in words: "equivocal (2+)", "pending (result not in yet)", "positive"."""
        value = self.value(finding)
        if value is not None and not _is_amount(finding):
            return value.label if finding.marker not in STAGE_MARKERS else finding.value
        if finding.status is Status.REPORTED:
            return finding.value or self.percent(finding)
        return self.say(f"status.{finding.status}")

    def percent(self, finding: Finding) -> str:
        printed = finding.measures.get("percent", "")
        return self.say("measure.percent.printed", value=printed) if printed else ""


def _is_amount(finding: Finding) -> bool:
    """Whether the report's own number says more than the name of the range it falls in."""
    return finding.marker in {"NODES_POSITIVE", "NODES_EXAMINED", "KI67"} and finding.status is Status.REPORTED


def _explained(values: tuple[Value, ...], finding: Finding) -> Value | None:
    if finding.marker in STAGE_MARKERS:
        return _longest_stage(values, finding.value)
    if finding.value:
        exact = next((v for v in values if v.value == finding.value and v.status == finding.status), None)
        if exact:
            return exact
    if _is_amount(finding):
        return _amount(values, finding)
    # A value that the file does not name must not be explained by a neighbour that shares the status.
    plain = [v for v in values if v.status == finding.status and not v.value]
    return plain[0] if len(plain) == 1 and not _names_other(values, finding) else None


def _names_other(values: tuple[Value, ...], finding: Finding) -> bool:
    return bool(finding.value) and finding.value != finding.status and any(v.value for v in values)


def _longest_stage(values: tuple[Value, ...], printed: str) -> Value | None:
    """Matched without prefix, brackets, blanks and case: "ypT1c" is explained by "T1", "pN0 (i+)" by "N0(i+)"."""
    stage = _plain_stage(re.sub(r"^[a-z]+", "", printed))
    fitting = [v for v in values if v.value and stage.startswith(_plain_stage(v.value))]
    return max(fitting, key=lambda v: len(v.value), default=None)


def _plain_stage(printed: str) -> str:
    """ "N1(mi)(sn)" → "n1mi": the marks that say how a node was found do not change what the word means."""
    return re.sub(r"\(sn\)|[\s()]", "", printed.lower())


def _amount(values: tuple[Value, ...], finding: Finding) -> Value | None:
    printed = finding.value if finding.marker.startswith("NODES") else finding.measures.get("percent", "")
    number = as_number(printed)
    if number is None:
        return None
    if finding.marker == "KI67":
        return next((v for v in values if v.percent and v.percent.holds(Decimal(str(number)))), None)
    wanted = "0" if number == 0 else "some"
    return next((v for v in values if v.value == wanted), values[0] if len(values) == 1 else None)


def as_number(printed: str) -> float | None:
    """One plain number, or None: a range or a bound ("80-90", "<1") has no single place on a scale."""
    cleaned = printed.strip().rstrip("%").strip()
    return float(cleaned) if re.fullmatch(r"\d{1,4}(?:\.\d{1,2})?", cleaned) else None
