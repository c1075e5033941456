"""From bytes or pasted text to a reading: the one way, for the request and for the command line.

Keeps nothing, stores nothing and logs nothing: what is read is in the return value alone.
"""

from __future__ import annotations

from reports.intake import sandbox, text
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PASTE_CHARACTERS, Document

__all__ = ["Document", "Reason", "Unreadable", "extract", "from_paste", "unprotected"]


def extract(content: bytes) -> Document:
    """The text of a file of any kind, read in a child without rights; or `Unreadable`."""
    return sandbox.read(content)


def from_paste(pasted: str) -> Document:
    """Pasted text as it is: no letter moves, so that every quote stands where the visitor put it; or `Unreadable`.

    It needs no child: no library opens it. Only what can't be stored or shown is replaced, one character for one.
    """
    if len(pasted) > PASTE_CHARACTERS:
        raise Unreadable(Reason.TOO_LONG_PASTE)
    return text.paged("pasted", text.clean(pasted))


def unprotected() -> str:
    """Which protections are missing without which no stranger's file is opened here; "" when all is well."""
    return "" if sandbox.available() else "missing: " + ", ".join(sandbox.missing())
