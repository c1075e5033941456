"""A PostgreSQL server of its own for a test: made in a new folder, reached by a socket in it, ended by its pid."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PLACES = "/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql*", "/usr/local/opt/postgresql*"
USERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root
START_SECONDS = 60.0


def programs() -> Path | None:
    """The folder of the newest server on this machine; on Debian it is not on PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    root = Path("/")
    found_all = [path.parent for place in PLACES for path in root.glob(f"{place[1:]}/**/bin/initdb")]
    return max(found_all, key=lambda folder: [int(part) for part in folder.parts if part.isdigit()], default=None)


def missing() -> str:
    """Why there can be no server here, "" where there can."""
    if programs() is None:
        return "PostgreSQL's server programs are not on this machine (apt install postgresql)"
    if os.geteuid() == 0 and not user():
        return "PostgreSQL does not run as root, and there is no other user for it"
    return ""


def user() -> str:
    """Whose processes the server's are; "" for our own."""
    if os.geteuid() != 0:
        return ""
    known = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in USERS if name in known), "")


DATABASE = "oncokind"


@dataclass
class Server:
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    env: Mapping[str, str] = field(default_factory=dict)

    def start(self) -> None:
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_min_error_statement=error"]
        command = [f"{programs()}/postgres", "-D", str(self.folder / "data"), "-k", str(self.folder), *options]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **as_user())
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self.ask("SELECT 1", "postgres"))
        return False

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is its "immediate": without a checkpoint, as after a crash."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)

    def said(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def ask(self, question: str, database: str = "") -> list[tuple[Any, ...]]:
        import psycopg

        names = {"host": self.env["PGHOST"], "user": self.env["PGUSER"], "dbname": database or DATABASE}
        try:
            with contextlib.closing(psycopg.connect(**names, autocommit=True, connect_timeout=5)) as connection:
                cursor = connection.execute(question)
                return cursor.fetchall() if cursor.description else []
        except psycopg.OperationalError as error:
            raise OSError(str(error)) from None


def as_user() -> dict[str, Any]:
    name = user()
    if not name:
        return {}
    found = pwd.getpwnam(name)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": [], "cwd": "/"}


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Running, with one empty database. `env` is what a site needs to know of it."""
    # Not in pytest's own folder: another user has to reach it, and a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if name := user():
        shutil.chown(folder, name)
    env = {"PGHOST": str(folder), "PGUSER": DATABASE, "ONCOKIND_POSTGRES": DATABASE}
    one = Server(folder, env=env)
    try:
        how = ["-U", DATABASE, "-A", "trust", "-E", "UTF8", "--locale=C", "--wal-segsize=1", "--no-sync"]
        made = [f"{programs()}/initdb", "-D", str(folder / "data"), *how]
        done = subprocess.run(made, capture_output=True, text=True, **as_user())
        assert done.returncode == 0, done.stderr
        one.start()
        one.ask(f"CREATE DATABASE {DATABASE}", "postgres")
        yield one
    finally:
        one.stop()
        shutil.rmtree(folder)
