"""PDF: what is written on the pages, through PDFium. Runs only in the child.

Reads what a person sees and nothing else: no metadata, bookmarks, attachments, scripts or links. A page without
text that can be seen is named as unread, never skipped in silence.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # generated bindings

from reports.intake import glyphs, layout
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PAGES, TEXT_CHARACTERS, Document
from reports.intake.text import REPLACEMENT, clean

_LITTLE_TEXT: Final = 200  # characters
_MOSTLY_PICTURE: Final = 0.4  # of the page's area


def start() -> None:
    """Bring PDFium up. Before the rights are given up: it may look for files of its own."""
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
    for number in range(pages):
        text = _page(document, number, left)
        texts.append(text)
        left -= len(text or "")
    return joined(texts)


def joined(texts: list[str | None]) -> Document:
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
    return Document("pdf" if whole else "scan", whole, tuple(starts), len(texts), unread)


def _page(document: Any, number: int, limit: int) -> str | None:
    """The page's text as a person sees it, or None where it has none or does not open."""
    page = _opened(document, number)
    words = pdfium.FPDFText_LoadPage(page) if page else None
    if not words:
        return None
    try:
        count = pdfium.FPDFText_CountChars(words)
        if count > limit:
            raise Unreadable(Reason.TOO_MUCH_TEXT)
        if count < 1 or glyphs.all_invisible(page):
            return None
        text = _tidied(_laid_out(page, words, count))
        if len(text or "") < _LITTLE_TEXT and glyphs.picture_share(page, glyphs.frame(page)) > _MOSTLY_PICTURE:
            return None  # the line of a fax machine above a scan: the page itself was not read
        return text
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


def _laid_out(page: Any, words: Any, count: int) -> str:
    shown = glyphs.frame(page)
    letters = list(glyphs.letters(words, count, shown))
    eye = glyphs.Eye(page, shown)
    groups: dict[int, list[layout.Glyph]] = defaultdict(list)
    slanted: list[str] = []  # a stamp across the page: kept apart, or it would fall into its lines
    cut: layout.Glyph | None = None  # the last letter past an edge of the page
    for letter in letters:
        on_page = glyphs.on_page(letter, shown)
        seen = on_page and (letter.text.isspace() or eye.sees(letter))
        glyph = glyphs.placed(letter, shown, not seen)
        if letter.turns == glyphs.SLANTED:
            slanted.append(letter.text if seen else REPLACEMENT if on_page else "")
        elif letter.generated:
            continue
        elif on_page:
            # A line that is cut by the edge keeps its first letter beyond, as a hidden one, and so is marked.
            if cut and layout.follows(cut, glyph):
                groups[letter.turns].append(cut)
            groups[letter.turns].append(glyph)
        elif groups[letter.turns] and layout.follows(groups[letter.turns][-1], glyph):
            groups[letter.turns].append(glyph)
        cut = None if on_page else glyph
    by_size = sorted(groups.values(), key=len, reverse=True)  # the page first, then what runs up its margin
    return "\n".join([*(layout.lines(group) for group in by_size), "".join(slanted)])


def _tidied(text: str) -> str | None:
    text = "\n".join(line.rstrip() for line in clean(text).replace("\f", "\n").splitlines()).strip("\n")
    return text if text.strip(REPLACEMENT + " \n") else None
