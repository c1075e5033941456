"""PDF: the text layer of each page, through PDFium. Runs only in the child.

Reads what is written on the pages and nothing else: no metadata, bookmarks, attachments, scripts or links.
"""

from __future__ import annotations

import ctypes

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # generated bindings

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PAGES, TEXT_CHARACTERS, Document
from reports.intake.text import clean


def start() -> None:
    """Bring PDFium up. Before the rights are given up: it may look for its own files."""
    pdfium.FPDF_InitLibrary()


def read(content: bytes) -> Document:
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Unreadable(Reason.LOCKED if locked else Reason.DAMAGED)
    pages = pdfium.FPDF_GetPageCount(document)
    if pages > PAGES:
        raise Unreadable(Reason.TOO_MANY_PAGES)
    if pages < 1:
        raise Unreadable(Reason.DAMAGED)
    return _joined([_page(document, number) for number in range(pages)])


def _joined(texts: list[str | None]) -> Document:
    parts: list[str] = []
    starts: list[int] = []
    unread: list[int] = []
    offset = 0
    for number, text in enumerate(texts, 1):
        starts.append(offset)
        if text is None:
            unread.append(number)
            continue
        parts.append(text + "\n")
        offset += len(text) + 1
        if offset > TEXT_CHARACTERS:
            raise Unreadable(Reason.TOO_MUCH_TEXT)
    if not parts:
        raise Unreadable(Reason.SCAN)
    return Document("pdf", "".join(parts), tuple(starts), len(texts), tuple(unread))


def _page(document: object, number: int) -> str | None:
    """The page's text, or None where it has none or does not open."""
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return None
    words = pdfium.FPDFText_LoadPage(page)
    if not words:
        return None
    count = pdfium.FPDFText_CountChars(words)
    if count > TEXT_CHARACTERS:
        raise Unreadable(Reason.TOO_MUCH_TEXT)
    if count < 1:
        return None
    buffer = (ctypes.c_ushort * (count * 2 + 1))()
    written = pdfium.FPDFText_GetText(words, 0, count, buffer)
    text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
    return clean(text).replace("\r\n", "\n").replace("\f", "\n").strip() or None
