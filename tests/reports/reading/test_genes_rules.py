"""The gene rules in content/: their form, and their own examples through the whole reader."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest

from guides.loading.reading_models import model_for
from guides.loading.reading_schema_genes import GENE_CONTEXT_MODELS, GENE_MODELS
from reports.reading.findings import Context, Finding
from reports.reading.genes import MARKERS
from reports.reading.reader import read
from tests.reports.reading.rules import VOCABULARY, rules

RULES = rules()
FILES = [("context", stem) for stem in GENE_CONTEXT_MODELS] + [("reading", stem) for stem in GENE_MODELS]
EXAMPLES = [
    pytest.param(example["text"], example.get("expect", {}), id=f"{stem}-{kind}-{n}")
    for folder, stem in FILES
    for kind in ("fire", "silent")
    for n, example in enumerate(RULES[folder][stem]["examples"][kind])
]


def test_every_gene_has_a_file() -> None:
    assert set(GENE_MODELS) == set(MARKERS)


@pytest.mark.parametrize(("folder", "stem"), FILES)
def test_a_file_has_its_form(folder: str, stem: str) -> None:
    model = model_for(PurePath(folder, f"{stem}.yaml"))
    assert model is not None
    model.model_validate(RULES[folder][stem])


@pytest.mark.parametrize(("text", "expect"), EXAMPLES)
def test_an_example_is_read_as_the_file_says(text: str, expect: dict[str, dict[str, str]]) -> None:
    findings = [f for f in read(text, VOCABULARY).findings if f.marker in MARKERS and f.context is Context.CURRENT]
    assert {f.marker for f in findings} == set(expect)
    for marker, fields in expect.items():
        found = [f for f in findings if f.marker == marker]
        assert any(all(field_of(f, name) == value for name, value in fields.items()) for f in found), found


def field_of(finding: Finding, field: str) -> Any:
    if field in {"status", "context", "origin"}:
        return getattr(finding, field).value
    if field in {"value", "reason", "specimen"}:
        return getattr(finding, field)
    return finding.measures.get(field, "")
