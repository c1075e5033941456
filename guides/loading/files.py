"""The files of content/: found, bounded and decoded. Nothing here knows what stands in them.

Links, pipes, devices and names that are not text are left out with a reason; a content file that is too
large or cannot be read is a problem, because leaving it out would take its page away.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from guides.loading.problems import Problem

MAX_BYTES = 256 * 1024
MAX_FILES = 5_000
MAX_DEPTH = 4


@dataclass(slots=True)
class Found:
    """Content files by their path below content/, in the order of that path."""

    raw: dict[str, bytes] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def digest(self) -> str:
        digest = hashlib.sha256()
        for name, raw in self.raw.items():
            digest.update(f"{name}\0{len(raw)}\0".encode())
            digest.update(raw)
        return digest.hexdigest()


def find(root: Path) -> Found:
    found = Found()
    if not root.is_dir():
        found.problems.append(Problem(root.name, 1, "folder", "there is no content folder"))
        return found
    for count, (name, entry) in enumerate(_walk(root, "", 0, found.skipped)):
        if count >= MAX_FILES:
            found.problems.append(Problem(name, 1, "file", f"there are more than {MAX_FILES} files in the folder"))
            return found
        raw = _read(entry, name, found)
        if raw is not None:
            found.raw[name] = raw
    return found


def stamps(root: Path) -> Mapping[str, tuple[int, int]]:
    """Path → (time of change, size): cheap to take at every request of a development server."""
    taken = {}
    for name, entry in _walk(root, "", 0, []):
        status = entry.stat(follow_symlinks=False)
        taken[name] = (status.st_mtime_ns, status.st_size)
    return taken


def _walk(folder: Path, prefix: str, depth: int, skipped: list[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    for entry in entries:
        shown = prefix + os.fsencode(entry.name).decode("utf-8", "backslashreplace")
        reason = _unwanted(entry)
        if reason:
            skipped.append(f"{shown}: left out: {reason}")
        elif not entry.is_dir(follow_symlinks=False):
            yield shown, entry
        elif depth >= MAX_DEPTH:
            skipped.append(f"{shown}: left out: folders are nested too deeply")
        else:
            yield from _walk(Path(entry.path), f"{shown}/", depth + 1, skipped)


def _unwanted(entry: os.DirEntry[str]) -> str:
    try:
        entry.name.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if entry.is_symlink():
        return "it is a link"
    if not (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)):
        return "it is not an ordinary file"
    if entry.name.startswith((".", "#")) or entry.name.endswith(("~", ".bak", ".swp", ".tmp")):
        return "its name is that of a hidden or temporary file"
    return ""


def _read(entry: os.DirEntry[str], name: str, found: Found) -> bytes | None:
    try:
        # Opened without following links and without waiting: the entry may have been swapped since it was listed.
        handle = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                found.skipped.append(f"{name}: left out: it is not an ordinary file")
                return None
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        found.problems.append(Problem(name, 1, "file", f"cannot be read ({error.strerror or 'unknown reason'})"))
        return None
    if len(raw) > MAX_BYTES:
        found.problems.append(Problem(name, 1, "file", f"is larger than {MAX_BYTES // 1024} kB"))
        return None
    return raw
