"""From bytes or pasted text to a reading: the one way, for the request, the queue and the command line.

Text comes at once; pictures take seconds for each page, so they are read page by page:

    found = pipeline.survey(content)                # milliseconds; `Unreadable` where nothing can be done
    if isinstance(found, Pending):                  # found.pages: the numbers of the pages to be read from pictures
        with contextlib.closing(pipeline.read_pages(content, found)) as read:
            for page in read:                       # one PageText after the other; close to cancel between two
                pages.append(page)
        document = pipeline.assemble(found, pages)  # whatever pages are there; the others are named as unread
    else:
        document = found

`extract` does all of it in one call and may take minutes.
Keeps nothing, stores nothing and logs nothing: what is read is in the return value alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guides import catalog
from reports.intake import pictures, sandbox, text
from reports.intake.errors import Reason, Unreadable
from reports.intake.pages import PageText, Pending, assemble
from reports.intake.protocol import PASTE_CHARACTERS, Document
from reports.reading import reader
from reports.reading.agreement import Text, agreed
from reports.reading.findings import Reading
from reports.reading.scanned_names import ScannedNames, compile_names, repaired, requoted
from reports.reading.vocabulary import Vocabulary, compile_rules

__all__ = [
    "Document", "PageText", "Pending", "Reason", "Unreadable", "assemble", "extract", "from_paste", "read",
    "read_pages", "survey", "unprotected",
]  # fmt: skip


def extract(content: bytes) -> Document:
    """The text of a file of any kind, read in a child without rights; or `Unreadable`. Pictures take their time."""
    found = survey(content)
    return assemble(found, read_pages(content, found)) if isinstance(found, Pending) else found


def survey(content: bytes) -> Document | Pending:
    """The document, if all of it is text; else what is known before its pictures are read; or `Unreadable`.

    Where this computer has no readers of pictures: `Unreadable`, or the document with its unread pages.
    """
    return pictures.survey(content)


def read_pages(content: bytes, pending: Pending) -> Iterator[PageText]:
    """Each picture of the document, read twice, in the order of the pages; about five seconds for each.

    A page that no reader made out comes with `read=False`. `Unreadable` where the file itself gives up (too many
    pixels, damaged, no reader free, protections missing). Closing the generator ends its processes at once.
    """
    return pictures.read_pages(content, pending)


def from_paste(pasted: str) -> Document:
    """Pasted text as it is: no letter moves, so that every quote stands where the visitor put it; or `Unreadable`.

    It needs no child: no library opens it. Only what can't be stored or shown is replaced, one character for one.
    """
    if len(pasted) > PASTE_CHARACTERS:
        raise Unreadable(Reason.TOO_LONG_PASTE)
    return text.paged("pasted", text.clean(pasted))


def read(document: Document) -> Reading:
    """What the text says, by the rules of content/; where it comes from pictures, what both of its readings say."""
    if not document.pictures:
        return reader.read(document.text, _vocabulary(), document.page_starts)
    text = Text(document.text, document.page_starts, document.doubtful)
    second = Text(document.second, document.second_page_starts)
    return agreed(_read_repaired(text), _read_repaired(second), text, second)


def _read_repaired(text: Text) -> Reading:
    vocabulary = _vocabulary()  # and the names beside it
    reading = reader.read(repaired(text.text, _Compiled.names), vocabulary, text.page_starts)
    return requoted(reading, text.text)


class _Compiled:
    """The rules as they were last compiled. Compiling costs more than a reading; rules change only in development."""

    rules: Mapping[str, Any] | None = None
    vocabulary: Vocabulary
    names: ScannedNames


def _vocabulary() -> Vocabulary:
    rules = catalog.marker_rules()
    if rules is not _Compiled.rules:
        _Compiled.vocabulary = compile_rules(rules)
        _Compiled.names = compile_names(rules["context"]["scanned"])
        _Compiled.rules = rules
    return _Compiled.vocabulary


def unprotected() -> str:
    """Which protections are missing without which no stranger's file is opened here; "" when all is well."""
    return "" if sandbox.available() else "missing: " + ", ".join(sandbox.missing())


def reads_pictures() -> bool:
    """Whether photos and scans can be read on this computer."""
    return pictures.available()
