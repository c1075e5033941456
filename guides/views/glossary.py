from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from guides import addresses, catalog
from guides.publishing import published


@published
def glossary(request: HttpRequest) -> HttpResponse:
    context = {
        "terms": catalog.glossary(get_language() or "en"),
        "canonical": addresses.canonical(request, "glossary"),
    }
    return render(request, "glossary.html", context)
