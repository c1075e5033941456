"""Ready goes red for each cause by name, says no path and no version, and sets no cookie (A-04)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from oncokind import health


def fine() -> dict[str, str]:
    return {"content": "", "sandbox": ""}


def late() -> dict[str, str]:
    return {"purge": "late"}


def fails() -> dict[str, str]:
    raise ValueError("/secret/path 1.2.3")


@pytest.fixture(autouse=True)
def apps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "GUIDES", f"{__name__}.fine")
    monkeypatch.setattr(health, "REPORTS", f"{__name__}.fine")


def test_alive_needs_nothing(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content, response.cookies) == (200, b"ok\n", {})
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    ok = {"database": "ok", "migrations": "ok", "content": "ok", "sandbox": "ok"}
    assert response.json() == {"ready": True, "checks": ok}
    assert (response["Cache-Control"], response.cookies) == ("no-store", {})


@pytest.mark.django_db
@pytest.mark.parametrize(("check", "said"), [("late", {"purge": "late"}), ("fails", {"tests": "could not be checked"})])
def test_red_by_an_app(client: Client, monkeypatch: pytest.MonkeyPatch, check: str, said: dict[str, str]) -> None:
    monkeypatch.setattr(health, "REPORTS", f"{__name__}.{check}")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert said.items() <= response.json()["checks"].items()
    assert b"secret" not in response.content and b"1.2.3" not in response.content


@pytest.mark.django_db
def test_red_by_a_migration_that_is_not_applied(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'reports'")
    assert client.get("/readyz").json()["checks"]["migrations"] == "not applied"


def test_red_by_a_database_that_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("unable to open /secret/path")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "could not be checked"
    assert b"secret" not in response.content


def test_only_reading(client: Client) -> None:
    assert client.post("/readyz").status_code == 405
    assert client.post("/healthz").status_code == 405


def test_the_apps_offer_what_the_page_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert (health.GUIDES, health.REPORTS) == ("guides.health.checks", "reports.health.checks")
