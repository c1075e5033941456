"""gunicorn's threaded worker and its log, made to keep our promises where Django is not asked.

Requests that are no HTTP, or too long in their head, never reach Django. gunicorn's own page for them has no headers of
ours and quotes what was sent; this one does not. Its sentences are not translated: nobody knows the reader's language.
"""

from __future__ import annotations

import os
import socket
from http import HTTPStatus
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from oncokind.logs import JsonFormatter
from oncokind.security import HEADERS, HSTS

# The first that fits; what is none of these is our own mistake, a 500.
STATUS: dict[type[Exception], HTTPStatus] = {
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
}
PAGE = b"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>This did not work - OncoKind</title></head>
<body><h1>This did not work</h1><p>Please go back, reload the page and try again.</p></body>
</html>
"""


class PageWorker(ThreadWorker):  # type: ignore[misc]
    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        fitting = (status for kind, status in STATUS.items() if isinstance(exc, kind))
        status = next(fitting, HTTPStatus.INTERNAL_SERVER_ERROR)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.exception("")
        else:
            self.log.warning("", extra={"status": status.value})
        try:
            write_nonblock(client, answer(status))
        except OSError:
            self.log.debug("")


def answer(status: HTTPStatus) -> bytes:
    headers = {
        **HEADERS,
        **({"Strict-Transport-Security": HSTS} if os.environ.get("ONCOKIND_TLS") == "1" else {}),
        "Cache-Control": "no-store",
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(PAGE)),
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + PAGE


class JsonLogger(Logger):  # type: ignore[misc]
    """gunicorn's own log in the same form. Its access log stays off: the middleware writes that line."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())

    def critical(self, msg: str, *args: Any, **kwargs: Any) -> None:
        self.error_log.critical(msg, *args, stacklevel=2, **kwargs)

    def error(self, msg: str, *args: Any, **kwargs: Any) -> None:
        self.error_log.error(msg, *args, stacklevel=2, **kwargs)

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        self.error_log.warning(msg, *args, stacklevel=2, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        self.error_log.exception(msg, *args, stacklevel=2, **kwargs)
