"""L-02: whatever breaks while a report is at hand, the report's words reach neither the answer nor a log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template import engines
from django.test import Client, RequestFactory

from reports import actions, forms, pipeline, storage, vault
from reports.views import cookies
from reports.views.discretion import ReportFailure, discreet
from tests.reports.live import Browser, site
from tests.reports.made_up import mark, report

FAILURES = [
    ValueError,
    KeyError,
    RecursionError,
    MemoryError,
    UnicodeError,
    ExceptionGroup,
    AssertionError,
    OSError,
    StopIteration,
]


def breaks(kind: type[Exception], words: str) -> Callable[..., object]:
    """Raises, with the report's words in the message, in the cause, in a note and in an attribute."""

    def broken(*_: object, **__: object) -> object:
        error = kind(words, [ValueError(words)]) if kind is ExceptionGroup else kind(words)
        error.add_note(words)
        error.words = words  # type: ignore[attr-defined]
        raise error from LookupError(words)

    return broken


@pytest.fixture
def log() -> Iterator[list[logging.LogRecord]]:
    """Every record of every logger, whatever the settings keep of it."""
    records: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    states = [(one, one.level, one.disabled) for one in loggers]
    keep = Keep(logging.NOTSET)
    for one in loggers:
        one.addHandler(keep)
        one.setLevel(1)
        one.disabled = False
    yield records
    for one, level, disabled in states:
        one.removeHandler(keep)
        one.setLevel(level)
        one.disabled = disabled


def printed(records: list[logging.LogRecord]) -> str:
    """As the most talkative formatter would print them: message, arguments, extra fields, exception with its chain."""
    plain = logging.Formatter()
    return "\n".join(f"{plain.format(record)} {record.args} {record.__dict__}" for record in records)


LAYERS = {
    "form": (forms.UploadForm, "brought"),
    "form field": (forms.VerbatimField, "to_python"),
    "cookies": (cookies, "keys_held"),
    "receive": (actions, "receive"),
    "paste": (pipeline, "from_paste"),
    "seal": (vault, "seal"),
    "put": (storage, "put"),
    "hand over": (cookies, "hand_over"),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("reports_open")
@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("layer", LAYERS)
def test_a_failure_while_a_report_is_received(layer, kind, log, monkeypatch):
    words = mark()
    monkeypatch.setattr(*LAYERS[layer], breaks(kind, words))
    answer = Client(raise_request_exception=False).post("/reports/", {"text": report(words)})
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert words not in answer.content.decode()
    assert words not in printed(log)
    assert any(record.exc_info for record in log)


@pytest.mark.django_db
@pytest.mark.usefixtures("reports_open")
@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_full_or_locked_asks_the_visitor_to_come_again(kind, log, monkeypatch):
    """What was typed stays in the form, and in nothing else."""
    words = mark()
    monkeypatch.setattr(storage, "put", breaks(kind, words))
    answer = Client(raise_request_exception=False).post("/reports/", {"text": report(words)})
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer["Retry-After"]
    assert "report_not_stored" in [record.msg for record in log]
    assert words not in printed(log)


VIEWED = {
    "take": (storage, "take"),
    "unseal": (vault, "unseal"),
    "read": (pipeline, "read"),
    "explain": (actions, "explain"),
    "cookie": (cookies, "key_for"),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("reports_open")
@pytest.mark.parametrize("kind", [*FAILURES, DatabaseError])
@pytest.mark.parametrize("layer", VIEWED)
def test_a_failure_while_a_report_is_shown(layer, kind, log, monkeypatch):
    words = mark()
    client = Client(raise_request_exception=False)
    address = client.post("/reports/", {"text": report(words)})["Location"]
    monkeypatch.setattr(*VIEWED[layer], breaks(kind, words))
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert words not in answer.content.decode()
    assert words not in printed(log)


@pytest.mark.django_db
@pytest.mark.usefixtures("reports_open")
def test_a_failure_of_the_template(log, monkeypatch):
    """Its context holds the whole report."""
    words = mark()
    client = Client(raise_request_exception=False)
    address = client.post("/reports/", {"text": report(words)})["Location"]
    template = engines["django"].get_template("reports/report.html")
    monkeypatch.setattr(template.template, "_render", breaks(ValueError, words))
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert words not in answer.content.decode()
    assert words not in printed(log)


@pytest.mark.parametrize("kind", [*FAILURES, SuspiciousOperation, MultiPartParserError, UnreadablePostError])
def test_nothing_leads_back_to_the_first_exception(kind):
    words = mark()
    request = RequestFactory().get("/reports/")
    with pytest.raises(Exception) as caught:
        discreet(breaks(kind, words))(request)
    error = caught.value
    assert error.__cause__ is error.__context__ is None
    assert words not in "".join(traceback.format_exception(error))
    assert words not in repr(vars(error))
    if kind in FAILURES:
        assert isinstance(error, ReportFailure)
        assert str(error) == kind.__qualname__
        assert "broken" in [frame.name for frame in traceback.extract_tb(error.__traceback__)]


BROKEN_SITE = '''"""A site whose reading breaks with the words of the report in its message."""

from oncokind.wsgi import application  # noqa: F401
from reports import actions, pipeline


def broken(document, *rest):
    raise ValueError(document.text) from KeyError(document.text)


BREAK = "{layer}"
if BREAK == "read":
    pipeline.read = broken
else:
    actions.explain = lambda reading, document, language: broken(document)
'''


@pytest.mark.parametrize("layer", ["read", "explain"])
def test_the_same_under_gunicorn(tmp_path, layer):
    """The site's own log and gunicorn's, all of standard output and error."""
    words = mark()
    (tmp_path / "broken_site.py").write_text(BROKEN_SITE.format(layer=layer))
    with site(tmp_path / "data", "broken_site:application", python_path=tmp_path) as running:
        browser = Browser(running.port)
        address = browser.upload(report(words))
        answer = browser.get(address)
    assert answer.status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert words not in answer.body
    log = running.log.read_text()
    assert "ReportFailure" in log
    assert "reports.actions:" in log
    assert words not in log
    assert "carcinoma" not in log
