"""Public pages as finished bytes: made once for each release, then answered without a view, a template or a query.

Only for pages that are the same for everyone: a page that sets a cookie or varies by one is refused here.
Every process keeps its own, bounded; what belongs to an older release is dropped with the first newer page.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]  # has no stubs
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import has_vary_header
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from guides import catalog, library

MAX_BYTES = 64 * 1024 * 1024
CACHE_CONTROL = "public, max-age=60, must-revalidate"

_SMALL = 256  # below this, compression costs more than it saves
_SUFFIX = {"br": "-br", "gzip": "-gz", "identity": ""}

Key = tuple[str, str, str]
PageView = Callable[..., HttpResponse]


class NotPublicError(Exception):
    """A view that is marked as published answered with something that is not the same for everyone."""


@dataclass(frozen=True, slots=True)
class Finished:
    bodies: Mapping[str, bytes]  # by content coding
    tag: str
    content_type: str

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))


class Shelf:
    """The finished pages of one release, the least used dropped first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[Key, Finished] = OrderedDict()
        self._release = ""
        self._free = self._max = max_bytes

    def get(self, release: str, key: Key) -> Finished | None:
        with self._lock:
            if release != self._release or key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def put(self, release: str, key: Key, page: Finished) -> None:
        with self._lock:
            if release != self._release:
                self._pages.clear()
                self._release, self._free = release, self._max
            if key in self._pages or page.size > self._max:
                return
            self._pages[key] = page
            self._free -= page.size
            while self._free < 0:
                _, dropped = self._pages.popitem(last=False)
                self._free += dropped.size


_shelf = Shelf()


def published(view: PageView) -> Callable[..., HttpResponseBase]:
    """The view runs once for each release and address; everybody else gets its bytes."""

    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponseBase:
        try:
            page = _shelf.get(catalog.release(), _key(request)) or _made(view, request, parts)
        except library.NoContentError:
            return render(request, "errors/503.html", status=503)
        except catalog.NotThereError:
            raise Http404 from None
        return reply(request, page)

    return answer


def _made(view: PageView, request: HttpRequest, parts: Mapping[str, str]) -> Finished:
    while True:
        release = catalog.release()
        page = finish(view(request, **parts))
        # A release that came meanwhile may have lent the page a part: once more, all of one piece.
        if catalog.release() == release:
            break
    if not settings.DEBUG:
        _shelf.put(release, _key(request), page)
    return page


class PublishedPagesMiddleware:
    """Answers a page that is finished already before addresses are resolved. Without it, only slower."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            try:
                page = _shelf.get(catalog.release(), _key(request))
            except LookupError:
                page = None
            if page is not None:
                return reply(request, page)
        return self.get_response(request)


def finish(response: HttpResponse) -> Finished:
    if response.status_code != 200 or response.cookies or has_vary_header(response, "Cookie"):
        raise NotPublicError("a published page must be the same for everyone")
    plain = response.content
    bodies = {"identity": plain}
    if len(plain) >= _SMALL:
        bodies["gzip"] = gzip.compress(plain, 9, mtime=0)
        bodies["br"] = brotli.compress(plain, mode=brotli.MODE_TEXT)
    return Finished(bodies, hashlib.sha256(plain).hexdigest()[:20], response.headers["Content-Type"])


def reply(request: HttpRequest, page: Finished) -> HttpResponseBase:
    coding = choose(request.headers.get("Accept-Encoding", ""), page.bodies)
    tag = f'"{page.tag}{_SUFFIX[coding]}"'
    body = page.bodies[coding]
    headers = {
        "ETag": tag,
        "Cache-Control": CACHE_CONTROL,
        "Vary": "Accept-Encoding",
        "Content-Length": str(len(body)),
    }
    if _has(request, tag):
        return HttpResponseNotModified(headers=headers)
    if coding != "identity":
        headers["Content-Encoding"] = coding
    return HttpResponse(body if request.method == "GET" else b"", page.content_type, headers=headers)


def choose(accepted: str, bodies: Mapping[str, bytes]) -> str:
    """The smallest coding that the client takes. An unreadable header is an empty one."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(",")[:20]:
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    for coding in ("br", "gzip"):
        if coding in bodies and weights.get(coding, weights.get("*", 0.0)) > 0:
            return coding
    return "identity"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _has(request: HttpRequest, tag: str) -> bool:
    known = request.headers.get("If-None-Match", "")
    # The weak comparison of RFC 9110, 13.1.2: a cache on the way may have weakened our tag.
    return known == "*" or tag in {one.removeprefix("W/") for one in parse_etags(known)}


def _key(request: HttpRequest) -> Key:
    # Canonical addresses follow the host that was asked, where no origin is set.
    origin = settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}"
    return origin, request.path_info, get_language() or settings.LANGUAGE_CODE
