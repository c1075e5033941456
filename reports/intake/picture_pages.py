"""How many pages a picture file has: one, or as many as its TIFF directories. Opens no picture and decodes nothing."""

from __future__ import annotations

import struct

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PAGES, Document


def read(content: bytes) -> Document:
    """A document without text, each of its pages still to be read."""
    pages = _directories(content) if content[:4] in (b"II*\x00", b"MM\x00*") else 1
    return Document("photo", "", (0,) * pages, pages, tuple(range(1, pages + 1)))


def _directories(content: bytes) -> int:
    """The chain of directories of a TIFF, each of them one picture."""
    order = "<" if content[:2] == b"II" else ">"
    seen: set[int] = set()
    try:
        (place,) = struct.unpack_from(order + "I", content, 4)
        while place:
            if place in seen:
                raise Unreadable(Reason.DAMAGED)
            seen.add(place)
            if len(seen) > PAGES:
                raise Unreadable(Reason.TOO_MANY_PAGES)
            (entries,) = struct.unpack_from(order + "H", content, place)
            (place,) = struct.unpack_from(order + "I", content, place + 2 + 12 * entries)
    except struct.error:
        if not seen:
            raise Unreadable(Reason.DAMAGED) from None
    if not seen:
        raise Unreadable(Reason.DAMAGED)
    return len(seen)
