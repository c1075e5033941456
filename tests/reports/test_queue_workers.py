"""Pictures that wait, with real workers, a real database file and a search of everything under the data folder."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings

from tests.reports.live import Browser, Site, site
from tests.reports.made_up import mark, report
from tests.reports.slow import pictures
from tests.reports.test_leftovers import places, places_of_bytes

CLICKS = int(os.environ.get("ONCOKIND_TEST_DOCUMENTS", "100")) // 8
TABLES = ("reports_sealedupload", "reports_slowreading", "reports_sealedreport", "django_tasks_database_dbtaskresult")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory, gate: Path) -> Iterator[Site]:
    slow = {"DJANGO_SETTINGS_MODULE": "tests.reports.slow_settings", "ONCOKIND_TEST_GATE": str(gate)}
    with site(tmp_path_factory.mktemp("slow") / "data", **slow) as running:
        yield running


@pytest.fixture
def slow_site(one: Site, gate: Path) -> Site:
    for table in (*TABLES, "reports_readerrun"):
        one.ask(f"DELETE FROM {table}")
    one.ask("UPDATE reports_purgerun SET finished_at = datetime('now'), every_seconds = 1000000")
    for page in gate.iterdir():
        page.unlink()
    return one


@contextlib.contextmanager
def worker(running: Site) -> Iterator[subprocess.Popen[bytes]]:
    known = len(readers(running))
    with running.log.open("ab") as log:
        command = [sys.executable, "manage.py", "read_queue"]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=dict(running.env), stdout=log, stderr=log)
    try:
        assert until(lambda: len(readers(running)) > known)
        yield process
    finally:
        process.kill()
        process.wait()


def readers(running: Site) -> list[tuple[str]]:
    return running.ask("SELECT id FROM reports_readerrun")


def until(is_so: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def send(browser: Browser, words: str, pages: int = 3, **fields: str) -> str:
    content = pictures(*(f"page {number} {words}\n" for number in range(1, pages)), report(words))
    answer = browser.post("/reports/", file=("scan of my mother.pdf", content), **fields)
    assert answer.status == HTTPStatus.SEE_OTHER, answer.status
    return answer.headers["Location"]


def state(running: Site) -> tuple[str, int]:
    rows = running.ask("SELECT state, pages_done FROM reports_slowreading")
    return rows[0] if rows else ("done", 0)


def pass_gate(gate: Path, *pages: int) -> None:
    for page in pages:
        (gate / str(page)).touch()


def grow_old(running: Site) -> None:
    """As if half a minute had gone by since the last sign of life, and the purge came round."""
    running.ask("UPDATE reports_slowreading SET heartbeat = datetime('now', '-1 minute')")
    running.manage("purge_reports")
    running.ask("UPDATE reports_purgerun SET every_seconds = 1000000")


def test_neither_words_nor_key_nor_file_name_on_the_disk(slow_site, gate):
    """While it waits, while it is read and afterwards; then not even the sealed file or the wrapped key (D-06)."""
    words, browser = mark(), Browser(slow_site.port)
    with worker(slow_site):
        address = send(browser, words)
        key = browser.cookies[f"report-{address.split('/')[2]}"]
        raw = base64.urlsafe_b64decode(key + "=")

        def leaks() -> list[str]:
            found = places(slow_site.data, words.encode(), key.encode(), b"of my mother")
            return found + places_of_bytes(slow_site.data, raw)

        assert until(lambda: state(slow_site)[0] == "reading")
        assert leaks() == []
        assert "Page 1 of 3 is being read." in browser.get(address).body
        pass_gate(gate, 1)
        assert until(lambda: state(slow_site) == ("reading", 1))
        assert "Page 2 of 3 is being read." in browser.get(address).body
        assert leaks() == []
        ((upload,),) = slow_site.ask("SELECT ciphertext FROM reports_sealedupload")
        ((wrapped,),) = slow_site.ask("SELECT wrapped FROM reports_slowreading")
        assert places_of_bytes(slow_site.data, upload[100:164]) and places_of_bytes(slow_site.data, wrapped)
        pass_gate(gate, 2, 3)
        assert until(lambda: state(slow_site)[0] == "done")
        assert words in browser.get(address).body
        assert leaks() == []
        # The log of the database is emptied once nobody reads in it: at once, or by the purge.
        assert until(lambda: not places_of_bytes(slow_site.data, wrapped) or slow_site.manage("purge_reports"), 5)
        assert places_of_bytes(slow_site.data, upload[100:164]) == []
        assert browser.post(f"{address}delete/").status == HTTPStatus.OK
        assert leaks() == []
    assert words not in slow_site.log.read_text()


def test_while_it_waits(slow_site):
    """No worker takes it up: the file is sealed from the first byte on the disk."""
    words, browser = mark(), Browser(slow_site.port)
    slow_site.ask("INSERT INTO reports_readerrun VALUES ('made up', datetime('now'))")
    address = send(browser, words)
    assert places(slow_site.data, words.encode(), b"of my mother") == []
    answer = browser.get(address)
    assert answer.headers["Refresh"].startswith("4; url=")
    assert "No other report is before yours." in answer.body
    assert browser.get(address).status == HTTPStatus.OK
    assert Browser(slow_site.port).get(address).status == HTTPStatus.NOT_FOUND
    assert browser.post(f"{address}delete/").status == HTTPStatus.OK
    assert [slow_site.ask(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES[:3]] == [0, 0, 0]


@pytest.mark.parametrize("twice", [False, True])
def test_a_worker_killed_in_the_middle(slow_site, gate, twice):
    """Read by another; killed again, it is lost, in a calm sentence, with nothing kept (D-03)."""
    words, browser = mark(), Browser(slow_site.port)
    pass_gate(gate, 1)
    with worker(slow_site) as first:
        address = send(browser, words)
        assert until(lambda: state(slow_site) == ("reading", 1))
        first.kill()
        assert "Page 2 of 3" in browser.get(address).body
    grow_old(slow_site)
    assert state(slow_site) == ("waiting", 0)
    with worker(slow_site) as second:
        assert until(lambda: state(slow_site) == ("reading", 1))
        if twice:
            second.kill()
        pass_gate(gate, 2, 3)
        assert twice or until(lambda: state(slow_site)[0] == "done")
    if not twice:
        assert words in browser.get(address).body
        return
    grow_old(slow_site)
    body = browser.get(address).body
    assert "The computer stopped while it was reading your report." in body and "Nothing" in body
    assert slow_site.ask("SELECT count(*), max(wrapped) FROM reports_slowreading") == [(1, None)]
    assert slow_site.ask("SELECT count(*) FROM reports_sealedupload") == [(0,)]
    assert places(slow_site.data, words.encode()) == []


def test_a_worker_told_to_stop_gives_back_and_goes(slow_site, gate):
    browser, words = Browser(slow_site.port), mark()
    with worker(slow_site) as first:
        address = send(browser, words)
        assert until(lambda: state(slow_site)[0] == "reading")
        first.send_signal(signal.SIGTERM)
        pass_gate(gate, 1)
        assert first.wait(10) == 0
        assert state(slow_site) == ("waiting", 0)
        assert readers(slow_site) == []
    pass_gate(gate, 2, 3)
    with worker(slow_site):
        assert until(lambda: state(slow_site)[0] == "done")
    assert words in browser.get(address).body


def test_stopping_ends_the_reading_and_leaves_nothing(slow_site, gate):
    """The button of the page; the worker notices between two pages, and goes on with the next report."""
    browser, words, other = Browser(slow_site.port), mark(), mark()
    with worker(slow_site):
        address = send(browser, words)
        assert until(lambda: state(slow_site)[0] == "reading")
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).body)
        assert browser.post(f"{address}delete/", token=token).status == HTTPStatus.OK
        assert browser.get(address).status == HTTPStatus.NOT_FOUND
        pass_gate(gate, 1, 2, 3)
        second = send(browser, other)
        assert until(lambda: state(slow_site)[0] == "done")
        assert other in browser.get(second).body
    assert slow_site.ask("SELECT count(*) FROM reports_sealedreport") == [(1,)]
    assert places(slow_site.data, words.encode()) == []


def test_double_clicks_make_one_report(slow_site, gate):
    """A-06: the same form sent by two connections at the same moment."""
    pass_gate(gate, 1, 2, 3)
    with worker(slow_site), ThreadPoolExecutor(2) as pool:
        for _ in range(CLICKS):
            clicks = [Browser(slow_site.port) for _ in range(2)]
            token, words = clicks[0].token(), mark()
            form_key = re.search(r'name="form_key" value="([^"]+)"', clicks[0].get("/reports/").body)[1]
            clicks[1].cookies.update(clicks[0].cookies)
            sending = partial(send, words=words, token=token, form_key=form_key)
            found = list(pool.map(sending, clicks))
            assert len(found) == 2 and len(set(found)) == 1
            assert until(lambda: state(slow_site)[0] == "done")
            assert all(words in click.get(found[0]).body for click in clicks)
    assert slow_site.ask("SELECT count(*) FROM reports_sealedreport") == [(CLICKS,)]
    assert slow_site.ask("SELECT count(*) FROM django_tasks_database_dbtaskresult") == [(CLICKS,)]
    assert "OperationalError" not in slow_site.log.read_text()


def test_reports_beyond_the_line_are_refused_and_guides_stay_quick(slow_site):
    """A-05: ten times what may wait."""
    with worker(slow_site):
        statuses, times = [], []
        for _ in range(20):
            browser = Browser(slow_site.port)
            answer = browser.post("/reports/", file=("f", pictures(report(mark()))))
            statuses.append(answer.status)
            if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
                assert 20 <= int(answer.headers["Retry-After"]) <= 60
            begin = time.monotonic()
            assert browser.get("/guides/").status == HTTPStatus.OK
            times.append(time.monotonic() - begin)
        assert statuses.count(HTTPStatus.SEE_OTHER) in (2, 3)  # two wait, and one may have been taken up in between
        assert statuses.count(HTTPStatus.SERVICE_UNAVAILABLE) == 20 - statuses.count(HTTPStatus.SEE_OTHER)
        assert sorted(times)[-2] < 0.3
