"""From bytes or pasted text to a reading: the one way, for the request and for the command line.

Keeps nothing, stores nothing and logs nothing: what is read is in the return value alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guides import catalog
from reports.intake import sandbox, text
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PASTE_CHARACTERS, Document
from reports.reading import reader
from reports.reading.findings import Reading
from reports.reading.vocabulary import Vocabulary, compile_rules

__all__ = ["Document", "Reason", "Unreadable", "extract", "from_paste", "read", "unprotected"]


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


def read(document: Document) -> Reading:
    """What the text says, by the rules of content/."""
    return reader.read(document.text, _vocabulary(), document.page_starts)


class _Compiled:
    """The rules as they were last compiled. Compiling costs more than a reading; rules change only in development."""

    rules: Mapping[str, Any] | None = None
    vocabulary: Vocabulary


def _vocabulary() -> Vocabulary:
    rules = catalog.marker_rules()
    if rules is not _Compiled.rules:
        _Compiled.vocabulary = compile_rules(rules)
        _Compiled.rules = rules
    return _Compiled.vocabulary


def unprotected() -> str:
    """Which protections are missing without which no stranger's file is opened here; "" when all is well."""
    return "" if sandbox.available() else "missing: " + ", ".join(sandbox.missing())
