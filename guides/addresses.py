"""Canonical addresses of public pages: with the origin of the settings, or of the host that was asked."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def canonical(request: HttpRequest, name: str, *parts: str) -> str:
    return origin(request) + reverse(name, args=parts)


def origin(request: HttpRequest) -> str:
    # get_host() refuses a host that the settings do not name, so nobody can have a page point to another site.
    return str(settings.SITE_ORIGIN) or f"{request.scheme}://{request.get_host()}"
