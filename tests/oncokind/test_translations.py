"""The sentences of the interface can be collected and compiled, and what is committed is what was translated."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.running import BASE, copy_tree


@pytest.mark.skipif(not shutil.which("xgettext"), reason="no gettext programs (Debian: apt install gettext)")
def test_the_sentences_of_templates_and_forms_are_found(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path / "tree")
    command = [sys.executable, "manage.py", "makemessages", "-l", "es", "--no-location", "--ignore", ".venv"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = polib.pofile(tree / "locale" / "es" / "LC_MESSAGES" / "django.po")
    sentences = {entry.msgid for entry in found}
    assert "This page is not here" in sentences
    assert len(sentences) > 50
    found.save_as_mofile(tree / "locale" / "es" / "LC_MESSAGES" / "django.mo")


def test_what_is_committed_is_compiled_from_what_is_translated() -> None:
    translated = {code for code, _ in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    for code in translated:
        file = BASE / "locale" / code / "LC_MESSAGES" / "django.po"
        assert polib.pofile(file).to_binary() == file.with_suffix(".mo").read_bytes()
