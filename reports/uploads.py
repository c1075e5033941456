"""Takes an upload into memory, never to disk, and stops keeping at the limit.

How a view learns of it: `refusal(request)` is a `Reason` or None. When it is None and a file was sent, it is
`request.FILES["file"]`, complete, in memory, and without the name that it had on the visitor's machine.
A request that declares more than the limit is answered with 413 by `refuse_large_requests`, before anything
(the CSRF check too) reads its body. Without a Content-Length there is no body under WSGI, so nothing slips past.

Settings: FILE_UPLOAD_HANDLERS = ["reports.uploads.MemoryUploadHandler"], the middleware before CsrfViewMiddleware,
DATA_UPLOAD_MAX_MEMORY_SIZE = protocol.REQUEST_BYTES so that a long paste gets its own sentence.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.intake.errors import Reason
from reports.intake.protocol import FILE_BYTES, REQUEST_BYTES

FIELD: Final = "file"
_DRAINED_BYTES: Final = 4 * REQUEST_BYTES
_PIECE: Final = 1 << 16


class MemoryUploadHandler(FileUploadHandler):
    """One file in the field `file`, in memory whatever its size. Bytes past the limit are read and dropped."""

    chunk_size = _PIECE

    def new_file(self, field_name: str, *args: object, **kwargs: object) -> None:
        """Begin the one file we take. A file in another field, or a second one, is skipped unread."""
        if field_name != FIELD:
            raise SkipFile
        if getattr(self, "_kept", None) is not None:
            _refuse(self.request, Reason.SEVERAL_FILES)
            raise SkipFile
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= FILE_BYTES:
            self._kept.write(raw_data)
        else:
            self._kept = io.BytesIO()
            _refuse(self.request, Reason.TOO_LARGE)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if refusal(self.request) is not None:
            return None
        self._kept.seek(0)
        return InMemoryUploadedFile(
            file=self._kept, field_name=FIELD, name=FIELD, content_type=None, size=file_size, charset=None
        )


def refusal(request: HttpRequest | None) -> Reason | None:
    """Why the file of this request was not taken, once its body was read; None where nothing was wrong."""
    reason = getattr(request, "upload_refused", None)
    return reason if isinstance(reason, Reason) else None


def refuse_large_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 413 by what the request declares."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _declared_length(request) <= REQUEST_BYTES:
            return get_response(request)
        _drain(request)
        return render(request, "errors/413.html", status=413)

    return middleware


def _declared_length(request: HttpRequest) -> int:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdecimal() else 0


def _drain(request: HttpRequest) -> None:
    """Read a file that is only somewhat too big to its end: a browser that is still sending shows no answer."""
    left = _declared_length(request)
    if left > _DRAINED_BYTES:
        return
    while left > 0 and (piece := request.read(min(_PIECE, left))):
        left -= len(piece)


def _refuse(request: HttpRequest | None, reason: Reason) -> None:
    if request is not None and refusal(request) is None:
        request.upload_refused = reason  # type: ignore[attr-defined]
