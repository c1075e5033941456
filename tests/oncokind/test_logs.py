"""No log line can carry a report: whatever an exception, a library or a visitor puts into it (L-02, L-04)."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from oncokind import errors, logs
from oncokind.gunicorn_worker import JsonLogger

CANARY = "canary7HER2positive3plus"
ALLOWED = {
    "time", "level", "logger", "line", "event", "method", "route", "reference", "status",
    "milliseconds", "bytes", "count", "exception", "frames",
}  # fmt: skip


class QuotingError(Exception):
    def __str__(self) -> str:
        return CANARY


def broken(request: HttpRequest, kept: str = "") -> HttpResponse:
    raise QuotingError(CANARY, request.POST, request.FILES) from ValueError(request.META["QUERY_STRING"] + CANARY)


def fine(request: HttpRequest, kept: str = "") -> HttpResponse:
    return HttpResponse("fine")


urlpatterns = [
    path("healthz", fine, name="healthz"),
    path("readyz", fine, name="readyz"),
    path("fine/<str:kept>/", fine),
    path("broken/<str:kept>/", broken),
]
handler500 = errors.server_error


@contextmanager
def written() -> Iterator[io.StringIO]:
    """What every logger of this process writes, through the formatter of the settings."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    logging.getLogger().addHandler(handler)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_an_exception_that_quotes_its_input_leaves_type_and_place() -> None:
    client = Client(raise_request_exception=False)
    with written() as stream:
        response = client.post(f"/broken/{CANARY}/?q={CANARY}", {"text": CANARY}, headers={"user-agent": CANARY})
    assert response.status_code == 500
    assert CANARY not in stream.getvalue()
    assert CANARY not in response.content.decode()
    line = next(line for line in lines(stream) if line.get("exception"))
    assert line["exception"] == "QuotingError"
    assert line["route"] == "broken/<str:kept>/"
    assert len(line["reference"]) == 8
    assert all(set(found) <= ALLOWED for found in lines(stream))


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_request_is_one_line_without_what_was_asked_for() -> None:
    with written() as stream:
        Client().get(
            f"/fine/{CANARY}/?q={CANARY}", headers={"referer": f"https://x.example/{CANARY}", "cookie": CANARY}
        )
    (line,) = lines(stream)
    assert CANARY not in stream.getvalue()
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "GET", "fine/<str:kept>/", 200)
    assert "127.0.0.1" not in stream.getvalue()


@pytest.mark.parametrize(
    "name",
    ["django.request", "django.security.DisallowedHost", "django.security.csrf", "django.db.backends", "py.warnings",
     "gunicorn.error", "reports.actions", "guides.catalog", "oncokind.errors", "pypdfium2", "concurrent.futures"],
)  # fmt: skip
@pytest.mark.parametrize("hostile", [CANARY, f"x\r\n{CANARY}", f"\x1b[31m{CANARY}", f"\u202e{CANARY}", f"{CANARY}_x"])
def test_no_logger_writes_messages_arguments_or_extras(name: str, hostile: str) -> None:
    logger = logging.getLogger(name)
    with written() as stream:
        logger.error(hostile)
        logger.error("%s", hostile)
        logger.error("about %s", hostile, extra={"file_name": hostile, "count": hostile, "status": hostile})
        logger.error({"text": hostile})
        try:
            raise ValueError(hostile)
        except ValueError:
            logger.exception(hostile, stack_info=True)
    assert CANARY not in stream.getvalue()
    assert len(stream.getvalue().splitlines()) == 5
    assert all(set(line) <= ALLOWED for line in lines(stream))
    assert lines(stream)[-1]["exception"] == "ValueError"


def test_our_own_events_and_numbers_are_written() -> None:
    with written() as stream:
        logging.getLogger("reports.actions").warning("purge_late", extra={"count": 3, "text": CANARY})
    (line,) = lines(stream)
    assert (line["event"], line["count"]) == ("purge_late", 3)
    assert "text" not in line


def test_the_places_are_lines_of_our_own_code() -> None:
    with pytest.raises(AttributeError) as caught:
        logs.JsonFormatter().format(None)  # type: ignore[arg-type]
    frames = logs.our_frames(caught.value)
    assert [frame.partition(":")[0] for frame in frames] == ["oncokind.logs", "oncokind.logs"]


def test_uncaught_exceptions_of_commands_and_threads_and_warnings() -> None:
    script = f"""
import logging, os, threading, warnings, django
os.environ["DJANGO_SETTINGS_MODULE"] = "oncokind.settings"
django.setup()
warnings.warn("{CANARY}")
def fail(): raise ValueError("{CANARY}")
thread = threading.Thread(target=fail); thread.start(); thread.join()
logging.getLogger("reports").error("%s", 1, "{CANARY}")
fail()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert CANARY not in done.stdout + done.stderr
    found = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [line.get("exception") for line in found] == [None, "ValueError", None, "ValueError"]
    assert found[0]["logger"] == "py.warnings"
    assert logs.HINT in done.stderr


def test_gunicorns_own_log_says_where_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    from gunicorn.config import Config

    config = Config()
    config.set("loglevel", "debug")
    logger = JsonLogger(config)
    for method in (logger.debug, logger.info, logger.warning, logger.error, logger.critical):
        method("Invalid request from ip=%s: %s", "192.0.2.1", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("Error handling request %s", CANARY)
    said = capfd.readouterr().err
    assert CANARY not in said and "192.0.2.1" not in said
    found = [json.loads(line) for line in said.splitlines()]
    assert [line["level"] for line in found] == ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "ERROR"]
    assert {line["line"].partition(":")[0] for line in found[2:]} == {"test_logs"}
