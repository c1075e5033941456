"""The hostile strings of ../shared and the judge of rendered HTML; skipped where they are not."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR.parent / "shared/hostile/strings"
needs_corpus = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/hostile"),
]


@cache
def rows(*names: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        json.loads(line) for name in names for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    )


def payloads(*names: str, cost: bool = False) -> list[str]:
    """The rows that cost time to render are a test of their own."""
    return [row["payload"] for row in rows(*names) if row.get("kind", "").startswith("cost") == cost]


@cache
def judge() -> Callable[[str], list[tuple[str, str]]]:
    specification = importlib.util.spec_from_file_location("html_oracle", FOLDER / "html_oracle.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.judge  # type: ignore[no-any-return]
