"""Error pages: in our words, without what was asked for, and there even when nothing else works."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest
from django.test import Client, RequestFactory

from oncokind import errors

CODES = (400, 403, 404, 413, 429, 500, 503)


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    return rf.get("/somewhere/", {"q": "canary"}, headers={"user-agent": "canary"})


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(code: int, request_: HttpRequest) -> None:
    response = errors.page(request_, code)
    body = response.content.decode()
    assert response.status_code == code
    assert "<h1>" in body and errors.LAST_RESORT not in body
    assert "canary" not in body


def test_500_needs_neither_request_nor_database_nor_context_processors(request_: HttpRequest, settings: Any) -> None:
    # No `django_db` mark: a query would fail this test.
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "OPTIONS": {"context_processors": ["tests.oncokind.test_errors.breaks"]}}
    ]
    response = errors.server_error(request_)
    assert response.status_code == 500
    assert "<h1>" in response.content.decode()
    reference = request_.reference  # type: ignore[attr-defined]
    assert len(reference) == 8


def breaks(request: HttpRequest) -> dict[str, Any]:
    raise AssertionError("a context processor ran")


@pytest.mark.parametrize("code", CODES)
def test_a_page_that_cannot_be_made_is_a_plain_sentence(
    code: int, request_: HttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "render_to_string", lambda *_: 1 / 0)
    response = errors.page(request_, code)
    assert response.status_code == code
    assert response.content.decode() == errors.LAST_RESORT
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_too_much_form_data_is_413_and_other_bad_requests_are_400(request_: HttpRequest) -> None:
    assert errors.bad_request(request_, RequestDataTooBig("canary")).status_code == 413
    assert errors.bad_request(request_, ValueError("canary")).status_code == 400
    assert errors.forbidden(request_, PermissionDenied("canary")).status_code == 403


def test_a_form_without_its_token_gets_the_page_that_explains() -> None:
    response = Client(enforce_csrf_checks=True).post("/reports/", {"text": "canary"})
    assert response.status_code == 403
    assert "open too long" in response.content.decode() or "<h1>" in response.content.decode()
    assert "canary" not in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_gets_the_page(client: Client) -> None:
    response = client.get("/no/such/<script>/?q=canary")
    assert response.status_code == 404
    assert "<script>" not in response.content.decode() and "canary" not in response.content.decode()
