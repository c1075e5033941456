"""All or nothing: whatever happens to the files or to the process, the live content is one whole version."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import building, catalog, models
from guides.loading import replace, tree
from guides.loading.problems import ContentError
from tests.guides import made_up

GUIDE = "guides/en/first-test.md"


def rows() -> dict[str, list[dict[str, Any]]]:
    kinds = (models.Category, models.Guide, models.Section, models.Question, models.Faq, models.Source)
    others = (models.Term, models.Marker, models.Page, models.Redirect)
    kept = {}
    for kind in (*kinds, *others):
        values = [dict(row) for row in kind.objects.order_by("pk").values()]  # type: ignore[attr-defined]
        kept[kind.__name__] = [
            {name: value for name, value in row.items() if name not in {"id", "guide_id"}} for row in values
        ]
    return kept


def second_guide(folder: Path, slug: str = "second-test") -> None:
    text = made_up.guide(slug, values="").replace("pictures: [ER, ISH]", "pictures: []")
    (folder / f"guides/en/{slug}.md").write_text(text, encoding="utf-8")


@pytest.mark.django_db
def test_files_become_rows_and_what_changed_is_said(folder: Path) -> None:
    first = replace.load(folder)
    assert {"guides/en/first-test", "markers/en/ER", "pages/en/privacy", "wording/page.yaml"} <= set(first.added)
    assert not first.changed and not first.removed
    second_guide(folder)
    made_up.edit(folder / "pages/en/about.md", "Plain words", "Other words")
    made_up.edit(folder / "wording/page.yaml", "Hello", "Dear")
    second = replace.load(folder)
    assert second.added == ("guides/en/second-test",)
    assert second.changed == ("pages/en/about", "wording/page.yaml")
    (folder / "guides/en/second-test.md").unlink()
    third = replace.load(folder)
    assert (third.added, third.changed, third.removed) == ((), (), ("guides/en/second-test",))
    assert not models.Guide.objects.filter(slug="second-test").exists()


@pytest.mark.django_db
def test_nothing_new_makes_no_release(folder: Path) -> None:
    replace.load(folder)
    release = models.ContentRelease.objects.get()
    before = rows()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        start = time.perf_counter()
        assert not replace.load(folder)
        spent = time.perf_counter() - start
    assert len(queries) == 1
    assert spent < 0.05
    (folder / "lint.yaml").write_text("# a remark\n" + made_up.LINT)  # another file, the same rows
    assert not replace.load(folder)
    assert models.ContentRelease.objects.get().pk == release.pk
    assert rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize("spoiled", ["body", "header", "reference", "missing", "encoding"])
def test_a_broken_file_changes_nothing(folder: Path, spoiled: str) -> None:
    replace.load(folder)
    before, release = rows(), catalog.release()
    second_guide(folder)  # a good change beside the broken one stays out too
    path = folder / GUIDE
    if spoiled == "missing":
        path.unlink()
    elif spoiled == "encoding":
        path.write_bytes(path.read_text("utf-8").replace("cells", "Zéllen").encode("latin-1"))
    else:
        places = {"body": "## What it means", "header": "^author: ", "reference": "ER:low"}
        made_up.edit(path, places[spoiled], "# ")
    with pytest.raises(ContentError) as caught:
        replace.load(folder)
    assert caught.value.problems
    assert rows() == before
    assert catalog.release() == release
    assert catalog.guide("en", "first-test").title


@pytest.mark.django_db
def test_the_command_says_every_problem_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_content")
    assert "added guides/en/first-test" in capsys.readouterr().out
    call_command("load_content")
    assert capsys.readouterr().out == "The content has not changed.\n"
    made_up.edit(folder / GUIDE, "^author:", "autor:")
    for arguments in ([], ["--check"]):
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("load_content", *arguments)
        errors = capsys.readouterr().err
        assert "guides/en/first-test.md:2: author: is missing\n" in errors
        assert "guides/en/first-test.md:11: autor: is not a known field; did you mean 'author'?\n" in errors
        assert len(errors.splitlines()) == 2  # what points to the broken guide is not blamed


def test_a_check_needs_no_database(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_content", "--check")  # this test has no access to a database
    assert capsys.readouterr().out == "The content is fine.\n"


@pytest.mark.django_db(transaction=True)
def test_a_failure_in_the_middle_of_the_swap_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace.load(folder)
    before = rows()
    content = tree.read(folder).content
    spoiled, _ = building.build(content)
    spoiled.pages[0].slug = spoiled.pages[1].slug  # refused by the database, long after the first rows are gone
    with pytest.raises(Exception, match=r"(?i)unique"):
        replace.swap(spoiled, "another")
    assert rows() == before
    assert models.ContentRelease.objects.count() == 1


MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
LOAD = [*MANAGE, "load_content"]


def of_its_own(data: Path, folder: Path) -> dict[str, str]:
    """The environment of processes that share one new database."""
    environment = {**os.environ, "ONCOKIND_DATA": str(data), "ONCOKIND_CONTENT": str(folder)}
    subprocess.run([*MANAGE, "migrate", "-v0"], env=environment, check=True, capture_output=True)
    return environment


@pytest.mark.sqlite
def test_loads_at_once_make_one_release(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path / "content")
    environment = of_its_own(tmp_path, folder)
    loads = [subprocess.Popen(LOAD, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [load.communicate(timeout=60)[0] for load in loads]
    assert [load.returncode for load in loads] == [0] * 4
    assert ["added guides/en/first-test" in one for one in said].count(True) == 1
    with sqlite3.connect(tmp_path / "oncokind.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM guides_contentrelease").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM guides_guide").fetchone() == (1,)


KILLS = 12


@pytest.mark.sqlite
def test_a_load_that_is_killed_leaves_one_whole_version(tmp_path: Path) -> None:
    """kill -9 at random moments, over many guides: afterwards the database holds wholly the old or wholly the new."""
    folder = made_up.write(tmp_path / "content")
    for number in range(40):
        second_guide(folder, f"guide-{number}")
    environment = of_its_own(tmp_path, folder)
    start = time.perf_counter()
    subprocess.run(LOAD, env=environment, check=True, capture_output=True)
    whole = time.perf_counter() - start
    states = {version(folder): stored(tmp_path)}
    chance = random.Random(7)
    killed = 0
    for round_ in range(KILLS):
        for path in folder.glob("guides/en/guide-*.md"):
            path.write_text(path.read_text("utf-8").replace("writes down", "notes") + f"\nRound {round_}.\n", "utf-8")
        process = subprocess.Popen(LOAD, env=environment, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(whole * 0.4, whole * 1.1))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        found = stored(tmp_path)
        if found not in states.values():
            subprocess.run(LOAD, env=environment, check=True, capture_output=True)
            assert stored(tmp_path) == found  # what the killed process left is all of the new version
            states[version(folder)] = found
    assert killed >= KILLS // 3


def version(folder: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.rglob("*.md")))).hexdigest()


def stored(data: Path) -> str:
    """All that the content tables hold, without ids and times."""
    with sqlite3.connect(f"file:{data / 'oncokind.sqlite3'}?mode=ro", uri=True) as database:
        tables = {
            "guides_contentrelease": "digest, items",
            "guides_guide": "slug, title",
            "guides_section": "anchor, html",
            "guides_page": "slug, html",
            "guides_marker": "marker_id, 'values'",
        }
        found = {name: sorted(database.execute(f"SELECT {columns} FROM {name}")) for name, columns in tables.items()}
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()
