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
from typing import Final

from reports.intake import landlock, seccomp
from reports.intake.protocol import CHILD_CPU_SECONDS, CHILD_MEMORY_BYTES, Protection

LIMITS: Final = {  # resource: (soft, hard)
    resource.RLIMIT_AS: (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES),
    resource.RLIMIT_CPU: (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS + 1),
    resource.RLIMIT_CORE: (0, 0),
    resource.RLIMIT_FSIZE: (0, 0),
    resource.RLIMIT_NOFILE: (3, 3),
    resource.RLIMIT_NPROC: (0, 0),
}
_SET_DUMPABLE, _GET_DUMPABLE, _SET_NO_NEW_PRIVS, _GET_NO_NEW_PRIVS, _GET_SECCOMP = 4, 3, 38, 39, 21
_CAPABILITY_VERSION_3: Final = 0x20080522


def lock() -> Protection:  # pragma: no cover - proven in a child: test_lockdown.py
    """Every protection this system has, in the order in which they still allow the next."""
    libc = ctypes.CDLL(None, use_errno=True)
    held = Protection(0)
    if sys.platform == "linux":
        _drop_capabilities(libc)
        libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        held |= Protection.NOT_DUMPABLE if libc.prctl(_GET_DUMPABLE, 0, 0, 0, 0) == 0 else held
        held |= Protection.NO_NEW_PRIVS if libc.prctl(_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 else held
        with contextlib.suppress(OSError):
            landlock.enforce(libc)
        held |= Protection.LANDLOCK if _opening_fails_with() == errno.EACCES else held
    held |= Protection.RLIMITS if _limit() else held
    if sys.platform == "linux":
        with contextlib.suppress(OSError, LookupError):
            seccomp.enforce(libc, seccomp.program())
        held |= Protection.SECCOMP if _opening_fails_with() == errno.EPERM else held
    return held


def _limit() -> bool:  # pragma: no cover - as above
    for name, pair in LIMITS.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(name, pair)
    return all(resource.getrlimit(name) == pair for name, pair in LIMITS.items())


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
