"""`manage.py purge_reports`: one pass, or a loop that no broken database ends and that stops when it is told to."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import InterfaceError

from reports import storage
from reports.management.commands import purge_reports
from reports.models import PurgeRun, SealedReport
from tests.reports.live import run_command


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"PATH": "", "ONCOKIND_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "oncokind.settings"}


def start(env: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", "purge_reports", *words],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def loop(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = start(env, "--every", "1")
    yield process
    process.kill()
    process.communicate()


def ask(env: dict[str, str], question: str) -> int:
    return int(change(env, question)[0])


def change(env: dict[str, str], question: str) -> Any:
    file = Path(env["ONCOKIND_DATA"]) / "oncokind.sqlite3"
    with contextlib.closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as database:
        return database.execute(question).fetchone()


def until(condition, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def put_expired(env: dict[str, str]) -> None:
    change(env, "INSERT INTO reports_sealedreport VALUES (hex(randomblob(8)), x'00', datetime('now', '-1 second'))")


@pytest.mark.django_db
def test_one_pass_tells_a_count_and_nothing_else(capsys):
    alive = storage.put(b"text", {})
    over = storage.put(b"text", {})
    SealedReport.objects.filter(id=over.id).update(expires_at="2020-01-01T00:00Z")
    call_command("purge_reports")
    assert capsys.readouterr().out == "ended 1\n"
    assert [row.id for row in SealedReport.objects.all()] == [alive.id]
    assert PurgeRun.objects.get().every_seconds == 60


@pytest.mark.parametrize("every", ["0", "-1", "half"])
def test_an_interval_that_is_none_is_refused(every):
    with pytest.raises(CommandError):
        call_command("purge_reports", "--every", every)


@pytest.mark.django_db
def test_the_loop_tells_what_it_ended_and_the_kind_of_its_trouble(monkeypatch, capsys):
    """In this process, with a clock that counts the rounds."""
    rounds: list[int] = []

    def next_round(seconds: float) -> None:
        rounds.append(int(seconds))
        if len(rounds) == 1:
            SealedReport.objects.create(id="over", ciphertext=b"", expires_at="2020-01-01T00:00Z")
        elif len(rounds) == 2:
            monkeypatch.setattr(storage, "purge", broken)
        else:
            signal.raise_signal(signal.SIGTERM)

    def broken(every_seconds: int) -> int:
        raise InterfaceError("words of the database")

    monkeypatch.setattr(purge_reports.time, "sleep", next_round)
    monkeypatch.setattr(purge_reports.connection, "close", lambda: None)  # the test's own transaction is in it
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.raises(SystemExit) as ended:
            call_command("purge_reports", "--every", "30")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert ended.value.code == 0
    assert rounds == [30, 30, 30]
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("ended 1\n", "not purged: InterfaceError\n")


def test_it_purges_by_the_clock_with_no_visitor(env, loop):
    run_command(env, "migrate")
    for _ in range(3):
        put_expired(env)
        assert until(lambda: ask(env, "SELECT count(*) FROM reports_sealedreport") == 0)
    assert ask(env, "SELECT every_seconds FROM reports_purgerun") == 1


def test_it_outlives_a_database_that_is_missing_locked_or_broken(env, loop):
    """It was started before there was a database at all."""
    file = Path(env["ONCOKIND_DATA"]) / "oncokind.sqlite3"
    time.sleep(1.5)
    assert loop.poll() is None
    run_command(env, "migrate")
    assert until(lambda: ask(env, "SELECT count(*) FROM reports_purgerun") == 1)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        time.sleep(1.5)
        writer.execute("COMMIT")
    put_expired(env)
    assert until(lambda: ask(env, "SELECT count(*) FROM reports_sealedreport") == 0)
    for name in ("", "-wal", "-shm"):
        Path(f"{file}{name}").unlink(missing_ok=True)
    file.write_bytes(b"this is no database" * 100)
    time.sleep(2.5)
    assert loop.poll() is None
    file.unlink()
    run_command(env, "migrate")
    put_expired(env)
    assert until(lambda: ask(env, "SELECT count(*) FROM reports_sealedreport") == 0)
    loop.terminate()
    out, err = loop.communicate(timeout=5)
    assert set(out.split("\n")) == {"ended 1", ""}
    assert set(err.split("\n")) <= {"not purged: OperationalError", "not purged: DatabaseError", ""}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_the_moment_it_is_told_to(env, number):
    run_command(env, "migrate")
    process = start(env, "--every", "3600")
    assert until(lambda: ask(env, "SELECT count(*) FROM reports_purgerun") == 1)
    time.sleep(0.2)
    begin = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=5)
    assert time.monotonic() - begin < 1
    assert (process.returncode, out, err) == (0, "", "")
