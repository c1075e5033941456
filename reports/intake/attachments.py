"""Documents within a message or record: base64 to pages, through the same readers as a file. Runs only in the child.

Reads PDF, plain text and web pages. Anything else, and all that is too large, is reported as not read.
"""

from __future__ import annotations

import base64
import binascii
import re

from reports.intake import pdf, text, web
from reports.intake.composing import pages_of
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import ATTACHMENT_BYTES, Notice

_WHITE = re.compile(r"[ \t\r\n]+")
_FATAL = {Reason.TOO_MANY_PAGES, Reason.TOO_MUCH_TEXT}

Pages = tuple[list[str | None], Notice]
NOT_READ: Pages = ([], Notice.ATTACHMENT)


def read(encoded: str, media_type: str = "") -> Pages:
    """The pages of an attachment in base64, and what must be said about it. Never raises for a bad one."""
    if len(encoded) > ATTACHMENT_BYTES * 4 // 3 + ATTACHMENT_BYTES // 16:
        return NOT_READ
    try:
        content = base64.b64decode(_WHITE.sub("", encoded), validate=True)
    except (binascii.Error, ValueError):
        return NOT_READ
    return read_bytes(content, media_type)


def read_bytes(content: bytes, media_type: str = "") -> Pages:
    kind = media_type.partition(";")[0].strip().lower()
    try:
        if content.startswith(b"%PDF-"):
            part = pdf.read(content)
        elif kind in ("text/html", "application/xhtml+xml") or web.is_page(content):
            words, notices = web.read(text.read(content).text)
            return ([words], notices) if words else NOT_READ
        elif kind in ("text/plain", "") and not content.startswith(b"{\\rtf"):
            part = text.read(content)
        else:
            return NOT_READ
    except Unreadable as refusal:
        if refusal.reason in _FATAL:
            raise
        return NOT_READ
    unread = Notice.ATTACHMENT if part.unread_pages else Notice(0)
    return pages_of(part), part.notices | unread
