"""What the tests of proteins and scores ask of a reading: its findings of these markers, by marker and sample."""

from __future__ import annotations

from reports.reading.biomarkers import MARKERS
from reports.reading.findings import Context, Finding
from reports.reading.reader import read
from tests.reports.reading.rules import VOCABULARY


def current(text: str) -> list[Finding]:
    return [f for f in read(text, VOCABULARY).findings if f.marker in MARKERS and f.context is Context.CURRENT]


def statuses(text: str) -> dict[str, str]:
    """By marker; a marker of several samples has them behind a colon."""
    found = current(text)
    samples = {f.marker for f in found if sum(1 for other in found if other.marker == f.marker) > 1}
    return {f"{f.marker}:{f.specimen}" if f.marker in samples else f.marker: f.status.value for f in found}


def field_of(finding: Finding, field: str) -> str:
    if field in {"status", "context"}:
        return str(getattr(finding, field).value)
    if field in {"value", "reason", "specimen"}:
        return str(getattr(finding, field))
    return finding.measures.get(field, "")
