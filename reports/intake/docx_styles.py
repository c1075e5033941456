"""What a Word document says about its letters apart from them: which styles hide, and how lists are numbered.

Pure. Only what can change the meaning of a report is looked at: hidden, crossed out, white and tiny letters, and the
numbers and letters of lists, which may be the names of specimens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from reports.intake.protocol import Notice
from reports.intake.xml_tree import local

_OFF: Final = frozenset({"0", "false", "off", "none", "no"})
_BASED_DEEP: Final = 12
_TINY_HALF_POINTS: Final = 5
_NEARLY_WHITE: Final = 0xF0
_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
Look = dict[str, str]


def attribute(element: Element, name: str) -> str:
    """The value of an attribute whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next((one for one in element if local(one) == name), None)


def look(properties: Element | None) -> Look:
    """The properties of letters that can keep a person from reading them, as they are written."""
    found: Look = {}
    for one in () if properties is None else properties:
        name = local(one)
        if name in ("vanish", "strike", "dstrike"):
            found[name] = attribute(one, "val") or "1"
        elif name in ("color", "sz"):
            found[name] = attribute(one, "val")
        elif name == "shd":
            found["shd"] = attribute(one, "fill")
        elif name == "highlight":
            found["shd"] = attribute(one, "val")
    return found


def effect(shown: Look) -> Notice:
    """What becomes of letters that look like this. `shd`: whatever lies behind them."""
    if shown.get("vanish", "0") not in _OFF or 0 < _number(shown.get("sz", ""), 99) < _TINY_HALF_POINTS:
        return Notice.HIDDEN
    if _is_white(shown.get("color", "")) and _is_plain(shown.get("shd", "")):
        return Notice.HIDDEN
    if any(shown.get(name, "0") not in _OFF for name in ("strike", "dstrike")):
        return Notice.CROSSED_OUT
    return Notice(0)


def _is_white(color: str) -> bool:
    try:
        return len(color) == 6 and min(bytes.fromhex(color)) >= _NEARLY_WHITE
    except ValueError:
        return False


def _is_plain(fill: str) -> bool:
    return fill.lower() in ("", "auto", "none", "white", "clear") or _is_white(fill)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


class Styles:
    """Looks by the id of a style, with all that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._own: dict[str, tuple[str, Look]] = {}
        self._number: dict[str, tuple[str, str]] = {}
        self.default = ""
        for one in () if root is None else root:
            if local(one) == "style":
                self._take(one)

    def _take(self, style: Element) -> None:
        name = attribute(style, "styleId")
        based = child(style, "basedOn")
        own = look(child(style, "pPr")) | look(child(style, "rPr")) | look(child(style, "tcPr"))
        for part in style:  # a table's first row and the like
            if local(part) == "tblStylePr" and not _is_plain(look(child(part, "tcPr")).get("shd", "")):
                own["shd"] = look(child(part, "tcPr"))["shd"]
        self._own[name] = ("" if based is None else attribute(based, "val"), own)
        if (number := list_of(child(style, "pPr"))) is not None:
            self._number[name] = number
        if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
            self.default = name

    def look(self, name: str) -> Look:
        found: Look = {}
        for one in self._ancestry(name):
            found = self._own[one][1] | found
        return found

    def list_of(self, name: str) -> tuple[str, str] | None:
        return next((self._number[one] for one in self._ancestry(name) if one in self._number), None)

    def _ancestry(self, name: str) -> Iterator[str]:
        for _ in range(_BASED_DEEP):
            if name not in self._own:
                return
            yield name
            name = self._own[name][0]


def list_of(properties: Element | None) -> tuple[str, str] | None:
    """The list and level that a paragraph belongs to."""
    numbered = child(properties, "numPr")
    if numbered is None:
        return None
    found, level = child(numbered, "numId"), child(numbered, "ilvl")
    return ("" if found is None else attribute(found, "val"), "0" if level is None else attribute(level, "val"))


class Numbering:
    """Counts the paragraphs of each list and gives the mark that Word would print."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, Mapping[str, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for one in () if root is None else root:
            if local(one) == "abstractNum":
                levels = {attribute(level, "ilvl"): _level(level) for level in one if local(level) == "lvl"}
                self._levels[attribute(one, "abstractNumId")] = levels
            elif local(one) == "num" and (kind := child(one, "abstractNumId")) is not None:
                self._lists[attribute(one, "numId")] = attribute(kind, "val")

    def mark(self, place: tuple[str, str] | None) -> str:
        """The mark before the next paragraph of this list; "" for bullets and what is in no list."""
        abstract = self._lists.get(place[0], "") if place else ""
        levels = self._levels.get(abstract, {})
        if not place or place[1] not in levels:
            return ""
        counts, level = self._counts[abstract], _number(place[1], 0)
        counts[level] = counts.get(level, levels[place[1]][2] - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        kind, text, _ = levels[place[1]]
        if kind in ("bullet", "none"):
            return ""
        for number in range(9):
            if f"%{number + 1}" in text:
                own_kind, _, start = levels.get(str(number), ("decimal", "", 1))
                text = text.replace(f"%{number + 1}", _printed(own_kind, counts.get(number, start)))
        return text[:20]


def _level(level: Element) -> tuple[str, str, int]:
    """Kind of number, text around it, and where it starts."""
    kind, text, start = (child(level, name) for name in ("numFmt", "lvlText", "start"))
    return (
        "decimal" if kind is None else attribute(kind, "val"),
        "" if text is None else attribute(text, "val"),
        1 if start is None else _number(attribute(start, "val"), 1),
    )


def _printed(kind: str, number: int) -> str:
    match kind:
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("a") + (number - 1) % 26) * min(3, (number - 1) // 26 + 1)
            return letter.upper() if kind == "upperLetter" else letter
        case "upperRoman" | "lowerRoman":
            text = "".join(sign * (number % above // value) for (value, sign), above in _roman_steps(number))
            return text.upper() if kind == "upperRoman" else text
    return str(number)


def _roman_steps(number: int) -> Iterator[tuple[tuple[int, str], int]]:
    above = min(number, 3999) + 1
    for value, sign in _ROMAN:
        yield (value, sign), above
        above = value
