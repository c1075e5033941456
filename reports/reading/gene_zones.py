"""Where a line of a genetic report stands: results, variants of unknown meaning, or text that holds no result at all.

Headings of content/context/genes.yaml, then words that place a heading which no list has, then the sections of the
report as outline.py has them. What a line says is not looked at here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.reading.findings import Origin
from reports.reading.gene_terms import GeneRules
from reports.reading.headings import heading_key
from reports.reading.origins import OriginWalk
from reports.reading.text import Line, Prepared

SILENT = "silent"
RESULTS = "results"
_SECTIONS = {"method": SILENT, "technical": SILENT, "history": "history", "previous": "previous"}
_LONGEST = 80
_SHAPED = re.compile(r"^[\W0-9]{0,12}[A-Z][^.;?!]{2,78}[:.]?\W{0,12}$")
_VALUE = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]+)? ?%|\bp\.|\bc\.[0-9]|[A-Z][0-9]{2,4}[A-Z]\b|\b(?:not )?detected$"
    r"|\b(?:negative|positive|wild[ -]?type|pending)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\b[a-z]{4,}")
# What is printed below such a line corrects or adds to the report, whatever stood above it.
_REVISES = re.compile(
    r"(?i:revis(?:ed|ion)|correct(?:ed|ion)|amend(?:ed|ment)|supplement(?:ary|al)?|addendum|erratum|corrigendum)\b"
    r"(?=[^\n]{0,100}(?:[0-9]{2}|:\s*$))[^\n]{0,140}"
    r"|[^\n:]{0,100}\b(?i:correct(?:ed)? (?:results?|values?|findings?|reading))\s?(?:is|are|reads?)?:"
)
_REVISING = frozenset("RCASE")
_COLUMNS = re.compile(r" {2,}| ?\| ?|\t")
_TABLE = {
    "gene",
    "genes",
    "variant",
    "alteration",
    "vaf",
    "result",
    "classification",
    "status",
    "mutation",
    "finding",
    "biomarker",
    "marker",
    "zygosity",
    "tier",
    "interpretation",
    "analyte",
}
_ANSWERED = {"result", "results", "status", "call"}
_LISTS = {"vus", "benign", RESULTS}
_MANY = ("variants", "alterations", "findings", "genes", "mutations")
_NO_TABLE = ("therap", "trial", "drug", "covered", "coverage", "region", "hotspot", "target", "transcript")


@dataclass(frozen=True, slots=True)
class Place:
    zone: str  # results, vus, benign, silent, history, previous, or "" where no heading said anything
    heading: bool
    origin: Origin


def zones(prepared: Prepared, rules: GeneRules) -> list[Place]:
    walk = _Walk(rules, OriginWalk(prepared, rules))
    return [walk.step(line) for line in prepared.lines]


class _Walk:
    def __init__(self, rules: GeneRules, origins: OriginWalk) -> None:
        self.rules = rules
        self.origins = origins
        self.zone = ""
        self.outer = ""
        self.inline = False  # the zone began on a line that goes on behind its heading
        self.apart = True  # a blank line stands before
        self.section = ""
        self.addendum = 0

    def step(self, line: Line) -> Place:
        stripped = line.text.strip()
        if not stripped:
            self._close()
            self.apart = True
            return Place(self.zone, heading=False, origin=self.origins.here)
        if self.inline and _labelled(stripped):
            self._close()
        heading = self._heading(line, stripped)
        self.apart = False
        self.origins.step(line, heading=heading)
        return Place(self.zone, heading, self.origins.here)

    def _close(self) -> None:
        if self.inline:
            self.zone, self.inline = self.outer, False

    def _heading(self, line: Line, stripped: str) -> bool:
        if (stripped[0] in _REVISING or stripped[-1] == ":") and _REVISES.fullmatch(stripped):
            self.section, self.addendum = line.section, line.addendum
            self.zone, self.outer, self.inline = RESULTS, "", False
            return True
        head, colon, rest = stripped.partition(":")
        inline = bool(colon and rest.strip(" *_-="))
        zone = self._known(head if colon else stripped)
        if inline and zone is None:  # "Tier III: variants of uncertain significance"
            behind = self._known(rest)
            zone, inline = (behind, False) if behind in _LISTS else (zone, inline)
        if zone is None and (line.section, line.addendum) != (self.section, self.addendum):
            zone = _SECTIONS.get(line.section, RESULTS if line.heading else None)
            inline = inline or (zone in _SECTIONS.values() and not line.heading)  # a line that stands apart alone
            if zone is None and self.zone in {"history", "previous"} and not self.inline:
                self.zone = ""
            zone = zone if line.heading or self.zone != SILENT else None
        if zone is None and not inline and _is_shaped(stripped):
            zone = self._placed(stripped)
        self.section, self.addendum = line.section, line.addendum
        if zone is None:
            return False
        self.outer = self.zone if inline and zone == SILENT else ""
        self.zone, self.inline = zone, inline and zone in {SILENT, "history", "previous"}
        return not (inline and zone == RESULTS)  # "Result: detected" is a line of its gene

    def _known(self, head: str) -> str | None:
        return self.rules.headings.get(heading_key(head)) if len(head) <= _LONGEST else None

    def _placed(self, line: str) -> str | None:
        """A heading that no list has, by its words; the header of a table of results."""
        text = line.lower()
        cells = [cell.strip(" :*#") for cell in _COLUMNS.split(text)]
        headed = sum(cell.split(" ")[0] in _TABLE or cell.split(" ")[-1] in _TABLE for cell in cells)
        answered = any(cell.split(" ")[-1] in _ANSWERED for cell in cells[1:])
        if len(cells) > 2 and headed > 1 and (answered or not any(word in text for word in _NO_TABLE)):
            return self.zone if self.zone in {"vus", "benign"} else RESULTS
        if " " not in text.strip(" :*#-") or not (self.apart or line.endswith(":") or line.isupper() or " - " in line):
            return None  # a cell of a table
        words = self.rules.heading_words
        for kind in ("vus", "benign", "silent_first", "previous", "results", "silent"):
            if kind in {"vus", "benign"} and not any(many in text for many in _MANY):
                continue
            if words[kind].search(text):
                return SILENT if kind.startswith(SILENT) else kind
        return None


def _labelled(stripped: str) -> bool:
    head, colon, rest = stripped.partition(":")
    return bool(colon and rest.strip() and len(head) <= 50 and head[:1].isupper())


def _is_shaped(stripped: str) -> bool:
    """Short, no sentence, no value; in capitals, in title case or before a colon."""
    if len(stripped) > _LONGEST or not _SHAPED.match(stripped) or _VALUE.search(stripped):
        return False
    if stripped.endswith(":") or not _SMALL.search(stripped):
        return True
    words = [word for word in re.findall(r"[A-Za-z]+", stripped) if len(word) > 3]
    titled = sum(word[0].isupper() for word in words)
    return bool(words) and titled >= len(words) - 1 and not stripped.endswith(".")
