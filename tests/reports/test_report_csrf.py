"""U-18: no other site can send or delete a report in a visitor's name, and a refused one leaves nothing behind."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from reports import storage
from reports.models import SealedReport
from tests.reports.live import TOKEN
from tests.reports.made_up import mark, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports_open")]


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def token_of(client: Client) -> str:
    match = TOKEN.search(client.get("/reports/").content.decode())
    assert match
    return match[1]


def test_the_form_of_the_page_is_taken(visitor):
    sent = {"csrfmiddlewaretoken": token_of(visitor), "text": report()}
    assert visitor.post("/reports/", sent).status_code == HTTPStatus.SEE_OTHER
    assert visitor.post("/reports/", sent, headers={"origin": "http://testserver"}).status_code == HTTPStatus.SEE_OTHER


FOREIGN = [
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"origin": "http://testserver.elsewhere.example"},
    {"origin": "http://testserver:8080"},
    {"origin": "https://testserver"},
    {"origin": ""},
    {"origin": "http://testserver, https://elsewhere.example"},
    {"origin": "file://"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_origin_is_refused_even_with_a_right_token(visitor, headers):
    marked = mark()
    answer = visitor.post(
        "/reports/", {"csrfmiddlewaretoken": token_of(visitor), "text": report(marked)}, headers=headers
    )
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert marked not in answer.content.decode()
    assert not SealedReport.objects.exists()


@pytest.mark.parametrize("kind", ["none", "empty", "short", "another", "cut"])
def test_a_wrong_token_is_refused_and_the_page_keeps_nothing(visitor, kind):
    right = token_of(visitor)
    tokens = {"none": {}, "empty": "", "short": "x", "another": token_of(Client()), "cut": right[:-1]}
    sent = {"text": report(marked := mark())}
    if kind != "none":
        sent["csrfmiddlewaretoken"] = tokens[kind]
    answer = visitor.post("/reports/", sent)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert marked not in answer.content.decode()
    assert not SealedReport.objects.exists()


def test_a_form_from_yesterday_is_refused_in_plain_words(visitor):
    """Its cookie is over by then. The page of the refusal is ours, not Django's."""
    sent = {"csrfmiddlewaretoken": token_of(visitor), "text": report()}
    visitor.cookies.clear()
    answer = visitor.post("/reports/", sent)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "CSRF" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"
    sent["csrfmiddlewaretoken"] = token_of(visitor)
    assert visitor.post("/reports/", sent).status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("headers", [{}, *FOREIGN])
def test_no_other_site_deletes_a_report(visitor, headers):
    received = storage.put(b"text", {})
    visitor.cookies[f"report-{received.id}"] = received.key
    token = token_of(visitor) if headers else ""
    answer = visitor.post(reverse("report-delete", args=[received.id]), {"csrfmiddlewaretoken": token}, headers=headers)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert SealedReport.objects.count() == 1


def test_the_delete_forms_of_a_report_page_work(visitor):
    for place in range(2):
        address = visitor.post("/reports/", {"csrfmiddlewaretoken": token_of(visitor), "text": report()})["Location"]
        tokens = TOKEN.findall(visitor.get(address).content.decode())
        assert len(tokens) == 3  # the third is the correction's
        sent = {"csrfmiddlewaretoken": tokens[place]}
        assert visitor.post(f"{address}delete/", sent).status_code == HTTPStatus.OK
