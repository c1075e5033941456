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
    PICTURE = "picture"  # photo or scan, where this computer has no readers of pictures
    PICTURE_KIND = "picture_kind"  # an image file of a kind that is not taken
    SCAN = "scan"  # PDF whose pages have no text layer, where this computer has no readers of pictures
    TOO_MANY_PIXELS = "too_many_pixels"
    NOTHING_READ = "nothing_read"  # pictures on which no reader found a word
    UNKNOWN_KIND = "unknown_kind"  # bytes that are neither PDF, nor text, nor a picture
    DAMAGED = "damaged"  # a PDF or text that can't be opened
    UNREADABLE = "unreadable"  # the child crashed, hung or sent nonsense
    CLOSED = "closed"  # no sandbox on this system: uploads are closed
    BUSY = "busy"  # every reader is taken: try again in a minute
    SEVERAL_FILES = "several_files"  # more than one file in one request
    LOCKED_WORD = "locked_word"  # Word file that asks for a password
    OLD_WORD = "old_word"  # Word file from before DOCX, or one with another office program's form
    RTF = "rtf"
    WEB_PAGE = "web_page"  # HTML, SVG and other pages that a browser lays out
    ARCHIVE = "archive"  # a package of files that is no DOCX
    UNPACKS_TOO_LARGE = (
        "unpacks_too_large"  # small file, huge contents: nesting, elements or packed size over the limit
    )
    NO_REPORT_INSIDE = "no_report_inside"  # message or record without results or a report
    SEVERAL_PATIENTS = "several_patients"  # message or record about more than one person
    SEVERAL_REPORTS = "several_reports"  # reports of different days in one file, which must not mix
    PICTURES_INSIDE = "pictures_inside"  # Word file or record that holds pictures and no text
    HEIC = "heic"  # a phone's photo in this form that does not open


class Unreadable(Exception):  # noqa: N818 - the name of the state, as the page says it
    """A document was not read. `str()` is the code alone."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
