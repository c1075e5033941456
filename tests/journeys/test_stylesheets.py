"""The sheets as a set: each is used, each name exists, and a visitor gets one file."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command

from oncokind.stylesheets import SHEET, OneSheetStorage, joined

STATIC = settings.BASE_DIR / "static"
SHEETS = STATIC / "css"


def source(name: str) -> str:
    return (STATIC / name).read_text()


def test_every_sheet_is_imported_once() -> None:
    named = re.findall(r'@import "([^"]+)";', (SHEETS / "site.css").read_text())
    present = {str(sheet.relative_to(SHEETS)) for sheet in SHEETS.rglob("*.css")} - {"site.css"}
    assert sorted(named) == sorted(present)


def test_joined_holds_every_rule_and_no_import() -> None:
    whole = joined(source, SHEET)
    assert "@import" not in whole
    assert "/*" not in whole
    for sheet in SHEETS.rglob("*.css"):
        for selector in re.findall(r"^(\.[\w-]+) \{", sheet.read_text(), re.MULTILINE):
            assert f"{selector} {{" in whole, (sheet.name, selector)
    assert whole.index("--paper") < whole.index(".site-header {") < whole.index("@page")


def test_an_import_in_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match=r"site\.css"):
        joined(lambda name: "@import url(tokens.css);\n", SHEET)


def test_every_token_that_is_used_exists() -> None:
    whole = joined(source, SHEET)
    defined = set(re.findall(r"^(--[\w-]+):", whole, re.MULTILINE)) | {"--inset"}
    used = set(re.findall(r"var\((--[\w-]+)", whole))
    assert used <= defined
    assert defined <= used | {"--inset"}


def test_no_sheet_reaches_outside() -> None:
    assert "url(" not in joined(source, SHEET)


def test_letters_stay_as_they_are() -> None:
    """pT2 is not PT2: no sheet may change the case of what a report says."""
    assert not re.search(r"text-transform|font-variant|small-caps", joined(source, SHEET))


def test_collected_sheet_is_one_small_file_and_follows_its_parts(tmp_path: Path, settings: LazySettings) -> None:
    css = tmp_path / "source" / "css"
    shutil.copytree(SHEETS, css)
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {"staticfiles": {"BACKEND": f"{OneSheetStorage.__module__}.{OneSheetStorage.__qualname__}"}}
    first = collected(tmp_path / "collected")
    assert "@import" not in first
    assert len(gzip.compress(first.encode(), 9)) < 8_000
    # A part changes and site.css itself does not: the next deployment must have the new rule.
    (css / "components" / "button.css").write_text(".button { padding: 7px; }\n")
    second = collected(tmp_path / "collected")
    assert "padding: 7px" in second
    assert len(second) < len(first)


def collected(root: Path) -> str:
    """What `{% static 'css/site.css' %}` leads to after `collectstatic`."""
    call_command("collectstatic", verbosity=0, interactive=False)
    hashed = json.loads((root / "staticfiles.json").read_text())["paths"]["css/site.css"]
    text = (root / hashed).read_text()
    assert gzip.decompress((root / f"{hashed}.gz").read_bytes()).decode() == text
    return text
