"""HTML within a record to lines of text: what stands in blocks, rows and cells. Runs only in the child.

No browser: styles are looked at only for what hides words. Scripts, styles and comments are not text. A file that is
itself a web page is refused elsewhere (kind.py), because what it shows depends on more than itself.
"""

from __future__ import annotations

import html
import re
from typing import Final

from reports.intake.composing import Lines, one_line
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import DEPTH, ELEMENTS, HTML_CHARACTERS, Notice
from reports.intake.text import REPLACEMENT

_SILENT: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math", "object"})
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_BLOCKS: Final = frozenset(
    {"p", "div", "ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "section", "article", "header", "footer", "pre",
     "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "li", "dt", "dd", "tr", "caption", "body", "html", "hr"}
)  # fmt: skip
_SPACED: Final = frozenset({"p", "ul", "ol", "dl", "table", "section", "h1", "h2", "h3", "h4", "h5", "h6"})
_CROSSED_OUT: Final = frozenset({"del", "s", "strike"})
_HIDES: Final = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0*)?(?:;|$)|font-size:0(?![.\d]*[1-9])|clip:|text-indent:-"
    r"|(?<![\w-])color:(?:#fff(?:fff)?\b|white|transparent|rgba?\(255,255,255)|(?:left|top|margin-left):-\d{3}"
)
_STRIKES: Final = re.compile(r"text-decoration[\w-]*:[^;]*line-through")
# In linear time: nothing looks beyond the next bracket. A bracket within an attribute is shown as text.
_PIECE: Final = re.compile(
    r"<(?P<tag>[a-zA-Z][a-zA-Z0-9:-]{0,40})(?P<attributes>[^<>]*)>|</(?P<end>[a-zA-Z][a-zA-Z0-9:-]{0,40})[^<>]*>"
    r"|<[!?/][^<>]*>|(?P<words>[^<]+)"
)
_ATTRIBUTE: Final = re.compile(r"([^\s=/\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
_LONGEST_ATTRIBUTES: Final = 5_000
_STARTS: Final = re.compile(rb"\s*(?:<!doctype html|<html|<body|<div|<p>|<table|<pre)", re.IGNORECASE)
_WHITE: Final = re.compile(r"[ \t\r\n\f]+")


def is_page(content: bytes) -> bool:
    return bool(_STARTS.match(content[:200].removeprefix(b"\xef\xbb\xbf")))


def read(page: str) -> tuple[str, Notice]:
    """The words that a browser would show, in lines, and whether some were hidden or crossed out."""
    if len(page) > HTML_CHARACTERS:
        raise Unreadable(Reason.TOO_MUCH_TEXT)
    shown = _Page()
    at = 0
    while at < len(page):
        if page.startswith("<!--", at):
            end = page.find("-->", at)
            at = len(page) if end < 0 else end + 3
            continue
        found = _PIECE.match(page, at)
        at = found.end() if found else at + 1
        if not found:
            shown.words("<")
        elif found["tag"]:
            shown.opened(found["tag"].lower(), found["attributes"])
        elif found["end"]:
            shown.closed(found["end"].lower())
        elif found["words"]:
            shown.words(html.unescape(found["words"]))
    return shown.finished(), shown.notices


class _Page:
    """What is open while the page is read from its start to its end."""

    def __init__(self) -> None:
        self.notices = Notice(0)
        self._lines = Lines()
        self._open: list[tuple[str, Notice]] = []  # what is open, and what it does to its words
        self._pending: list[str] = []
        self._cells: list[list[str]] | None = None
        self._elements = 0
        self._silent = 0

    def opened(self, tag: str, attributes: str) -> None:
        self._elements += 1
        if self._elements > ELEMENTS or len(self._open) > 4 * DEPTH:
            raise Unreadable(Reason.UNPACKS_TOO_LARGE)
        if tag == "br":
            self._break()
        elif tag in ("td", "th"):
            self._new_cell()
        elif tag in _BLOCKS:
            self._new_block(tag)
        if tag in ("img", "embed", "object"):
            self.notices |= Notice.ATTACHMENT
        if tag not in _VOID and not attributes.endswith("/"):  # records write XHTML: <p/> is empty
            self._silent += tag in _SILENT
            self._open.append((tag, _effect(tag, attributes)))

    def closed(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        while True:
            name, _ = self._open.pop()
            self._silent -= name in _SILENT
            if name == tag:
                break
        if tag == "tr":
            self._end_row()
        elif tag in _BLOCKS:
            self._new_block(tag)

    def words(self, text: str) -> None:
        if self._silent or not text:
            return
        effect = next((effect for _, effect in self._open if effect), Notice(0))
        if effect and text.strip():
            self.notices |= effect
            text = REPLACEMENT
        if any(name == "pre" for name, _ in self._open):
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._pending.append(first)
            for line in others:
                self._break()
                self._pending.append(line)
        else:
            self._pending.append(_WHITE.sub(" ", text))

    def finished(self) -> str:
        self._end_row()
        self._flush()
        return self._lines.text()

    def _break(self) -> None:
        line = "".join(self._pending)
        self._pending.clear()
        if self._cells is None:
            self._lines.add(line.strip(" ") if line.strip() else "")
        else:
            self._cells[-1].append(one_line(line))

    def _flush(self) -> None:
        if "".join(self._pending).strip():
            self._break()
        self._pending.clear()

    def _new_block(self, tag: str) -> None:
        self._flush()
        if tag == "tr":
            self._end_row()
            self._cells = [[]]
        elif tag in _SPACED and self._cells is None:
            self._lines.apart()

    def _new_cell(self) -> None:
        self._flush()
        if self._cells is None:
            self._cells = [[]]
        elif self._cells[-1]:
            self._cells.append([])

    def _end_row(self) -> None:
        self._flush()
        if self._cells is not None:
            cells, self._cells = self._cells, None
            self._lines.row(cells)


def _effect(tag: str, written: str) -> Notice:
    if len(written) > _LONGEST_ATTRIBUTES:
        raise Unreadable(Reason.UNPACKS_TOO_LARGE)
    attributes = {found[1].lower(): (found[2] or "").strip("\"'") for found in _ATTRIBUTE.finditer(written)}
    style = _WHITE.sub("", html.unescape(attributes.get("style", ""))).lower()
    if "hidden" in attributes or _HIDES.search(style):
        return Notice.HIDDEN
    if tag in _CROSSED_OUT or _STRIKES.search(style):
        return Notice.CROSSED_OUT
    return Notice(0)
