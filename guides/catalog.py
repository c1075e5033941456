"""THE read API of the guides for everyone else: frozen values out (entries.py), no rows.

Everything takes the language as its first argument and raises `LookupError` for what is not there.
`marker_rules()`, `wording()` and `sample()` come from the files, once per process, and need no database.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse

from guides import entries, library, scales, shelving
from guides.loading import tree
from guides.loading.content import Content

Key = TypeVar("Key")
Thing = TypeVar("Thing")


class NotThereError(LookupError):
    """There is no text of this name in this language."""


def categories(language: str) -> tuple[entries.Category, ...]:
    """All categories that have a guide, in their order, each with its guides."""
    return tuple(_shelf(language).categories.values())


def category(language: str, slug: str) -> entries.Category:
    return _found(_shelf(language).categories, slug)


def guide(language: str, slug: str) -> entries.Guide:
    return _found(_shelf(language).guides, slug)


def redirect_for(path: str) -> str | None:
    """The present address of an address that a guide once had, or None."""
    found = library.current().redirects.get(path)
    return reverse("guide", args=[found[1]]) if found else None


def glossary(language: str) -> tuple[entries.Term, ...]:
    return tuple(_shelf(language).terms.values())


def page(language: str, slug: str) -> entries.Page:
    """`about`, `privacy`, `disclaimer`, …"""
    return _found(_shelf(language).pages, slug)


def markers(language: str) -> Mapping[str, entries.Marker]:
    """Marker id → what families read about it. Used by explanations."""
    return _shelf(language).markers


def cancers(language: str) -> Mapping[str, str]:
    """Cancer → its name inside a sentence: "lung" → "lung cancer". In the order of content/cancers.yaml."""
    return _files(settings.CONTENT_DIR).cancer_labels(language)


def questions(language: str, guide_slug: str) -> Mapping[str, entries.Question]:
    return {question.id: question for question in guide(language, guide_slug).questions}


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
    scale = _shelf(language).scales.get(marker)
    if scale is None:
        return None
    return scales.picture(scale, language, value_id, percent=number, ratio=ratio, copies=copies)


def release() -> str:
    """Short hash of the content that is live: part of every ETag."""
    return library.current().release


def wording(language: str) -> entries.Wording:
    return entries.Wording(language, _files(settings.CONTENT_DIR).sentences(language))


def marker_rules() -> Mapping[str, Any]:
    """Plain checked rule data for the reader: {"reading": {...}, "context": {...}, "markers": {...}}.

    The same object until `forget()`: who compiles it can tell whether it is still the one.
    """
    return _rules(settings.CONTENT_DIR)


def sample(language: str, slug: str) -> str:
    """A made-up report to try, as plain text."""
    return _found(_files(settings.CONTENT_DIR).samples, (language, slug))


def forget() -> None:
    """Reads files and rows again at the next call: for a process that has just changed them."""
    _files.cache_clear()
    _rules.cache_clear()
    library.forget()


@functools.cache
def _files(root: Path) -> Content:
    return tree.read_files(root, "markers", "reading", "context", "combinations", "wording", "samples", "cancers.yaml")


@functools.cache
def _rules(root: Path) -> Mapping[str, Any]:
    content = _files(root)
    return {**content.rules, "markers": {name: file.located.value for name, file in content.markers.items()}}


def _shelf(language: str) -> shelving.Shelf:
    return _found(library.current().shelves, language)


def _found(things: Mapping[Key, Thing], key: Key) -> Thing:
    try:
        return things[key]
    except KeyError:
        raise NotThereError from None
