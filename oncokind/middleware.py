"""The outermost middleware: headers on every answer, the first refusals, one log line a request."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from oncokind import errors
from oncokind.security import HEADERS, HSTS

View = Callable[[HttpRequest], HttpResponseBase]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
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
    """Refuses, before anyone reads a body, the methods that no page takes and bodies of unknown length."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            # Django reads a body by its length: a chunked form would arrive empty, and look like a form left empty.
            return errors.page(request, 400, status=411)
        return self.get_response(request)


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
