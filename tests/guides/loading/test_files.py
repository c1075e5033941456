from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from guides.loading import files
from tests.guides import made_up


def test_odd_things_are_left_out_with_a_reason(tmp_path: Path) -> None:
    root = made_up.write(tmp_path / "content")
    secret = tmp_path / "secret.md"
    secret.write_text("not content")
    (root / "guides/en/link.md").symlink_to(secret)
    (root / "guides/es").symlink_to(root / "guides/en")
    os.mkfifo(root / "guides/en/pipe.md")
    (root / "guides/en/.first-test.md.swp").write_text("x")
    (root / "guides/en/first-test.md~").write_text("x")
    Path(os.fsdecode(os.fsencode(root) + b"/guides/en/\xff.md")).write_text("x")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "guides/en/s.md"))
        found = files.find(root)
    assert not found.problems
    assert {line.split(":")[0] for line in found.skipped} == {
        "guides/en/link.md",
        "guides/es",
        "guides/en/pipe.md",
        "guides/en/.first-test.md.swp",
        "guides/en/first-test.md~",
        "guides/en/\\xff.md",
        "guides/en/s.md",
    }
    assert "guides/en/first-test.md" in found.raw
    assert not any(b"not content" in raw for raw in found.raw.values())


def test_a_file_that_is_too_large_is_a_problem_and_not_left_out(tmp_path: Path) -> None:
    root = made_up.write(tmp_path)
    with (root / "guides/en/huge.md").open("wb") as huge:
        huge.truncate(1 << 30)
    start = time.perf_counter()
    found = files.find(root)
    assert time.perf_counter() - start < 2
    assert [str(problem) for problem in found.problems] == ["guides/en/huge.md:1: file: is larger than 256 kB"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    root = made_up.write(tmp_path)
    (root / "guides/en/first-test.md").chmod(0)
    assert "cannot be read" in files.find(root).problems[0].message


def test_a_flood_of_files_ends_soon(tmp_path: Path) -> None:
    (tmp_path / "guides" / "en").mkdir(parents=True)
    for number in range(files.MAX_FILES + 50):
        (tmp_path / "guides" / "en" / f"{number}.md").touch()
    found = files.find(tmp_path)
    assert "more than" in found.problems[0].message
    assert len(found.raw) == files.MAX_FILES


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    assert "no content folder" in files.find(tmp_path / "nowhere").problems[0].message


def test_the_digest_follows_names_and_bytes(tmp_path: Path) -> None:
    root = made_up.write(tmp_path)
    before = files.find(root).digest()
    assert files.find(root).digest() == before
    (root / "samples/en/one.txt").rename(root / "samples/en/two.txt")
    assert files.find(root).digest() != before
