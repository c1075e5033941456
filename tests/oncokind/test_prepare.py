"""Preparing does each part once: static files again only after a change, and the tree is never written to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from oncokind import health, prepare


@pytest.fixture
def folders(tmp_path: Path, settings: Any) -> tuple[Path, Path]:
    source, target = tmp_path / "source", tmp_path / "collected"
    source.mkdir()
    (source / "a.css").write_text("a { color: red; }\n" * 100)
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], target
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    return source, target


def test_static_files_are_collected_once(folders: tuple[Path, Path]) -> None:
    source, target = folders
    prepare.collect_static(target)
    made = {path.name: path.stat().st_mtime_ns for path in target.iterdir()}
    assert any(name.startswith("a.") and name.endswith(".css.br") for name in made)
    prepare.collect_static(target)
    assert {path.name: path.stat().st_mtime_ns for path in target.iterdir()} == made
    assert [path.name for path in source.iterdir()] == ["a.css"]


def test_static_files_are_collected_again_after_a_change(folders: tuple[Path, Path]) -> None:
    source, target = folders
    prepare.collect_static(target)
    before = set(target.iterdir())
    (source / "a.css").write_text("a { color: blue; }\n" * 100)
    prepare.collect_static(target)
    assert set(target.iterdir()) > before  # a page that was loaded before still asks for the old one


def test_static_files_are_collected_again_when_they_are_gone(folders: tuple[Path, Path]) -> None:
    _, target = folders
    prepare.collect_static(target)
    names = {path.name for path in target.iterdir()}
    for path in target.iterdir():
        path.unlink()
    target.rmdir()
    prepare.collect_static(target)
    assert {path.name for path in target.iterdir()} == names


@pytest.mark.django_db
@pytest.mark.parametrize(("loaded", "code"), [("", 0), ("no content is loaded", 1)])
def test_broken_content_matters_only_where_there_is_no_good_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], loaded: str, code: int
) -> None:
    def broken() -> None:
        raise CommandError("3 problem(s) in the content.")

    monkeypatch.setattr(prepare, "load_content", broken)
    monkeypatch.setattr(prepare, "collect_static", lambda folder: None)
    monkeypatch.setattr(health, "of_app", lambda name: {"content": loaded})
    assert prepare.main() == code
    said = capsys.readouterr().err
    assert "3 problem(s)" in said
    assert ("last good content" in said) is (code == 0)
