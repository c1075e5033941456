"""XML to a tree within limits: no document type, no entities, so deep and so many elements and no more.

Runs only in the child. Knows no vocabulary; `local` gives the name of an element without its namespace.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import DEPTH, ELEMENTS

for _name in ("cp1252", "iso8859-1", "utf-16", "ascii"):
    codecs.lookup(_name)  # what the declaration may name, before the child loses the right to open files
_ATTRIBUTES: Final = 200


class _Limited(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._left = ELEMENTS

    def start(self, tag: str, attrs: Mapping[str, str]) -> Element:
        self._depth += 1
        self._left -= 1
        if self._depth > DEPTH or self._left < 0 or len(attrs) > _ATTRIBUTES:
            raise Unreadable(Reason.UNPACKS_TOO_LARGE)
        return super().start(tag, dict(attrs))

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(content: bytes) -> Element:
    """The root element, or `Unreadable`."""
    parser = DefusedXMLParser(target=_Limited(), forbid_dtd=True)
    try:
        parser.feed(content)
        root = parser.close()
    except (ParseError, DefusedXmlException, LookupError, ValueError, OSError):
        raise Unreadable(Reason.DAMAGED) from None  # the error quotes the file
    if not isinstance(root, Element):
        raise Unreadable(Reason.DAMAGED)
    return root


def local(element: Element) -> str:
    """The name without its namespace; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
