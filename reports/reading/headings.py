"""Which line is a heading, and of which section: with a colon, without one, in brackets, or misread by a scanner.

It looks at one line alone and remembers nothing. What a section means is not decided here.
"""

from __future__ import annotations

import re

from reports.reading.asides import Asides, issued_again
from reports.reading.outline_rules import Outline

TAIL = " \t*=_#|~.-;:"
_LEAD = re.compile(r"^[\s*=_#>|~.\-]{0,80}(?:\(?[0-9]{1,2}[.)]\s{1,8})?(?:[IVX]{1,4}[.)]\s{1,8})?")
_DATE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}"
_NUMBERING = re.compile(
    rf"\([^)]{{0,60}}\)|{_DATE}|#[0-9]{{1,3}}|\b(?:no\.?|number)\s?[0-9]+|[0-9]+|[#\[\]\"]", re.IGNORECASE
)
_MISREAD = re.compile(r"[A-Z][A-Zl01|&/]{3,40}")  # capitals, and what a scanner makes of I and O
_LOOK_ALIKE = str.maketrans({"1": "i", "l": "i", "|": "i", "0": "o"})
_OF_PART = re.compile(  # "BIOMARKERS, SPECIMEN A", "Receptors (part 2)", "Breast biomarkers - A"
    r"[\s,(-]{1,4}(?:\b(?i:specimen|part|sample|tumou?r|block)\s?#?[A-Z0-9]{1,3}|(?<=- )[A-Z])\)?[\s:*=_.-]{0,8}$"
)
_ONE_SAMPLE = re.compile(r"(?:part|specimen|sample|container)\s#?(?:[A-Z]|[0-9]{1,2}|[IVX]{1,4})\s?", re.IGNORECASE)
_LED = re.compile(r"([A-Z][A-Za-z]{3,20}(?: [A-Za-z]{2,20}){0,3})(?:\. |[ ]{2,20})(?=[A-Z0-9(])")
_METHODS = frozenset(
    ["fish", "ihc", "ish", "immunohistochemistry", "in situ hybridization", "in situ hybridisation", "immunostains"]
)
_LONGEST_HEADING = 160


def opened(line: str, section_before: str, outline: Outline, near: Asides, *, apart: bool) -> tuple[str, bool]:
    """The section that the line opens, or "", and whether its text begins on the same line.

    `near` are the asides that the lines of this report may meet; `apart`: no sentence runs on into the line.
    """
    body = _LEAD.sub("", line, count=1)
    head, colon, rest = body.partition(":")
    if _ONE_SAMPLE.fullmatch(head):
        return "", False  # "SPECIMEN A: left breast" opens a part
    if colon and len(head) <= 90:
        key = heading_key(_OF_PART.sub("", head))
        section = outline.headings.get(key, "") or outline.misread.get(misread_key(head), "")
        told = bool(rest.strip(" *_-="))
        if told and section == "results" and section_before == "method" and key in _METHODS:
            return "", False  # "FISH: 20 cells are counted" among the methods
        if section:
            return section, told
    led = _led(body, outline, apart=apart)
    if led:
        return led, True
    again = issued_again(body)
    if again:
        return again, False
    if len(body) > 90 or not body[:1].isupper():
        return "", False
    key = heading_key(_OF_PART.sub("", body))
    section = outline.headings.get(key, "")
    if body.endswith("."):
        # "Gross description." in a paragraph, and not the end of a wrapped sentence: "see\nComment."
        return (section if apart else ""), False
    section = section or outline.misread.get(misread_key(body), "")
    if not section and (body.isupper() or body.endswith(":")):
        section = outline.openers.get(re.split(r"[ /-]", key, maxsplit=1)[0], "")
    return section or near.title(line), False


def _led(body: str, outline: Outline, *, apart: bool) -> str:
    """The section of a heading that no colon ends: "GROSS     One node", "Notes. ER is called positive"."""
    found = _LED.match(body)
    if not found or not (apart or found[1].isupper()):
        return ""
    key = heading_key(found[1])
    return outline.headings.get(key, "") if key not in outline.results else ""


def heading_key(text: str) -> str:
    """A heading without numbering, dates, brackets and decoration, in lower case; "" for what is too long for one."""
    text = text.strip()
    if len(text) > _LONGEST_HEADING:
        return ""
    plain = _NUMBERING.sub(" ", text.replace("(s)", "s").replace("(S)", "s").rstrip(TAIL))
    return " ".join(plain.rstrip(TAIL).lower().replace(",", " ").split())


def misread_key(text: str) -> str:
    """A heading as scanners misread it: spaces within words, l and 1 for I, 0 for O; "" for what is no capital line."""
    letters = "".join(text.rstrip(TAIL).split())
    return without_look_alikes(letters) if _MISREAD.fullmatch(letters) else ""


def without_look_alikes(text: str) -> str:
    return "".join(text.split()).lower().translate(_LOOK_ALIKE)
