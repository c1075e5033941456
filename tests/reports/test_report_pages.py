"""/reports/<id>/ from its first view to its end, and what everyone else gets to see of it: nothing."""

from __future__ import annotations

import datetime
import re
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reports import storage, vault
from reports.models import SealedReport
from tests.reports.made_up import mark, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports_open")]

START = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


def upload(client: Client, text: str) -> str:
    answer = client.post("/reports/", {"text": text})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return answer["Location"]


def test_it_works(client):
    marked = mark()
    address = upload(client, report(marked))
    assert re.fullmatch(r"/reports/[A-Za-z0-9_-]{22}/", address)
    page = client.get(address)
    assert page.status_code == HTTPStatus.OK
    body = page.content.decode()
    assert marked in body
    assert "HER2 (IHC): Equivocal (2+)" in body
    deleted = client.post(f"{address}delete/")
    assert deleted.status_code == HTTPStatus.OK
    assert marked not in deleted.content.decode()
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert not SealedReport.objects.exists()


def test_everyone_else_gets_the_same_404_to_the_byte(client):
    """Unknown, expired, deleted, another visitor's with none, with their own, and with a wrong key."""
    with time_machine.travel(START, tick=False) as clock:
        expired = upload(client, report())
        clock.shift(storage.LIFE)
        deleted, theirs = upload(client, report()), upload(client, report())
        client.post(f"{deleted}delete/")
        other = Client()
        upload(other, report())
        planted = Client()
        planted.cookies[f"report-{theirs.split('/')[2]}"] = "A" * 43
        answers = [
            client.get(f"/reports/{vault.new_id()}/"),
            client.get(expired),
            client.get(deleted),
            Client().get(theirs),
            other.get(theirs),
            planted.get(theirs),
            client.post(f"{deleted}delete/"),
            other.post(f"{theirs}delete/"),
            planted.post(f"{theirs}delete/"),
            client.get("/reports/x/"),
        ]
        seen = {(one.status_code, one.content, tuple(sorted(one.headers.items()))) for one in answers}
        assert len(seen) == 1
        assert answers[0].status_code == HTTPStatus.NOT_FOUND
        assert not any(one.cookies for one in answers)
        assert client.get(theirs).status_code == HTTPStatus.OK


def test_two_tabs_two_reports_never_mix(client):
    """P-08: two reports of one browser, seen in turn, and the deletion of one leaves the other."""
    marks = [mark(), mark()]
    addresses = [upload(client, report(one)) for one in marks]
    for turn in (0, 1, 1, 0, 1, 0, 0):
        body = client.get(addresses[turn]).content.decode()
        assert marks[turn] in body
        assert marks[1 - turn] not in body
    client.post(f"{addresses[0]}delete/")
    assert client.get(addresses[0]).status_code == HTTPStatus.NOT_FOUND
    assert marks[1] in client.get(addresses[1]).content.decode()


def test_no_cache_keeps_a_report(client):
    address = upload(client, report())
    pages = [client.get("/reports/"), client.get(address), client.get(f"/reports/{vault.new_id()}/")]
    pages += [client.post("/reports/", {"text": report()}), client.post("/reports/"), client.get(f"{address}delete/")]
    pages.append(client.post(f"{address}delete/"))
    for page in pages:
        assert page["Cache-Control"] == "no-store, private"
        assert "Cookie" in page["Vary"]
        assert not {"ETag", "Last-Modified", "Content-Encoding"} & set(page.headers)


def test_the_page_leaves_by_itself_when_the_report_ends(client):
    with time_machine.travel(START, tick=False) as clock:
        address = upload(client, report())
        clock.shift(datetime.timedelta(minutes=45))
        assert client.get(address)["Refresh"] == "901; url=/reports/"
        clock.shift(901)
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_report_stands_in_no_header_and_no_address(client):
    marked = mark()
    posted = client.post("/reports/", {"text": report(marked)})
    page = client.get(posted["Location"])
    key = next(iter(posted.cookies.values())).value
    for answer in (posted, page):
        headers = " ".join(answer.headers.values())
        assert marked not in headers
        assert key not in headers
    body = page.content.decode()
    assert key not in body
    title = re.search("<title>(.*?)</title>", body, re.DOTALL)
    assert title
    assert marked not in title[1]
    assert "carcinoma" not in title[1]


def test_only_the_methods_that_a_page_takes(client):
    """S-07: nothing changes by a method that no form sends."""
    address = upload(client, report())
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
        assert client.generic(method, f"{address}delete/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    for path in ("/reports/", address):
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
            assert client.generic(method, path).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.head(address).content == b""
    assert client.get(address).status_code == HTTPStatus.OK


def test_a_view_of_the_page_changes_nothing(client):
    """P-10: bots that follow links, and reloads, burn no report and add none."""
    address = upload(client, report())
    row = SealedReport.objects.get()
    for _ in range(5):
        client.get(address)
        client.head(address)
        Client().get(address)
    kept = SealedReport.objects.get()
    assert (bytes(kept.ciphertext), kept.expires_at) == (bytes(row.ciphertext), row.expires_at)


def test_the_same_report_gives_the_same_page(client):
    text = report()
    with time_machine.travel(START, tick=False):
        bodies = set()
        for _ in range(20):
            address = upload(client, text)
            body = client.get(address, headers={"accept-language": "de, fr;q=0.5"}).content.decode()
            bodies.add(re.sub(r'value="[A-Za-z0-9]{64}"', "", body.replace(address, "")))
    assert len(bodies) == 1


def test_no_page_of_the_guides_sets_a_cookie(client):
    for name in ("home", "guide-list", "glossary", "about", "privacy", "disclaimer"):
        assert not client.get(reverse(name)).cookies
