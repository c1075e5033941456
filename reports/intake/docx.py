"""Word documents (DOCX): what they print, in the order in which they print it. Runs only in the child.

Opens only the parts that hold text; macros, embedded objects, links and comments are never touched. Sizes are checked
by what the archive declares and again by what really comes out.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import zipfile
import zlib
from typing import Final
from xml.etree.ElementTree import Element

from reports.intake import composing
from reports.intake.docx_body import Body
from reports.intake.docx_styles import Numbering, Styles
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PARTS, UNPACKED_BYTES, UNPACKED_RATIO, Document, Notice
from reports.intake.xml_tree import local, parse

codecs.lookup("cp437")  # names in an archive, before the child loses the right to open files
_SMALL_PART: Final = 1 << 20  # bytes; below it no ratio is a bomb
_ENCRYPTED: Final = 0x1
_PIECE: Final = 1 << 16


def read(content: bytes) -> Document:
    """The document as one page, or `Unreadable`."""
    package = _Package(content)
    main = package.main()
    related = package.related(main)
    styles = Styles(package.root(related.get("styles", "")))
    numbering = Numbering(package.root(related.get("numbering", "")))
    document = package.root(main)
    if document is None or local(document) != "document":
        raise Unreadable(Reason.NO_REPORT_INSIDE)
    body = Body(styles, numbering)
    shown = _shown_margins(document, package.related_by_id(main))
    for part in shown["header"]:
        body.add(package.root(part))
    body.add(document)
    for kind in ("footnotes", "endnotes"):
        body.add(package.root(related.get(kind, "")))
    for part in shown["footer"]:
        body.add(package.root(part))
    nothing = Reason.PICTURES_INSIDE if body.notices & Notice.ATTACHMENT else Reason.EMPTY
    return composing.document("docx", [body.text()], body.notices, nothing=nothing)


def _shown_margins(document: Element, parts: dict[str, str]) -> dict[str, list[str]]:
    """Headers and footers that some page shows, each once: those of first pages only where a section has them."""
    shown: dict[str, list[str]] = {"header": [], "footer": []}
    for section in (one for one in document.iter() if local(one) == "sectPr"):
        title_page = any(local(one) == "titlePg" for one in section)
        for reference in section:
            name = local(reference).removesuffix("Reference")
            attributes = {key.rpartition("}")[2]: value for key, value in reference.attrib.items()}
            if name in shown and (attributes.get("type") == "default" or title_page):
                part = parts.get(attributes.get("id", ""), "")
                if part and part not in shown[name]:
                    shown[name].append(part)
    return shown


class _Package:
    """The archive, opened within the limits."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._infos = {info.filename: info for info in self._archive.infolist()}
        except (zipfile.BadZipFile, ValueError, OverflowError, OSError, NotImplementedError):
            raise Unreadable(Reason.DAMAGED) from None
        if len(self._archive.infolist()) > PARTS:
            raise Unreadable(Reason.UNPACKS_TOO_LARGE)
        if len(self._infos) < len(self._archive.infolist()):  # two parts of one name: which is meant?
            raise Unreadable(Reason.DAMAGED)
        self._left = UNPACKED_BYTES

    def main(self) -> str:
        relations = self._relations("_rels/.rels")
        return next((part for kind, _, part in relations if kind == "officeDocument"), "word/document.xml")

    def related(self, part: str) -> dict[str, str]:
        return {kind: target for kind, _, target in reversed(self._relations(_relations_of(part), part))}

    def related_by_id(self, part: str) -> dict[str, str]:
        return {name: target for _, name, target in self._relations(_relations_of(part), part)}

    def root(self, name: str) -> Element | None:
        return parse(self._unpacked(name)) if name in self._infos else None

    def _relations(self, name: str, base: str = "") -> list[tuple[str, str, str]]:
        """Kind, id and part of each relation to something within the file."""
        root = self.root(name)
        found = []
        for one in () if root is None else root:
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), one.get("Target", "")))
                found.append((one.get("Type", "").rpartition("/")[2], one.get("Id", ""), target.lstrip("/")))
        return found

    def _unpacked(self, name: str) -> bytes:
        info = self._infos[name]
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable(Reason.LOCKED_WORD)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(Reason.DAMAGED)
        declared = info.file_size
        if declared > self._left or (declared > _SMALL_PART and declared > UNPACKED_RATIO * max(1, info.compress_size)):
            raise Unreadable(Reason.UNPACKS_TOO_LARGE)
        pieces = bytearray()
        try:
            with self._archive.open(info) as part:
                while piece := part.read(_PIECE):
                    pieces += piece
                    if len(pieces) > declared:
                        raise Unreadable(Reason.UNPACKS_TOO_LARGE)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, NotImplementedError):
            raise Unreadable(Reason.DAMAGED) from None
        self._left -= len(pieces)
        return bytes(pieces)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
