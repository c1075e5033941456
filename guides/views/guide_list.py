from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from guides import addresses, catalog
from guides.publishing import published


@published
def guide_list(request: HttpRequest) -> HttpResponse:
    context = {
        "categories": catalog.categories(get_language() or "en"),
        "canonical": addresses.canonical(request, "guide-list"),
    }
    return render(request, "guides/list.html", context)
