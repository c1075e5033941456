"""What crosses the pipe between the site and the child that opens a document: the limits and the format.

Standard library only: the child imports this before it gives up its rights. Both sides, the forms and the settings
take their limits from here and nowhere else. Nothing here trusts what it decodes: a wrong byte is a `ValueError`.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from reports.intake.errors import Reason

# What we take from people. "15 MB" on the page is 15 times 1,024 times 1,024 bytes.
FILE_BYTES: Final = 15 * 1024 * 1024
REQUEST_BYTES: Final = FILE_BYTES + 1024 * 1024  # the file and everything around it in one request
PAGES: Final = 40
TEXT_CHARACTERS: Final = 300_000  # read from a file
PASTE_CHARACTERS: Final = 200_000

# What one child may use. The honest corpus needs less than a third of each (docs/adr/0021).
CHILD_MEMORY_BYTES: Final = 1024 * 1024 * 1024
CHILD_CPU_SECONDS: Final = 12
WALL_SECONDS: Final = 15.0  # from the moment a reader is free to its last byte
ANSWER_BYTES: Final = 4 * TEXT_CHARACTERS + 1024  # UTF-8 needs at most four bytes a character

KINDS: Final = ("pdf", "text", "pasted")
READY: Final = struct.Struct(">4sB")  # magic, protections in force
REQUEST: Final = struct.Struct(">Q")  # length of the document that follows
_READY_MAGIC: Final = b"OKR1"
_REFUSED: Final = b"\x00"
_READ: Final = b"\x01"
_HEAD: Final = struct.Struct(">4sBBI")  # magic, kind, pages, bytes of text; then the pages, then the text
_PAGE: Final = struct.Struct(">IB")  # where the page starts, 1 if it was not read
_DOCUMENT_MAGIC: Final = b"OKD1"
_REASONS: Final = tuple(Reason)


class Protection(IntFlag):
    """What stands between a hostile document and the machine. Each is checked after it was switched on."""

    RLIMITS = 1
    NO_NEW_PRIVS = 2
    LANDLOCK = 4
    SECCOMP = 8
    NOT_DUMPABLE = 16


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one report. `page_starts` holds the offset of each page; an unread page is empty, counted from 1."""

    kind: str
    text: str
    page_starts: tuple[int, ...]
    pages_sent: int
    unread_pages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no honest reader makes, whoever made it."""
        starts = self.page_starts
        within = bool(starts) and starts[0] == 0 and starts[-1] <= len(self.text) <= TEXT_CHARACTERS
        if self.kind not in KINDS or not within or list(starts) != sorted(starts):
            raise ValueError("document")
        if not 0 < len(starts) == self.pages_sent <= PAGES:
            raise ValueError("pages")
        unread = self.unread_pages
        if list(unread) != sorted(set(unread)) or any(not 1 <= page <= self.pages_sent for page in unread):
            raise ValueError("unread pages")
        if any(is_control(character) for character in set(self.text)):
            raise ValueError("control character")

    def to_bytes(self) -> bytes:
        text = self.text.encode()
        head = _HEAD.pack(_DOCUMENT_MAGIC, KINDS.index(self.kind), self.pages_sent, len(text))
        pages = (_PAGE.pack(start, page in self.unread_pages) for page, start in enumerate(self.page_starts, 1))
        return b"".join((head, *pages, text))

    @classmethod
    def from_bytes(cls, untrusted: bytes) -> Document:
        """The document, or `ValueError`. Used on the child's answer and on what the vault opened."""
        try:
            magic, kind, pages, length = _HEAD.unpack_from(untrusted)
            body = _HEAD.size + pages * _PAGE.size
            if magic != _DOCUMENT_MAGIC or not pages <= PAGES or len(untrusted) != body + length:
                raise ValueError("format")
            rows = [_PAGE.unpack_from(untrusted, _HEAD.size + page * _PAGE.size) for page in range(pages)]
            text = untrusted[body:].decode()
            name = KINDS[kind]
        except (struct.error, IndexError) as error:
            raise ValueError("format") from error
        if any(flag not in (0, 1) for _, flag in rows):
            raise ValueError("format")
        unread = tuple(page for page, (_, flag) in enumerate(rows, 1) if flag)
        return cls(name, text, tuple(start for start, _ in rows), pages, unread)


def is_control(character: str) -> bool:
    """Controls that no line of a report needs and that can hide or turn around what a person sees."""
    return character not in "\t\n\r" and (
        unicodedata.category(character) in {"Cc", "Cs"}
        or character in BIDI_CONTROLS
        or ord(character) & 0xFFFE == 0xFFFE
    )


BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def ready(protections: Protection) -> bytes:
    return READY.pack(_READY_MAGIC, protections)


def parse_ready(untrusted: bytes) -> Protection:
    """Which protections the child found in force, or `ValueError`."""
    if len(untrusted) != READY.size:
        raise ValueError("ready")
    magic, bits = READY.unpack(untrusted)
    if magic != _READY_MAGIC or bits & ~int(~Protection(0)):
        raise ValueError("ready")
    return Protection(bits)


def answer(result: Document | Reason) -> bytes:
    if isinstance(result, Document):
        return _READ + result.to_bytes()
    return _REFUSED + bytes([_REASONS.index(result)])


def parse_answer(untrusted: bytes) -> Document | Reason:
    """The child's last word, or `ValueError`."""
    if untrusted[:1] == _READ:
        return Document.from_bytes(untrusted[1:])
    if untrusted[:1] == _REFUSED and len(untrusted) == 2 and untrusted[1] < len(_REASONS):
        return _REASONS[untrusted[1]]
    raise ValueError("answer")
