"""Takes an upload into memory, never to disk, and stops keeping at the limit.

How a view learns of it: `refusal(request)` is a `Reason` or None. When it is None and a file was sent, it is
`request.FILES["file"]`, complete, in memory, and without the name that it had on the visitor's machine.
What a whole request may weigh is not decided here but by `oncokind.middleware`, from what the request declares and
before anything reads its body; this handler therefore never sees more than about one megabyte past its limit.
"""

from __future__ import annotations

import io
from typing import Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from reports.intake.errors import Reason
from reports.intake.protocol import FILE_BYTES

FIELD: Final = "file"


class MemoryUploadHandler(FileUploadHandler):
    """One file in the field `file`, in memory whatever its size. Bytes past the limit are read and dropped."""

    chunk_size = 1 << 16

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


def _refuse(request: HttpRequest | None, reason: Reason) -> None:
    if request is not None and refusal(request) is None:
        request.upload_refused = reason  # type: ignore[attr-defined]
