"""The samples that a report keeps apart, as its lines name them: letters, numbers, Roman numbers, sides.

It does not know headings. A line that names no sample leaves the one before it standing.
"""

from __future__ import annotations

import re
from itertools import pairwise

from reports.reading.headings import TAIL
from reports.reading.outline_rules import Outline, words_of

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
_LISTING = {"diagnosis", "procedure", "addendum", "amendment"}  # sections that number samples
_SAMPLE_WORDS = ("part", "specimen", "container", "sample", "jar")


class Parts:
    """Reads line after line; `specimen` is the sample that the last line stands in, or ""."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.specimen = ""
        self.specimens: list[str] = []  # in the report's order
        self._letter = ""  # the last part letter
        self._last = ""
        self._listed: set[str] = set()  # letters of the samples as the report lists them
        self._nodal = False  # the specimen is a lymph node

    def leave(self) -> None:
        self.specimen, self._letter = "", ""

    def leave_node(self) -> None:
        """A label of the whole case ends the part of a lymph node."""
        if self._nodal:
            self.specimen, self._nodal = "", False

    def read(self, line: str, section: str) -> None:
        if section in {"history", "method", "technical"}:
            return
        if section == "procedure":
            self._listed.update(_LISTED_PART.findall(line))
            if len(_PARTS_IN_ROW.findall(line)) > 1:  # "1) LEFT BREAST   2) LEFT SENTINEL NODE": a list, and no part
                self.specimen = ""
                return
        name = self._lettered(line, section) or self._numbered(line, section) or self._sided(line)
        if name:
            self._stand_at(name, line)

    def read_heading(self, line: str) -> None:
        """ "SYNOPTIC REPORT - SPECIMEN A", "RECEPTORS (BLOCK B2)"."""
        named = _NAMED_PART.search(line)
        if named and not self.specimen:
            self._stand_at(named.group(1) or named.group(2), line)

    def _stand_at(self, name: str, line: str) -> None:
        self.specimen = self._last = name
        words = words_of(line)
        self._nodal = bool(words & {"lymph", "node", "nodes"}) and "breast" not in words
        if name not in self.specimens:
            self.specimens.append(name)

    def _lettered(self, line: str, section: str) -> str:
        part = _LETTER_PART.match(line)
        if not part:
            return ""
        word, letter, following = part.groups()
        rest = line[part.end() :]
        if not word and (letter.islower() or any(s.isdigit() for s in self.specimens)):
            return ""  # sub-items of "PART 1:" are no specimens
        if following and not (following.isalpha() or following in "\"'([#") and not word:
            return ""
        expected = chr(ord(self._letter) + 1) if self._letter else "A"
        sampled = self._names_sample(rest, section)
        announced = letter in self._listed and letter == expected and section == "diagnosis" and len(self._listed) > 1
        if (
            not word
            and not announced
            and not (sampled and (letter == expected or letter in self.specimens or rest.rstrip().endswith(":")))
        ):
            return ""
        self._letter = letter.upper()
        return self._letter

    def _numbered(self, line: str, section: str) -> str:
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
        follows = comes_next(number, self._last)
        if not (follows or section in _LISTING):
            return ""
        rest = line[part.end() :]
        return number if self._names_sample(rest, section) and words_of(rest) & self.outline.sides else ""

    def _names_sample(self, text: str, section: str) -> bool:
        words = words_of(text)
        if not words & self.outline.sites:
            return False
        closed = text.rstrip().endswith((":", "-")) or section == "procedure"
        return closed or bool(words & (self.outline.sides | self.outline.procedures))

    def _sided(self, line: str) -> str:
        """`RIGHT BREAST, MASTECTOMY:` as a line of its own, in reports that number nothing."""
        stripped = line.strip(" *-_=").rstrip(TAIL)
        if len(stripped) > 70 or ":" in stripped or not line.rstrip().endswith(":"):
            return ""
        words = words_of(stripped)
        sides = words & self.outline.sides
        if len(sides) != 1 or not words & self.outline.sites or any(len(s) <= 2 for s in self.specimens):
            return ""
        return f"{sides.pop().capitalize()} breast" if "breast" in words else stripped


def comes_next(name: str, before: str) -> bool:
    """Is it the name of the part behind that one: B behind A, 2 behind 1, II behind I?"""
    if before.isdigit():
        return name == str(int(before) + 1)
    if (before, name) in _ROMAN_PAIRS:
        return True
    return len(before) == 1 and before.isalpha() and name == chr(ord(before) + 1)
