"""Reads one document in a child process without rights. The parent's side, and the only way in.

The document goes over a pipe and capped bytes come back; whatever they are, they end here as a `Document` or as an
`Unreadable` from the closed list. Nothing is written anywhere, nothing is logged, and no child outlives its deadline.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.conf import settings

from reports.intake import protocol
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import Document, Protection

_PROJECT: Final = Path(__file__).resolve().parents[2]
_START: Final = "import sys; sys.path += sys.argv[1:]; from reports.intake import child; child.main()"
_PIECE: Final = 1 << 18


def read(content: bytes) -> Document:
    """The text of a document, or `Unreadable`. Never raises anything else and never takes longer than the limit."""
    if not content:
        raise Unreadable(Reason.EMPTY)
    if len(content) > protocol.FILE_BYTES:
        raise Unreadable(Reason.TOO_LARGE)
    with Child() as child:
        if not _allowed(child.protections()):
            raise Unreadable(Reason.CLOSED)
        try:
            answer = protocol.parse_answer(child.ask(content))
        except (OSError, ValueError):
            raise Unreadable(Reason.UNREADABLE) from None  # the cause may quote the document
    if isinstance(answer, Reason):
        raise Unreadable(answer)
    return answer


def protections() -> Mapping[str, bool]:
    """Which protections hold in a child that was started for this question."""
    with Child() as child:
        held = child.protections()
    return {str(one.name).lower(): one in held for one in Protection}


def available() -> bool:
    """Whether uploads are open: every protection holds, or reading without is allowed here."""
    with Child() as child:
        return _allowed(child.protections())


def _allowed(held: Protection) -> bool:
    return held == ~Protection(0) or settings.DEBUG or getattr(settings, "READ_UNPROTECTED", False)


class Child:
    """One process that reads one document. Leaving the `with` ends it, whatever it is doing."""

    def __init__(self) -> None:
        self._deadline = time.monotonic() + protocol.WALL_SECONDS
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            close_fds=True,
            cwd="/",
            env={},
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101
        self._stdin, self._stdout = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._stdin, False)
        os.set_blocking(self._stdout, False)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def protections(self) -> Protection:
        """What the child says before it has seen any document; nothing if it does not start."""
        try:
            return protocol.parse_ready(self._exchange(b"", protocol.READY.size, whole=True))
        except (OSError, ValueError):
            return Protection(0)

    def ask(self, content: bytes) -> bytes:
        """Send the document, take what comes back until the child closes: untrusted, and capped."""
        return self._exchange(protocol.REQUEST.pack(len(content)) + content, protocol.ANSWER_BYTES)

    def end(self) -> None:
        """Kill the child and all that it may have started, and leave no zombie."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)

    def _exchange(self, out: bytes, cap: int, *, whole: bool = False) -> bytes:
        """Write `out` and read up to `cap` bytes, at the child's pace but never past the deadline."""
        poll = select.poll()
        poll.register(self._stdout, select.POLLIN)
        left = memoryview(out)
        if left:
            poll.register(self._stdin, select.POLLOUT)
        received = bytearray()
        while (remaining := self._deadline - time.monotonic()) > 0:
            for handle, _ in poll.poll(remaining * 1000):
                if handle == self._stdin:
                    left = left[os.write(self._stdin, left[:_PIECE]) :]
                    if not left:
                        poll.unregister(self._stdin)
                    continue
                piece = os.read(self._stdout, _PIECE)
                received += piece
                if len(received) > cap:
                    raise ValueError("too much")
                if not piece or (whole and len(received) == cap):
                    return bytes(received)
        raise TimeoutError


def _command() -> list[str]:
    found = importlib.util.find_spec("pypdfium2_raw")
    packages = Path(found.origin).parents[1] if found and found.origin else _PROJECT
    return [sys.executable, "-I", "-S", "-B", "-c", _START, str(_PROJECT), str(packages)]
