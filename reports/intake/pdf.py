"""PDF: what is written on the pages, through PDFium. Runs only in the child.

Reads what a person sees and nothing else: no metadata, bookmarks, attachments, scripts or links. A page without
text that can be seen, or whose letters are not to be trusted, is named as unread, never skipped in silence; whoever
can read pictures reads such a page from the way it is painted (pages.py).
"""

from __future__ import annotations

from typing import Any, Final

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # generated bindings

from reports.intake import figures, glyphs
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import NOTHING_TO_SAY, PAGES, TEXT_CHARACTERS, Document, Notice
from reports.intake.sheet import Sheet
from reports.intake.text import REPLACEMENT, clean

_LITTLE_TEXT: Final = 200  # characters
_MOSTLY_PICTURE: Final = 0.4  # of the page's area
_SOME: Final = 3  # hidden letters that are worth a word


def start() -> None:
    """Bring PDFium up. Before the rights are given up: it may look for files of its own."""
    figures.patterns()
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
    texts: list[str | None] = []
    left = TEXT_CHARACTERS
    notices = Notice(0)
    for number in range(pages):
        text, notice = _page(document, number, left)
        texts.append(text)
        notices |= notice
        left -= len(text or "")
    return joined(texts, notices)


def joined(texts: list[str | None], notices: Notice = NOTHING_TO_SAY) -> Document:
    """The pages as one document, each with its own line end; None is a page that was not read.

    A document without any text is a scan, all of it still to be read.
    """
    starts: list[int] = []
    offset = 0
    for text in texts:
        starts.append(offset)
        offset += 0 if text is None else len(text) + 1
    if offset > TEXT_CHARACTERS:
        raise Unreadable(Reason.TOO_MUCH_TEXT)
    whole = "".join(f"{text}\n" for text in texts if text is not None)
    unread = tuple(number for number, text in enumerate(texts, 1) if text is None)
    return Document("pdf" if whole else "scan", whole, tuple(starts), len(texts), unread, notices=notices)


def _page(document: Any, number: int, limit: int) -> tuple[str | None, Notice]:
    """The page's text as a person sees it, or None where it is to be read from how it is painted, or does not open.

    That is so for a page without letters; one whose letters are all invisible, as recognition leaves them under a scan;
    one with more hidden than shown; one that is a picture with a line of text; one that names other letters than it
    draws.
    """
    page = _opened(document, number)
    words = pdfium.FPDFText_LoadPage(page) if page else None
    if not words:
        return None, NOTHING_TO_SAY
    try:
        count = pdfium.FPDFText_CountChars(words)
        if count > limit:
            raise Unreadable(Reason.TOO_MUCH_TEXT)
        if count < 1 or glyphs.all_invisible(page):
            return None, NOTHING_TO_SAY
        found = glyphs.raw(words, count)
        if glyphs.shapes(found).forged():
            return None, Notice.UNTRUSTED
        sheet = Sheet(page, found)
        if figures.at_odds(page, found, sheet.frame, sheet.eye):
            return None, Notice.UNTRUSTED
        text = _tidied(sheet.text())
        notice = Notice.HIDDEN if sheet.hidden + sheet.outside >= _SOME else NOTHING_TO_SAY
        if sheet.hidden > sheet.shown:
            return None, notice
        if len(text or "") < _LITTLE_TEXT and glyphs.picture_share(page, sheet.frame) > _MOSTLY_PICTURE:
            return None, notice  # the line of a fax machine above a scan: the page itself was not read
        return text, notice
    finally:
        pdfium.FPDFText_ClosePage(words)
        pdfium.FPDF_ClosePage(page)


def _opened(document: Any, number: int) -> Any:
    """The page, with what is typed into its fields or stamped on it made part of it."""
    page = pdfium.FPDF_LoadPage(document, number)
    if page and pdfium.FPDFPage_GetAnnotCount(page) > 0:
        done = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        if done == pdfium.FLATTEN_SUCCESS:
            pdfium.FPDF_ClosePage(page)
            page = pdfium.FPDF_LoadPage(document, number)
    return page


def _tidied(text: str) -> str | None:
    text = "\n".join(line.rstrip() for line in clean(text).replace("\f", "\n").splitlines()).strip("\n")
    return text if text.strip(REPLACEMENT + " \n") else None
