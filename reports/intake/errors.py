"""The closed list of reasons why a document was not read, shared by parent and child.

An error carries a code and nothing of the document: no text, no file name, no message of a library (U-22, L-02).
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Codes; the sentence for each stands in content/wording/intake.yaml under `refused.<code>`."""

    EMPTY = "empty"  # no bytes, or only blank text
    TOO_LARGE = "too_large"  # file over the limit of bytes
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH_TEXT = "too_much_text"  # extracted text over the limit
    TOO_LONG_PASTE = "too_long_paste"
    LOCKED = "locked"  # PDF that asks for a password
    PICTURE = "picture"  # photo, scan or other image file
    SCAN = "scan"  # PDF whose pages have no text layer
    UNKNOWN_KIND = "unknown_kind"  # bytes that are neither PDF, nor text, nor a picture
    DAMAGED = "damaged"  # a PDF or text that can't be opened
    UNREADABLE = "unreadable"  # the child crashed, hung or sent nonsense
    CLOSED = "closed"  # no sandbox on this system: uploads are closed
    BUSY = "busy"  # every reader is taken: try again in a minute
    SEVERAL_FILES = "several_files"  # more than one file in one request


class Unreadable(Exception):  # noqa: N818 - the name of the state, as the page says it
    """A document was not read. `str()` is the code alone."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
