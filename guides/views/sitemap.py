from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from guides import addresses, catalog
from guides.publishing import published

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SINGLE = ("home", "guide-list", "glossary", "about", "privacy", "disclaimer")


@published
def sitemap(request: HttpRequest) -> HttpResponse:
    root = ElementTree.Element("urlset", xmlns=_NAMESPACE)
    for address, day in _pages(request, get_language() or "en"):
        page = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(page, "loc").text = address
        if day:
            ElementTree.SubElement(page, "lastmod").text = day
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, "application/xml; charset=utf-8")


def _pages(request: HttpRequest, language: str) -> Iterator[tuple[str, str]]:
    for name in _SINGLE:
        yield addresses.canonical(request, name), ""
    for category in catalog.categories(language):
        yield addresses.canonical(request, "category", category.slug), ""
        for guide in category.guides:
            yield addresses.canonical(request, "guide", guide.slug), guide.checked_on.isoformat()
