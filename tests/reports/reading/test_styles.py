"""Made-up reports in the styles of many laboratories: what must be found, and that nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.reading.findings import Context, Finding
from reports.reading.reader import read
from reports.reading.vocabulary import RECEPTORS
from tests.reports.reading.rules import VOCABULARY

STYLES = Path(__file__).parent / "styles"


def cases() -> list[Any]:
    found = []
    for path in sorted(STYLES.glob("*.yaml")):
        for n, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            found.append(pytest.param(row["text"], row["expect"], id=f"{path.stem}-{n}"))
    return found


def answers(findings: tuple[Finding, ...], wanted: dict[str, str]) -> dict[str, Finding]:
    """Receptor findings by marker, or by marker and specimen where the case names the specimen."""
    found: dict[str, Finding] = {}
    for finding in findings:
        if finding.marker not in RECEPTORS:
            continue
        named = f"{finding.marker}:{finding.specimen}"
        key = named if named in wanted or any(w.startswith(f"{finding.marker}:") for w in wanted) else finding.marker
        asked_for_history = "ctx=" in wanted.get(key, "")
        if finding.context is Context.CURRENT or asked_for_history:
            assert key not in found, f"two answers for {key}"
            found[key] = finding
    return found


@pytest.mark.parametrize(("text", "expect"), cases())
def test_a_style_is_read_as_it_is_meant(text: str, expect: dict[str, str]) -> None:
    reading = read(text, VOCABULARY)
    found = answers(reading.findings, expect)
    assert {k: f.status.value for k, f in found.items()} == {k: v.split()[0] for k, v in expect.items()}
    for key, wanted in expect.items():
        finding = found[key]
        for field, value in _fields(wanted).items():
            assert _field(finding, field) == value, f"{key}.{field}"


def _fields(wanted: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    last = ""
    for piece in wanted.split()[1:]:
        name, equals, value = piece.partition("=")
        if equals and name.isidentifier():
            fields[name], last = value, name
        else:
            fields[last] += f" {piece}"
    return fields


def _field(finding: Finding, field: str) -> str:
    if field == "ctx":
        return finding.context.value
    if field in {"value", "reason", "specimen"}:
        return str(getattr(finding, field))
    return finding.measures.get(field, "")


def test_there_are_many_styles() -> None:
    assert len(cases()) >= 150
