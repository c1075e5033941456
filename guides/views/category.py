from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from guides import addresses, catalog
from guides.publishing import published


@published
def category(request: HttpRequest, slug: str) -> HttpResponse:
    context = {
        "category": catalog.category(get_language() or "en", slug),
        "canonical": addresses.canonical(request, "category", slug),
    }
    return render(request, "guides/category.html", context)
