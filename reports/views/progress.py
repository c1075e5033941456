"""The page of a report whose pictures wait or are read. It comes again by itself, without a script.

What was last told stands in the address (`?told=…`): only what is new since takes the focus, so that a screen reader
says each page once and not every few seconds.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from reports import actions

AGAIN_SECONDS = 4


def progress(request: HttpRequest, report_id: str, waiting: actions.Waiting) -> HttpResponse:
    told = f"{waiting.state}-{waiting.pages_done}-{waiting.before}"
    context = {
        "report_id": report_id,
        "state": waiting.state,
        "sentences": waiting.sentences,
        "pages_done": waiting.pages_done,
        "pages_total": waiting.pages_total,
        "expires_at": waiting.expires_at,
        "unasked_minutes": settings.UNASKED_MINUTES,
        "is_new": request.GET.get("told") != told,
    }
    answer = render(request, "reports/progress.html", context)
    address = reverse("report", args=[report_id])
    if waiting.state == "ended":  # leaves when the report does, like an explanation
        remaining = int((waiting.expires_at - timezone.now()).total_seconds())
        answer["Refresh"] = f"{max(remaining, 0) + 1}; url={reverse('report-upload')}"
    else:
        answer["Refresh"] = f"{AGAIN_SECONDS}; url={address}?told={told}"
    return answer
