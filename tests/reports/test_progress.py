"""The page of a report that waits: true counts, an end, nothing for strangers, and no script."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.test import Client

from reports import queue, tasks
from reports.models import SlowReading
from tests.reports.made_up import mark, report
from tests.reports.test_queue import send, slowly, work_off  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports_open", "slowly")]


@pytest.fixture
def waiting() -> tuple[Client, str]:
    client = Client()
    return client, send(client, report(), "two", "three", "four", "five")["Location"]


def status_of(page: str) -> str:
    match = re.search(r'<div class="progress" role="status".*?</div>', page, re.DOTALL)
    assert match
    return " ".join(re.sub(r"<[^>]+>", " ", match[0]).split())


def test_it_comes_again_by_itself_with_true_counts(waiting):
    client, address = waiting
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK
    assert answer["Refresh"] == f"4; url={address}?told=waiting-0-0"
    assert answer["Cache-Control"] == "no-store, private"
    assert (
        status_of(answer.content.decode())
        == "Your report is next. No other report is before yours. 0 of 5 pages are done."
    )
    work = queue.start(address.split("/")[2])
    for done in range(5):
        queue.beat(work, pages_done=done)
        page = client.get(address).content.decode()
        assert f"Page {done + 1} of 5 is being read." in status_of(page)
        assert f"<title>Page {done + 1} of 5 is being read." in page
        assert f'max="5" value="{done}"' in page
    queue.beat(work, pages_done=5)
    assert "putting the explanation together" in status_of(client.get(address).content.decode())


def test_each_step_is_read_out_once(waiting):
    """Only what is new takes the focus; a reload of the same page by itself says nothing again."""
    client, address = waiting
    first = client.get(address)
    assert " autofocus" in first.content.decode()
    following = first["Refresh"].partition("url=")[2]
    assert " autofocus" not in client.get(following).content.decode()
    assert client.get(following)["Refresh"] == first["Refresh"]
    queue.start(address.split("/")[2])
    assert " autofocus" in client.get(following).content.decode()


def test_what_stands_in_the_address_is_not_repeated(waiting):
    client, address = waiting
    words = mark()
    answer = client.get(f"{address}?told={words}<script>")
    assert words not in answer.content.decode() and words not in answer["Refresh"]


def test_when_it_is_read_the_explanation_comes_at_the_same_address(waiting):
    client, address = waiting
    following = client.get(address)["Refresh"].partition("url=")[2]
    work_off()
    assert client.get(following)["Location"] == address
    assert "Your report, explained" in client.get(address).content.decode()


def test_a_stranger_cannot_tell_it_from_nothing(waiting):
    _, address = waiting
    stranger = Client()
    answers = [stranger.get(where) for where in (address, "/reports/AAAAAAAAAAAAAAAAAAAAAA/")]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert len({answer.content for answer in answers}) == 1
    assert stranger.post(f"{address}delete/").status_code == HTTPStatus.NOT_FOUND
    assert SlowReading.objects.exists()


def test_the_button_stops_and_deletes(waiting):
    client, address = waiting
    page = client.get(address).content.decode()
    assert f'method="post" action="{address}delete/"' in page and "Stop and delete my report" in page
    answer = client.post(f"{address}delete/")
    assert "Your report is deleted" in answer.content.decode()
    assert not SlowReading.objects.exists()
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_a_text_that_is_not_there_yet_cannot_be_corrected(waiting):
    client, address = waiting
    assert client.post(f"{address}text/", {"page-1": "words"}).status_code == HTTPStatus.NOT_FOUND


def test_an_end_without_a_text_is_calm_and_leaves_with_the_report(waiting):
    client, address = waiting
    queue.fail(queue.start(address.split("/")[2]), queue.LOST)
    answer = client.get(address)
    page = answer.content.decode()
    assert "The computer stopped while it was reading your report." in page
    assert 'role="alert"' in page and "/reports/" in page
    assert 3590 < int(answer["Refresh"].partition(";")[0]) <= 3601
    tasks.forget()
    assert client.get(address).status_code == HTTPStatus.OK


def test_it_carries_no_script_and_no_name(waiting):
    client, address = waiting
    page = client.get(address).content.decode()
    assert "<script" not in page and "noindex" in page
