"""What every answer under /reports/ owes the reader: it is not kept by a cache, and no failure repeats the report.

`discreet` stands outermost on each view, so that form, action and template are all inside it (docs/adr/0033).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers

View = Callable[..., HttpResponse]

# What Django raises for a body that is malformed, too large or stopped half way; its messages can quote the body.
MALFORMED = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)


class ReportFailure(Exception):  # noqa: N818 - an error of ours, told without the report
    """Something broke while a report was at hand. Tells the kind; the first error is dropped, with all that it says."""


def discreet(view: View) -> View:
    """Never stored, and any exception leaves as one that can hold no word of the report (L-02)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return _never_stored(view(request, *args, **kwargs))
        except MALFORMED as error:
            failure: Exception = RequestDataTooBig() if isinstance(error, RequestDataTooBig) else BadRequest()
            traceback = None
        except Exception as error:
            failure, traceback = ReportFailure(type(error).__qualname__), error.__traceback__
        # Raised out here, where no exception is being handled: neither __cause__ nor __context__ leads back to the
        # first one. Its path through our code stays, for the log.
        raise failure.with_traceback(traceback)

    return answer


def _never_stored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    patch_vary_headers(response, ["Cookie"])
    return response
