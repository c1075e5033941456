"""Hostile text and file names through the whole way: never a 5xx, nothing active on a page, no name anywhere."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reports import storage, vault
from reports.models import SealedReport
from tests.reports.made_up import report

STRINGS = Path(settings.BASE_DIR).parent / "shared" / "hostile" / "strings"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reports_open"),
    pytest.mark.corpus,
    pytest.mark.skipif(not STRINGS.is_dir(), reason="the lists of hostile strings are not here: ../shared/hostile"),
]
ANSWERS = {HTTPStatus.SEE_OTHER, HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, 413}


def payloads(name: str, most: int = 10**6) -> list[str]:
    lines = (STRINGS / f"{name}.jsonl").read_text().splitlines()
    found = [row["payload"] for row in map(json.loads, lines) if isinstance(row["payload"], str)]
    return found if len(found) <= most else random.Random(7).sample(found, most)


@pytest.fixture(scope="module")
def judge() -> Callable[[str], list[tuple[str, str]]]:
    """What of a page could run or load from elsewhere, beyond what our own templates hold for a harmless text."""
    sys.path.insert(0, str(STRINGS))
    try:
        from html_oracle import judge
    finally:
        sys.path.remove(str(STRINGS))
    return judge


def active(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Handlers, styles, odd schemes, loads from elsewhere and foreign elements: our templates have only inline SVG."""
    return sorted(one for one in found if one[0] in ("handler", "style", "scheme", "external-load"))


def elements(found: list[tuple[str, str]]) -> set[tuple[str, str]]:
    return {one for one in found if one[0] in ("tag", "foreign", "attr")}


LISTS = [
    ("naughty", 150),
    ("injection", 60),
    ("report-text", 100),
    ("xss", 150),
    ("traversal", 30),
    ("markdown", 50),
]


@pytest.mark.parametrize(("name", "most"), LISTS)
def test_hostile_text_is_shown_as_text(client, judge, name, most):
    """U-15. Inside a report, where the page holds it twice, as quote and as text; each fourth alone too."""
    address = client.post("/reports/", {"text": report()})["Location"]
    harmless = [client.get(address), client.get("/reports/"), client.post("/reports/", {"text": ""})]
    allowed = elements([one for page in harmless for one in judge(page.content.decode())])
    for number, payload in enumerate(payloads(name, most)):
        inside = f"{report()}\nEstrogen receptor (ER): Positive {payload} (90%)\n{payload}"
        for text in (inside, payload) if number % 4 == 0 else (inside,):
            answer = client.post("/reports/", {"text": text.encode(errors="surrogatepass")})
            assert answer.status_code in ANSWERS, payload
            page = client.get(answer["Location"]) if answer.status_code == HTTPStatus.SEE_OTHER else answer
            assert page.status_code in ANSWERS | {HTTPStatus.OK}, payload
            found = judge(page.content.decode())
            assert active(found) == [], payload
            assert elements(found) <= allowed, (payload, elements(found) - allowed)


@pytest.mark.parametrize("name", ["naughty", "injection", "report-text"])
def test_hostile_words_in_every_field_of_every_form(client, name):
    """U-14."""
    received = storage.put(b"text", {})
    for payload in payloads(name, 80):
        words = payload.encode(errors="surrogatepass")
        for field in ("sample", "csrfmiddlewaretoken", "file", "unknown"):
            status = client.post("/reports/", {field: words}).status_code
            assert status in ANSWERS - {HTTPStatus.SEE_OTHER}, (field, payload)
        answer = client.post(f"/reports/{received.id}/delete/", {"csrfmiddlewaretoken": words, "unknown": words})
        assert answer.status_code == HTTPStatus.NOT_FOUND
    assert SealedReport.objects.count() == 1


def test_hostile_cookies_open_nothing(client):
    received = storage.put(b"text", {})
    for payload in [*payloads("naughty", 80), *payloads("injection", 40), *payloads("traversal", 20)]:
        visitor = Client()
        value = payload.encode(errors="replace").decode("latin-1").replace(";", "").replace("\n", "").replace("\r", "")
        cookie = f"report-{received.id}={value}; report-{vault.new_id()}={value}; csrf={value}"
        assert visitor.get(f"/reports/{received.id}/", headers={"cookie": cookie}).status_code == HTTPStatus.NOT_FOUND
        assert visitor.post("/reports/", {"text": report()}, headers={"cookie": cookie}).status_code in ANSWERS


def test_a_file_name_is_shown_logged_and_stored_nowhere(client, capfd, caplog):
    """U-20: in the answer, its headers, the explanation, the log and the row."""
    names = [name for name in payloads("filenames") if len(name) > 3]
    caplog.set_level(0)
    for number, name in enumerate(names):
        content = report().encode() if number % 2 else b"%PDF-1.7 damaged"
        file = SimpleUploadedFile("report", content)
        file._name = name  # type: ignore[attr-defined] - its setter would tidy it up, as an honest browser does
        answer = client.post("/reports/", {"file": file})
        assert answer.status_code in ANSWERS
        page = client.get(answer["Location"]) if answer.status_code == HTTPStatus.SEE_OTHER else answer
        seen = [page.content.decode(), *answer.headers.values(), *page.headers.values(), *capfd.readouterr()]
        empty = client.get("/reports/").content.decode()
        usual = client.get(client.post("/reports/", {"text": report()})["Location"]).content.decode()
        if name not in empty + usual:  # a name such as "report" is a word of the page itself
            assert not any(name in one for one in seen), name
    assert not any(name in record.getMessage() for record in caplog.records for name in names if len(name) > 8)
