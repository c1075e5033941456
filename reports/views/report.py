"""/reports/<id>/ and its deletion. Unknown, expired, deleted or another visitor's: one answer, the same to the byte."""

from __future__ import annotations

import math

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from reports import actions
from reports.views import cookies
from reports.views.discretion import discreet
from reports.views.progress import progress

# Not "cookies": a browser would take that for the whole registrable domain, and so sign a family out of other services
# of the same hospital, and end the report in the other tab. Our own cookie is ended by name (docs/adr/0031).
CLEAR = '"cache", "storage"'
COULD_NOT_READ = 422


@discreet
@require_http_methods(["GET", "HEAD"])
def report(request: HttpRequest, report_id: str) -> HttpResponse:
    key = cookies.key_for(request, report_id)
    try:
        followed = actions.follow(report_id=report_id, key=key, language=get_language() or "en")
    except actions.Gone:
        return gone(request)
    if isinstance(followed, actions.Waiting):
        return progress(request, report_id, followed)
    if "told" in request.GET:  # it was waited for: from here on by its own address
        return HttpResponseRedirect(reverse("report", args=[report_id]))
    return explained(request, report_id, followed)


def explained(request: HttpRequest, report_id: str, followed: actions.Followed, refusal: str = "") -> HttpResponse:
    """The explanation; with the sentence on why a correction was not taken, where there was one."""
    context = {
        "explanation": followed.explanation,
        "report_id": report_id,
        "expires_at": followed.expires_at,
        "disclaimer": followed.disclaimer,
        "pages": followed.pages,
        "is_from_pictures": any(page.from_picture for page in followed.pages),
        "is_corrected": any(page.corrected for page in followed.pages),
        "refusal": refusal,
    }
    answer = render(request, "reports/report.html", context, status=COULD_NOT_READ if refusal else 200)
    # The page leaves by itself when the report ends, with no script (P-09).
    remaining = math.ceil((followed.expires_at - timezone.now()).total_seconds())
    answer["Refresh"] = f"{max(remaining, 0) + 1}; url={reverse('report-upload')}"
    return answer


@csrf_exempt  # see upload.py
@discreet
@require_POST
@csrf_protect
def delete(request: HttpRequest, report_id: str) -> HttpResponse:
    try:
        actions.delete(report_id=report_id, key=cookies.key_for(request, report_id))
    except actions.Gone:
        return gone(request)
    answer = render(request, "reports/deleted.html")
    cookies.take_back(answer, report_id)  # a changed HttpOnly cookie also drops the page that Back would show (P-07)
    answer["Clear-Site-Data"] = CLEAR
    return answer


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/404.html", status=404)
