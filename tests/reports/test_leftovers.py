"""After "Delete now" nothing of a report is left: searched in the files of a running site, with its real processes."""

from __future__ import annotations

import base64
import contextlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

from django.conf import settings

from tests.reports.live import Browser, Site, run_command
from tests.reports.made_up import MARK, mark, report


def guises(words: bytes) -> list[bytes]:
    """Plain, UTF-16, hex, and base64 at each of its three offsets."""
    text = words.decode()
    shifted = [base64.b64encode(b"x" * offset + words)[4 if offset else 0 : -4] for offset in range(3)]
    return [words, text.encode("utf-16-le"), text.encode("utf-16-be"), words.hex().encode(), *shifted]


def contents(found: Path) -> dict[Path, bytes]:
    """Every file under a folder. A log that SQLite removes meanwhile moved into the database: all is read again."""
    for _ in range(100):
        with contextlib.suppress(FileNotFoundError):
            return {file.relative_to(found): file.read_bytes() for file in found.rglob("*") if file.is_file()}
    raise AssertionError(f"the files under {found} do not keep still")


def places(found: Path, *needles: bytes) -> list[str]:
    """Files under a folder that hold a needle in any guise."""
    wanted = [guise for needle in needles for guise in guises(needle)]
    return [str(file) for file, content in contents(found).items() if any(guise in content for guise in wanted)]


def ciphertexts(live_site: Site) -> list[bytes]:
    return [bytes(row[0]) for row in live_site.ask("SELECT ciphertext FROM reports_sealedreport")]


def test_the_search_finds_what_is_there(tmp_path):
    words = mark().encode()
    for number, guise in enumerate(guises(words)):
        (tmp_path / str(number)).write_bytes(b"...." + guise + b"....")
    (tmp_path / "other").write_bytes(mark().encode())
    assert len(places(tmp_path, words)) == len(guises(words))


def test_after_deletion_neither_text_nor_key_nor_ciphertext_is_left(live_site):
    """D-05, D-06: also while it lives, no text and no key; afterwards not even the sealed bytes."""
    browser, words = Browser(live_site.port), mark().encode()
    address = browser.upload(report(words.decode()))
    key = browser.cookies[f"report-{address.split('/')[2]}"]
    raw_key = base64.urlsafe_b64decode(key + "=")
    assert words.decode() in browser.get(address).body
    assert places(live_site.data, words, key.encode()) == []
    assert places_of_bytes(live_site.data, raw_key) == []
    (ciphertext,) = ciphertexts(live_site)
    assert places_of_bytes(live_site.data, ciphertext[100:164])  # it is there now, so the search below means something
    assert browser.post(f"{address}delete/").status == HTTPStatus.OK
    assert places(live_site.data, words, key.encode()) == []
    for piece in (raw_key, *(ciphertext[at : at + 64] for at in range(0, len(ciphertext) - 64, 1024))):
        assert places_of_bytes(live_site.data, piece) == []
    assert words.decode() not in live_site.log.read_text()


def places_of_bytes(found: Path, needle: bytes) -> list[str]:
    return [str(file) for file, content in contents(found).items() if needle in content]


def test_a_busy_log_is_emptied_by_the_next_purge(live_site):
    """A reader at work keeps the log from being emptied: deleting is not held up by it, the purge does the rest."""
    browser = Browser(live_site.port)
    address = browser.upload(report())
    (ciphertext,) = ciphertexts(live_site)
    reader = sqlite3.connect(live_site.database, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM reports_sealedreport").fetchone()
    start = time.monotonic()
    assert browser.post(f"{address}delete/").status == HTTPStatus.OK
    assert time.monotonic() - start < 3
    assert browser.get(address).status == HTTPStatus.NOT_FOUND
    reader.execute("COMMIT")
    reader.close()
    live_site.manage("purge_reports")
    assert places_of_bytes(live_site.data, ciphertext[100:164]) == []


def test_deletion_is_seen_by_every_process_at_once(live_site):
    """D-05: forty requests spread over the workers, all sent after the deletion was answered."""
    browser = Browser(live_site.port)
    address = browser.upload(report())
    copies = [Browser(live_site.port, dict(browser.cookies)) for _ in range(8)]
    assert {copy.get(address).status for copy in copies} == {HTTPStatus.OK}
    browser.post(f"{address}delete/")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: copies[number % 8].get(address), range(40)))
    assert {answer.status for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert len({answer.body for answer in answers}) == 1
    again = "from reports.models import SealedReport; print(SealedReport.objects.count())"
    assert live_site.manage("shell", "-v", "0", "-c", again).strip() == "0"


def test_a_purge_in_another_process_ends_what_is_over(live_site):
    """D-07: with no visitor coming by."""
    browser = Browser(live_site.port)
    address = browser.upload(report())
    live_site.ask("UPDATE reports_sealedreport SET expires_at = datetime('now', '-1 second')")
    (ciphertext,) = ciphertexts(live_site)
    assert live_site.manage("purge_reports").strip() == "ended 1"
    assert browser.get(address).status == HTTPStatus.NOT_FOUND
    assert places_of_bytes(live_site.data, ciphertext[100:164]) == []


def test_eight_families_at_once_without_a_lock_error_and_without_a_mix(live_site):
    """Uploads, views and deletions at the same time, a purge loop in another process beside them."""
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "purge_reports", "--every", "1"], cwd=settings.BASE_DIR, env=dict(live_site.env)
    )
    statuses: list[int] = []
    mixed: list[str] = []

    def family(number: int) -> None:
        chance, browser = random.Random(number), Browser(live_site.port)
        token = browser.token()
        mine = {browser.upload(report(words := mark()), token): words for _ in range(2)}
        for _ in range(12):
            address = chance.choice(list(mine))
            answer = browser.get(address)
            statuses.append(answer.status)
            if set(MARK.findall(answer.body)) != {mine[address]}:
                mixed.append(address)
            if chance.random() < 0.4:
                statuses.append(browser.post(f"{address}delete/", token=token).status)
                del mine[address]
                words = mark()
                mine[browser.upload(report(words), token)] = words
        for address in mine:
            statuses.append(browser.post(f"{address}delete/", token=token).status)

    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(family, range(8)))
    finally:
        worker.terminate()
        assert worker.wait(timeout=5) == 0
    assert set(statuses) == {HTTPStatus.OK}
    assert not mixed
    assert ciphertexts(live_site) == []
    assert "OperationalError" not in live_site.log.read_text()


def test_nothing_is_left_in_the_temporary_folder_or_the_log(live_site):
    """A file of 3 MB, over the size at which Django would write one, with a mark in text and name."""
    words, before = mark(), set(Path(tempfile.gettempdir()).iterdir())
    text = (report(words) + "The line goes on.\n" * 9000).encode()
    seen: list[Path] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            seen.extend(set(Path(tempfile.gettempdir()).glob("*upload*")) - before)
            time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    browser = Browser(live_site.port)
    for content in (text, b"%PDF-1.4\n" + words.encode() * 90_000):
        answer = browser.post("/reports/", file=(f"{words}.pdf", content))
        assert answer.status in (HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY)
        assert words not in answer.body
    stop.set()
    watcher.join()
    assert seen == []
    assert places(live_site.data, words.encode()) == []
    assert words not in live_site.log.read_text()


def test_the_database_is_set_up_to_forget(live_site):
    said = "from django.db import connection as c; k = c.cursor(); "
    said += "print(*(k.execute(f'PRAGMA {p}').fetchone()[0] for p in ('journal_mode', 'secure_delete')))"
    assert run_command(live_site.env, "shell", "-v", "0", "-c", said).split() == ["wal", "1"]
