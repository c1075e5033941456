"""Which specimen or form a fact belongs to, beyond what the outline of the report says.

A sample of lymph nodes owns no grade and no margin; two synoptic forms may describe two tumours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.reading.text import Prepared

_NODAL = re.compile(r"\b(?:lymph nodes?|nodes?|sentinel|axillary contents|axilla|lymphadenectomy)\b", re.IGNORECASE)
_PRIMARY = re.compile(
    r"mastectomy|lumpectomy|segmental|quadrantectomy|tylectomy|\bwide\b|\bmass\b|\btumou?r\b|cystectomy|colectomy"
    r"|lobectomy|breast and|and breast|mammoplasty",
    re.IGNORECASE,
)
_BREASTS = re.compile(r"breast|axill|mastectomy|lumpectomy|sentinel", re.IGNORECASE)
_SIDE = re.compile(r"\b(left|right)\b", re.IGNORECASE)
_FORM = re.compile(
    r"^[\s*=#-]{0,8}(?P<title>(?:[A-Za-z][^:.\n]{0,60}?\b)?"
    r"(?:synoptic|checklist|tumou?r summary|case summary|template)\b"
    r"[^:.\n]{0,40})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Specimens:
    titles: Mapping[str, str]  # specimen → the first words that the report says of it
    forms: tuple[tuple[int, str], ...]  # line number and title of each synoptic form

    def owner(self, name: str, *, primary: bool) -> str:
        """The specimen for a fact of the primary tumour: nodes own none."""
        return "" if primary and self.nodal(name) else name

    def nodal(self, name: str) -> bool:
        title = self.titles.get(name, "")
        return bool(_NODAL.search(title)) and not _PRIMARY.search(title)

    def of_breasts(self) -> bool:
        """Breasts have a side each, with nodes of its own; the nodes on both sides of one bladder belong together."""
        return any(_BREASTS.search(f"{name} {title}") for name, title in self.titles.items())

    def side(self, name: str) -> str:
        """`left` or `right` where the report's words for a specimen name one side."""
        found = {side.lower() for side in _SIDE.findall(self.titles.get(name, name))}
        return found.pop() if len(found) == 1 else ""

    def of_side(self, side: str) -> str:
        """The only breast specimen of a side, else the side itself."""
        names = [name for name in self.titles if self.side(name) == side and not self.nodal(name)]
        return names[0] if len(names) == 1 else f"{side.capitalize()} breast"

    def form(self, line: int) -> str:
        return next((title for number, title in reversed(self.forms) if number <= line), "")


def specimens(prepared: Prepared) -> Specimens:
    titles: dict[str, str] = {}
    forms: list[tuple[int, str]] = []
    for line in prepared.lines:
        if line.specimen and line.specimen not in titles:
            titles[line.specimen] = _title(prepared, line.number)
        form = _FORM.match(line.text)
        if form and len(line.text.strip()) < 90:
            forms.append((line.number, " ".join(form.group("title").split())))
    return Specimens(titles, tuple(forms))


def _title(prepared: Prepared, number: int) -> str:
    """The line that names a specimen, with the next one where it does not end in a colon."""
    first = prepared.lines[number].text
    if ":" in first or number + 1 >= len(prepared.lines):
        return first.partition(":")[0] if len(first.partition(":")[0]) > 8 else first
    return f"{first} {prepared.lines[number + 1].text.partition(':')[0]}"
