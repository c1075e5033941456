"""The list of system calls that a reading child may make, as a BPF program for the kernel.

Three answers: what reading needs is allowed; what no reader has any use for ends the process; everything else is
refused with EPERM, so that a library that merely looks around (fonts, locale) goes on without.
One reader may start threads (a decoder of photos cannot do without): `clone` with exactly the flags of a thread, which
has its starter's filter, Landlock and limits from its first instruction on. `clone3` keeps its flags in memory, where
no filter can see them: it is answered as by a kernel that has none, and the C library then takes `clone`.
The program is plain data and built without touching the kernel. The numbers for aarch64 are untested.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Mapping
from typing import Final

ALLOWED: Final[Mapping[str, tuple[int, int]]] = {  # name: x86_64, aarch64 (-1: has none)
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "alarm": (37, -1),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
NOT_EXECUTABLE: Final[Mapping[str, tuple[int, int]]] = {"mmap": (9, 222), "mprotect": (10, 226)}
PROGRAM: Final[Mapping[str, tuple[int, int]]] = {  # what a program needs to be loaded; which files, Landlock says
    "open": (2, -1),
    "stat": (4, -1),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "ioctl": (16, 29),
    "pread64": (17, 67),
    "access": (21, -1),
    "execve": (59, 221),
    "uname": (63, 160),
    "fcntl": (72, 25),
    "sysinfo": (99, 179),
    "arch_prctl": (158, -1),
    "sched_getaffinity": (204, 123),
    "set_tid_address": (218, 96),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "set_robust_list": (273, 99),
    "prlimit64": (302, 261),
    "rseq": (334, 293),
    "faccessat2": (439, 439),
}
THREADS: Final[Mapping[str, tuple[int, int]]] = {  # what a thread does in its own memory as it starts
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
}
FATAL: Final[Mapping[str, tuple[int, int]]] = {
    "socket": (41, 198),
    "connect": (42, 203),
    "sendto": (44, 206),
    "socketpair": (53, 199),
    "clone": (56, 220),
    "fork": (57, -1),
    "vfork": (58, -1),
    "execve": (59, 221),
    "kill": (62, 129),
    "ptrace": (101, 117),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "memfd_create": (319, 279),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "clone3": (435, 435),
    "pidfd_getfd": (438, 438),
}
_MACHINES: Final[Mapping[str, tuple[int, int]]] = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

# Of pthread_create: VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID; no other flag, no
# signal at the end. The kernel looks at the lower half of the argument alone, and so does the filter.
A_THREAD: Final = 0x003D0F00

_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT, _THIRD_ARGUMENT_AT = 0, 4, 16, 16 + 2 * 8
_PROT_EXEC = 4
_X32_BIT = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def program(machine: str = "", *, runs_program: bool = False, threads: bool = False) -> bytes:
    """The filter for this machine, or `LookupError` where we have no numbers for it.

    `runs_program`: the process turns itself into another program, and only then meets the document.
    `threads`: it may start threads of its own.
    """
    column, audit = _MACHINES[machine or platform.machine()]
    rules = [
        _step(_LOAD, _MACHINE_AT),
        _step(_EQUAL, audit, yes=1),
        _step(_RETURN, _KILL),  # a call in another machine's numbering would mean another call
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, _X32_BIT, no=1),
        _step(_RETURN, _KILL),
    ]
    if threads:
        rules += [
            _step(_EQUAL, FATAL["clone3"][column], no=1),
            _step(_RETURN, _ENOSYS),
            _step(_EQUAL, FATAL["clone"][column], no=4),
            _step(_LOAD, _FIRST_ARGUMENT_AT),
            _step(_EQUAL, A_THREAD, no=1),
            _step(_RETURN, _ALLOW),
            _step(_RETURN, _KILL),
        ]
    more = {**(PROGRAM if runs_program else {}), **(THREADS if threads else {})}
    for table, verdict in ((ALLOWED, _ALLOW), (more, _ALLOW), (FATAL, _KILL)):
        for numbers in table.values():
            if numbers[column] >= 0:
                rules += [_step(_EQUAL, numbers[column], no=1), _step(_RETURN, verdict)]
    for numbers in NOT_EXECUTABLE.values():
        rules += [
            _step(_EQUAL, numbers[column], no=4),
            _step(_LOAD, _THIRD_ARGUMENT_AT),
            _step(_ANY_BIT, _PROT_EXEC, no=1),
            _step(_RETURN, _EPERM),
            _step(_RETURN, _ALLOW),
        ]
    return b"".join([*rules, _step(_RETURN, _EPERM)])


def enforce(libc: ctypes.CDLL, filters: bytes) -> None:  # pragma: no cover - proven in a child: test_lockdown.py
    """Put the filter in force for good. Needs no_new_privs."""
    loaded = _Program(len(filters) // 8, filters)
    set_seccomp, mode_filter = 22, 2
    if libc.prctl(set_seccomp, mode_filter, ctypes.byref(loaded), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
