"""Gives up this process's rights, one after the other, and tells which of them are really gone.

Called by the child after its imports and before the first byte of a document. There is no way back.
A step that this system lacks is left out and reported: whether that is good enough is the parent's decision.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from reports.intake import landlock, seccomp
from reports.intake.protocol import (
    CHILD_CPU_SECONDS,
    CHILD_MEMORY_BYTES,
    PICTURE_CPU_SECONDS,
    PICTURE_MEMORY_BYTES,
    PROGRAM_CPU_SECONDS,
    Protection,
)

Limits: TypeAlias = Mapping[int, tuple[int, int]]
LIMITS: Final = {  # resource: (soft, hard)
    resource.RLIMIT_AS: (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES),
    resource.RLIMIT_CPU: (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS + 1),
    resource.RLIMIT_CORE: (0, 0),
    resource.RLIMIT_FSIZE: (0, 0),
    resource.RLIMIT_NOFILE: (3, 3),
    resource.RLIMIT_NPROC: (0, 0),
}
PICTURE_LIMITS: Final = LIMITS | {
    resource.RLIMIT_AS: (PICTURE_MEMORY_BYTES, PICTURE_MEMORY_BYTES),
    resource.RLIMIT_CPU: (PICTURE_CPU_SECONDS, PICTURE_CPU_SECONDS + 1),
}
PROGRAM_LIMITS: Final = LIMITS | {  # the program opens its libraries and its language, read-only
    resource.RLIMIT_CPU: (PROGRAM_CPU_SECONDS, PROGRAM_CPU_SECONDS + 1),
    resource.RLIMIT_NOFILE: (16, 16),
}
_SET_DUMPABLE, _GET_DUMPABLE, _SET_NO_NEW_PRIVS, _GET_NO_NEW_PRIVS, _GET_SECCOMP = 4, 3, 38, 39, 21
_CAPABILITY_VERSION_3: Final = 0x20080522
_LEAST_ROOM, _MOST_ROOM = 64, 1 << 16  # processes and threads of one user
_END_SECONDS: Final = 2.0  # for a thread that was joined to be gone


def lock(limits: Limits = LIMITS, *, threads: bool = False) -> Protection:  # pragma: no cover - see test_lockdown.py
    """Every protection this system has, in the order in which they still allow the next.

    `threads`: this process may start threads once its rights are gone, and nothing else that runs.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    held = Protection(0)
    if sys.platform == "linux":
        held |= _without_privileges(libc)
        if threads:
            limits = {**limits, resource.RLIMIT_NPROC: _room_for_threads()}
        held |= Protection.ONE_THREAD if _is_one_thread() else held
        with contextlib.suppress(OSError):
            landlock.enforce(libc)
        held |= Protection.LANDLOCK if _opening_fails_with() == errno.EACCES else held
    held |= Protection.RLIMITS if _limit(limits) else held
    if sys.platform == "linux":
        with contextlib.suppress(OSError, LookupError):
            seccomp.enforce(libc, seccomp.program(threads=threads))
        held |= Protection.SECCOMP if _opening_fails_with() == errno.EPERM else held
    return held


def lock_for(program: str, files: Sequence[str], loader: str) -> Protection:  # pragma: no cover - as above
    """As `lock`, but this process may still turn itself into `program`, which may read `files` and write nothing."""
    libc = ctypes.CDLL(None, use_errno=True)
    held = Protection(0)
    if sys.platform == "linux":
        held |= _without_privileges(libc)
        held |= Protection.ONE_THREAD if _is_one_thread() else held
        with contextlib.suppress(OSError):
            landlock.enforce(libc, readable=files, executable=(program, loader))
        held |= Protection.LANDLOCK if _opening_fails_with() == errno.EACCES else held
    held |= Protection.RLIMITS if _limit(PROGRAM_LIMITS) else held
    if sys.platform == "linux":
        with contextlib.suppress(OSError, LookupError):
            seccomp.enforce(libc, seccomp.program(runs_program=True))
        held |= Protection.SECCOMP if libc.dup(0) < 0 and ctypes.get_errno() == errno.EPERM else held
    return held


def _without_privileges(libc: ctypes.CDLL) -> Protection:  # pragma: no cover - as above
    held = Protection(0)
    _drop_capabilities(libc)
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    held |= Protection.NOT_DUMPABLE if libc.prctl(_GET_DUMPABLE, 0, 0, 0, 0) == 0 else held
    held |= Protection.NO_NEW_PRIVS if libc.prctl(_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 else held
    return held


def _room_for_threads() -> tuple[int, int]:  # pragma: no cover - as above
    """A limit under which a thread still starts, and not many more.

    The kernel counts all that the user runs, not what this process started, so the limit is found by trying.
    The superuser has no such limit.
    """
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    most = _MOST_ROOM if hard == resource.RLIM_INFINITY else min(hard, _MOST_ROOM)
    room = min(_LEAST_ROOM, most)
    while True:
        resource.setrlimit(resource.RLIMIT_NPROC, (room, hard))
        twice = min(2 * room, most)  # others of the same user may start something meanwhile
        try:
            trial = threading.Thread(target=int)
            trial.start()
        except RuntimeError:
            if room == most:
                return (0, 0)  # without threads, as every other child; one kind of photo is not read
            room = twice
        else:
            trial.join()
            return (twice, twice)


def _is_one_thread() -> bool:  # pragma: no cover - as above
    """Whether this thread is the only one, after those that are about to end have ended."""
    deadline = time.monotonic() + _END_SECONDS
    try:
        while len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - names alone
            if time.monotonic() > deadline:
                return False
            time.sleep(0.002)
    except OSError:
        return False
    return True


def _limit(limits: Limits) -> bool:  # pragma: no cover - as above
    for name, pair in limits.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(name, pair)
    return all(resource.getrlimit(name) == pair for name, pair in limits.items())


def _drop_capabilities(libc: ctypes.CDLL) -> None:  # pragma: no cover - as above
    """A worker that runs as root must not hand that on."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    libc.capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))


def _opening_fails_with() -> int:  # pragma: no cover - as above
    """0 if a folder still opens; EACCES comes from Landlock, EPERM from the filter before it."""
    try:
        os.close(os.open("/", os.O_RDONLY))
    except OSError as error:
        return error.errno or 0
    return 0
