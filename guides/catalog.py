"""THE read API of the guides for everyone else: frozen values out (entries.py), no rows.

Everything takes the language as its first argument and raises `LookupError` for what is not there.
`marker_rules()` and `wording()` come from the files, once per process, and need no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guides import entries


def categories(language: str) -> tuple[entries.Category, ...]:
    """All categories that have a guide, in their order, each with its guides."""
    raise NotImplementedError


def category(language: str, slug: str) -> entries.Category:
    raise NotImplementedError


def guide(language: str, slug: str) -> entries.Guide:
    raise NotImplementedError


def redirect_for(path: str) -> str | None:
    """The present address of an address that a guide once had, or None."""
    raise NotImplementedError


def glossary(language: str) -> tuple[entries.Term, ...]:
    raise NotImplementedError


def page(language: str, slug: str) -> entries.Page:
    """`about`, `privacy`, `disclaimer`, …"""
    raise NotImplementedError


def markers(language: str) -> Mapping[str, entries.Marker]:
    """Marker id → what families read about it. Used by explanations."""
    raise NotImplementedError


def questions(language: str, guide_slug: str) -> Mapping[str, entries.Question]:
    raise NotImplementedError


def picture(
    language: str,
    marker: str,
    *,
    value_id: str = "",
    number: float | None = None,
    ratio: float | None = None,
    copies: float | None = None,
) -> entries.Picture | None:
    """The scale of a marker: whole, or with a value marked. `number` in percent, `ratio` and `copies` for ISH."""
    raise NotImplementedError


def release() -> str:
    """Short hash of the content that is live: part of every ETag."""
    raise NotImplementedError


def wording(language: str) -> entries.Wording:
    raise NotImplementedError


def marker_rules() -> Mapping[str, Any]:
    """Plain checked rule data for the reader: {"reading": {...}, "context": {...}, "markers": {...}}."""
    raise NotImplementedError
