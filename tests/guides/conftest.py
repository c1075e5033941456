from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from guides import catalog, publishing
from guides.loading import replace
from tests.guides import made_up


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.CONTENT_DIR = made_up.write(tmp_path / "content")
    return settings.CONTENT_DIR


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process keeps content and pages; the database of a test does not outlive it."""
    monkeypatch.setattr(publishing, "_shelf", publishing.Shelf())
    catalog.forget()
    yield
    catalog.forget()


@pytest.fixture
def loaded(folder: Path, db: None) -> Path:
    replace.load(folder)
    return folder
