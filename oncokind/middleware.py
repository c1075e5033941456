"""The outermost middleware: headers on every answer, the first refusals, one log line a request."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from oncokind import errors, health
from oncokind.security import HEADERS, HSTS

View = Callable[[HttpRequest], HttpResponseBase]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
DROP_BYTES = 4 * settings.REQUEST_BYTES
DROP_SECONDS = 10.0
DROP_PIECE = 1 << 16
REPORT_PATH = re.compile(r"/(?:[a-z]{2}(?:-[a-z]+)?/)?reports(?:/|$)")


class HeadersMiddleware:
    """Sets every header of the site, keeps reports out of caches, and cookies off every public page."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if request.is_secure():
            response.headers["Strict-Transport-Security"] = HSTS
        if REPORT_PATH.match(request.path_info):
            response.headers.setdefault("Cache-Control", "no-store, private")
        else:
            response.cookies.clear()
            if response.status_code >= 400:
                response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """Refuses what no page takes, and keeps no byte of it: other methods, bodies too large or of unknown length."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return refusal(request) or self.get_response(request)


def refusal(request: HttpRequest) -> HttpResponse | None:
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        # Django reads a body by its length: a chunked form would arrive empty, and look like a form left empty.
        return errors.page(request, 400, status=411)
    length = int(request.META.get("CONTENT_LENGTH") or 0)  # gunicorn lets nothing through but digits
    if length > settings.REQUEST_BYTES:
        drop_body(request, length)
        return errors.page(request, 413)
    return None


def drop_body(request: HttpRequest, length: int) -> None:
    """Lets a browser that is still sending come to an end, or it would show a broken connection and not our answer.

    Only for a file that is somewhat too large, and not for ever: what is far too large is cut off.
    """
    patience = time.monotonic() + DROP_SECONDS
    while 0 < length <= DROP_BYTES and time.monotonic() < patience:
        dropped = len(request.read(min(length, DROP_PIECE)))
        length = length - dropped if dropped else 0


class HealthMiddleware:
    """Answers probes before hosts, TLS and content are looked at: a probe asks a machine, not the site by its name."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.views: dict[str, View] = {"/healthz": health.live, "/readyz": health.ready}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.views.get(request.path_info, self.get_response)(request)


class RequestLogMiddleware:
    """One line for each request: method, route, status, time. No address, no query, no browser, no visitor."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.logger = logging.getLogger("oncokind.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = self.get_response(request)
        milliseconds = round((time.perf_counter() - start) * 1000, 1)
        self.logger.info(
            "request",
            extra={"request": request, "status_code": response.status_code, "milliseconds": milliseconds},
        )
        return response
