"""A whole site of its own for one test: real processes, a real database file, a browser that keeps cookies."""

from __future__ import annotations

import contextlib
import http.client
import http.cookies
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Site:
    data: Path
    port: int
    web: subprocess.Popen[bytes]
    env: Mapping[str, str]
    log: Path

    @property
    def database(self) -> Path:
        return self.data / "oncokind.sqlite3"

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Asks the database, and closes it at once: SQLite's locks end when a process closes the file a second time."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=20, isolation_level=None)) as database:
            return database.execute(question).fetchall()

    def manage(self, *words: str) -> str:
        return run_command(self.env, *words)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str


@dataclass
class Browser:
    """Keeps cookies as they come and knows nothing else."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": f"127.0.0.1:{self.port}", **({"Cookie": kept} if kept else {}), **(headers or {})}
        with contextlib.closing(connection):
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def token(self) -> str:
        match = TOKEN.search(self.get("/reports/").body)
        assert match
        return match[1]

    def post(self, path: str, *, token: str = "", file: tuple[str, bytes] | None = None, **fields: str) -> Answer:
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode(
                errors="surrogatepass"
            )
            for name, value in {"csrfmiddlewaretoken": token or self.token(), **fields}.items()
        ]
        if file:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n'
            parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + file[1] + b"\r\n")
        parts.append(f"--{boundary}--\r\n".encode())
        return self.ask("POST", path, b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def upload(self, text: str, token: str = "") -> str:
        """The address of the explanation."""
        answer = self.post("/reports/", token=token, text=text)
        assert answer.status == 303, answer.status
        return answer.headers["Location"]


@contextlib.contextmanager
def site(
    data: Path, app: str = "oncokind.wsgi", *, python_path: Path | None = None, **environment: str
) -> Iterator[Site]:
    """Migrated, with content and one purge behind it, served by gunicorn with two workers."""
    data.mkdir(exist_ok=True)
    (data / "secret-key").write_text(secrets.token_urlsafe(50))
    env = {
        "PATH": os.environ["PATH"],
        "ONCOKIND_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "oncokind.settings",
        **({"PYTHONPATH": str(python_path)} if python_path else {}),
        **environment,
    }
    for words in (["migrate"], ["load_content"], ["collectstatic", "--no-input"], ["purge_reports"]):
        run_command(env, *words)
    port, log = free_port(), data.parent / "stderr.log"
    with log.open("wb") as stderr:
        command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", app]
        web = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=stderr, stderr=stderr)
    try:
        wait_for(port, web, log)
        yield Site(data, port, web, env, log)
    finally:
        web.send_signal(signal.SIGTERM)
        try:
            web.wait(timeout=25)
        except subprocess.TimeoutExpired:
            web.kill()
            web.wait()


def run_command(env: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, (words, done.stderr[-2000:])
    return done.stdout


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, web: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert web.poll() is None, log.read_text()[-2000:]
        with contextlib.suppress(OSError, http.client.HTTPException):
            if Browser(port).get("/healthz").status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text()[-2000:])
