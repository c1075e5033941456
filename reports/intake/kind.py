"""What a file is, by its bytes. Never by its name or by the type that a browser claims.

Not a general detector: it tells apart what the next step needs to know.
"""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto

from reports.intake.errors import Reason, Unreadable


class Kind(Enum):
    PDF = auto()
    PICTURE = auto()
    TEXT = auto()
    DOCX = auto()
    HL7 = auto()
    FHIR = auto()
    CDA = auto()


# Byte order marks of UTF-16 need no entry: `text` reads them, and no picture here starts like one.
_TAKEN = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",  # TIFF, and most raw camera files
    b"MM\x00*",
)
_OTHER_PICTURES = (
    b"GIF87a",
    b"GIF89a",
    b"II+\x00",  # BigTIFF
    b"MM\x00+",
    b"\x00\x00\x00\x0cjP  \r\n\x87\n",  # JPEG 2000
    b"\xff\x4f\xff\x51",  # JPEG 2000, bare code stream
    b"\x00\x00\x01\x00",  # ICO
    b"qoif",
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_OTHER_BRANDS = frozenset({b"hevc", b"hevx", b"msf1", b"avif", b"avis"})

# Text in form, but made to be run or laid out by a program: what is painted differs from what is written, so that
# reading the source would quote words no person was shown.
_MARKUP = (b"<?xml", b"%!ps", b"<clinicaldocument", b"<bundle", b"<diagnosticreport")
_PAGES = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<head", b"<body", b"<!doctype svg")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before DOCX, and every locked office file
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ\x00")
_MESSAGE = re.compile(rb"(?:MSH|FHS|BHS)[^\w\s]")  # HL7 version 2
_RESOURCE = b'"resourceType"'
_DOCUMENT = re.compile(rb"<(?:\w{1,20}:)?ClinicalDocument[\s>]")  # HL7 version 3
_HEADER_BYTES = 1 << 16  # comments and instructions may stand before the root
_WHITE = b" \t\r\n"


def of(content: bytes) -> Kind:
    """A kind that is read here; everything else leaves as `Unreadable`."""
    if not content.strip(b"\x00" + _WHITE):
        raise Unreadable(Reason.EMPTY)
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if _is_taken(content):
        return Kind.PICTURE
    if _is_other_picture(content):
        raise Unreadable(Reason.PICTURE_KIND)
    if content.startswith((*_ARCHIVES, _OLE)):
        return _package(content)
    return _written(content)


def _written(content: bytes) -> Kind:
    """What is text in form: a message, a record, plain text; or what a program would lay out, which is refused."""
    start = _start(content)
    if _MESSAGE.match(start):
        return Kind.HL7
    if start.startswith(b"{") and _RESOURCE in content:
        return Kind.FHIR
    if start.startswith(b"<") and _DOCUMENT.search(content[:_HEADER_BYTES]):
        return Kind.CDA
    start = start.lower()
    if start.startswith(b"{\\rtf"):
        raise Unreadable(Reason.RTF)
    if start.startswith(_PAGES):
        raise Unreadable(Reason.WEB_PAGE)
    # A PDF header further in means a file that is two things at once, or one that was cut or wrapped.
    if start.startswith(_MARKUP) or b"%pdf-" in start:
        raise Unreadable(Reason.UNKNOWN_KIND)
    return Kind.TEXT


def _start(content: bytes) -> bytes:
    """The first letters, whatever the encoding, without a mark of it and without blanks."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return content[2:2048].decode(encoding, "replace").encode("utf-8", "replace").lstrip(_WHITE)
    return content[:1024].removeprefix(codecs.BOM_UTF8).lstrip(_WHITE + b"\x0b")


def _package(content: bytes) -> Kind:
    """A Word document, by the names of its parts, which stand in the archive as they are."""
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable(Reason.LOCKED_WORD if locked else Reason.OLD_WORD)
    if b"[Content_Types].xml" in content and b"word/" in content:
        return Kind.DOCX
    office = b"[Content_Types].xml" in content or b"mimetypeapplication/vnd.oasis.opendocument" in content[:200]
    raise Unreadable(Reason.OLD_WORD if office else Reason.ARCHIVE)


def is_heic(content: bytes) -> bool:
    """The form in which phones save their photos."""
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS


def _is_taken(content: bytes) -> bool:
    if content[:4] == b"RIFF":
        return content[8:12] == b"WEBP"
    return content.startswith(_TAKEN) or is_heic(content)


def _is_other_picture(content: bytes) -> bool:
    if content.startswith(_OTHER_PICTURES):
        return True
    if content[4:8] == b"ftyp":
        return content[8:12] in _OTHER_BRANDS
    # "BM" alone also starts honest text ("BMI 24"): a bitmap's two reserved words are zero.
    return content[:2] == b"BM" and content[6:10] == b"\x00\x00\x00\x00"
