"""run.py as a person meets it: in a copy of the tree with an empty environment, and in every way it can fail."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest

from tests.running import Site, base_python, command_of, copy_tree, free_port, running

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_tree(tmp_path_factory.mktemp("a path with spaces") / "tree")


@pytest.fixture
def run_py(tree: Path) -> Iterator[ModuleType]:
    """run.py as a module, for the cases that no command line can bring about."""
    spec = importlib.util.spec_from_file_location("run_py", tree / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def refused(tree: Path, *arguments: str, **environment: str) -> str:
    """The output of a run.py that ends by itself: a line or two, no traceback, and an exit code that says so."""
    done = subprocess.run(
        [base_python(), "run.py", *arguments],
        cwd=tree,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def wait_for_end(processes: dict[int, str], seconds: float) -> dict[int, str]:
    """Those that are still there after so long."""
    deadline = time.monotonic() + seconds
    while left := {pid: was for pid, was in processes.items() if was and command_of(pid) == was}:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return left


def wait_for_readers(site: Site) -> None:
    """They start once the site answers, and tell that they live."""
    deadline = time.monotonic() + 20
    while b'"readers": "ok"' not in site.ask("/readyz")[2]:
        assert time.monotonic() < deadline, site.said()
        time.sleep(0.1)


# Serving


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_every_child_ends_with_it(tree: Path, number: signal.Signals) -> None:
    with running(tree) as site:
        wait_for_readers(site)
        site.ask("/readyz")  # starts a reader of documents, which is in no group of ours
        children = site.processes()
        for part in ("gunicorn", "purge_reports --every 30", "python -I", "read_queue"):
            assert part in " ".join(children.values())
        site.process.send_signal(number)
        code = site.process.wait(30)
        assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0), site.said()
        assert wait_for_end(children, 10) == {}
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", site.port), timeout=2)


def test_it_serves_and_keeps_what_is_its_own_to_itself(tree: Path) -> None:
    with running(tree) as site:
        assert site.ask("/healthz")[0] == 200
        deadline = time.monotonic() + 20
        while (ready := site.ask("/readyz"))[0] != 200:
            assert time.monotonic() < deadline, ready[2]
            time.sleep(0.2)
        assert json.loads(ready[2])["ready"] is True
        readers = sum("read_queue" in line for line in site.processes().values())
        assert readers == min(2, os.cpu_count() or 1)
        assert site.ask("/")[0] == 200
        assert stat.S_IMODE(site.data.stat().st_mode) == 0o700
        files = [path for path in site.data.iterdir() if path.is_file()]
        assert {"secret-key", "oncokind.sqlite3"} <= {path.name for path in files}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
        assert len((site.data / "secret-key").read_text()) >= 50
        assert list(site.home.iterdir()) == []
        for pid in site.processes():
            assert re.search(r"Max core file size +0 +0 ", Path(f"/proc/{pid}/limits").read_text())
        assert "Traceback" not in site.said()


def test_a_second_start_keeps_the_key_and_takes_less_than_3_seconds(tree: Path) -> None:
    keys, times = set(), []
    for _ in range(6):
        begin = time.monotonic()
        with running(tree) as site:
            times.append(time.monotonic() - begin)
            keys.add((site.data / "secret-key").read_text())
        if len(times) > 1 and times[-1] < 3:
            break
    assert len(keys) == 1
    if min(times[1:]) >= 3 and os.getloadavg()[0] > 2 * (os.cpu_count() or 1):
        pytest.skip(f"this machine is too busy to time a start: {times}")
    assert min(times[1:]) < 3, times


@pytest.mark.parametrize("which", ["gunicorn", "purge_reports", "read_queue"])
def test_a_child_that_dies_is_started_again(tree: Path, which: str) -> None:
    with running(tree) as site:
        wait_for_readers(site)
        before = {pid for pid, line in site.processes().items() if which in line}
        os.kill(min(before), signal.SIGKILL)
        site.wait_until("is started again", 10)
        deadline = time.monotonic() + 20
        while not ({pid for pid, line in site.processes().items() if which in line} - before):
            assert time.monotonic() < deadline, site.said()
            time.sleep(0.05)
        while True:
            with suppress(OSError):
                assert site.ask("/healthz")[0] == 200
                break
            assert time.monotonic() < deadline, site.said()


def test_a_site_without_pictures_has_no_readers_and_is_ready(tree: Path) -> None:
    with running(tree, ONCOKIND_OCR="0") as site:
        deadline = time.monotonic() + 20
        while site.ask("/readyz")[0] != 200:
            assert time.monotonic() < deadline, site.ask("/readyz")[2]
            time.sleep(0.1)
        assert "read_queue" not in " ".join(site.processes().values())
        assert "readers" not in json.loads(site.ask("/readyz")[2])["checks"]


def test_a_reader_that_does_not_stay_up_takes_nothing_with_it(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path / "tree")
    (tree / "reports/management/commands/read_queue.py").write_text("raise SystemExit(3)\n")
    with running(tree) as site:
        site.wait_until("The site goes on without it.", 30)
        assert site.ask("/healthz")[0] == 200
        assert "exit code 3" in site.said()


def test_broken_content_shows_its_problems_and_the_last_good_content_is_served(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path / "tree")
    guide = next((tree / "content" / "guides" / "en").glob("*.md"))
    with running(tree):
        pass
    guide.write_text(guide.read_text().replace("\nslug:", "\nunknown_key: 1\nslug:", 1))
    with running(tree) as site:
        assert re.search(rf"{guide.name}:\d+: unknown_key", site.said()), site.said()
        assert "last good content" in site.said()
        assert site.ask(f"/guides/{guide.stem}/")[0] == 200


def test_broken_content_alone_is_not_served(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path / "tree")
    guide = next((tree / "content" / "guides" / "en").glob("*.md"))
    guide.write_text("---\nnever closed\n")
    said = refused(tree, "--port", str(free_port()), "--data", str(tmp_path / "data"))
    assert guide.name in said
    assert "OncoKind: cannot serve yet" in said


def test_a_database_that_is_none_is_said_plainly(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "oncokind.sqlite3").write_text("no database\n" * 1000)
    said = refused(tree, "--port", str(free_port()), "--data", str(tmp_path / "data"))
    assert "cannot be used: file is not a database" in said and "move it away" in said


# What can be missing


def test_a_taken_port_is_one_line(tree: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(tree, "--port", str(port), "--data", str(tmp_path / "data"))
    assert said.startswith(f"OncoKind: port {port} is taken.")
    assert said.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_machine_is_one_line(tree: Path) -> None:
    said = refused(tree, "--host", "192.0.2.1", "--port", str(free_port()))
    assert said == "OncoKind: 192.0.2.1 is not an address of this machine. Leave --host out, or give one that is.\n"


def test_development_serves_this_machine_alone(tree: Path) -> None:
    said = refused(tree, "--dev", "--host", "0.0.0.0", "--port", str(free_port()))
    assert said.count("\n") == 1 and "--dev" in said


def test_a_data_folder_that_cannot_be_written_is_one_line(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    said = refused(tree, "--port", str(free_port()), "--data", str(tmp_path / "a file" / "data"))
    assert said.startswith("OncoKind: cannot write to ") and "--data" in said and said.count("\n") == 1


def test_an_older_python_can_parse_it(tree: Path) -> None:
    ast.parse((tree / "run.py").read_text(), feature_version=(3, 6))


def test_an_older_python_gets_one_line(tree: Path) -> None:
    script = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path('run.py', run_name='__main__')"
    )
    done = subprocess.run([base_python(), "-c", script], cwd=tree, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("OncoKind: this is Python 3.9, and 3.11 or newer is needed.")
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_is_told_what_to_install(
    run_py: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run_py, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run_py, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(run_py.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        run_py.make_venv()


def test_a_failed_install_shows_the_reason_of_pip(
    run_py: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    lock = tmp_path / "requirements.txt"
    lock.write_text("no-such-package-of-oncokind==1.0 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(run_py, "STAMP", tmp_path / "installed.json")
    monkeypatch.setattr(run_py, "LOCKS", {"serve": lock, "ocr": lock, "test": lock})
    for kind in ("serve", "test"):
        with pytest.raises(SystemExit, match=r"pip could not install requirements\.txt"):
            run_py.set_up_or_stop(kind)
    capfd.readouterr()
    assert run_py.set_up_pictures() is False
    printed = capfd.readouterr()
    assert "OncoKind: photos and scans cannot be read on this computer" in printed.out
    assert not (tmp_path / "installed.json").exists()
    captured_error = printed.err
    assert "No matching distribution found for no-such-package-of-oncokind" in captured_error


def test_pictures_can_be_left_out(run_py: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_py, "set_up", lambda kind: pytest.fail("it was set up"))
    monkeypatch.setenv("ONCOKIND_OCR", "0")
    assert run_py.set_up_pictures() is False


@pytest.mark.parametrize(
    ("kind", "done"),
    [
        ("serve", {"serve"}),
        ("ocr", {"serve", "ocr"}),
        ("postgres", {"serve", "postgres"}),
        ("test", {"serve", "ocr", "postgres", "test"}),
    ],
)
def test_a_lock_that_holds_others_whole_stands_for_them(
    run_py: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, done: set[str]
) -> None:
    monkeypatch.setattr(run_py, "STAMP", tmp_path / "installed.json")
    monkeypatch.setattr(run_py, "make_venv", lambda: None)
    monkeypatch.setattr(run_py, "install", lambda lock: None)
    run_py.set_up(kind)
    assert {name for name in run_py.LOCKS if run_py.read_stamp().get(name) == run_py.fingerprint(name)} == done
    pins = {
        name: set(re.findall(r"^[a-z0-9-]+==\S+", lock.read_text(), re.MULTILINE))
        for name, lock in run_py.LOCKS.items()
    }
    assert all(pins[held] < pins[kind] for held in done - {kind})


def test_what_was_installed_before_is_not_forgotten(
    run_py: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Pictures first, then the driver: the next start installs neither."""
    monkeypatch.setattr(run_py, "STAMP", tmp_path / "installed.json")
    monkeypatch.setattr(run_py, "PYTHON", tmp_path)
    monkeypatch.setattr(run_py, "make_venv", lambda: None)
    installed: list[Path] = []
    monkeypatch.setattr(run_py, "install", installed.append)
    for kind in ("serve", "ocr", "postgres") * 2:
        run_py.set_up(kind)
    assert installed == [run_py.LOCKS[kind] for kind in ("serve", "ocr", "postgres")]


def test_a_changed_lock_or_python_asks_for_a_new_set_up(
    run_py: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("a==1\n")
    monkeypatch.setattr(run_py, "LOCKS", {"serve": lock})
    first = run_py.fingerprint("serve")
    lock.write_text("a==2\n")
    second = run_py.fingerprint("serve")
    monkeypatch.setattr(sys, "version", "another Python")
    assert len({first, second, run_py.fingerprint("serve")}) == 3


# The secret and the environment of the children


def test_two_that_make_the_secret_at_once_agree(run_py: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    file.write_text("made by the other one")
    file.chmod(0o644)
    run_py.make_secret(file)
    assert file.read_text() == "made by the other one"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("host", "hosts"),
    [
        ("127.0.0.1", "localhost,127.0.0.1,[::1]"),
        ("::1", "localhost,127.0.0.1,[::1]"),
        ("0.0.0.0", "localhost,127.0.0.1,[::1]"),
        ("192.0.2.7", "localhost,127.0.0.1,[::1],192.0.2.7"),
        ("2001:db8::7", "localhost,127.0.0.1,[::1],[2001:db8::7]"),
    ],
)
def test_the_host_is_one_of_the_allowed_hosts(
    run_py: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], host: str, hosts: str
) -> None:
    monkeypatch.delenv("ONCOKIND_HOSTS", raising=False)
    env = run_py.environment(host, Path("/data"), False)
    assert env["ONCOKIND_HOSTS"] == hosts
    assert ("open to other machines" in capfd.readouterr().out) is not run_py.is_loopback(host)


def test_debug_cannot_be_switched_on_from_outside(run_py: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONCOKIND_DEBUG", "1")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "another.settings")
    env = run_py.environment("127.0.0.1", Path("/data"), False)
    assert env["ONCOKIND_DEBUG"] == "0"
    assert env["DJANGO_SETTINGS_MODULE"] == "oncokind.settings"


@pytest.mark.parametrize(("system", "said"), [("darwin", True), ("linux", False)])
def test_a_system_without_protections_says_so_and_reads(
    run_py: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    system: str,
    said: bool,
) -> None:
    monkeypatch.setattr(run_py.sys, "platform", system)
    env = run_py.environment("127.0.0.1", Path("/data"), False)
    assert (env.get("ONCOKIND_READ_UNPROTECTED") == "1") is said
    assert ("cannot lock up" in capfd.readouterr().out) is said
    assert "ONCOKIND_READ_UNPROTECTED" not in run_py.environment("192.0.2.7", Path("/data"), False)


# Writing code and content


def test_development_shows_what_was_saved_and_ends_its_children(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path / "a tree")
    guide = next((tree / "content" / "guides" / "en").glob("*.md"))
    good = guide.read_text()
    title = re.search(r"^title: (.*)$", good, re.MULTILINE)
    assert title
    with running(tree, "--dev") as site:
        path = f"/guides/{guide.stem}/"
        assert site.ask(path)[0] == 200
        guide.write_text(good.replace(title[0], "title: Was this title saved just now?"))
        assert b"Was this title saved just now?" in site.ask(path)[2]
        guide.write_text(good.replace(title[0], f"{title[0]}\nunknown_key: 1"))
        assert b"unknown_key" in site.ask(path)[2]
        view = tree / "oncokind" / "health.py"
        view.write_text(view.read_text().replace('"ok\\n"', '"ok again\\n"'))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError):
                if site.ask("/healthz")[2] == b"ok again\n":
                    break
            time.sleep(0.2)
        assert site.ask("/healthz")[2] == b"ok again\n"
        children = site.processes()
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(30) == 0
        assert wait_for_end(children, 10) == {}
