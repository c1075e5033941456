from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from guides import addresses
from guides.publishing import published

# The upload page may be found; the address of a report is nobody's to read.
_TEXT = """User-agent: *
Allow: /reports/$
Disallow: /reports/

Sitemap: {sitemap}
"""


@published
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_TEXT.format(sitemap=addresses.canonical(request, "sitemap")), "text/plain; charset=utf-8")
