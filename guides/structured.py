"""What search engines are told about a guide: schema.org values, from what the page itself shows and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guides import entries

SITE_NAME = "OncoKind"


def guide_graph(guide: entries.Guide, canonical: str, trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """`trail`: name and address of each page above the guide, from the first one down."""
    graph = [_page(guide, canonical), _breadcrumbs([*trail, (guide.title, canonical)])]
    if guide.faqs:
        graph.append(_questions(guide, canonical))
    return {"@context": "https://schema.org", "@graph": graph}


def _page(guide: entries.Guide, canonical: str) -> dict[str, Any]:
    return {
        "@type": "MedicalWebPage",
        "@id": f"{canonical}#page",
        "url": canonical,
        "name": guide.title,
        "description": guide.summary,
        "inLanguage": guide.language,
        "lastReviewed": guide.checked_on.isoformat(),  # the day of the check; nobody is named as a reviewer
        "dateModified": guide.checked_on.isoformat(),
        "author": {"@type": "Organization", "name": guide.author},
        "publisher": {"@type": "Organization", "name": SITE_NAME},
        "audience": {"@type": "PeopleAudience", "audienceType": "Patient"},
        "citation": [
            {"@type": "CreativeWork", "name": source.title, "url": source.address} for source in guide.sources
        ],
    }


def _questions(guide: entries.Guide, canonical: str) -> dict[str, Any]:
    return {
        "@type": "FAQPage",
        "@id": f"{canonical}#faq",
        "inLanguage": guide.language,
        "mainEntity": [
            {
                "@type": "Question",
                "name": faq.question,
                "acceptedAnswer": {"@type": "Answer", "text": faq.answer_text},
            }
            for faq in guide.faqs
        ],
    }


def _breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(trail, start=1)
        ],
    }
