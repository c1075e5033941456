"""What a file is, by its bytes. Never by its name or by the type that a browser claims.

Not a general detector: it tells apart what the next step needs to know, a PDF, a picture or text.
"""

from __future__ import annotations

from enum import Enum, auto

from reports.intake.errors import Reason, Unreadable


class Kind(Enum):
    PDF = auto()
    PICTURE = auto()
    TEXT = auto()


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
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"{\\rtf", b"%!ps", b"<head", b"<body")
_WHITE = b" \t\r\n"


def of(content: bytes) -> Kind:
    """PDF, a picture of a kind that is taken, or text; everything else leaves as `Unreadable`."""
    if not content.strip(b"\x00" + _WHITE):
        raise Unreadable(Reason.EMPTY)
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if _is_taken(content):
        return Kind.PICTURE
    if _is_other_picture(content):
        raise Unreadable(Reason.PICTURE_KIND)
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(_WHITE).lower()
    # A PDF header further in means a file that is two things at once, or one that was cut or wrapped.
    if start.startswith(_MARKUP) or b"%pdf-" in start:
        raise Unreadable(Reason.UNKNOWN_KIND)
    return Kind.TEXT


def _is_taken(content: bytes) -> bool:
    if content[:4] == b"RIFF":
        return content[8:12] == b"WEBP"
    return content.startswith(_TAKEN) or (content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS)


def _is_other_picture(content: bytes) -> bool:
    if content.startswith(_OTHER_PICTURES):
        return True
    if content[4:8] == b"ftyp":
        return content[8:12] in _OTHER_BRANDS
    # "BM" alone also starts honest text ("BMI 24"): a bitmap's two reserved words are zero.
    return content[:2] == b"BM" and content[6:10] == b"\x00\x00\x00\x00"
