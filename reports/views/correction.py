"""/reports/<id>/text/: the reader sets right what was read, or brings back what the machine read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from reports import actions
from reports.forms import pages_sent
from reports.views import cookies
from reports.views.discretion import discreet
from reports.views.report import explained, gone


@csrf_exempt  # see upload.py
@discreet
@require_POST
@csrf_protect
def correct(request: HttpRequest, report_id: str) -> HttpResponse:
    key = cookies.key_for(request, report_id)
    texts = [] if "restore" in request.POST else pages_sent(request.POST)
    try:
        if not texts and "restore" not in request.POST:
            raise actions.Refused("empty")
        actions.correct(report_id=report_id, key=key, texts=texts)
    except actions.Gone:
        return gone(request)
    except actions.Refused as refused:
        return _refused(request, report_id, refused.code, texts)
    answer = HttpResponseRedirect(reverse("report", args=[report_id]))
    answer.status_code = 303
    return answer


def _refused(request: HttpRequest, report_id: str, code: str, texts: list[str]) -> HttpResponse:
    """The page as it was, with the sentence, and with what was typed still in its place."""
    key, language = cookies.key_for(request, report_id), get_language() or "en"
    try:
        followed = actions.follow(report_id=report_id, key=key, language=language)
    except actions.Gone:
        return gone(request)
    if isinstance(followed, actions.Waiting):
        return gone(request)
    return explained(request, report_id, followed.with_texts(texts), actions.refusal(code, language))
