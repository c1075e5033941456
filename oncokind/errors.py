"""The pages that say that something did not work. They never quote what was asked for, and never the exception."""

from __future__ import annotations

import logging
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

# For the case that not even the page can be made: it must not need a template or a translation.
LAST_RESORT = "This page could not be shown. Please go back and try again in a few minutes.\n"


def page(request: HttpRequest | None, code: int, *, status: int = 0, **context: str) -> HttpResponse:
    """The page `errors/<code>.html`; `status` where several answers share one page."""
    try:
        body = render_to_string(f"errors/{code}.html", context, request)
    except Exception:
        logger.exception("error_page_failed")
        return HttpResponse(LAST_RESORT, "text/plain; charset=utf-8", status=status or code)
    return HttpResponse(body, status=status or code)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request, so without context processors. The reference stands in the log too."""
    request.reference = secrets.token_hex(4)  # type: ignore[attr-defined]
    return page(None, 500, reference=request.reference)  # type: ignore[attr-defined]
