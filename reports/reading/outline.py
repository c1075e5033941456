"""Where each line of a report stands: its section, its specimen, its addendum.

Works on line shapes and on the heading phrases of content/context/sections.yaml. It does not look at results,
and a line that fits nothing stays where the line before it stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reports.reading.asides import Asides, aside_lines
from reports.reading.headings import heading_key, opened
from reports.reading.outline_rules import Outline, words_of
from reports.reading.parts import Parts, comes_next
from reports.reading.sieve import Letters

_CELL = re.compile(r"[:=|]|\s-|-\s|\s{2}")
_INNER = {"results", "comment", "synoptic", "microscopic", "technical"}  # sections that a part may have of its own
_LISTED = 4  # commas of a line that tells a whole report
_LONGEST_SAMPLE = 90  # characters of the name of a sample
_TALK = {"history", "method", "technical", "previous"}  # sections that hold no result of this report
_UNKNOWN_HEADING = re.compile(r"^[\s*=_#]{0,80}[A-Z][A-Z &/,()'\-]{2,60}:?[\s*=_#]{0,80}$")
_NAMED_SAMPLE = re.compile(r"^(?:specimen|part|container)\s#?[A-Z0-9]{1,2}\s?[:.)-]\s", re.IGNORECASE)
_DISEASE = re.compile(
    r"\b\w{0,12}carcinoma\b|melanoma|lymphoma|sarcoma|glioma|blastoma|astrocytoma|neoplasm|cancer\b"
    r"|\b(?:(?:ductal|lobular|squamous|cell|urothelial|serous) ca|adenoca|idc|ilc|dcis|scc)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:19|20)[0-9]{2}\b|\b(?:history|prior|previous|outside|known|suspected|possible|rule|r/o|s/p|ago)\b|\?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^[*\-]?\s{0,4}[A-Za-z][A-Za-z0-9 /()+.,'\-]{0,50}:\s{0,8}\S")


class Place(NamedTuple):
    section: str = ""
    heading: bool = False
    specimen: str = ""
    addendum: int = 0
    amended: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    places: tuple[Place, ...]
    specimens: tuple[str, ...]


def places(lines: Sequence[str], outline: Outline, letters: Letters, follows: Sequence[bool]) -> Layout:
    """`letters` are those of the lines; `follows` tells of each whether it is a further sentence of the paragraph
    above."""
    near = outline.asides.within(letters)
    walk = _Walk(outline, lines, near)
    stepped = [walk.step(line, follows=further) for line, further in zip(lines, follows, strict=True)]
    found = _nested(stepped, walk.inner)
    alone = aside_lines(lines, outline.asides, near, follows)
    found = [_aside(place, section) for place, section in zip(found, alone, strict=True)]
    return Layout(tuple(found), tuple(walk.parts.specimens))


def _aside(place: Place, section: str) -> Place:
    """A line with a section of its own keeps it, but not in a section that holds no result anyway."""
    if not section or place.section in _TALK:
        return place
    return place._replace(section=section)


def _nested(found: list[Place], inner: Sequence[tuple[int, str, str]]) -> list[Place]:
    """Headings inside a part: "BIOMARKERS:" below part A, with part B behind it, still speaks of part A."""
    inside: set[str] = set()
    for at, key, before in inner:
        until, following = _until_next(found, at)
        if comes_next(following, before) or (key in inside and following == ""):
            inside.add(key)
            found[at:until] = [place._replace(specimen=place.specimen or before) for place in found[at:until]]
    return found


def _until_next(found: Sequence[Place], at: int) -> tuple[int, str]:
    """Where the next part or the next section of the whole report begins, and that part's name."""
    for n in range(at + 1, len(found)):
        if found[n].specimen:
            return n, found[n].specimen
        if found[n].heading and found[n].section not in _INNER:
            return n, ""
    return len(found), ""


class _Walk:
    """Reads line after line and remembers where it stands."""

    def __init__(self, outline: Outline, lines: Sequence[str], near: Asides) -> None:
        self.outline = outline
        self.near = near  # asides that these lines may meet
        self.lines = lines
        self.section = ""
        self.inline = False  # the section's text began on the heading's own line
        self.parts = Parts(outline)
        self.addendum = 0
        self.amended = False
        self.diagnosis_seen = False
        self.last = ""  # the last line
        self.blank = True  # an empty line stands above
        self.announced: bool | None = None  # some line opens the diagnosis; None: not looked up
        self.outer = ""  # the section around a method line
        self.number = -1
        self.inner: list[tuple[int, str, str]] = []  # headings below a part: line, heading, part

    def step(self, line: str, *, follows: bool) -> Place:
        self.number += 1
        stripped = line.strip()
        if not stripped:
            if self.inline:
                self._leave()
            self.blank = True
            return self._place(heading=False)
        blank, self.blank = self.blank, False
        section, inline = opened(stripped, self.section, self.outline, self.near, apart=follows or blank)
        if section:
            if section in _INNER and self.parts.specimen:
                self.inner.append((self.number, heading_key(stripped.partition(":")[0]), self.parts.specimen))
            self._enter(section, inline)
            self.last = stripped
            self.parts.read(line, self.section)
            if not inline:
                self.parts.read_heading(stripped)
            return self._place(heading=True)
        apart = blank or self.last.endswith(".")
        if (not follows and self._closes(stripped)) or (
            apart and self.section in _TALK and self._begins_report(stripped)
        ):
            self._leave()
        self.last = stripped
        if heading_key(stripped.partition(":")[0]) in self.outline.case_labels:
            self.parts.leave_node()
        self.parts.read(line, self.section)
        return self._place(heading=False)

    def _place(self, *, heading: bool) -> Place:
        return Place(self.section, heading, self.parts.specimen, self.addendum, self.amended)

    def _enter(self, section: str, inline: bool) -> None:
        if section in {"addendum", "amendment"}:
            self.addendum += 1
            self.amended = section == "amendment"
        elif section == "diagnosis":
            if self.addendum and not self.diagnosis_seen:  # an addendum printed above the report it belongs to
                self.addendum, self.amended = 0, False
            self.diagnosis_seen = True
        passing = inline and section in {"results", "technical"}  # "Result: positive", "Controls: adequate"
        if not (self.inline and self.section == "technical"):
            self.outer = self.section if inline and section == "technical" else ""
        self.section, self.inline = section, inline
        if not passing:
            self.parts.leave()

    def _leave(self) -> None:
        self.section, self.inline, self.outer = self.outer if self.section == "technical" else "", False, ""

    def _closes(self, line: str) -> bool:
        """Does the line end the section without opening a known one?"""
        if self.inline and _LABEL.match(line):
            return True
        if self.inline and self._names_result(line):
            return True
        if self.inline and self.section == "technical" and self.last.endswith("."):
            return True  # "Controls: adequate." is one line among results
        if self.section in {"", "diagnosis", "addendum", "amendment"} or not _UNKNOWN_HEADING.match(line):
            return False
        return heading_key(line) not in self.outline.results and line.endswith(":")

    def _begins_report(self, line: str) -> bool:
        """Behind an empty line or a full stop: `SPECIMEN A: left breast`, or `Cecum, resection: adenocarcinoma`
        where no heading of the whole report announces its diagnosis."""
        if _NAMED_SAMPLE.match(line):
            return bool(words_of(line) & (self.outline.sites | self.outline.procedures))
        head, colon, rest = line.partition(":")
        if not colon and line.count(",") >= _LISTED:  # "Rt breast, core bx, invasive ductal ca, grade 2, ER pos"
            head, rest = line[:_LONGEST_SAMPLE], line
            sited = words_of(" ".join(line.split()[:3])) & (self.outline.sites | self.outline.sides)
            colon = ":" if sited else ""
        if not colon or self.section == "previous" or not _DISEASE.search(rest) or _EARLIER.search(line):
            return False
        words = words_of(head)
        sampled = words & self.outline.procedures and len(head) <= _LONGEST_SAMPLE
        return bool(sampled) and not self._has_diagnosis()

    def _has_diagnosis(self) -> bool:
        """Does any line open the diagnosis? Looked up at most once, and only where a line needs to know."""
        if self.announced is None:
            lines = (line.strip() for line in self.lines)
            sections = (opened(line, self.section, self.outline, self.near, apart=True)[0] for line in lines if line)
            self.announced = "diagnosis" in sections
        return self.announced

    def _names_result(self, line: str) -> bool:
        """`ER - Positive`, `ER   Positive`: a line of a list of results."""
        first = _CELL.split(line, maxsplit=1)[0]
        return first != line and heading_key(first) in self.outline.results
