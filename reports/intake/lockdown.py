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


def lock(limits: Limits = LIMITS) -> Protection:  # pragma: no cover - proven in a child: test_lockdown.py
    """Every protection this system has, in the order in which they still allow the next."""
    libc = ctypes.CDLL(None, use_errno=True)
    held = Protection(0)
    if sys.platform == "linux":
        held |= _without_privileges(libc)
        with contextlib.suppress(OSError):
            landlock.enforce(libc)
        held |= Protection.LANDLOCK if _opening_fails_with() == errno.EACCES else held
    held |= Protection.RLIMITS if _limit(limits) else held
    if sys.platform == "linux":
        with contextlib.suppress(OSError, LookupError):
            seccomp.enforce(libc, seccomp.program())
        held |= Protection.SECCOMP if _opening_fails_with() == errno.EPERM else held
    return held


def lock_for(program: str, files: Sequence[str], loader: str) -> Protection:  # pragma: no cover - as above
    """As `lock`, but this process may still turn itself into `program`, which may read `files` and write nothing."""
    libc = ctypes.CDLL(None, use_errno=True)
    held = Protection(0)
    if sys.platform == "linux":
        held |= _without_privileges(libc)
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
