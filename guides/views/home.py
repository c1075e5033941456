from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from guides import addresses, catalog, entries
from guides.publishing import published

WORDS_SHOWN = 12


@published
def home(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "categories": catalog.categories(language),
        "terms": words_of_most_guides(language),
        "canonical": addresses.canonical(request, "home"),
    }
    return render(request, "home.html", context)


def words_of_most_guides(language: str) -> tuple[entries.Term, ...]:
    """Nobody counts what is looked up here; a word that many guides need is the nearest thing that we know."""
    guides = [catalog.guide(language, guide.slug) for one in catalog.categories(language) for guide in one.guides]
    uses = Counter(term.slug for guide in guides for term in guide.terms)
    most = sorted(catalog.glossary(language), key=lambda term: (-uses[term.slug], term.term.casefold()))
    return tuple(sorted(most[:WORDS_SHOWN], key=lambda term: term.term.casefold()))
