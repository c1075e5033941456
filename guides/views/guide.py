from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from guides import addresses, catalog, entries, rendering, structured
from guides.publishing import published


def guide(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The guide, or the way to the guide that once had this address."""
    try:
        present = catalog.redirect_for(request.path)
    except LookupError:
        present = None
    return HttpResponsePermanentRedirect(present) if present else _page(request, slug=slug)


@published
def _page(request: HttpRequest, slug: str) -> HttpResponse:
    language = get_language() or "en"
    shown = catalog.guide(language, slug)
    canonical = addresses.canonical(request, "guide", slug)
    graph = structured.guide_graph(shown, canonical, _trail(request, shown))
    context = {
        "guide": shown,
        "disclaimer": catalog.page(language, "disclaimer"),
        "structured_data": rendering.json_for_script(graph),
        "canonical": canonical,
    }
    return render(request, "guides/guide.html", context)


def _trail(request: HttpRequest, shown: entries.Guide) -> list[tuple[str, str]]:
    return [
        (gettext("Guides"), addresses.canonical(request, "guide-list")),
        (shown.category_title, addresses.canonical(request, "category", shown.category_slug)),
    ]
