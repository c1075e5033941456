"""Starting children that attack, and looking at processes from outside. For the tests of the sandbox."""

from __future__ import annotations

import os
import time
from pathlib import Path

from reports.intake import protocol, sandbox
from reports.intake.errors import Unreadable

NAMES = [str(one.name).lower() for one in protocol.Protection]

# What takes a protection away, in the child and before it would be put in force.
WITHOUT = {
    "rlimits": "import resource; resource.setrlimit = lambda *a: None",
    "landlock": "from reports.intake import landlock; landlock.enforce = lambda *a: None",
    "seccomp": "from reports.intake import seccomp; seccomp.enforce = lambda *a: None",
    "no_new_privs": "from reports.intake import lockdown; lockdown._SET_NO_NEW_PRIVS = 39",
    "one_thread": (
        "import threading, time; from reports.intake import lockdown; lockdown._END_SECONDS = 0.1; "
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    ),
    "not_dumpable": "from reports.intake import lockdown; lockdown._SET_DUMPABLE = 3",
}


def start_with(monkeypatch, *statements: str) -> None:
    """Every child from here on runs these before its `main`."""
    steps = ["import sys; sys.path += sys.argv[1:]", *statements, "from reports.intake import child", "child.main()"]
    monkeypatch.setattr(sandbox, "_START", "\n".join(steps))
    sandbox._spares.take().end()


def attack(monkeypatch, name: str, content: bytes = b"x", *before: str) -> str:
    """The text that the attack came back with, or the reason that its end is known by."""
    exchange = f"from tests.reports.intake import attacks; import reports.intake.child as c; c.read = attacks.{name}"
    start_with(monkeypatch, *before, exchange)
    try:
        return sandbox.read(content).text
    except Unreadable as unreadable:
        return unreadable.reason.value


def children() -> set[int]:
    mine = f"\nPPid:\t{os.getpid()}\n"
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if mine in status.read_text():
                found.add(int(status.parent.name))
        except OSError:
            continue
    return found


def proc(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()


def wait_until(done, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not _quietly(done):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _quietly(done) -> bool:
    try:
        return bool(done())
    except FileNotFoundError:
        return True
