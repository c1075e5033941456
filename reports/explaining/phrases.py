"""Sentences for findings: looks words up in the catalogue and the wording, and fills their places.

It chooses which sentence fits; it never writes one. A marker's file speaks of the cancers that it names. For all other
reports, also those whose cancer is not settled, the file <ID>_OTHER speaks, where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from guides import catalog
from guides.entries import Marker, Value
from reports.explaining import values
from reports.explaining.plausible import is_impossible
from reports.reading.findings import NO_RESULT, Finding, Origin, Status

_KINDS_OF_SCORE = ("tps", "cps", "ic")
OTHER = "_OTHER"  # ends the name of the file that speaks for the cancers that the marker's own file does not name


@dataclass(frozen=True)
class Phrasebook:
    """The words of one language, for a report on one kind of cancer ("" where it is not settled)."""

    language: str
    cancer: str = ""

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

    def entry(self, marker: str) -> Marker | None:
        """The file whose words fit this cancer, or None: then only general sentences do."""
        own = self.markers.get(marker)
        if own is None or self.cancer in own.cancers:
            return own
        other = self.markers.get(marker + OTHER)
        return other if other is not None or self.cancer else own

    def speaks_for_its_own(self, marker: str) -> bool:
        """Whether the marker's own file fits this cancer, and not the one for other cancers."""
        entry = self.entry(marker)
        return entry is not None and entry.id == marker

    def label(self, marker: str) -> str:
        entry = self.entry(marker) or self.markers.get(marker)
        return entry.label if entry else marker

    def value(self, finding: Finding) -> Value | None:
        """The entry of the marker's file that explains this finding, or None."""
        if finding.status not in NO_RESULT and (is_impossible(finding) or self.in_blood(finding)):
            return None
        return values.explaining(self.entry(finding.marker), finding)

    def word(self, finding: Finding) -> str:
        """The state in words: "equivocal (2+)", "pending (result not in yet)", "positive"."""
        if is_impossible(finding):
            return self.say("status.impossible")
        if self.in_blood(finding):
            return self.say(f"{self.in_blood(finding)}.word")
        value = self.value(finding)
        if value is not None and not _own_word(finding, value):
            return self._with_score(self._with_change(value.label, finding, value), finding)
        if finding.status is not Status.REPORTED:
            return self._with_change(self._plain(finding), finding, value)
        number = self.percent(finding) or finding.measures.get("score", "")
        told = (number, finding.value) if value is not None and value.bands else (finding.value, number)
        return next(filter(None, told), "") or self._plain(finding)

    def in_blood(self, finding: Finding) -> str:
        """Key of the sentences for a result that says less in the blood than in the tumor; "" for all others."""
        key = f"blood.{finding.marker.lower()}.{finding.status}"
        return key if finding.origin is Origin.BLOOD and self.has(f"{key}.word") else ""

    def percent(self, finding: Finding) -> str:
        printed = finding.measures.get("percent", "")
        return self.say("measure.percent.printed", value=printed) if printed else ""

    def _with_change(self, word: str, finding: Finding, value: Value | None) -> str:
        """The change as printed, where the word itself names none."""
        change = finding.measures.get("variant", "")
        named = value is not None and bool(value.value or value.variants)
        if not change or named or finding.status not in {Status.DETECTED, Status.NOT_DETECTED}:
            return word
        return self.say("word.change", word=word, change=change)

    def _with_score(self, word: str, finding: Finding) -> str:
        """PD-L1 with its kind of score, for the kinds are never mixed: "PD-L1 positive (TPS 60 %)"."""
        for kind in _KINDS_OF_SCORE:
            printed = finding.measures.get(kind, "")
            if printed:
                number = self.say(f"measure.{kind}.printed", value=printed) or printed
                return self.say("word.score", word=word, kind=kind.upper(), number=number)
        return word

    def _plain(self, finding: Finding) -> str:
        return self.say(f"status.{finding.status}", value=finding.value or self.say("status.stated"))


def _own_word(finding: Finding, value: Value) -> bool:
    """Whether the report's own word or number says more than the name of the entry that explains it."""
    if finding.marker in values.STAGE_MARKERS:
        return bool(finding.value)
    if finding.status is not Status.REPORTED:
        return False
    if finding.marker == "DIAGNOSIS" and finding.value.lower() in map(str.lower, value.variants):
        return True
    if finding.marker in values.COUNTS or value.bands:
        return True
    return bool(finding.value or finding.measures.get("percent")) and not value.value
