"""Markdown → HTML → allow-list. The only file that renders Markdown, cleans HTML and calls HTML safe.

Input is text that this repository's own authors wrote, already bounded by loading/sections.py; text of an upload
never comes here, it is escaped by the templates. bleach is end of life: docs/adr/0003 says why it is kept.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import markdown
from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe

TAGS = frozenset(
    {"p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "h2", "h3", "blockquote", "hr", "br", "img"}
    | {"table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"}
)
INLINE_TAGS = frozenset({"a", "em", "strong", "code"})

_EXTENSIONS = ("attr_list", "def_list", "tables", "sane_lists")
_LINK = re.compile(r"(#[a-z0-9-]*|/(?![/\\])[^\s\\]*|https://[^\s\\]+)\Z")
_OWN_IMAGE = re.compile(r"/static/(?!.*\.\.)[a-z0-9/._-]+\Z")
_ANCHOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_BREAKS = frozenset({"p", "li", "br", "td", "th", "h2", "h3", "dd", "dt"})


class RenderError(Exception):
    """A text that the Markdown library could not turn into HTML."""


def render(text: str) -> str:
    """The clean HTML of a body."""
    return _rendered(text, TAGS)


def render_inline(text: str) -> str:
    """The clean HTML of one paragraph without its <p>: emphasis, code and links only."""
    return _rendered(text, INLINE_TAGS).strip()


def clean(markup: str, tags: frozenset[str] = TAGS) -> str:
    filters: list[Any] = [_OutsideLinks]
    cleaner = Cleaner(tags=tags, attributes=allowed, protocols={"https"}, strip=True, filters=filters)
    cleaned: str = cleaner.clean(markup)
    return cleaned


def stored(markup: str) -> SafeString:
    """HTML that came out of this module and was kept by the database."""
    return mark_safe(markup)  # noqa: S308  # went through `clean` when it was loaded


def plain_text(markup: str) -> str:
    """The words of clean HTML, for structured data and for counting."""
    collector = _Words()
    collector.feed(markup)
    collector.close()
    return " ".join("".join(collector.pieces).split())


def json_for_script(value: Any) -> SafeString:
    """JSON for a <script type="application/ld+json">: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(text)  # noqa: S308  # no character with a meaning in HTML is left


def allowed(tag: str, name: str, value: str) -> bool:
    """The allow-list of attributes; what a link or picture points to is part of it."""
    target = html.unescape(value)
    if tag == "a":
        return name == "title" or (name == "href" and _LINK.match(target) is not None)
    if tag == "img":
        return name == "alt" or (name == "src" and _OWN_IMAGE.match(target) is not None)
    if tag == "ol":
        return name == "start" and target.isdecimal()
    return tag in {"h2", "h3"} and name == "id" and _ANCHOR.match(target) is not None


def _rendered(text: str, tags: frozenset[str]) -> str:
    converter = markdown.Markdown(extensions=list(_EXTENSIONS), output_format="html")
    # Raw HTML is text here: an author's unclosed <style> would swallow the rest of the page.
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    try:
        return clean(converter.convert(text), tags)
    except RecursionError:
        raise RenderError("is nested too deeply") from None


class _OutsideLinks:
    """Links to other sites give neither an opener nor an address of origin away. A filter of bleach's token stream."""

    def __init__(self, source: Iterable[Any]) -> None:
        self._source = source

    def __iter__(self) -> Iterator[Any]:
        for token in self._source:
            is_link = token["type"] == "StartTag" and token["name"] == "a"
            if is_link and str(token["data"].get((None, "href"), "")).startswith("https:"):
                token["data"][None, "rel"] = "noopener noreferrer"
            yield token


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
