"""Proteins and scores in the styles of many laboratories: what must be found, and that nothing else of them is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.reading.findings import Finding
from tests.reports.reading.biomarkers_of import current, field_of

STYLES = Path(__file__).parent / "biomarker_styles"


def cases() -> list[Any]:
    return [
        pytest.param(row["text"], row["expect"], id=f"{path.stem}-{n}")
        for path in sorted(STYLES.glob("*.yaml"))
        for n, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


def by_key(text: str, wanted: dict[str, str]) -> dict[str, Finding]:
    """By marker, or by marker and sample where the case names the sample."""
    found: dict[str, Finding] = {}
    for finding in current(text):
        key = finding.marker if finding.marker in wanted else f"{finding.marker}:{finding.specimen}"
        assert key not in found, f"two answers for {key}"
        found[key.rstrip(":")] = finding
    return found


@pytest.mark.parametrize(("text", "expect"), cases())
def test_a_style_is_read_as_it_is_meant(text: str, expect: dict[str, str]) -> None:
    found = by_key(text, expect)
    assert {k: f.status.value for k, f in found.items()} == {k: v.split()[0] for k, v in expect.items()}
    for key, wanted in expect.items():
        for pair in wanted.split()[1:]:
            field, _, value = pair.partition("=")
            assert field_of(found[key], field) == value, f"{key}.{field}"


def test_there_are_many_styles() -> None:
    assert len(cases()) >= 100
