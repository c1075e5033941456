"""The cookies of a report: what they carry, how long, and that there are never many."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.test import Client, override_settings

from reports import storage
from reports.models import SealedReport
from tests.reports.made_up import report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports_open")]

OVER_TLS = override_settings(
    TLS=True, CSRF_COOKIE_NAME="__Host-csrf", CSRF_COOKIE_SECURE=True, SECURE_SSL_REDIRECT=True
)


def report_cookies(client: Client) -> list[str]:
    return [name for name, morsel in client.cookies.items() if "report-" in name and morsel.value]


def test_on_plain_local_http(client):
    answer = client.post("/reports/", {"text": report()})
    (morsel,) = answer.cookies.values()
    assert morsel.key == f"report-{answer['Location'].split('/')[2]}"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", morsel.value)
    assert (morsel["max-age"], morsel["path"], morsel["samesite"], morsel["domain"]) == (3600, "/", "Lax", "")
    assert morsel["httponly"]
    assert not morsel["secure"]


@OVER_TLS
def test_over_tls():
    client = Client(headers={"host": "localhost"})
    answer = client.post("/reports/", {"text": report()}, secure=True)
    (morsel,) = answer.cookies.values()
    assert morsel.key == f"__Host-report-{answer['Location'].split('/')[2]}"
    assert morsel["secure"]
    assert morsel["httponly"]
    assert (morsel["path"], morsel["samesite"], morsel["domain"]) == ("/", "Lax", "")
    assert client.get(answer["Location"], secure=True).status_code == 200


@OVER_TLS
def test_a_cookie_without_the_prefix_opens_nothing_over_tls():
    """Anyone on a sibling domain could plant that one."""
    received = storage.put(b"text", {})
    client = Client(headers={"host": "localhost"})
    client.cookies[f"report-{received.id}"] = received.key
    assert client.get(f"/reports/{received.id}/", secure=True).status_code == 404


@pytest.mark.parametrize("tls", [False, True])
def test_deleting_ends_the_cookie_with_all_its_attributes(tls):
    client = Client(headers={"host": "localhost"})
    with OVER_TLS if tls else override_settings():
        address = client.post("/reports/", {"text": report()}, secure=tls)["Location"]
        answer = client.post(f"{address}delete/", secure=tls)
    (morsel,) = answer.cookies.values()
    assert (morsel.value, morsel["max-age"], morsel["path"], morsel["samesite"]) == ("", 0, "/", "Lax")
    assert morsel["httponly"]
    assert bool(morsel["secure"]) is tls
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_two_kinds_of_cookies_and_no_more(client):
    """S-08: one for the form, one for the report; none lasts longer than the report."""
    client.get("/reports/")
    address = client.post("/reports/", {"text": report()})["Location"]
    client.get(address)
    assert sorted(name.partition("-")[0] for name in client.cookies) == ["csrf", "report"]
    for morsel in client.cookies.values():
        assert morsel["httponly"]
        assert morsel["samesite"] == "Lax"
        assert not morsel["max-age"] or morsel["max-age"] <= 3600


def test_a_fifth_report_ends_the_oldest(client):
    with time_machine.travel(datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC), tick=False) as clock:
        addresses = []
        for _ in range(storage.KEPT_AT_ONCE + 2):
            addresses.append(client.post("/reports/", {"text": report()})["Location"])
            clock.shift(1)
            assert len(report_cookies(client)) <= storage.KEPT_AT_ONCE
        statuses = [client.get(address).status_code for address in addresses]
    assert statuses == [404, 404, 200, 200, 200, 200]
    assert SealedReport.objects.count() == storage.KEPT_AT_ONCE


def test_a_cookie_set_before_the_upload_is_not_taken_over(client):
    """P-04: the id and the key are made new at each upload, whatever the browser brings."""
    client.cookies["report-" + "A" * 22] = "B" * 43
    answer = client.post("/reports/", {"text": report()})
    assert "A" * 22 not in answer["Location"]
    assert answer.cookies["report-" + "A" * 22].value == ""


def test_a_copied_cookie_is_dead_after_deletion(client):
    address = client.post("/reports/", {"text": report()})["Location"]
    second = Client()
    second.cookies = client.cookies.copy()
    assert second.get(address).status_code == 200
    client.post(f"{address}delete/")
    assert second.get(address).status_code == 404
    assert second.post(f"{address}delete/").status_code == 404
