"""The files that others start from: locks, README, documents, and nothing of one machine in any of them."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.running import BASE

LOCKS = ("requirements.txt", "requirements-ocr.txt", "requirements-postgres.txt", "requirements-dev.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
# The brackets keep this file from holding what it looks for.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.])/(?:wor[k]/(?:main|shared)|roo[t]/|home/[a-z]+/|tm[p]/[a-z])"
    r"|files\.python[h]osted|pypi\.o[r]g|registry\.npm[j]s|deb\.debia[n]"
)


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=BASE, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("this tree is not a clone")
    return [BASE / name for name in done.stdout.split("\0") if name and (BASE / name).is_file()]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    text = (BASE / name).read_text()
    assert "://" not in text and "--index-url" not in text and "--find-links" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) > 10
    assert all(PIN.match(block) and "--hash=sha256:" in block for block in blocks)


def test_the_lock_for_tests_holds_the_whole_of_the_others() -> None:
    *others, tests = ({match.groups() for match in PIN.finditer((BASE / name).read_text())} for name in LOCKS)
    assert all(others[0] <= one < tests for one in others)


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    wrong = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        wrong += [f"{path.name}: {match[0]}" for match in OF_ONE_MACHINE.finditer(text)]
    assert wrong == []


def test_the_readme_begins_with_the_two_commands() -> None:
    readme = (BASE / "README.md").read_text()
    first_block = readme.partition("```sh\n")[2].partition("```")[0]
    assert [line.split("#")[0].strip() for line in first_block.splitlines()] == [
        "python3 run.py",
        "python3 run.py test",
    ]
    assert len(readme.partition("```sh\n")[0]) < 800


def test_the_readme_compiles_the_locks_that_run_py_installs() -> None:
    readme = (BASE / "README.md").read_text()
    for name in LOCKS:
        (command,) = re.findall(rf"uv pip compile .* -o {re.escape(name)}\n", readme)
        assert "--generate-hashes" in command and "--no-emit-index-url" in command and "--universal" in command


@pytest.mark.parametrize("document", ["README.md", *(f"docs/{path.name}" for path in (BASE / "docs").glob("*.md"))])
def test_links_between_documents_lead_somewhere(document: str) -> None:
    text = (BASE / document).read_text()
    # An address that begins with / is one of the site, shown as an example.
    targets = re.findall(r"\]\((?!https?:|[#/])([^)#]+)", text)
    assert [target for target in targets if not (BASE / document).parent.joinpath(target).exists()] == []


def test_every_name_in_the_environment_is_documented() -> None:
    sources = [
        BASE / "run.py",
        BASE / "gunicorn.conf.py",
        *(BASE / "oncokind").glob("*.py"),
        BASE / "tests/conftest.py",
    ]
    used = set(re.findall(r"ONCOKIND_[A-Z_]*[A-Z]", "".join(path.read_text() for path in sources)))
    documented = set(re.findall(r"^\| `(ONCOKIND_[A-Z_]+)`", (BASE / "docs/operating.md").read_text(), re.MULTILINE))
    assert used == documented


def test_decisions_have_numbers_of_their_own_and_a_status() -> None:
    files = sorted((BASE / "docs" / "adr").glob("*.md"))
    numbers = [path.name[:4] for path in files]
    assert len(numbers) == len(set(numbers))
    for path in files:
        first, *_ = path.read_text().splitlines()
        assert first.startswith(f"# {path.name[:4]} "), path.name
        assert "\nStatus: " in path.read_text(), path.name


def test_ci_can_be_started() -> None:
    assert os.access(BASE / ".ci" / "run", os.X_OK)
    assert subprocess.run(["bash", "-n", BASE / ".ci" / "run"]).returncode == 0
