"""Every link of every text leads somewhere: to an anchor of its page, to a page of the site, or to https.

Only the form [text](address) is read here, so the other forms of Markdown are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from guides.loading import page_ids
from guides.loading.content import Content, PageFile
from guides.loading.guide_checks import RESERVED_SLUGS
from guides.loading.problems import Problem

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<address>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_START = re.compile(r"\]\s*[(\[]")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:", re.MULTILINE)
_PAGE_ANCHOR = re.compile(r"^#{2,3} .*\{#([a-z0-9-]+)\}", re.MULTILINE)
_HTTPS = re.compile(r"https://[^\s/?#]+\.[^\s]+\Z")
_IMAGE = re.compile(r"/static/(?!.*\.\.)[a-z0-9/._-]+\Z")


@dataclass(frozen=True, slots=True)
class _Site:
    """Address → anchors of the page, for one language."""

    prefix: str
    anchors: dict[str, set[str]]
    unknown: set[str]  # pages of files with problems of their own


def check(content: Content) -> Iterator[Problem]:
    sites = {language: _site(content, language) for language in content.languages}
    for (language, slug), file in content.guides.items():
        own = sites[language].anchors[f"/guides/{slug}/"]
        for section in file.sections:
            yield from _text(file.file, section.line + 1, "body", section.text, own, sites[language])
        for place, faq in enumerate(file.entry.faqs):
            line = file.located.line("faqs", place, "answer")
            yield from _text(file.file, line, f"faqs.{place}.answer", faq.answer, own, sites[language])
    for (language, _), page in content.pages.items():
        site = sites.get(language)
        if site is not None:
            own = _page_anchors(page)
            yield from _text(page.file, page.body_line, "body", page.body, own, site)


def _site(content: Content, language: str) -> _Site:
    anchors: dict[str, set[str]] = {address: set() for address in ("/", "/guides/", "/reports/")}
    for (spoken, slug), file in content.guides.items():
        if spoken == language and slug not in RESERVED_SLUGS:
            anchors[f"/guides/{slug}/"] = {name for name, _, _ in page_ids.of_guide(file, content)}
            anchors[f"/guides/category/{file.entry.category}/"] = set()
    anchors["/glossary/"] = {term.slug for term in content.terms(language)}
    for (spoken, slug), page in content.pages.items():
        if spoken == language:
            anchors[f"/{slug}/"] = _page_anchors(page)
    unknown = {_address(name, language) for name in content.broken}
    return _Site("" if language == "en" else f"/{language}", anchors, unknown)


def _address(file: str, language: str) -> str:
    if file == f"glossary/{language}.yaml":
        return "/glossary/"
    path = PurePosixPath(file.replace(f"/{language}/", "/"))
    return f"/{path.stem}/" if path.parts[0] == "pages" else f"/{path.with_suffix('')}/"


def _page_anchors(page: PageFile) -> set[str]:
    return set(_PAGE_ANCHOR.findall(page.body))


def _text(file: str, line: int, field: str, text: str, own: set[str], site: _Site) -> Iterator[Problem]:
    found = list(_LINK.finditer(text))
    read = [range(link.start(), link.end()) for link in found]
    for other in (*_REFERENCE.finditer(text), *_START.finditer(text)):
        if not any(other.start() in span for span in read):
            at = line + text.count("\n", 0, other.start())
            yield Problem(file, at, field, "a link cannot be read; write it as [text](address), in its place")
    for link in found:
        at = line + text.count("\n", 0, link.start())
        reason = _image(link) if link["image"] else _problem(link, own, site)
        if reason:
            yield Problem(file, at, field, reason)


def _image(link: re.Match[str]) -> str:
    if not link["text"].strip():
        return "a picture needs a description in the square brackets"
    return "" if _IMAGE.match(link["address"]) else "a picture must come from /static/"


def _problem(link: re.Match[str], own: set[str], site: _Site) -> str:
    address = link["address"]
    if not link["text"].strip():
        return "a link needs words in the square brackets"
    if address.startswith("#"):
        return "" if address[1:] in own else f"'{address}' is no anchor of this page"
    if address.startswith("/"):
        path, _, anchor = address.partition("#")
        page = path.removeprefix(site.prefix) if path.startswith(site.prefix) else ""
        if page in site.unknown:
            return ""
        inside = site.anchors.get(page)
        if inside is None:
            return f"there is no page '{path}'"
        return "" if not anchor or anchor in inside else f"the page '{path}' has no anchor '#{anchor}'"
    return "" if _HTTPS.match(address) else f"'{address}' must begin with https://, / or #"
