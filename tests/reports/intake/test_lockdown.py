"""What an attacker in the child can do: nothing (X-01, X-02), and a protection that is missing is noticed (X-14).

The attacks run in the real child after the real lock-down; only the reader is exchanged, by the command line that the
test gives to the child.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
from pathlib import Path

import pytest

from reports.intake import lockdown, protocol, sandbox
from reports.intake.errors import Reason, Unreadable
from tests.reports.intake.processes import NAMES, WITHOUT, attack, proc, start_with

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the protections are Linux's")


def test_every_protection_holds_here():
    assert sandbox.protections() == dict.fromkeys(NAMES, True)
    assert sandbox.available()


ATTACKS = [
    "read_files", "write_files", "change_rights", "raw_open", "raise_limits", "executable_memory", "connect_inet",
    "connect_unix", "execute", "start_program", "fork", "start_thread", "signal_parent", "signal_group", "trace_parent",
    "read_memory_of_parent", "other_numbering",
]  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_the_system_refuses_or_ends_the_child(monkeypatch, tmp_path, name):
    received: list[int] = []
    (there := tmp_path / "canary.there").write_text("secret")
    mode = there.stat().st_mode
    before = signal.signal(signal.SIGTERM, lambda number, _: received.append(number))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        target = str(server.getsockname()[1]) if name == "connect_inet" else str(tmp_path / "canary")
        try:
            told = attack(monkeypatch, name, target.encode())
            with pytest.raises(TimeoutError):
                server.accept()
        finally:
            signal.signal(signal.SIGTERM, before)
    assert told == "unreadable" or all(line.startswith("refused") for line in told.split("\n")), told
    assert [path.name for path in tmp_path.iterdir()] == ["canary.there"]
    assert there.read_text() == "secret" and there.stat().st_mode == mode
    assert received == []


@pytest.mark.parametrize("removed", ["landlock", "seccomp", "rlimits"])
@pytest.mark.parametrize("name", ["read_files", "write_files"])
def test_files_stay_shut_when_one_protection_is_missing(monkeypatch, tmp_path, settings, removed, name):
    settings.READ_UNPROTECTED = True
    (tmp_path / "canary.there").write_text("secret")
    told = attack(monkeypatch, name, str(tmp_path / "canary").encode(), WITHOUT[removed])
    assert "HARM" not in told and "refused" in told


def test_the_attacks_are_real(monkeypatch, tmp_path, settings):
    """Without protection they do what they are for: otherwise the tests above would prove nothing."""
    settings.READ_UNPROTECTED = True
    off = [WITHOUT["landlock"], WITHOUT["seccomp"], WITHOUT["rlimits"]]
    spared = {"signal_parent", "signal_group", "trace_parent"}  # they would end this test run
    harmful = set()
    for name in ATTACKS:
        (tmp_path / f"{name}.there").write_text("secret")
        if name not in spared and "HARM" in attack(monkeypatch, name, str(tmp_path / name).encode(), *off):
            harmful.add(name)
    assert harmful >= {"read_files", "write_files", "change_rights", "raw_open", "executable_memory", "fork"}
    assert harmful >= {"start_program", "start_thread", "other_numbering"}


def test_what_the_kernel_says_about_a_waiting_child():
    """X-01, from outside: limits, privileges, filter, handles and environment."""
    child = sandbox.Child()
    try:
        child.protections()
        status = proc(child.pid, "status")
        assert "\nNoNewPrivs:\t1\n" in status and "\nSeccomp:\t2\n" in status
        for capabilities in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            assert f"\n{capabilities}:\t0000000000000000\n" in status
        limits = {line[:26].strip(): line[26:].split()[:2] for line in proc(child.pid, "limits").splitlines()[1:]}
        assert limits["Max address space"] == [str(protocol.CHILD_MEMORY_BYTES)] * 2
        assert limits["Max cpu time"] == [str(protocol.CHILD_CPU_SECONDS), str(protocol.CHILD_CPU_SECONDS + 1)]
        assert limits["Max file size"] == limits["Max processes"] == limits["Max core file size"] == ["0", "0"]
        assert limits["Max open files"] == ["3", "3"]
        assert len(limits) >= len(lockdown.LIMITS)
        assert os.getpgid(child.pid) == os.getsid(child.pid) == child.pid
        assert Path(f"/proc/{child.pid}/cwd").readlink() == Path("/")
        assert "Threads:\t1\n" in status
    finally:
        child.end()


def test_the_child_inherits_no_handle_and_no_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("ONCOKIND_CANARY", "a-secret-of-the-environment")
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        child = sandbox.Child()
        try:
            child.protections()
            handles = {link.name: str(link.readlink()) for link in Path(f"/proc/{child.pid}/fd").iterdir()}
            assert set(handles) == {"0", "1", "2"}
            assert handles["0"].startswith("pipe:") and handles["1"].startswith("pipe:")
            assert handles["2"] == "/dev/null"
            assert proc(child.pid, "environ") == ""
        finally:
            child.end()
    assert attack(monkeypatch, "environment") in ("environment []", "environment ['LC_CTYPE']")


def test_no_secret_is_in_the_childs_memory(settings):
    """Started by exec, it shares no memory; its parent's secrets are nowhere in it, nor is the last document."""
    secret = "".join(random.Random(8).choices("abcdefghijklmnop", k=40))
    settings.SECRET_KEY = secret
    sandbox.read(f"ER: positive {secret}".encode())
    child = sandbox.Child()
    try:
        child.protections()
        found = _memory(child.pid)
        assert b"reports.intake" in found  # the search works
        assert secret.encode() not in found
    finally:
        child.end()


def _memory(pid: int) -> bytes:
    if os.geteuid() != 0:
        pytest.skip("only root may look into a process that is not dumpable, which is the point of it")
    maps, pieces = proc(pid, "maps").splitlines(), []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if "r" not in rights or "[v" in line:
                continue
            start, end = (int(address, 16) for address in span.split("-"))
            try:
                memory.seek(start)
                pieces.append(memory.read(end - start))
            except OSError:
                continue
    return b"".join(pieces)


@pytest.mark.parametrize("name", WITHOUT)
def test_a_missing_protection_is_told_and_closes_uploads(monkeypatch, settings, name):
    start_with(monkeypatch, WITHOUT[name])
    settings.DEBUG = settings.READ_UNPROTECTED = False
    assert name in sandbox.missing()
    assert not sandbox.available()
    with pytest.raises(Unreadable) as caught:
        sandbox.read(b"ER: positive")
    assert caught.value.reason is Reason.CLOSED


@pytest.mark.parametrize("setting", ["DEBUG", "READ_UNPROTECTED"])
def test_reading_without_a_protection_must_be_switched_on(monkeypatch, settings, setting):
    start_with(monkeypatch, *WITHOUT.values())
    setattr(settings, setting, True)
    assert len(sandbox.missing()) == len(NAMES)
    assert sandbox.available()
    assert sandbox.read(b"ER: positive").text == "ER: positive"


def test_a_child_that_does_not_start_closes_uploads(monkeypatch, settings):
    start_with(monkeypatch, "raise SystemExit(1)")
    assert sandbox.missing() == tuple(NAMES)
    with pytest.raises(Unreadable) as caught:
        sandbox.read(b"ER: positive")
    assert caught.value.reason is Reason.CLOSED
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert sandbox.missing() == tuple(NAMES)
    with pytest.raises(Unreadable) as caught:
        sandbox.read(b"ER: positive")
    assert caught.value.reason is Reason.CLOSED
    monkeypatch.undo()
