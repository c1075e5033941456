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

# Pictures: of one page, as it comes and as it goes from one reader to the other.
PIXELS: Final = 50_000_000
PAGE_PIXELS: Final = 9_000_000  # 300 dpi of A4, in one grey byte each
PAGE_SECONDS: Final = 60.0  # from the request for a page to its last byte, for each of the two readers
PICTURE_MEMORY_BYTES: Final = 1500 * 1024 * 1024
PICTURE_CPU_SECONDS: Final = 900  # for all pages of a document
PROGRAM_CPU_SECONDS: Final = 50  # for one page
DOUBTFUL_SPANS: Final = 20_000

# Records: what a file of them may unfold to, before anything of it is read.
UNPACKED_BYTES: Final = 40 * 1024 * 1024  # all parts of a DOCX that are read
UNPACKED_RATIO: Final = 200  # to the packed size of a part; an honest text part packs to a twentieth at best
PARTS: Final = 2_000  # files in one DOCX
ELEMENTS: Final = 300_000  # of XML, or objects of JSON
DEPTH: Final = 100  # of elements or objects within each other
SEGMENTS: Final = 50_000  # lines of an HL7 message
ATTACHMENT_BYTES: Final = 10 * 1024 * 1024  # a document within a message, decoded
HTML_CHARACTERS: Final = 1_000_000  # a report written as a web page within a message

KINDS: Final = ("pdf", "text", "pasted", "photo", "scan", "mixed", "docx", "hl7", "fhir", "cda")
FROM_PICTURES: Final = frozenset({"photo", "scan", "mixed"})
PAINTABLE: Final = frozenset({"pdf", "scan", "photo"})  # whose unread pages are pages of the file itself
READY: Final = struct.Struct(">4sB")  # magic, protections in force
REQUEST: Final = struct.Struct(">Q")  # length of the document that follows
_READY_MAGIC: Final = b"OKR1"
_REFUSED: Final = b"\x00"
_READ: Final = b"\x01"
# magic, kind, pages, bytes of text and second text, number of spans, notices
_HEAD: Final = struct.Struct(">4sBBIIIB")
_PAGE: Final = struct.Struct(">IBI")  # where the page starts, _UNREAD or _PICTURE, where it starts in the second text
_SPAN: Final = struct.Struct(">II")
_UNREAD, _PICTURE = 1, 2
_DOCUMENT_MAGIC: Final = b"OKD3"
_REASONS: Final = tuple(Reason)


class Protection(IntFlag):
    """What stands between a hostile document and the machine. Each is checked after it was switched on."""

    RLIMITS = 1
    NO_NEW_PRIVS = 2
    LANDLOCK = 4
    SECCOMP = 8
    NOT_DUMPABLE = 16
    ONE_THREAD = 32  # when the rights go: they go from one thread, and any other would keep them all


class Notice(IntFlag):
    """What the page must say about a document beside its text. The sentences: `notice.<name>` in intake.yaml."""

    HIDDEN = 1  # words that the file holds and does not show; they were left out
    WITHDRAWN = 2  # results that the sender took back or cancelled; they were left out
    PRELIMINARY = 4  # results that the sender does not call final; their lines are marked and decide nothing
    CORRECTED = 8  # results that the sender marks as corrected
    ATTACHMENT = 16  # a document or picture within the file that was not read
    CROSSED_OUT = 32  # words with a line through them; they were left out
    UNTRUSTED = 64  # pages of a PDF whose letters are not the ones that it shows


NOTHING_TO_SAY: Final = Notice(0)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one report. `page_starts` holds the offset of each page; an unread page is empty, counted from 1.

    Where pages were read from pictures, `second` is the whole text again by another reader, and no span of `doubtful`
    may decide anything.
    """

    kind: str
    text: str
    page_starts: tuple[int, ...]
    pages_sent: int
    unread_pages: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()  # pages that were read from a picture, counted from 1
    second: str = ""
    second_page_starts: tuple[int, ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()  # spans in `text`, in order, apart from each other
    notices: Notice = NOTHING_TO_SAY

    def __post_init__(self) -> None:
        """Refuse what no honest reader makes, whoever made it."""
        if self.kind not in KINDS or not _pages_fit(self.text, self.page_starts, self.pages_sent):
            raise ValueError("document")
        for pages in (self.unread_pages, self.pictures):
            if list(pages) != sorted(set(pages)) or any(not 1 <= page <= self.pages_sent for page in pages):
                raise ValueError("unread pages")
        if set(self.unread_pages) & set(self.pictures) or bool(self.pictures) > (self.kind in FROM_PICTURES):
            raise ValueError("pictures")
        if self.second_page_starts and not _pages_fit(self.second, self.second_page_starts, self.pages_sent):
            raise ValueError("second text")
        if bool(self.second_page_starts) != bool(self.pictures) or bool(self.second) > bool(self.pictures):
            raise ValueError("second text")
        if any(is_control(character) for character in {*self.text, *self.second}):
            raise ValueError("control character")
        edges = [edge for span in self.doubtful for edge in span]
        if edges != sorted(edges) or any(start >= end for start, end in self.doubtful):
            raise ValueError("spans")
        if len(self.doubtful) > DOUBTFUL_SPANS or (edges and not 0 <= edges[0] <= edges[-1] <= len(self.text)):
            raise ValueError("spans")

    def to_bytes(self) -> bytes:
        text, second = self.text.encode(), self.second.encode()
        kind = KINDS.index(self.kind)
        sizes = len(text), len(second), len(self.doubtful)
        head = _HEAD.pack(_DOCUMENT_MAGIC, kind, self.pages_sent, *sizes, self.notices)
        seconds = self.second_page_starts or (0,) * self.pages_sent
        pages = (
            _PAGE.pack(start, _UNREAD * (page in self.unread_pages) + _PICTURE * (page in self.pictures), also)
            for page, (start, also) in enumerate(zip(self.page_starts, seconds, strict=True), 1)
        )
        return b"".join((head, *pages, *(_SPAN.pack(*span) for span in self.doubtful), text, second))

    @classmethod
    def from_bytes(cls, untrusted: bytes) -> Document:
        """The document, or `ValueError`. Used on the child's answer and on what the vault opened."""
        try:
            magic, kind, pages, length, other, doubts, notices = _HEAD.unpack_from(untrusted)
            spans = _HEAD.size + pages * _PAGE.size
            body = spans + doubts * _SPAN.size
            if magic != _DOCUMENT_MAGIC or not pages <= PAGES or not doubts <= DOUBTFUL_SPANS:
                raise ValueError("format")
            if len(untrusted) != body + length + other:
                raise ValueError("format")
            rows = [_PAGE.unpack_from(untrusted, _HEAD.size + page * _PAGE.size) for page in range(pages)]
            doubtful = tuple(_SPAN.unpack_from(untrusted, spans + number * _SPAN.size) for number in range(doubts))
            text, second = untrusted[body : body + length].decode(), untrusted[body + length :].decode()
            name = KINDS[kind]
        except (struct.error, IndexError) as error:
            raise ValueError("format") from error
        if any(flag not in (0, _UNREAD, _PICTURE) for _, flag, _ in rows) or notices & ~int(~Notice(0)):
            raise ValueError("format")
        unread = tuple(page for page, (_, flag, _) in enumerate(rows, 1) if flag == _UNREAD)
        pictures = tuple(page for page, (_, flag, _) in enumerate(rows, 1) if flag == _PICTURE)
        seconds = tuple(also for _, _, also in rows)
        if not pictures and any(seconds):
            raise ValueError("format")
        starts = tuple(start for start, _, _ in rows)
        told = Notice(notices)
        return cls(name, text, starts, pages, unread, pictures, second, seconds if pictures else (), doubtful, told)


def _pages_fit(text: str, starts: tuple[int, ...], pages: int) -> bool:
    within = bool(starts) and starts[0] == 0 and starts[-1] <= len(text) <= TEXT_CHARACTERS
    return within and list(starts) == sorted(starts) and 0 < len(starts) == pages <= PAGES


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
