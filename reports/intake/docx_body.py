"""The body of a Word document, its margins and notes, to lines: paragraphs, rows of tables, text boxes.

What a reviewer deleted or moved away is left out, what was added counts; hidden and crossed out words leave a mark.
Comments, instructions of fields and pictures are not text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from reports.intake.composing import Lines
from reports.intake.docx_styles import Look, Numbering, Styles, attribute, child, effect, list_of, look
from reports.intake.protocol import Notice
from reports.intake.text import REPLACEMENT
from reports.intake.xml_tree import local

_GONE: Final = frozenset({"del", "moveFrom", "comment", "sectPr", "pPr", "rPr", "tblPr", "tcPr", "trPr", "instrText"})
_SEPARATORS: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_PLAIN: Final = {
    "tab": "   ", "ptab": "   ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""
}  # fmt: skip
_SYMBOLS: Final = {  # of the fonts Symbol and Wingdings, by the last byte
    "symbol": {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0x61: "α", 0x62: "β", 0x67: "γ", 0x6D: "μ", 0xB0: "°",
               0xB7: "•", 0x3C: "<", 0x3E: ">", 0x2B: "+", 0x2D: "-", 0x25: "%", 0xB9: "≠", 0xBB: "≈", 0xAE: "→"},
    "wingdings": {0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0x71: "☐", 0x78: "☒", 0xFC: "✓", 0xFB: "✗", 0xA7: "▪",
                  0xD8: "▸", 0x6C: "•", 0x6E: "▪", 0xE0: "→"},
}  # fmt: skip
_LARGE_PICTURE: Final = 0.2 * 7_560_000 * 10_692_000  # of A4, in the units of the format


class Body:
    """Takes the parts in the order in which they are printed."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.notices = Notice(0)
        self._styles = styles
        self._numbering = numbering
        self._lines = Lines()
        self._carried = ""  # of a paragraph whose end a reviewer deleted
        self._boxes: list[Element] = []

    def add(self, root: Element | None) -> None:
        if root is not None:
            self._lines.apart()
            self._blocks(root, self._lines, {})

    def text(self) -> str:
        return self._lines.text()

    def _blocks(self, container: Element, lines: Lines, behind: Look) -> None:
        """`behind`: the shade of the cell or table in which this stands."""
        for block in container:
            match local(block):
                case "p":
                    self._paragraph(block, lines, behind)
                case "tbl":
                    self._table(block, lines, behind)
                case "altChunk":
                    self.notices |= Notice.ATTACHMENT
                case "AlternateContent":
                    for chosen in _chosen(block):
                        self._blocks(chosen, lines, behind)
                case "footnote" | "endnote" if attribute(block, "type") in _SEPARATORS:
                    continue
                case name if name and name not in _GONE:
                    self._blocks(block, lines, behind)

    def _paragraph(self, paragraph: Element, lines: Lines, behind: Look) -> None:
        properties = child(paragraph, "pPr")
        style = _value(properties, "pStyle") or self._styles.default
        mark = self._numbering.mark(list_of(properties) or self._styles.list_of(style))
        shown = behind | self._styles.look(style) | look(properties)
        pieces = "".join(self._inline(paragraph, shown))
        text = f"{self._carried}{mark} {pieces}" if mark and pieces.strip() else self._carried + pieces
        self._carried = ""
        if child(child(properties, "rPr"), "del") is not None:
            self._carried = text
        else:
            lines.add(text)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            lines.apart()
            self._blocks(box, lines, {})
            lines.apart()

    def _inline(self, container: Element, shown: Look) -> Iterator[str]:
        for one in container:
            name = local(one)
            if name == "r":
                yield self._run(one, shown)
            elif name == "oMath":
                simple = all(local(part) in ("r", "ctrlPr") for part in one)
                yield from self._inline(one, shown) if simple else (REPLACEMENT,)
            elif name == "AlternateContent":
                for chosen in _chosen(one):
                    yield from self._inline(chosen, shown)
            elif name and name not in _GONE:
                yield from self._inline(one, shown)

    def _run(self, run: Element, shown: Look) -> str:
        properties = child(run, "rPr")
        shown = shown | self._styles.look(_value(properties, "rStyle")) | look(properties)
        fonts = child(properties, "rFonts")
        font = "" if fonts is None else attribute(fonts, "ascii").lower()
        text = "".join(self._pieces(run, font))
        if text.strip() and (what := effect(shown)):
            self.notices |= what
            return REPLACEMENT
        return text

    def _pieces(self, run: Element, font: str) -> Iterator[str]:
        for one in run:
            name = local(one)
            if name in _PLAIN:
                yield _PLAIN[name]
            elif name == "t":
                yield "".join(_symbol(font, ord(letter)) if "\uf000" <= letter <= "\uf0ff" else letter
                              for letter in one.text or "")  # fmt: skip
            elif name == "sym":
                yield _symbol(attribute(one, "font").lower(), _hexadecimal(attribute(one, "char")))
            elif name == "fldChar":
                yield _box(child(child(one, "ffData"), "checkBox"))
            elif name == "AlternateContent":
                for chosen in _chosen(one):
                    yield from self._pieces(chosen, font)
            elif name in ("drawing", "pict", "object"):
                self._drawing(one)

    def _drawing(self, drawing: Element) -> None:
        """Text boxes wait for the end of their paragraph; a picture as large as a result is named."""
        boxes = list(_outermost_boxes(drawing))
        if any(local(one) == "docPr" and attribute(one, "hidden") in ("1", "true") for one in drawing.iter()):
            self.notices |= Notice.HIDDEN if boxes else Notice(0)
            return
        self._boxes += boxes
        extents = [one for one in drawing.iter() if local(one) == "extent"]
        area = max((_size(one, "cx") * _size(one, "cy") for one in extents), default=0)
        pictured = any(local(one) in ("blip", "OLEObject") for one in drawing.iter())
        if local(drawing) == "object" or (pictured and area > _LARGE_PICTURE):
            self.notices |= Notice.ATTACHMENT

    def _table(self, table: Element, lines: Lines, behind: Look) -> None:
        behind = behind | self._styles.look(_value(child(table, "tblPr"), "tblStyle"))
        lines.apart()
        for row in _within(table, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is None and child(properties, "hidden") is None:
                lines.row(*self._cells(row, behind))
        lines.apart()

    def _cells(self, row: Element, behind: Look) -> tuple[list[list[str]], bool]:
        """The lines of each cell, and whether all cells begin at the top."""
        cells, top = [], True
        for cell in _within(row, "tc"):
            properties = child(cell, "tcPr")
            merged = child(properties, "vMerge")
            if child(properties, "cellDel") is not None or (merged is not None and not attribute(merged, "val")):
                continue
            if merged is not None and attribute(merged, "val") == "continue":
                continue
            top = top and _value(properties, "vAlign") in ("", "top")
            inner = Lines()
            shade = look(properties)
            self._blocks(cell, inner, behind | shade)
            if self._carried:  # no paragraph goes on in another cell
                inner.add(self._carried)
                self._carried = ""
            cells.append(inner.listed())
        return cells, top


def _outermost_boxes(container: Element) -> Iterator[Element]:
    for one in _chosen(container) if local(container) == "AlternateContent" else container:
        if local(one) == "txbxContent":
            yield one
        else:
            yield from _outermost_boxes(one)


def _value(properties: Element | None, name: str) -> str:
    found = child(properties, name)
    return "" if found is None else attribute(found, "val")


def _within(container: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also where a control or a revision stands around them."""
    for one in container:
        if local(one) == name:
            yield one
        elif local(one) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _within(one, name)


def _chosen(alternatives: Element) -> list[Element]:
    """The first way of saying it: the others say the same again for older programs."""
    return [one for one in alternatives if local(one) in ("Choice", "Fallback")][:1]


def _box(checkbox: Element | None) -> str:
    """The box of an old form field, which is drawn and not written."""
    if checkbox is None:
        return ""
    state = child(checkbox, "checked")
    state = child(checkbox, "default") if state is None else state
    checked = state is not None and attribute(state, "val") not in ("0", "false", "off")
    return "☒" if checked else "☐"


def _symbol(font: str, code: int) -> str:
    family = "wingdings" if font.startswith("wingdings") else "symbol"
    return _SYMBOLS[family].get(code & 0xFF, REPLACEMENT)


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return 0


def _size(extent: Element, name: str) -> int:
    text = attribute(extent, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
