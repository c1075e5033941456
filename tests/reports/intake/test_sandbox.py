"""How each child ends, and that it leaves nothing behind (X-03). The attacks are those of `attacks.py`."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from reports.intake import protocol, sandbox
from reports.intake.errors import Reason, Unreadable
from tests.reports.intake.documents import SHOWN, pdf, words
from tests.reports.intake.processes import attack, children, proc, start_with, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the protections are Linux's")
DOCUMENTS = int(os.environ.get("ONCOKIND_TEST_DOCUMENTS", "100"))  # 1,000 in the heavy checks
HOSTILE = settings.BASE_DIR.parent / "shared" / "hostile" / "files"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A temporary folder of this test's own: whatever appears in it, this test wrote."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "segmentation_fault", "abort", "leave_early", "deep_recursion", "memory", "endless_output", "half_a_message",
        "two_messages", "not_utf8", "control_characters", "turned_letters", "nonsense", "an_unknown_reason", "nothing",
    ],
)  # fmt: skip
def test_a_child_that_fails_is_a_file_that_could_not_be_read(monkeypatch, name):
    started = time.monotonic()
    assert attack(monkeypatch, name) == "unreadable"
    assert time.monotonic() - started < protocol.WALL_SECONDS + 2


def test_a_child_that_hangs_is_ended_at_the_deadline(monkeypatch):
    monkeypatch.setattr(protocol, "WALL_SECONDS", 1.0)
    before = children()
    started = time.monotonic()
    assert attack(monkeypatch, "hang") == "unreadable"
    assert 1 <= time.monotonic() - started < 3
    sandbox._spares.take().end()
    assert children() <= before


def test_a_child_that_loops_is_ended_by_its_own_limit(monkeypatch):
    """Without the parent's help: the limit of processor time, here of one second."""
    started = time.monotonic()
    limit = "from reports.intake import protocol; protocol.CHILD_CPU_SECONDS = 1"
    loosened = "from reports.intake import protocol as p; p.CHILD_CPU_SECONDS = 1"
    assert attack(monkeypatch, "loop", b"x", limit, loosened) == "unreadable"
    assert time.monotonic() - started < protocol.WALL_SECONDS


def test_an_orphan_ends_by_its_own_alarm(tmp_path):
    """The parent is killed in the middle of a document that hangs the child."""
    script = f"""
import os, sys
sys.path[:0] = [{str(settings.BASE_DIR)!r}]
os.environ["DJANGO_SETTINGS_MODULE"] = "oncokind.settings"
from reports.intake import sandbox
sandbox._START = '''import sys; sys.path += sys.argv[1:]
from reports.intake import protocol; protocol.WALL_SECONDS = -1
from tests.reports.intake import attacks; import reports.intake.child as c; c.read = attacks.hang
c.main()'''
child = sandbox.Child()
child.protections()
print(child.pid, flush=True)
child.ask(b"x")
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    orphan = int(parent.stdout.readline())
    time.sleep(0.2)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not Path(f"/proc/{orphan}").exists() or "\nState:\tZ" in proc(orphan, "status"), 5)


def test_the_reason_holds_no_word_of_the_document(monkeypatch):
    start_with(
        monkeypatch,
        "from tests.reports.intake import attacks; from reports.intake import text",
        "text.read = attacks.quote_the_document",
    )
    with pytest.raises(Unreadable) as caught:
        sandbox.read(b"canary-canary-canary")
    error: BaseException | None = caught.value
    assert caught.value.reason is Reason.UNREADABLE and str(error) == "unreadable"
    while error is not None:
        assert "canary" not in repr(error)
        error = error.__cause__


def test_the_limits_of_a_file():
    for length in (protocol.FILE_BYTES - 1, protocol.FILE_BYTES):
        with pytest.raises(Unreadable) as caught:
            sandbox.read(b"x" * length)
        assert caught.value.reason is Reason.TOO_MUCH_TEXT  # it went through, and was read
    with pytest.raises(Unreadable) as caught:
        sandbox.read(b"x" * (protocol.FILE_BYTES + 1))
    assert caught.value.reason is Reason.TOO_LARGE
    with pytest.raises(Unreadable) as caught:
        sandbox.read(b"")
    assert caught.value.reason is Reason.EMPTY


def test_many_documents_leave_nothing_behind(temporary):
    contents = [b"ER: positive", pdf(words(SHOWN)), b"\x89PNG\r\n\x1a\n", b"%PDF-1.4 broken", b"\x00\x01"]
    sandbox.protections()
    gc.collect()
    handles, processes = len(list(Path("/proc/self/fd").iterdir())), len(children())
    for number in range(DOCUMENTS):
        with contextlib.suppress(Unreadable):
            sandbox.read(contents[number % len(contents)])
    assert len(list(Path("/proc/self/fd").iterdir())) <= handles
    assert len(children()) <= processes
    assert not any("\nState:\tZ" in proc(pid, "status") for pid in children())
    assert list(temporary.iterdir()) == []


def test_eight_threads_at_once_each_get_their_own_text():
    """P-08 at this level: no answer ever goes to another document's reader."""
    wrong: list[str] = []

    def work(seed: int) -> None:
        for number in range(6):
            mark = f"mark {seed} {number}"
            if sandbox.read(mark.encode()).text != mark:
                wrong.append(mark)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_when_every_reader_is_taken_the_next_is_told(monkeypatch):
    monkeypatch.setattr(sandbox, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(protocol, "WALL_SECONDS", 0.2)
    with sandbox._turn(), pytest.raises(Unreadable) as caught:
        sandbox.read(b"ER: positive")
    assert caught.value.reason is Reason.BUSY


def test_a_child_slow_to_start_is_a_busy_machine(monkeypatch):
    start_with(monkeypatch, "import time; time.sleep(5)")
    monkeypatch.setattr(protocol, "WALL_SECONDS", 0.2)
    with pytest.raises(Unreadable) as caught:
        sandbox.read(b"ER: positive")
    assert caught.value.reason is Reason.BUSY


def test_a_spare_that_died_is_replaced():
    sandbox.read(b"ER: positive")
    spare = sandbox._spares._spare.pid
    os.kill(spare, signal.SIGKILL)
    wait_until(lambda: "\nState:\tZ" in proc(spare, "status"), 5)
    assert sandbox.read(b"PR: negative").text == "PR: negative"


def test_a_forked_process_has_its_own_spare():
    """A worker of gunicorn is a fork: it must neither use nor end the child of another process."""
    sandbox.protections()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:  # the fork: report and leave without pytest's clean-up
        told = b"failed"
        try:
            told = sandbox.read(b"from the fork").text.encode()
            sandbox._spares.close()
        finally:
            os.write(writer, told)
            os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    with os.fdopen(reader, "rb") as pipe:
        assert pipe.read() == b"from the fork"
    assert sandbox.read(b"from the first").text == "from the first"


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_a_spare_ends_with_its_parent(end):
    script = (
        f"import os, sys; sys.path[:0] = [{str(settings.BASE_DIR)!r}]; "
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'oncokind.settings'; "
        "from reports.intake import sandbox; sandbox.read(b'ER: positive'); "
        "print(sandbox._spares.take().pid, flush=True); "
        "sandbox._spares.refill(); print(sandbox._spares._spare.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    spares = [int(parent.stdout.readline()) for _ in range(2)]
    if end == "kill":
        parent.kill()
    parent.communicate()
    for spare in spares:
        wait_until(lambda spare=spare: not Path(f"/proc/{spare}").exists() or "\nState:\tZ" in proc(spare, "status"), 5)


@pytest.mark.corpus
def test_every_hostile_file_is_a_document_or_a_reason(temporary):
    if not HOSTILE.is_dir():
        pytest.skip("../shared/hostile/files is not here")
    processes = len(children())
    slowest = 0.0
    for path in sorted(HOSTILE.iterdir()):
        started = time.monotonic()
        with contextlib.suppress(Unreadable):
            sandbox.read(path.read_bytes())
        slowest = max(slowest, time.monotonic() - started)
    assert slowest < 20
    assert len(children()) <= processes + 1
    assert list(temporary.iterdir()) == []
