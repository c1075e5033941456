from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client

from guides import live
from tests.guides import made_up

pytestmark = pytest.mark.django_db
ADDRESS = "/guides/first-test/"
GUIDE = "guides/en/first-test.md"


@pytest.fixture
def developing(folder: Path, settings: LazySettings) -> Client:
    settings.DEBUG = True
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "LiveContent" not in one]
    settings.MIDDLEWARE += ["guides.live.LiveContentMiddleware"]
    return Client()


def test_it_switches_itself_off_in_service(settings: LazySettings) -> None:
    settings.DEBUG = False
    with pytest.raises(MiddlewareNotUsed):
        live.LiveContentMiddleware(lambda request: HttpResponse())


def test_a_saved_file_is_live_at_the_next_request(folder: Path, developing: Client) -> None:
    assert "The first test looks" in developing.get(ADDRESS).content.decode()
    made_up.edit(folder / GUIDE, "The first test looks", "Another test looks")
    assert "Another test looks" in developing.get(ADDRESS).content.decode()


def test_a_broken_file_shows_its_problems_and_the_last_good_version_stays(folder: Path, developing: Client) -> None:
    assert developing.get(ADDRESS).status_code == 200
    made_up.edit(folder / GUIDE, "^author:", "autor:")
    shown = developing.get(ADDRESS)
    assert shown.status_code == 500
    assert "guides/en/first-test.md:11: autor: is not a known field" in shown.content.decode()
    go_on = shown.context["last_good"]
    assert re.fullmatch(r"\?last-good=[0-9a-f]{16}", go_on)
    response = developing.get(ADDRESS + go_on)
    assert (response.status_code, response.headers["Location"]) == (302, ADDRESS)
    for address in (ADDRESS, "/guides/"):
        assert developing.get(address).status_code == 200
    os.utime(folder / GUIDE)  # saved again, and still broken
    assert developing.get(ADDRESS).status_code == 500
    made_up.edit(folder / GUIDE, "^autor:", "author:")
    assert developing.get(ADDRESS).status_code == 200


def test_files_that_the_reader_uses_are_live_too(folder: Path, developing: Client) -> None:
    from guides import catalog

    developing.get("/")
    assert catalog.wording("en").sentences["page.hello"] == "Hello {name}."
    made_up.edit(folder / "wording/page.yaml", "Hello", "Good day")
    developing.get("/")
    assert catalog.wording("en").sentences["page.hello"] == "Good day {name}."
