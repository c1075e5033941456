"""The same promises on PostgreSQL: a real server, real web processes and workers, and a search of all of its files."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings

from tests import postgres
from tests.reports.live import Browser, Site, site
from tests.reports.made_up import mark, report
from tests.reports.slow import pictures
from tests.reports.test_leftovers import places, places_of_bytes
from tests.reports.test_queue_workers import pass_gate, until

pytestmark = pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing())

TASKS = "django_tasks_database_dbtaskresult"
TABLES = ("reports_sealedupload", "reports_slowreading", "reports_sealedreport", TASKS, "reports_readerrun")
SAME_TESTS = ("test_queue", "test_storage", "test_progress", "test_correction")


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.server() as one:
        yield one


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory, server: postgres.Server, gate: Path) -> Iterator[Site]:
    slow = {"DJANGO_SETTINGS_MODULE": "tests.reports.slow_settings", "ONCOKIND_TEST_GATE": str(gate)}
    with site(tmp_path_factory.mktemp("postgres") / "data", **slow, **server.env) as running:
        yield running


@pytest.fixture
def slow_site(one: Site, server: postgres.Server, gate: Path) -> Site:
    for table in TABLES:
        server.ask(f"DELETE FROM {table}")
    server.ask("UPDATE reports_purgerun SET finished_at = now(), every_seconds = 1000000")
    for page in gate.iterdir():
        page.unlink()
    return one


@contextlib.contextmanager
def worker(running: Site, server: postgres.Server) -> Iterator[subprocess.Popen[bytes]]:
    known = count(server, "reports_readerrun")
    with running.log.open("ab") as log:
        command = [sys.executable, "manage.py", "read_queue"]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=dict(running.env), stdout=log, stderr=log)
    try:
        assert until(lambda: count(server, "reports_readerrun") > known, 60)
        yield process
    finally:
        process.kill()
        process.wait()


def count(server: postgres.Server, table: str, where: str = "true") -> int:
    return int(server.ask(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])


def state(server: postgres.Server) -> str:
    rows = server.ask("SELECT state FROM reports_slowreading")
    return str(rows[0][0]) if rows else "done"


def send(browser: Browser, words: str) -> str:
    answer = browser.post("/reports/", file=("scan of my mother.pdf", pictures("first page", report(words))))
    assert answer.status == HTTPStatus.SEE_OTHER, answer.status
    return str(answer.headers["Location"])


def test_what_holds_on_sqlite_holds_here(server: postgres.Server) -> None:
    """The tests of tables and transactions, run once more with the other database."""
    files = [f"tests/reports/{name}.py" for name in SAME_TESTS] + ["tests/guides/loading/test_replace.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "-m", "not sqlite", *files]
    env = {**own_environment(), **server.env}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "passed" in done.stdout


def test_neither_words_nor_key_nor_wrapped_key_is_left(slow_site: Site, server: postgres.Server, gate: Path) -> None:
    """In tables, write-ahead log and the server's own log. What is left of deleted rows is sealed, and has no key."""
    words, browser, data = mark(), Browser(slow_site.port), server.folder
    with worker(slow_site, server):
        address = send(browser, words)
        key = browser.cookies[f"report-{address.split('/')[2]}"]
        raw = base64.urlsafe_b64decode(key + "=")

        def leaks() -> list[str]:
            server.ask("CHECKPOINT")
            return places(data, words.encode(), key.encode(), b"of my mother") + places_of_bytes(data, raw)

        assert until(lambda: state(server) == "reading")
        ((wrapped,),) = server.ask("SELECT wrapped FROM reports_slowreading")
        ((upload,),) = server.ask("SELECT ciphertext FROM reports_sealedupload")
        assert leaks() == []
        assert not [file for file in places_of_bytes(data, upload[100:164]) if "pg_wal" in file]
        pass_gate(gate, 1, 2)
        assert until(lambda: state(server) == "done")
    assert words in browser.get(address).body
    ((sealed,),) = server.ask("SELECT ciphertext FROM reports_sealedreport")
    server.ask("CHECKPOINT")
    assert places_of_bytes(data, sealed[100:164])  # it is there now, so the search means something
    slow_site.manage("purge_reports")
    assert leaks() == []
    assert places_of_bytes(data, wrapped) == []
    assert browser.post(f"{address}delete/").status == HTTPStatus.OK
    slow_site.manage("purge_reports")
    assert leaks() == []
    assert places_of_bytes(data, wrapped) == [] and places_of_bytes(data, upload[100:164]) == []
    # The one thing that stays until the server recycles its log, and it opens for nobody.
    assert all("pg_wal" in file for file in places_of_bytes(data, sealed[100:164]))
    assert [count(server, table) for table in TABLES[:3]] == [0, 0, 0]
    assert words not in slow_site.log.read_text()


def test_a_failed_statement_is_logged_without_what_it_held(slow_site: Site, server: postgres.Server) -> None:
    """Twice the same row, as by two requests at once: the server logs such a statement with its text."""
    script = (
        "from django.db import IntegrityError, transaction; from django.utils import timezone\n"
        "from reports.models import SealedReport as R\n"
        "for _ in range(2):\n"
        "    try:\n"
        "        with transaction.atomic(): R.objects.create(id='x' * 22, ciphertext=b'noise of a report' * 9, "
        "expires_at=timezone.now())\n"
        "    except IntegrityError as error: print('refused')"
    )
    assert "refused" in slow_site.manage("shell", "-c", script)
    said = server.said()
    assert 'INSERT INTO "reports_sealedreport"' in said
    assert b"noise".hex() not in said and "noise" not in said


def test_what_another_worker_holds_is_passed_over(slow_site: Site, server: postgres.Server, gate: Path) -> None:
    """SKIP LOCKED: the first in line is being taken up by somebody else; this worker takes the second, unhindered."""
    import psycopg

    pass_gate(gate, 1, 2)
    server.ask("INSERT INTO reports_readerrun VALUES ('made up', now())")
    browsers = [Browser(slow_site.port) for _ in range(2)]
    first, second = (send(browser, mark()).split("/")[2] for browser in browsers)
    names = {"host": server.env["PGHOST"], "user": server.env["PGUSER"], "dbname": postgres.DATABASE}
    with contextlib.closing(psycopg.connect(**names)) as other:
        other.execute(f"SELECT id FROM {TASKS} WHERE args_kwargs::text LIKE '%{first}%' FOR UPDATE")
        with worker(slow_site, server):
            assert until(lambda: count(server, "reports_slowreading", f"report_id = '{second}'") == 0)
            assert count(server, "reports_slowreading", f"report_id = '{first}' AND state = 'waiting'") == 1
            other.rollback()
            assert until(lambda: state(server) == "done")


def test_two_workers_never_read_the_same_report(slow_site: Site, server: postgres.Server, gate: Path) -> None:
    """Each report is found twice, as after a sweep at the wrong moment; still one turn, and one worker a task."""
    with worker(slow_site, server), worker(slow_site, server), ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            browsers, words = [Browser(slow_site.port) for _ in range(4)], [mark() for _ in range(4)]
            addresses = list(pool.map(partial(send_found_twice, slow_site, server), browsers, words))
            assert until(lambda: count(server, "reports_slowreading", "state = 'reading'") == 2)
            assert server.ask("SELECT max(attempts) FROM reports_slowreading") == [(1,)]
            pass_gate(gate, 1, 2)
            assert until(lambda: state(server) == "done")
            for browser, address, word in zip(browsers, addresses, words, strict=True):
                assert word in browser.get(address).body
            for page in gate.iterdir():
                page.unlink()
    assert until(lambda: count(server, TASKS, "status <> 'SUCCESSFUL'") == 0)
    assert count(server, TASKS) == 32
    assert count(server, TASKS, "jsonb_array_length(worker_ids) <> 1") == 0
    assert "rror" not in slow_site.log.read_text()


def send_found_twice(running: Site, server: postgres.Server, browser: Browser, words: str) -> str:
    address = send(browser, words)
    again = "gen_random_uuid(), 'READY', enqueued_at, args_kwargs, priority, task_path, '[]', queue_name, backend_name"
    columns = "id, status, enqueued_at, args_kwargs, priority, task_path, worker_ids, queue_name, backend_name"
    rest = "run_after, return_value, exception_class_path, traceback"
    server.ask(
        f"INSERT INTO {TASKS} ({columns}, {rest}) SELECT {again}, {rest} FROM {TASKS} "
        f"WHERE args_kwargs::text LIKE '%{address.split('/')[2]}%' LIMIT 1"
    )
    return address


def test_loads_of_content_at_once_make_one_release(
    one: Site, server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two machines that start with the same new content: one release more, and none fails."""
    folder = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(settings.CONTENT_DIR, folder)
    guide = next((folder / "guides" / "en").glob("*.md"))
    guide.write_text(guide.read_text() + "\nOne more sentence.\n")
    ((before,),) = server.ask("SELECT id FROM guides_contentrelease")
    env = {**one.env, "ONCOKIND_CONTENT": str(folder)}
    command = [sys.executable, "manage.py", "load_content"]
    loads = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [load.communicate(timeout=300)[0] for load in loads]
    assert [load.returncode for load in loads] == [0, 0]
    assert ["changed guides/en/" in one for one in said].count(True) == 1
    assert server.ask("SELECT id FROM guides_contentrelease") == [(before + 1,)]


def test_the_server_ends_in_the_middle_and_comes_back(slow_site: Site, server: postgres.Server, gate: Path) -> None:
    """A-10: guides stay, uploads say when to come again, and all heals by itself. What waited is told as lost."""
    browser, other, words = Browser(slow_site.port), Browser(slow_site.port), mark()
    kept = other.upload(report(words))
    with worker(slow_site, server) as reader:
        address = send(browser, mark())
        assert until(lambda: state(server) == "reading")
        token = other.token()
        guides = browser.get("/guides/").body
        server.stop()
        for _ in range(4):  # both web processes
            assert browser.get("/guides/").body == guides
            answer = other.post("/reports/", token=token, text=report())
            assert (answer.status, answer.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "60")
            assert browser.get("/readyz").status == HTTPStatus.SERVICE_UNAVAILABLE
        time.sleep(3)  # long enough for a worker that gives up to be gone
        server.start()
        back = time.monotonic()
        assert until(lambda: other.get("/reports/").status == HTTPStatus.OK, 5), time.monotonic() - back
        assert words in other.get(kept).body
        body = browser.get(address).body
        assert "The computer stopped while it was reading your report." in body
        pass_gate(gate, 1, 2)
        again = send(browser, words)
        assert until(lambda: words in browser.get(again).body)
        assert reader.poll() is None


def own_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ONCOKIND_")}
