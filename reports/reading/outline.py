"""Where each line of a report stands: its section, its specimen, its addendum.

Works on line shapes and on the heading phrases of content/context/sections.yaml. It does not look at results,
and a line that fits nothing stays where the line before it stood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from reports.reading.asides import Asides, aside_lines
from reports.reading.sieve import Letters

_LEAD = re.compile(r"^[\s*=_#>|~.\-]{0,80}(?:\(?[0-9]{1,2}[.)]\s{1,8})?(?:[IVX]{1,4}[.)]\s{1,8})?")
_TAIL = " \t*=_#|~.-;:"
_DATE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}"
_NUMBERING = re.compile(
    rf"\([^)]{{0,60}}\)|{_DATE}|#[0-9]{{1,3}}|\b(?:no\.?|number)\s?[0-9]+|[0-9]+|[#\[\]\"]", re.IGNORECASE
)
_LETTER_PART = re.compile(
    r"^[\s*>\-]{0,80}(?:(part|specimen|container|sample|jar)\s{1,4}#?\s{0,4})?\(?\"?([A-Z])\"?\s{0,4}"
    r"(?:\)?[.):]|\s-|-(?=\s)|(?:(?<=part [A-Z])|(?<=specimen [A-Z])|(?<=sample [A-Z]))(?:,|$))\s{0,8}(?=(.?))",
    re.IGNORECASE,
)
_NUMBER_PART = re.compile(
    r"^[\s*>\-]{0,80}(?:for )?(part|specimen|container|sample|jar|tumou?r|lesion|focus|mass|nodule|site)?\s{0,4}"
    r"(#|no\.?\s?)?\(?([0-9]{1,2}|I{1,3}|IV|VI{0,3}|IX|X)\s{0,4}(?:\)?[.):]|\s-|-(?=\s)|(?=\()|,|(?=block)|$)\s{0,8}",
    re.IGNORECASE,
)
_NAMED_PART = re.compile(r"\b(?i:part|specimen)\s#?\s?([A-Z]|[0-9]{1,2})\b|\b(?i:block)\s#?([A-Z])[0-9]{1,2}\b")
_LISTED_PART = re.compile(r"(?:^|\s{2}|[;,]\s)\s{0,20}\(?([A-Z])(?:[).:]\s{0,4}|\s{1,4})(?=[A-Z][a-z]{2}|[A-Z]{3})")
_PARTS_IN_ROW = re.compile(r"(?:^|\s{2})\s{0,20}\(?(?:[0-9]{1,2}|[A-Z])[).:]?\s{1,4}(?=[A-Z][A-Za-z]{2})")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_ROMAN_PAIRS = frozenset(pairwise(_ROMAN))
_SHORT_SIDES = {"rt": "right", "lt": "left"}
_MISREAD = re.compile(r"[A-Z][A-Zl01|&/]{3,40}")  # capitals, and what a scanner makes of I and O
_LOOK_ALIKE = str.maketrans({"1": "i", "l": "i", "|": "i", "0": "o"})
_OF_PART = re.compile(  # "BIOMARKERS, SPECIMEN A", "Receptors (part 2)", "Breast biomarkers - A"
    r"[\s,(-]{1,4}(?:\b(?i:specimen|part|sample|tumou?r|block)\s?#?[A-Z0-9]{1,3}|(?<=- )[A-Z])\)?[\s:*=_.-]{0,8}$"
)
_ONE_SAMPLE = re.compile(r"(?:part|specimen|sample|container)\s#?(?:[A-Z]|[0-9]{1,2}|[IVX]{1,4})\s?", re.IGNORECASE)
_LED = re.compile(r"([A-Z][A-Za-z]{3,20}(?: [A-Za-z]{2,20}){0,3})(?:\. |[ ]{2,20})(?=[A-Z0-9(])")
_CELL = re.compile(r"[:=|]|\s-|-\s|\s{2}")
_INNER = {"results", "comment", "synoptic", "microscopic", "technical"}  # sections that a part may have of its own
_METHODS = frozenset(
    ["fish", "ihc", "ish", "immunohistochemistry", "in situ hybridization", "in situ hybridisation", "immunostains"]
)
_LISTING = {"diagnosis", "procedure", "addendum", "amendment"}  # sections that number samples
_LONGEST_HEADING = 160
_LISTED = 4  # commas of a line that tells a whole report
_LONGEST_SAMPLE = 90  # characters of the name of a sample
_TALK = {"history", "method", "technical", "previous"}  # sections that hold no result of this report
_SAMPLE_WORDS = ("part", "specimen", "container", "sample", "jar")
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
    return Layout(tuple(found), tuple(walk.specimens))


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
        if _comes_next(following, before) or (key in inside and following == ""):
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


def _comes_next(name: str, before: str) -> bool:
    """Is it the name of the part behind that one: B behind A, 2 behind 1, II behind I?"""
    if before.isdigit():
        return name == str(int(before) + 1)
    if (before, name) in _ROMAN_PAIRS:
        return True
    return len(before) == 1 and before.isalpha() and name == chr(ord(before) + 1)


class _Walk:
    """Reads line after line and remembers where it stands."""

    def __init__(self, outline: Outline, lines: Sequence[str], near: Asides) -> None:
        self.outline = outline
        self.near = near  # asides that these lines may meet
        self.lines = lines
        self.section = ""
        self.inline = False  # the section's text began on the heading's own line
        self.specimen = ""
        self.specimens: list[str] = []
        self.letter = ""  # the last part letter
        self.addendum = 0
        self.amended = False
        self.diagnosis_seen = False
        self.last = ""  # the last line
        self.blank = self.blank_above = True  # an empty line stands above
        self.announced: bool | None = None  # some line opens the diagnosis; None: not looked up
        self.nodal = False  # the specimen is a lymph node
        self.outer = ""  # the section around a method line
        self.number = -1
        self.last_part = ""
        self.listed: set[str] = set()  # letters of the samples as the report lists them
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
        self.blank_above = blank
        section, inline = self._heading(stripped, follows=follows)
        if section:
            if section in _INNER and self.specimen:
                self.inner.append((self.number, heading_key(stripped.partition(":")[0]), self.specimen))
            self._enter(section, inline)
            self.last = stripped
            self._part(line)
            named = _NAMED_PART.search(stripped)
            if named and not inline and not self.specimen:  # "SYNOPTIC REPORT - SPECIMEN A"
                self._stand_at(named.group(1) or named.group(2), line)
            return self._place(heading=True)
        apart = blank or self.last.endswith(".")
        if (not follows and self._closes(stripped)) or (
            apart and self.section in _TALK and self._begins_report(stripped)
        ):
            self._leave()
        self.last = stripped
        if self.nodal and heading_key(stripped.partition(":")[0]) in self.outline.case_labels:
            self.specimen, self.nodal = "", False
        self._part(line)
        return self._place(heading=False)

    def _place(self, *, heading: bool) -> Place:
        return Place(self.section, heading, self.specimen, self.addendum, self.amended)

    def _heading(self, line: str, *, follows: bool = False) -> tuple[str, bool]:
        """The section that the line opens, and whether its text begins on the same line."""
        body = _LEAD.sub("", line, count=1)
        head, colon, rest = body.partition(":")
        if _ONE_SAMPLE.fullmatch(head):
            return "", False  # "SPECIMEN A: left breast" opens a part
        if colon and len(head) <= 90:
            key = heading_key(_OF_PART.sub("", head))
            section = self.outline.headings.get(key, "") or self.outline.misread.get(misread_key(head), "")
            told = bool(rest.strip(" *_-="))
            if told and section == "results" and self.section == "method" and key in _METHODS:
                return "", False  # "FISH: 20 cells are counted" among the methods
            if section:
                return section, told
        led = self._led(body, apart=follows or self.blank_above)
        if led:
            return led, True
        if len(body) > 90 or not body[:1].isupper():
            return "", False
        key = heading_key(_OF_PART.sub("", body))
        section = self.outline.headings.get(key, "")
        if body.endswith("."):
            # "Gross description." in a paragraph, and not the end of a wrapped sentence: "see\nComment."
            return (section if follows or self.blank_above else ""), False
        section = section or self.outline.misread.get(misread_key(body), "")
        if not section and (body.isupper() or body.endswith(":")):
            section = self.outline.openers.get(re.split(r"[ /-]", key, maxsplit=1)[0], "")
        return section or self.near.title(line), False

    def _led(self, body: str, *, apart: bool) -> str:
        """The section of a heading that no colon ends: "GROSS     One node", "Notes. ER is called positive"."""
        found = _LED.match(body)
        if not found or not (apart or found[1].isupper()):
            return ""
        key = heading_key(found[1])
        return self.outline.headings.get(key, "") if key not in self.outline.results else ""

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
            self.specimen, self.letter = "", ""

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
            return bool(self._words(line) & (self.outline.sites | self.outline.procedures))
        head, colon, rest = line.partition(":")
        if not colon and line.count(",") >= _LISTED:  # "Rt breast, core bx, invasive ductal ca, grade 2, ER pos"
            head, rest = line[:_LONGEST_SAMPLE], line
            sited = self._words(" ".join(line.split()[:3])) & (self.outline.sites | self.outline.sides)
            colon = ":" if sited else ""
        if not colon or self.section == "previous" or not _DISEASE.search(rest) or _EARLIER.search(line):
            return False
        words = self._words(head)
        sampled = words & self.outline.procedures and len(head) <= _LONGEST_SAMPLE
        return bool(sampled) and not self._has_diagnosis()

    def _has_diagnosis(self) -> bool:
        """Does any line open the diagnosis? Looked up at most once, and only where a line needs to know."""
        if self.announced is None:
            lines = (line.strip() for line in self.lines)
            self.announced = any(self._heading(line)[0] == "diagnosis" for line in lines if line)
        return self.announced

    def _names_result(self, line: str) -> bool:
        """`ER - Positive`, `ER   Positive`: a line of a list of results."""
        first = _CELL.split(line, maxsplit=1)[0]
        return first != line and heading_key(first) in self.outline.results

    def _part(self, line: str) -> None:
        if self.section in {"history", "method", "technical"}:
            return
        if self.section == "procedure":
            self.listed.update(_LISTED_PART.findall(line))
            if len(_PARTS_IN_ROW.findall(line)) > 1:  # "1) LEFT BREAST   2) LEFT SENTINEL NODE": a list, and no part
                self.specimen = ""
                return
        name = self._lettered(line) or self._numbered(line) or self._sided(line)
        if name:
            self._stand_at(name, line)

    def _stand_at(self, name: str, line: str) -> None:
        self.specimen = self.last_part = name
        words = self._words(line)
        self.nodal = bool(words & {"lymph", "node", "nodes"}) and "breast" not in words
        if name not in self.specimens:
            self.specimens.append(name)

    def _lettered(self, line: str) -> str:
        part = _LETTER_PART.match(line)
        if not part:
            return ""
        word, letter, following = part.groups()
        rest = line[part.end() :]
        if not word and (letter.islower() or any(s.isdigit() for s in self.specimens)):
            return ""  # sub-items of "PART 1:" are no specimens
        if following and not (following.isalpha() or following in "\"'([#") and not word:
            return ""
        expected = chr(ord(self.letter) + 1) if self.letter else "A"
        sampled = self._names_sample(rest)
        announced = (
            letter in self.listed and letter == expected and self.section == "diagnosis" and len(self.listed) > 1
        )
        if (
            not word
            and not announced
            and not (sampled and (letter == expected or letter in self.specimens or rest.rstrip().endswith(":")))
        ):
            return ""
        self.letter = letter.upper()
        return self.letter

    def _numbered(self, line: str) -> str:
        part = _NUMBER_PART.match(line)
        if not part:
            return ""
        word, sign, number = part.groups()
        if word and word.lower() in _SAMPLE_WORDS:
            return number if number.isdigit() else number.upper()
        if word:
            return f"{word} {sign or ''}{number}"
        if line[: part.end()].rstrip().endswith(","):
            return ""
        follows = _comes_next(number, self.last_part)
        if not (follows or self.section in _LISTING):
            return ""
        rest = line[part.end() :]
        return number if self._names_sample(rest) and self._words(rest) & self.outline.sides else ""

    def _names_sample(self, text: str) -> bool:
        words = self._words(text)
        if not words & self.outline.sites:
            return False
        closed = text.rstrip().endswith((":", "-")) or self.section == "procedure"
        return closed or bool(words & (self.outline.sides | self.outline.procedures))

    def _sided(self, line: str) -> str:
        """`RIGHT BREAST, MASTECTOMY:` as a line of its own, in reports that number nothing."""
        stripped = line.strip(" *-_=").rstrip(_TAIL)
        if len(stripped) > 70 or ":" in stripped or not line.rstrip().endswith(":"):
            return ""
        words = self._words(stripped)
        sides = words & self.outline.sides
        if len(sides) != 1 or not words & self.outline.sites or any(len(s) <= 2 for s in self.specimens):
            return ""
        return f"{sides.pop().capitalize()} breast" if "breast" in words else stripped

    @staticmethod
    def _words(text: str) -> set[str]:
        return {_SHORT_SIDES.get(word, word) for word in re.findall(r"[a-z]+", text[:120].lower())}


def heading_key(text: str) -> str:
    """A heading without numbering, dates, brackets and decoration, in lower case; "" for what is too long for one."""
    text = text.strip()
    if len(text) > _LONGEST_HEADING:
        return ""
    plain = _NUMBERING.sub(" ", text.replace("(s)", "s").replace("(S)", "s").rstrip(_TAIL))
    return " ".join(plain.rstrip(_TAIL).lower().replace(",", " ").split())


def misread_key(text: str) -> str:
    """A heading as scanners misread it: spaces within words, l and 1 for I, 0 for O; "" for what is no capital line."""
    letters = "".join(text.rstrip(_TAIL).split())
    return without_look_alikes(letters) if _MISREAD.fullmatch(letters) else ""


def without_look_alikes(text: str) -> str:
    return "".join(text.split()).lower().translate(_LOOK_ALIKE)
