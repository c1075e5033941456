"""The visitor's keys: one cookie for each report, named by its id, so that two tabs never mix (docs/adr/0031)."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HELD = re.compile(r"(?:__Host-)?report-(?P<id>[A-Za-z0-9_-]{22})")


def name(report_id: str) -> str:
    # A browser takes `__Host-` only over TLS, from this host and for the whole path: nobody else can plant one.
    return f"__Host-report-{report_id}" if settings.TLS else f"report-{report_id}"


def key_for(request: HttpRequest, report_id: str) -> str:
    return request.COOKIES.get(name(report_id), "")


def keys_held(request: HttpRequest) -> dict[str, str]:
    """Report id → key, for every report of this browser."""
    found = ((HELD.fullmatch(cookie), key) for cookie, key in request.COOKIES.items())
    return {match["id"]: key for match, key in found if match and match[0] == name(match["id"])}


def hand_over(response: HttpResponse, report_id: str, key: str, seconds: int) -> None:
    response.set_cookie(
        name(report_id), key, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=settings.TLS
    )


def take_back(response: HttpResponse, report_id: str) -> None:
    """Ends the cookie with the same attributes it was given: `delete_cookie` would leave out HttpOnly."""
    hand_over(response, report_id, "", seconds=0)
