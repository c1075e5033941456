"""One process kept waiting, so that a visitor does not wait for a process to start.

Each still serves one document. Safe with threads and across a fork, and nothing starts at import. When this process
ends in any way, the waiting child reads the end of its pipe and ends too.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    def alive(self) -> bool: ...
    def end(self) -> None: ...
    def abandon(self) -> None: ...


Child = TypeVar("Child", bound=Waiting)


class Spares(Generic[Child]):
    """At most one spare. What is taken belongs to the caller, who ends it or gives it back unused."""

    def __init__(self, start: Callable[[], Child]) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._spare: Child | None = None
        self._closed = False
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._forget)

    def take(self) -> Child:
        """The spare if it is well, else a new one. `OSError` if the system starts no process."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None:
            if spare.alive():
                return spare
            spare.end()
        return self._start()

    def give_back(self, child: Child) -> None:
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = child
                return
        child.end()

    def refill(self) -> None:
        """Start the next spare, if there is none. A system that cannot start one now may later."""
        with self._lock:
            if self._spare is None and not self._closed:
                try:
                    self._spare = self._start()
                except OSError:
                    return

    def close(self) -> None:
        with self._lock:
            spare, self._spare, self._closed = self._spare, None, True
        if spare is not None:
            spare.end()

    def _forget(self) -> None:
        """In a forked process: the spare is the other process's, and so may be the lock."""
        self._lock = threading.Lock()
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.abandon()
