"""CDA and CCD (HL7 version 3 XML): titles and narrative of the sections, as a person would see them printed.

Runs only in the child. The narrative is what the author signed; coded entries below it are not read, and so would be
the place for reading by code later. Everything about the patient in the header is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from reports.intake import attachments, composing
from reports.intake.composing import Lines, one_line
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import Document, Notice
from reports.intake.text import REPLACEMENT
from reports.intake.xml_tree import local, parse

_V3: Final = "{urn:hl7-org:v3}"
_REVISION_REPLACES: Final = "RPLC"
_BLOCKS: Final = frozenset({"paragraph", "list", "item", "table", "caption", "tr", "thead", "tbody", "tfoot", "text"})
_NOT_TEXT: Final = frozenset({"footnoteRef", "col", "colgroup"})
_HIDDEN_STYLES: Final = frozenset({"xhidden", "hidden", "invisible"})


def read(content: bytes) -> Document:
    """The sections of one person's document, or `Unreadable`."""
    root = parse(content)
    if root.tag != f"{_V3}ClinicalDocument":
        raise Unreadable(Reason.NO_REPORT_INSIDE)
    if len({_identity(one) for one in root.findall(f"{_V3}recordTarget")}) > 1:
        raise Unreadable(Reason.SEVERAL_PATIENTS)
    writer = _Writer()
    if any(one.get("typeCode") == _REVISION_REPLACES for one in root.findall(f"{_V3}relatedDocument")):
        writer.notices |= Notice.CORRECTED
    writer.lines.heading(one_line(_plain(root.find(f"{_V3}title"))))
    found = False
    for section in root.findall(f"{_V3}component/{_V3}structuredBody/{_V3}component/{_V3}section"):
        found = writer.section(section) or found
    pages: list[str | None] = [writer.lines.text()] if found else []
    body = root.find(f"{_V3}component/{_V3}nonXMLBody/{_V3}text")
    if body is not None:
        pages += writer.other_body(body)
    nothing = Reason.PICTURES_INSIDE if writer.notices & Notice.ATTACHMENT else Reason.NO_REPORT_INSIDE
    return composing.document("cda", pages, writer.notices, nothing=nothing)


def _identity(target: Element) -> tuple[tuple[str, str], ...]:
    """What tells one person from another; it never leaves this process."""
    ids = target.findall(f"{_V3}patientRole/{_V3}id")
    return tuple(sorted((one.get("root", ""), one.get("extension", "")) for one in ids))


def _plain(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


class _Writer:
    def __init__(self) -> None:
        self.lines = Lines()
        self.notices = Notice(0)

    def section(self, section: Element) -> bool:
        """Title, narrative and the sections within; whether there were words."""
        found = False
        self.lines.heading(one_line(_plain(section.find(f"{_V3}title"))))
        text = section.find(f"{_V3}text")
        if text is not None:
            written = self._block(text)
            found = bool(written)
            for line in written:
                self.lines.add(line)
        for inner in section.findall(f"{_V3}component/{_V3}section"):
            found = self.section(inner) or found
        return found

    def other_body(self, text: Element) -> list[str | None]:
        """A document in a document. One that stands elsewhere is not fetched."""
        encoded = _plain(text)
        if text.get("representation") == "B64":
            pages, notices = attachments.read(encoded, text.get("mediaType", ""))
        elif text.get("mediaType", "text/plain") == "text/plain" and encoded.strip():
            pages, notices = attachments.read_bytes(encoded.encode("utf-8", "replace"), "text/plain")
        else:
            pages, notices = attachments.NOT_READ
        self.notices |= notices
        return pages

    def _block(self, element: Element) -> list[str]:
        """The lines of a block with what it holds."""
        lines: list[str] = []
        pending: list[str] = []

        def flush() -> None:
            if line := one_line("".join(pending)):
                lines.append(line)
            pending.clear()

        for piece in self._pieces(element):
            if isinstance(piece, str):
                pending.append(piece)
                continue
            if (name := local(piece)) == "br":  # an empty line counts: the cell beside may be counted on
                lines.append(one_line("".join(pending)))
                pending.clear()
                continue
            flush()
            lines += self._row(piece) if name == "tr" else self._block(piece)
        flush()
        return lines

    def _row(self, row: Element) -> list[str]:
        cells = [self._block(cell) for cell in row if local(cell) in ("td", "th")]
        made = Lines()
        made.row(cells)
        return made.text().split("\n")

    def _pieces(self, element: Element) -> Iterator[str | Element]:
        """Words, and the blocks and breaks between them, in order; marks in place of what is struck or hidden."""
        yield element.text or ""
        for child in element:
            name = local(child)
            if name in _BLOCKS or name == "br":
                yield child
            elif name in ("td", "th"):  # out of place
                yield " "
                yield from self._pieces(child)
            elif name == "renderMultiMedia":
                self.notices |= Notice.ATTACHMENT
            elif name and name not in _NOT_TEXT:
                yield from self._inline(child)
            yield child.tail or ""

    def _inline(self, element: Element) -> Iterator[str | Element]:
        styles = {style.lower() for style in element.get("styleCode", "").split()}
        effect = Notice.HIDDEN if styles & _HIDDEN_STYLES else Notice(0)
        if element.get("revised") == "delete" or "strikethrough" in styles:
            effect = Notice.CROSSED_OUT
        if effect and _plain(element).strip():
            self.notices |= effect
            yield REPLACEMENT
            return
        yield from self._pieces(element)
