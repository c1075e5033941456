"""Reads one document in a child process without rights. The parent's side, and the only way in.

The document goes over a pipe and capped bytes come back; whatever they are, they end here as a `Document` or as an
`Unreadable` from the closed list. Nothing is written anywhere, nothing is logged, and no child outlives its deadline.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings

from reports.intake import protocol
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import Document, Protection
from reports.intake.spares import Spares

_PROJECT: Final = Path(__file__).resolve().parents[2]
_START: Final = "import sys; sys.path += sys.argv[1:]; from reports.intake import child; child.main()"
_PIECE: Final = 1 << 18
_NONE: Final = Protection(0)
_END_SECONDS: Final = 2.0  # for a process that was killed
_AT_ONCE: Final = max(2, os.cpu_count() or 1)  # documents open at a time in this process, each up to the memory limit


def read(content: bytes) -> Document:
    """The text of a document, or `Unreadable`; what is on pictures alone is not read."""
    document = survey(content)
    if not document.text:
        raise Unreadable(Reason.PICTURE if document.kind == "photo" else Reason.SCAN)
    return document


def survey(content: bytes) -> Document:
    """What a document says without its pictures, each of them an unread page; or `Unreadable`.

    Never raises anything else, and ends within the limit of time.
    """
    if not content:
        raise Unreadable(Reason.EMPTY)
    if len(content) > protocol.FILE_BYTES:
        raise Unreadable(Reason.TOO_LARGE)
    with _turn(), _child() as child:
        check(child)
        try:
            answer = protocol.parse_answer(child.ask(content))
        except (OSError, ValueError):
            raise Unreadable(Reason.UNREADABLE) from None  # the cause may quote the document
    _spares.refill()
    if isinstance(answer, Reason):
        raise Unreadable(answer)
    return answer


def protections() -> Mapping[str, bool]:
    """Which protections hold in a child of this process, by name."""
    try:
        child = _spares.take()
    except OSError:
        held = Protection(0)
    else:
        try:
            held = child.protections()
        except (OSError, ValueError):
            held = Protection(0)
            child.end()
        else:
            _spares.give_back(child)
    return {str(one.name).lower(): one in held for one in Protection}


def missing() -> tuple[str, ...]:
    """The protections that do not hold, by name."""
    return tuple(name for name, holds in protections().items() if not holds)


def available() -> bool:
    """Whether documents are read here: every protection holds, or reading without was allowed by the operator."""
    return not missing() or _unprotected_is_allowed()


class Child:
    """One process that reads one document. `start`: its first statements; `told`: what they find in `sys.argv`."""

    def __init__(self, start: str = "", told: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-c", start or _START, str(_PROJECT), _packages(), *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            close_fds=True,
            cwd="/",
            env={},
            start_new_session=True,
        )
        self._pipes = [pipe for pipe in (self._process.stdin, self._process.stdout) if pipe is not None]
        self._stdin, self._stdout = (pipe.fileno() for pipe in self._pipes)
        os.set_blocking(self._stdin, False)
        os.set_blocking(self._stdout, False)
        self._held: Protection | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def protections(self) -> Protection:
        """What the child says before it has seen any document. `OSError` or `ValueError` if it says nothing usable."""
        if self._held is None:
            self._held = protocol.parse_ready(self.exchange(b"", protocol.READY.size, whole=True))
        return self._held

    def ask(self, content: bytes) -> bytes:
        """Send the document, take what comes back until the child closes: untrusted, and capped."""
        return self.exchange(protocol.REQUEST.pack(len(content)) + content, protocol.ANSWER_BYTES)

    def end(self) -> None:
        """Kill the child and all that it may have started, and leave no zombie."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._close()
        _until_it_ended(self._process.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=_END_SECONDS)

    def abandon(self) -> None:
        """After a fork: let go of another process's child without touching it."""
        self._close()
        self._process.returncode = 0  # or the destructor would wait for what is not ours

    def _close(self) -> None:
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.close()

    def exchange(
        self, out: bytes, cap: int, *, whole: bool = False, last: bool = False, seconds: float | None = None
    ) -> bytes:
        """Write `out` and read up to `cap` bytes, at the child's pace but never past the deadline.

        `whole`: exactly `cap` bytes are expected; the child lives on. `last`: nothing more will be written.
        """
        deadline = time.monotonic() + (protocol.WALL_SECONDS if seconds is None else seconds)
        poll = select.poll()
        poll.register(self._stdout, select.POLLIN)
        left = memoryview(out)
        if left:
            poll.register(self._stdin, select.POLLOUT)
        received = bytearray()
        while (remaining := deadline - time.monotonic()) > 0:
            for handle, _ in poll.poll(remaining * 1000):
                if handle == self._stdin:
                    left = left[os.write(self._stdin, left[:_PIECE]) :]
                    if not left:
                        poll.unregister(self._stdin)
                        if last:
                            self._pipes[0].close()
                    continue
                piece = os.read(self._stdout, min(_PIECE, cap - len(received)) if whole else _PIECE)
                received += piece
                if len(received) > cap:
                    raise ValueError("too much")
                if not piece or (whole and len(received) == cap):
                    return bytes(received)
        raise TimeoutError


def _until_it_ended(pid: int) -> None:
    """Where the system tells it: `wait` with a limit would look, sleep a millisecond, and look again."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            handle = os.pidfd_open(pid)
            try:
                poll = select.poll()
                poll.register(handle, select.POLLIN)
                poll.poll(_END_SECONDS * 1000)
            finally:
                os.close(handle)


_spares: Final = Spares(Child)
_turns = threading.BoundedSemaphore(_AT_ONCE)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Wait for a free reader, but no longer than reading may take."""
    turns = _turns
    if not turns.acquire(timeout=protocol.WALL_SECONDS):
        raise Unreadable(Reason.BUSY)
    try:
        yield
    finally:
        turns.release()


def _forget_turns() -> None:
    global _turns
    _turns = threading.BoundedSemaphore(_AT_ONCE)


os.register_at_fork(after_in_child=_forget_turns)


@contextlib.contextmanager
def _child() -> Iterator[Child]:
    try:
        child = _spares.take()
    except OSError:
        raise Unreadable(Reason.CLOSED) from None
    try:
        yield child
    finally:
        child.end()


def _protections(child: Child) -> Protection:
    try:
        return child.protections()
    except TimeoutError:
        raise Unreadable(Reason.BUSY) from None
    except (OSError, ValueError):
        return Protection(0)


def check(child: Child, spared: Protection = _NONE) -> None:
    """`Unreadable` unless every protection holds in this child, apart from those it cannot have."""
    if not _good_enough(_protections(child) | spared):
        raise Unreadable(Reason.CLOSED)


def _good_enough(held: Protection) -> bool:
    return held == ~Protection(0) or _unprotected_is_allowed()


def _unprotected_is_allowed() -> bool:
    return bool(settings.DEBUG or settings.READ_UNPROTECTED)


@functools.cache
def _packages() -> str:
    """The folder of PDFium, for a child that looks nowhere by itself."""
    found = importlib.util.find_spec("pypdfium2_raw")
    return str(Path(found.origin).parents[1]) if found and found.origin else ""
