"""Landlock: no file, no folder, no TCP port, no signal and no abstract socket outside this process.

An empty rule set that handles everything the kernel knows denies everything. Older kernels know less; what they
cannot deny here is denied by seccomp and the limits.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every machine
_BENEATH: Final = 1  # a rule for a path and all below it
_EXECUTE, _READ_FILE, _READ_FOLDER = 1, 4, 8
_VERSION_FLAG = 1
# Rights on files by ABI: 13 in the first, then refer, truncate, (none), ioctl on devices.
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_NOW: Final = 16  # from ABI 5
_BIND_AND_CONNECT_TCP: Final = 0b11  # from ABI 4
_ABSTRACT_SOCKETS_AND_SIGNALS: Final = 0b11  # from ABI 6


def rules(abi: int) -> bytes:
    """The attribute that handles, and so denies, all that this ABI knows."""
    files = (1 << _FILE_RIGHTS.get(abi, _FILE_RIGHTS_NOW)) - 1
    if abi < 4:
        return struct.pack("=Q", files)
    if abi < 6:
        return struct.pack("=QQ", files, _BIND_AND_CONNECT_TCP)
    return struct.pack("=QQQ", files, _BIND_AND_CONNECT_TCP, _ABSTRACT_SOCKETS_AND_SIGNALS)


def abi(libc: ctypes.CDLL) -> int:
    """The kernel's version of Landlock, 0 where it has none or it is switched off."""
    return max(0, int(libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION_FLAG))))


def enforce(  # pragma: no cover - proven in a child: test_lockdown.py
    libc: ctypes.CDLL, *, readable: Sequence[str] = (), executable: Sequence[str] = ()
) -> None:
    """Give up every file for good, apart from these. Needs no_new_privs."""
    version = abi(libc)
    if not version:
        raise OSError("landlock")
    attribute = rules(version)
    handle = libc.syscall(_CREATE, attribute, ctypes.c_size_t(len(attribute)), ctypes.c_uint(0))
    if handle < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    for path in readable:
        _grant(libc, handle, path, _READ_FILE | (_READ_FOLDER if Path(path).is_dir() else 0))
    for path in executable:
        _grant(libc, handle, path, _READ_FILE | _EXECUTE)
    if libc.syscall(_RESTRICT, ctypes.c_int(handle), ctypes.c_uint(0)) != 0:
        raise OSError(ctypes.get_errno(), "landlock")
    libc.close(handle)


def _grant(libc: ctypes.CDLL, handle: int, path: str, rights: int) -> None:  # pragma: no cover - as above
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, place)
        if libc.syscall(_ADD, ctypes.c_int(handle), ctypes.c_int(_BENEATH), rule, ctypes.c_uint(0)) != 0:
            raise OSError(ctypes.get_errno(), "landlock")
    finally:
        os.close(place)
