"""Logs that cannot carry a report: one JSON line an event, its fields chosen by an allow-list.

A message, its arguments, an exception's text, a query, a file name and an address of a visitor are never written, not
even where a library puts them into its message (L-02). What is left tells where to look: the logger, the line that
logged, the type of the exception and the lines of our own code that it came through.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest

OUR_PACKAGES = ("oncokind", "guides", "reports")
EVENT = re.compile(r"[a-z]+(?:_[a-z]+){0,5}")  # our own messages are names such as `error_page_failed`
NUMBERS = ("milliseconds", "bytes", "count")  # extra fields of our own events: numbers only
FRAMES = 8
HINT = "The text of the error is left out, it may quote a report. ONCOKIND_DEBUG=1 shows it."


def configure(config: Mapping[str, Any]) -> None:
    """`LOGGING_CONFIG`: the settings' dictionary, and the ways by which Python writes past it."""
    logging.config.dictConfig(dict(config))
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # or a log call with a slip in it would print its arguments
    sys.excepthook = log_uncaught
    threading.excepthook = lambda uncaught: log_uncaught(uncaught.exc_type, uncaught.exc_value, uncaught.exc_traceback)


def log_uncaught(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(__name__).critical("uncaught", exc_info=(kind, error or kind(), traceback))
    print(HINT, file=sys.stderr)  # noqa: T201 - to the person at the terminal


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({name: value for name, value in fields(record).items() if value not in ("", None, [])})


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """The allow-list."""
    ours = record.name.partition(".")[0] in OUR_PACKAGES
    request = getattr(record, "request", None)
    kind, error, _ = record.exc_info or (None, None, None)
    return {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "line": f"{record.module}:{record.lineno}",
        "event": record.msg if ours and isinstance(record.msg, str) and EVENT.fullmatch(record.msg) else "",
        **(request_fields(request) if isinstance(request, HttpRequest) else {}),
        "status": _number(getattr(record, "status_code", getattr(record, "status", None))),
        **({name: _number(getattr(record, name, None)) for name in NUMBERS if hasattr(record, name)} if ours else {}),
        "exception": kind.__qualname__ if kind else "",
        "frames": our_frames(error),
    }


def request_fields(request: HttpRequest) -> dict[str, Any]:
    """The pattern of the address, never the address: it may hold a report's id, or words that someone typed."""
    match = request.resolver_match
    return {
        "method": request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other",
        "route": match.route if match else "",
        "reference": getattr(request, "reference", ""),
    }


def our_frames(error: BaseException | None) -> list[str]:
    """`module:line` of our own code that the exception came through, the last ones."""
    found = []
    traceback = error.__traceback__ if error else None
    while traceback:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in OUR_PACKAGES:
            found.append(f"{module}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return found[-FRAMES:]


def _number(value: object) -> int | float | None:
    return value if isinstance(value, int | float) else None
