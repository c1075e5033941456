"""Facts in many styles of report, all made up: what must be found, and what must not be said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reports.reading.facts import MARKERS
from tests.reports.reading.facts_of import current, plain, stated, wrong

STYLES = [
    pytest.param(case, id=f"{path.stem}-{case['name']}")
    for path in sorted((Path(__file__).parent / "facts_styles").glob("*.yaml"))
    for case in plain(path)
]


def test_there_are_many() -> None:
    assert len(STYLES) >= 120


@pytest.mark.parametrize("case", STYLES)
def test_style(case: dict[str, Any]) -> None:
    assert set(case) <= {"name", "text", "expect", "silent"}
    problems = wrong(case["text"], case.get("expect", {}))
    silent = MARKERS if case.get("silent") == "all" else case.get("silent", ())
    problems += [f"{marker}: {current(case['text'], marker)}" for marker in silent if stated(case["text"], marker)]
    assert problems == []
