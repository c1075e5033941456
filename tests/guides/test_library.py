"""Several processes, one release: all of them change over together, and a reader never sees new and then old."""

from __future__ import annotations

import datetime
import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from guides import catalog, library
from guides.loading import replace
from tests.guides import made_up


def edit(folder: Path, before: str, after: str) -> None:
    made_up.edit(folder / "guides/en/first-test.md", f"^title: {before}", f"title: {after}")


def load_elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As another process would: this one is not told."""
    with monkeypatch.context() as patched:
        patched.setattr(library, "forget", lambda: None)
        replace.load(folder)


@pytest.mark.django_db
def test_a_release_of_another_process_is_live_at_its_moment(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
    with time_machine.travel(start, tick=False) as clock:
        assert catalog.guide("en", "first-test").title == "What does the first test mean?"
        edit(loaded, "What", "Then what")
        load_elsewhere(loaded, monkeypatch)
        seen = []
        for _ in range(60):
            monkeypatch.setattr(library._desk, "looked_at", library._desk.looked_at - 0.1)  # a tenth of a second
            clock.shift(0.1)
            seen.append(catalog.guide("en", "first-test").title.startswith("Then"))
    assert seen.index(True) == 29  # three seconds after it was made
    assert all(seen[29:])


@pytest.mark.django_db
def test_a_new_process_reads_the_newest_at_once(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(loaded, "What", "Then what")
    load_elsewhere(loaded, monkeypatch)
    library.forget()
    assert catalog.guide("en", "first-test").title.startswith("Then")


@pytest.mark.django_db
def test_guides_stay_readable_without_the_database(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog.release()

    def away(*args: object, **kwargs: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", away)
    monkeypatch.setattr(library._desk, "looked_at", 0.0)
    assert catalog.guide("en", "first-test").title
    monkeypatch.undo()


@pytest.mark.django_db
def test_what_is_not_there_is_a_lookup_error(loaded: Path) -> None:
    for ask in (
        lambda: catalog.guide("en", "nothing"),
        lambda: catalog.guide("xx", "first-test"),
        lambda: catalog.category("en", "nothing"),
        lambda: catalog.page("en", "nothing"),
        lambda: catalog.questions("en", "nothing"),
        lambda: catalog.sample("en", "../../etc/passwd"),
    ):
        with pytest.raises(LookupError):
            ask()
    assert catalog.picture("en", "NOTHING") is None
    assert catalog.redirect_for("/nothing/") is None


@pytest.mark.django_db
def test_the_catalog_hands_out_what_the_files_say(loaded: Path) -> None:
    guide = catalog.guide("en", "first-test")
    assert [section.anchor for section in guide.sections] == ["what-it-means", "your-result"]
    assert [value.id for value in guide.sections[1].values][:3] == ["negative", "low", "positive"]
    assert guide.sections[1].values[0].source == guide.sources[0]
    assert [picture.id for picture in guide.sections[1].pictures] == ["scale-er", "scale-ish"]
    assert guide.category_title == "Breast"
    assert guide.minutes == 4
    assert [term.slug for term in guide.terms] == ["cell"]
    marker = catalog.markers("en")["ER"]
    assert (marker.guide_title, marker.usual_in) == ("What does the first test mean?", ("breast",))
    assert list(marker.values) == ["negative", "low", "positive"]
    assert catalog.questions("en", "first-test")["plan"].anchor == "question-plan"
    (category,) = catalog.categories("en")
    assert category == catalog.category("en", "breast")
    assert [one.slug for one in category.guides] == ["first-test"]
    assert type(category.guides[0]).__name__ == "GuideSummary"


def test_rules_wording_and_samples_need_no_database(folder: Path) -> None:
    assert catalog.wording("en").sentences == {"page.hello": "Hello {name}."}
    rules = catalog.marker_rules()
    assert set(rules) == {"reading", "context", "combinations", "markers"}
    assert rules["markers"]["ER"]["values"][1]["ranges"][0]["from"] == "1"
    assert catalog.sample("en", "one") == "ER: positive\n"


def test_rules_of_the_site_are_plain_values() -> None:
    def walk(value: object) -> Iterator[object]:
        yield value
        if isinstance(value, dict):
            for key, one in value.items():
                assert type(key) is str
                yield from walk(one)
        elif isinstance(value, list):
            for one in value:
                yield from walk(one)

    rules = catalog.marker_rules()
    assert {type(one) for one in walk(dict(rules))} <= {dict, list, str}
    assert rules["markers"] and rules["reading"] and rules["context"]


@contextmanager
def serving(data: Path, folder: Path) -> Iterator[int]:
    """gunicorn with three processes on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (data / "secret-key").write_text(secrets.token_urlsafe(50))
    environment = {**os.environ, "ONCOKIND_DATA": str(data), "ONCOKIND_CONTENT": str(folder)}
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    for command in (["migrate", "-v0"], ["load_content"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([*manage, *command], env=environment, check=True, capture_output=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "3", "-b", f"127.0.0.1:{port}", "-k", "gthread", "--threads", "2",
         "--no-control-socket", "--chdir", str(settings.BASE_DIR), "oncokind.wsgi:application"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            if fetch(port):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def fetch(port: int) -> str:
    """On a connection of its own, so that any of the processes may take it."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/guides/first-test/")
        answer = line.getresponse()
        body = answer.read().decode()
        assert answer.status == 200, answer.status
        assert answer.headers["Set-Cookie"] is None
        return body
    finally:
        line.close()


def test_a_reader_never_sees_new_and_then_old(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path / "content")
    environment = {**os.environ, "ONCOKIND_DATA": str(tmp_path), "ONCOKIND_CONTENT": str(folder)}
    with serving(tmp_path, folder) as port:
        versions = [0]
        for number in (1, 2):
            path = folder / "guides/en/first-test.md"
            text = path.read_text("utf-8").split("\n")
            text[1] = f"title: Version {number} of what?"
            path.write_text("\n".join(text), encoding="utf-8")
            load = [sys.executable, str(settings.BASE_DIR / "manage.py"), "load_content"]
            process = subprocess.Popen(load, env=environment, stdout=subprocess.DEVNULL)
            loaded_at = 0.0
            polls = 0
            while True:
                page = fetch(port)
                polls += 1
                versions.append(next((one for one in (2, 1) if f"Version {one} of what?" in page), 0))
                if not loaded_at and process.poll() is not None:
                    loaded_at = time.monotonic()
                if loaded_at and time.monotonic() - loaded_at > 5:
                    break
            assert versions[-1] == number
            assert polls > 100
        assert versions == sorted(versions)
