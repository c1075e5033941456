"""The sheets as a set: each is used, each name exists, and a visitor gets one file."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command

from oncokind.stylesheets import SHEET, OneSheetStorage, joined

STATIC = settings.BASE_DIR / "static"
SHEETS = STATIC / "css"


def source() -> StaticFilesStorage:
    return StaticFilesStorage(location=str(STATIC), base_url="/static/")


def test_every_sheet_is_imported_once() -> None:
    named = re.findall(r'@import "([^"]+)";', (SHEETS / "site.css").read_text())
    present = {str(sheet.relative_to(SHEETS)) for sheet in SHEETS.rglob("*.css")} - {"site.css"}
    assert sorted(named) == sorted(present)


def test_joined_holds_every_rule_and_no_import() -> None:
    whole = joined(source(), SHEET)
    assert "@import" not in whole
    assert "/*" not in whole
    for sheet in SHEETS.rglob("*.css"):
        for selector in re.findall(r"^(\.[\w-]+) \{", sheet.read_text(), re.MULTILINE):
            assert f"{selector} {{" in whole, (sheet.name, selector)
    assert whole.index("--paper") < whole.index(".site-header {") < whole.index("@page")


def test_an_import_in_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "site.css").write_text("@import url(tokens.css);\n")
    storage = StaticFilesStorage(location=str(tmp_path), base_url="/static/")
    with pytest.raises(ValueError, match=r"site\.css"):
        joined(storage, SHEET)


def test_every_token_that_is_used_exists() -> None:
    whole = joined(source(), SHEET)
    defined = set(re.findall(r"^(--[\w-]+):", whole, re.MULTILINE)) | {"--inset"}
    used = set(re.findall(r"var\((--[\w-]+)", whole))
    assert used <= defined
    assert defined <= used | {"--inset"}


def test_no_sheet_reaches_outside() -> None:
    assert "url(" not in joined(source(), SHEET)


def test_collected_sheet_is_one_file_and_small(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": f"{OneSheetStorage.__module__}.{OneSheetStorage.__qualname__}"}
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    (hashed,) = tmp_path.glob("css/site.????????????.css.gz")
    text = gzip.decompress(hashed.read_bytes()).decode()
    assert "@import" not in text
    assert text == (tmp_path / "css" / "site.css").read_text()
    assert hashed.stat().st_size < 8_000
