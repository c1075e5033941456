"""What a document could make the child do if it took it over. Run in the real child, after the real lock-down.

Each attack is called in place of the reader with the document's bytes. It returns a document whose text tells what it
could do: "HARM …", or "refused" for each thing that the system did not let it do. Some never come back.
"""

# The calls of the system themselves are the attacks, not what pathlib makes of them:
# ruff: noqa: PTH101, PTH102, PTH108, PTH208
from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Callable

from reports.intake import protocol
from reports.intake.protocol import Document

_LIBC = ctypes.CDLL(None, use_errno=True)
_SYSCALLS = {"clone": 56, "unshare": 272, "clone3": 435}
_OLD_SYSCALLS = {"open": 2, "fork": 57, "vfork": 58}


def _outcome(*tries: Callable[[], object]) -> Document:
    told = []
    for attempt in tries:
        try:
            told.append(f"HARM {attempt()!r}")
        except (OSError, RuntimeError, MemoryError, ValueError) as error:
            told.append(f"refused {type(error).__name__}")
    return Document("text", "\n".join(told), (0,), 1)


def read_files(content: bytes) -> Document:
    paths = ["/etc/passwd", "/proc/self/environ", "/proc/self/mem", f"/proc/{os.getppid()}/environ", content.decode()]
    return _outcome(*[lambda path=path: os.open(path, os.O_RDONLY) for path in paths], lambda: os.listdir("/"))


def write_files(content: bytes) -> Document:
    path = content.decode()
    flags = os.O_CREAT | os.O_WRONLY
    return _outcome(
        lambda: os.open(path, flags),
        lambda: os.mkdir(path),
        lambda: os.unlink(path + ".there"),
        lambda: os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR),
    )


def change_rights(content: bytes) -> Document:
    return _outcome(lambda: os.chmod(content.decode() + ".there", 0o777), lambda: os.utime(content.decode() + ".there"))


def raw_open(content: bytes) -> Document:
    """Past Python: the numbers of the kernel itself."""

    def call() -> int:
        got = _LIBC.syscall(_OLD_SYSCALLS["open"], b"/etc/passwd", 0)
        if got < 0:
            raise OSError(ctypes.get_errno(), "open")
        return got

    return _outcome(call)


def connect_inet(content: bytes) -> Document:
    return _outcome(lambda: socket.create_connection(("127.0.0.1", int(content)), timeout=1))


def connect_unix(content: bytes) -> Document:
    return _outcome(lambda: socket.socket(socket.AF_UNIX).connect(b"\0canary"))


def execute(content: bytes) -> Document:
    return _outcome(lambda: os.execv("/bin/true", ["true"]))


def start_program(content: bytes) -> Document:
    return _outcome(lambda: subprocess.run(["/bin/true"], check=True))


def fork(content: bytes) -> Document:
    def call() -> int:
        if (pid := os.fork()) == 0:
            os._exit(0)
        return pid

    return _outcome(call)


def start_thread(content: bytes) -> Document:
    return _outcome(threading.Thread(target=print).start)


def clone_a_process(content: bytes) -> Document:
    """As fork does, and with a thread's flags but for its being one."""
    return _outcome(*[lambda flags=flags: _raw("clone", flags, 0, 0, 0, 0) for flags in (17, 0x3C0F11, 0x10000011)])


def clone_in_memory(content: bytes) -> Document:
    """The newer call, whose flags no filter can see."""
    asked = struct.pack("=11Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, 0)
    return _outcome(lambda: _raw("clone3", asked, len(asked)))


def unshare(content: bytes) -> Document:
    return _outcome(lambda: _raw("unshare", 0x10000000))


def _raw(name: str, *told: object) -> int:
    got = _LIBC.syscall(_SYSCALLS[name], *told)
    if got == 0 and name.startswith("clone"):
        os._exit(0)
    if got < 0:
        raise OSError(ctypes.get_errno(), name)
    return int(got)


def at_once(attack: Callable[[bytes], Document], content: bytes) -> Document:
    return attack(content)


def in_a_thread(attack: Callable[[bytes], Document], content: bytes) -> Document:
    """What it came back with; a thread that did not start is no proof of anything, so it is harm."""
    told = [Document("text", "HARM no thread", (0,), 1)]

    def run() -> None:
        try:
            told.append(attack(content))
        except MemoryError:
            told.append(Document("text", "refused MemoryError", (0,), 1))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return told[-1]


def signal_parent(content: bytes) -> Document:
    return _outcome(lambda: os.kill(os.getppid(), signal.SIGTERM))


def signal_group(content: bytes) -> Document:
    return _outcome(lambda: os.killpg(os.getpgid(os.getppid()), signal.SIGTERM))


def trace_parent(content: bytes) -> Document:
    attach = 16
    return _outcome(lambda: _LIBC.ptrace(attach, os.getppid(), None, None))


def read_memory_of_parent(content: bytes) -> Document:
    return _outcome(lambda: _LIBC.process_vm_readv(os.getppid(), None, 0, None, 0, 0))


def raise_limits(content: bytes) -> Document:
    import resource

    return _outcome(lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2))


def executable_memory(content: bytes) -> Document:
    return _outcome(lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC))


def other_numbering(content: bytes) -> Document:
    x32_getpid = 0x40000000 + 39
    return _outcome(lambda: _LIBC.syscall(x32_getpid))


def environment(content: bytes) -> Document:
    return Document("text", f"environment {sorted(os.environ)}", (0,), 1)


def loop(content: bytes) -> Document:
    while True:
        pass


def hang(content: bytes) -> Document:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
    raise AssertionError


def memory(content: bytes) -> Document:
    kept = []
    while True:
        kept.append(bytearray(64 << 20))


def segmentation_fault(content: bytes) -> Document:
    ctypes.string_at(0)
    raise AssertionError


def abort(content: bytes) -> Document:
    os.abort()


def leave_early(content: bytes) -> Document:
    os._exit(1)


def deep_recursion(content: bytes) -> Document:
    return deep_recursion(content)


def endless_output(content: bytes) -> Document:
    piece = b"x" * (1 << 20)
    for _ in range(1024):
        with contextlib.suppress(BlockingIOError):
            os.write(1, piece)
    raise AssertionError


def _send(message: bytes) -> Document:
    os.write(1, message)
    os._exit(0)


def half_a_message(content: bytes) -> Document:
    whole = protocol.answer(Document("text", "ER: positive", (0,), 1))
    return _send(whole[: len(whole) // 2])


def two_messages(content: bytes) -> Document:
    return _send(2 * protocol.answer(Document("text", "ER: positive", (0,), 1)))


def not_utf8(content: bytes) -> Document:
    return _send(protocol.answer(Document("text", "ER: positive", (0,), 1)).replace(b"ER", b"\xff\xfe"))


def control_characters(content: bytes) -> Document:
    return _send(protocol.answer(Document("text", "ER: positive", (0,), 1)).replace(b"ER", b"\x1b["))


def turned_letters(content: bytes) -> Document:
    return _send(protocol.answer(Document("text", "abc: positive", (0,), 1)).replace(b"abc", "\u202e".encode()))


def nonsense(content: bytes) -> Document:
    return _send(os.urandom(5000))


def an_unknown_reason(content: bytes) -> Document:
    return _send(b"\x00\xc8")


def nothing(content: bytes) -> Document:
    return _send(b"")


def quote_the_document(content: bytes) -> Document:
    raise ValueError(content)
