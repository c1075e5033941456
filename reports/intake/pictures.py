"""Reads the pages of a document that are pictures, each with two readers that know nothing of each other.

The parent's side. One child opens the document, straightens its pages and is the first reader (rapidocr); another,
one for each page, is the second (tesseract, or the first reader again over the page prepared otherwise). Between them
goes a page in grey whose size is checked here, and nothing else. Both children have no rights.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reports.intake import kind, protocol, rows, sandbox, words
from reports.intake.errors import Reason, Unreadable
from reports.intake.pages import PageText, Pending
from reports.intake.protocol import PAINTABLE, Document, Protection
from reports.intake.words import Painted, Word

_PAINTER: Final = "import sys; sys.path += sys.argv[1:]; from reports.intake.painting import painter; painter.main()"
_SCRIBE: Final = "import sys; sys.path += sys.argv[1:3]; from reports.intake import scribe; scribe.main()"
_NEEDED: Final = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")
_LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
_LANGUAGES: Final = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata",
                     "/usr/share/tessdata", "/usr/local/share/tessdata")  # fmt: skip
_LOADERS: Final = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")


@functools.cache
def available() -> bool:
    """Whether this computer has the packages that read pictures."""
    return all(importlib.util.find_spec(name) for name in _NEEDED)


def survey(content: bytes) -> Document | Pending:
    """The document if all of it is text or nothing can be done about the rest, else what is known of it."""
    document = sandbox.survey(content)
    if document.unread_pages and document.kind in PAINTABLE and available():
        return Pending(document)
    if not document.text:
        raise Unreadable(Reason.PICTURE if document.kind == "photo" else Reason.SCAN)
    return document


def read_pages(content: bytes, pending: Pending) -> Iterator[PageText]:
    """Each page that waits, read twice, in order. Closing it ends its processes."""
    if not pending.pages:
        return
    broken = Reason.HEIC if kind.is_heic(content) else Reason.DAMAGED
    painter = _started(_PAINTER)
    try:
        sandbox.check(painter)
        message = protocol.REQUEST.pack(len(content)) + content
        for number in pending.pages:
            painted = _painted(painter, message, number)
            message = b""
            if painted.outcome == words.TOO_LARGE:
                raise Unreadable(Reason.TOO_MANY_PIXELS)
            if painted.outcome == words.BROKEN and pending.known.pages_sent == 1:
                raise Unreadable(broken)
            yield _page(number, painted)
    finally:
        painter.end()


def _started(start: str, told: tuple[str, ...] = ()) -> sandbox.Child:
    try:
        return sandbox.Child(start, told)
    except OSError:
        raise Unreadable(Reason.CLOSED) from None


def _painted(painter: sandbox.Child, message: bytes, number: int) -> Painted:
    ask = words.ASK.pack(number, program() is None)
    try:
        head = painter.exchange(message + ask, words.HEAD.size, whole=True, seconds=protocol.PAGE_SECONDS)
        length = words.body_length(head)
        body = painter.exchange(b"", length, whole=True, seconds=protocol.PAGE_SECONDS) if length else b""
        if len(body) != length:
            raise ValueError("page")
        return words.parse(head, body)
    except (OSError, ValueError):
        raise Unreadable(Reason.UNREADABLE) from None  # the cause may quote the document


def _page(number: int, painted: Painted) -> PageText:
    if painted.outcome == words.EMPTY:
        return PageText(number, "", "")
    if painted.outcome == words.BROKEN:
        return PageText(number, "", "", read=False)
    text, doubtful = rows.lines(painted.words)
    second, _ = rows.lines(painted.second or _second(painted))
    return PageText(number, text, second, doubtful, read=bool(text))


def _second(painted: Painted) -> tuple[Word, ...]:
    found = program()
    if found is None:
        return ()
    scribe = _started(_SCRIBE, found)
    try:
        sandbox.check(scribe, Protection.NOT_DUMPABLE)
        picture = b"P5\n%d %d\n255\n" % (painted.width, painted.height) + painted.picture
        return words.from_tsv(scribe.exchange(picture, words.TSV_BYTES, last=True, seconds=protocol.PAGE_SECONDS))
    except (OSError, ValueError):
        return ()  # one reader alone decides nothing: every finding of this page stays open
    finally:
        scribe.end()


@functools.cache
def program() -> tuple[str, ...] | None:
    """Tesseract: the program, its loader, its language, and what it may read; None where it is not installed."""
    found = shutil.which("tesseract", path=os.environ.get("PATH", os.defpath))
    language = next((folder for folder in _LANGUAGES if (Path(folder) / "eng.traineddata").is_file()), None)
    loader = next((file for file in _LOADERS if Path(file).exists()), None)
    if not (found and language and loader):
        return None
    files = [str(Path(file).resolve()) for file in _LIBRARIES if Path(file).exists()]
    return (str(Path(found).resolve()), str(Path(loader).resolve()), language, *dict.fromkeys(files), "/dev/null")
