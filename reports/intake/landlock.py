"""Landlock: no file, no folder, no TCP port, no signal and no abstract socket outside this process.

An empty rule set that handles everything the kernel knows denies everything. Older kernels know less; what they
cannot deny here is denied by seccomp and the limits.
"""

from __future__ import annotations

import ctypes
import struct
from typing import Final

_CREATE, _RESTRICT = 444, 446  # the same on every machine
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


def enforce(libc: ctypes.CDLL) -> None:  # pragma: no cover - proven in a child: test_lockdown.py
    """Give up every file for good. Needs no_new_privs."""
    version = abi(libc)
    if not version:
        raise OSError("landlock")
    attribute = rules(version)
    handle = libc.syscall(_CREATE, attribute, ctypes.c_size_t(len(attribute)), ctypes.c_uint(0))
    if handle < 0 or libc.syscall(_RESTRICT, ctypes.c_int(handle), ctypes.c_uint(0)) != 0:
        raise OSError(ctypes.get_errno(), "landlock")
    libc.close(handle)
