"""About, privacy, disclaimer: a text of content/pages each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from guides import addresses, catalog
from guides.publishing import published


@published
def single_page(request: HttpRequest, slug: str) -> HttpResponse:
    context = {
        "page": catalog.page(get_language() or "en", slug),
        "canonical": addresses.canonical(request, slug),
    }
    return render(request, "page.html", context)
