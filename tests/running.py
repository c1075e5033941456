"""A real site for a test: a copy of the tree under a path with spaces, started by run.py with an empty environment."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
NOT_COPIED = (".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", "test-results", "htmlcov", ".coverage*")
UP_SECONDS = 60.0


def copy_tree(target: Path) -> Path:
    """The tree as it stands, with this machine's .venv: `run.py` finds its stamp and installs nothing."""
    shutil.copytree(BASE, target, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (target / ".venv").symlink_to(BASE / ".venv")
    return target


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def base_python() -> str:
    """The Python that .venv was made with: what a person has who types `python3 run.py`."""
    return getattr(sys, "_base_executable", sys.executable)


@dataclass
class Site:
    process: subprocess.Popen[bytes]
    port: int
    data: Path
    home: Path
    output: Path

    def said(self) -> str:
        return self.output.read_text()

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def send_raw(self, sent: bytes) -> bytes:
        """What comes back for bytes that are no proper request."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(sent)
            received = b""
            with suppress(TimeoutError, ConnectionResetError):
                while piece := connection.recv(65536):
                    received += piece
        return received

    def processes(self) -> dict[int, str]:
        """Every process below run.py, whatever its group and environment: pid → command line."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit():
                    # After the name in brackets, which may hold anything: state, then the parent.
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        below = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in below} - below:
            below |= more
        return {pid: command_of(pid) for pid in below - {self.process.pid}}

    def wait_until(self, text: str, seconds: float = UP_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)


def command_of(pid: int) -> str:
    """The command line of a process, "" for one that is gone or only waits to be counted as such."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


@contextmanager
def running(tree: Path, *arguments: str, data: Path | None = None, **environment: str) -> Iterator[Site]:
    """`python3 run.py` from the moment it says its address until its end."""
    port = free_port()
    data = data or tree.parent / "data of this site"
    home = tree.parent / "home"
    home.mkdir(exist_ok=True)
    output = tree.parent / f"output-{port}.txt"
    command = [base_python(), "run.py", "--port", str(port), "--data", str(data), *arguments]
    env = {"PATH": os.environ["PATH"], "HOME": str(home), **environment}
    with output.open("wb") as opened:
        process = subprocess.Popen(command, cwd=tree, env=env, stdout=opened, stderr=subprocess.STDOUT)
    site = Site(process, port, data, home, output)
    try:
        site.wait_until("Ctrl-C ends it")
        yield site
    finally:
        left = site.processes()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
        for pid, was in left.items():
            if was and command_of(pid) == was:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
