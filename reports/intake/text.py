"""Plain text: bytes to characters, and the characters that no line may hold.

Guesses no language and repairs no words. Where the bytes do not say which letters they are, it refuses.
"""

from __future__ import annotations

import codecs
import re

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import BIDI_CONTROLS, PAGES, TEXT_CHARACTERS, Document

# Loaded before the child loses the right to open files.
for _name in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
    codecs.lookup(_name)

REPLACEMENT = "\ufffd"  # shown as a box with a question mark; the reader abstains on a line that holds one
_BREAKS = dict.fromkeys((0x0B, 0x85, 0x2028, 0x2029), "\n")  # what some programs write for a new line
_CLEAN = (
    dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), REPLACEMENT)
    | dict.fromkeys((ord(character) for character in BIDI_CONTROLS), REPLACEMENT)
    | {code: chr(code) for code in (0x09, 0x0A, 0x0C, 0x0D)}
    | _BREAKS
)
_UNSTORABLE = re.compile(
    "[\ud800-\udfff" + "".join(f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0, 0x110000, 0x10000)) + "]"
)
_LONE_RETURN = re.compile("\r(?!\n)")


def read(content: bytes) -> Document:
    """A text file as a document. A form feed starts a new page."""
    text = clean(_decode(content)).replace("\r\n", "\n")
    return paged("text", text)


def paged(kind: str, text: str) -> Document:
    """Clean text with its pages: each form feed becomes a line break and starts a page."""
    if not text.strip(" \t\r\n\f\ufeff\xa0" + REPLACEMENT):
        raise Unreadable(Reason.EMPTY)
    if len(text) > TEXT_CHARACTERS:
        raise Unreadable(Reason.TOO_MUCH_TEXT)
    starts = (0, *(match.end() for match in re.finditer("\f", text)))
    if len(starts) > 1 and not text[starts[-1] :].strip():
        starts = starts[:-1]  # a form feed at the end closes the last page and opens none
    if len(starts) > PAGES:
        raise Unreadable(Reason.TOO_MANY_PAGES)
    return Document(kind, text.replace("\f", "\n"), starts, len(starts))


def clean(text: str) -> str:
    """Replace what can't be stored or shown, one character for one, so that no offset moves."""
    return _LONE_RETURN.sub("\n", _UNSTORABLE.sub(REPLACEMENT, text.translate(_CLEAN)))


def _decode(content: bytes) -> str:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return _strictly(content.removeprefix(mark), encoding, Reason.DAMAGED)
    if b"\x00" in content:  # no text without a mark of UTF-16 holds one
        raise Unreadable(Reason.UNKNOWN_KIND)
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return western(content)


def western(content: bytes) -> str:
    """Windows-1252, the usual other encoding of exported reports, where the bytes look like Western text."""
    text = _strictly(content, "cp1252", Reason.UNKNOWN_KIND)
    odd = sum(1 for byte in content if byte < 0x20 and byte not in b"\t\n\v\f\r")
    high = sum(1 for byte in content if byte >= 0x80)
    if odd or high * 5 > len(content):
        raise Unreadable(Reason.UNKNOWN_KIND)
    return text


def _strictly(content: bytes, encoding: str, reason: Reason) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(reason) from None  # the error holds the bytes
