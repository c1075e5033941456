"""While developing: a saved content file is live at the next request; a broken one shows its problems.

The last good version stays. Who has read the problems can go on with it, and sees no more of them until a file
changes again. Switches itself off where DEBUG is off.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from guides import catalog
from guides.loading import files, replace
from guides.loading.problems import ContentError, Problem

LAST_GOOD = "last-good"  # name of the parameter


class LiveContentMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._lock = threading.Lock()
        self._seen = ""
        self._gone_on = ""  # a development server has one process and one reader
        self._problems: tuple[Problem, ...] = ()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_page(request):
            return self.get_response(request)
        with self._lock:
            self._load_if_changed()
            seen, problems = self._seen, self._problems
        if not problems or self._gone_on == seen:
            return self.get_response(request)
        if request.GET.get(LAST_GOOD) == seen:
            self._gone_on = seen
            return HttpResponseRedirect(request.path)
        context = {"problems": problems, "last_good": f"?{LAST_GOOD}={seen}"}
        return render(request, "dev/problems.html", context, status=500)

    def _load_if_changed(self) -> None:
        stamps = files.stamps(settings.CONTENT_DIR)
        state = hashlib.sha256(repr(sorted(stamps.items())).encode()).hexdigest()[:16]
        if state == self._seen:
            return
        try:
            replace.load(settings.CONTENT_DIR)
            catalog.forget()
            self._problems = ()
        except ContentError as error:
            self._problems = error.problems
        self._seen = state


def _is_page(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"} and not request.path_info.startswith(settings.STATIC_URL)
