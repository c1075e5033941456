"""Made-up genetic reports in the styles of many laboratories: what must be found, and that nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.reading.findings import Context, Finding
from reports.reading.genes import MARKERS, read_genes
from reports.reading.reader import finding, prepare, read
from tests.reports.reading.rules import VOCABULARY
from tests.reports.reading.test_genes_rules import field_of

STYLES = Path(__file__).parent / "genes"


def cases() -> list[Any]:
    found = []
    for path in sorted(STYLES.glob("*.yaml")):
        for n, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            found.append(pytest.param(row["text"], row["expect"], id=f"{path.stem}-{n}-{row.get('name', '')}"))
    return found


def genes_of(text: str) -> list[Finding]:
    """Without the question whether the piece is a report at all."""
    prepared = prepare(text, VOCABULARY.outline)
    return [finding(prepared, answer) for answer in read_genes(prepared, VOCABULARY.genes).answers]


@pytest.mark.parametrize(("text", "expect"), cases())
def test_a_style_is_read_as_it_is_meant(text: str, expect: list[str]) -> None:
    wanted = [_wanted(line) for line in expect]
    found = genes_of(text)
    shown = [(f.marker, f.status.value, f.value, dict(f.measures), f.context.value) for f in found]
    current = [
        f
        for f in found
        if f.context is Context.CURRENT or any("context" in w for w in wanted if w["marker"] == f.marker)
    ]
    assert len(current) == len(wanted), shown
    for fields in wanted:
        assert any(all(_get(f, k) == v for k, v in fields.items()) for f in current), (fields, shown)
    for f in found:
        assert f.evidence.quote == text[f.evidence.start : f.evidence.end]


def _wanted(line: str) -> dict[str, str]:
    """`KRAS detected variant=exon 19 deletion vaf=3` as fields."""
    marker, status, *rest = line.split(" ")
    fields = {"marker": marker, "status": status}
    last = ""
    for piece in rest:
        name, equals, value = piece.partition("=")
        if equals and name.isidentifier():
            last = "context" if name == "ctx" else name
            fields[last] = value
        else:
            fields[last] += f" {piece}"
    return fields


def _get(f: Finding, field: str) -> Any:
    return f.marker if field == "marker" else field_of(f, field)


def test_there_are_many_styles() -> None:
    assert len(cases()) >= 60


def test_the_styles_name_every_gene() -> None:
    named = {line.split(" ")[0] for case in cases() for line in case.values[1]}
    assert set(MARKERS) - named <= {"POLE"}


def test_the_reader_hands_them_out() -> None:
    text = "MOLECULAR PATHOLOGY REPORT\nSpecimen: Lung, biopsy\nFINAL DIAGNOSIS\nAdenocarcinoma.\nEGFR: L858R detected"
    assert any(f.marker == "EGFR" for f in read(text, VOCABULARY).findings)
