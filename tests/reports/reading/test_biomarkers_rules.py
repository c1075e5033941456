"""The rules of proteins and scores in content/: their form, and their own examples through the whole reader."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest
from pydantic import ValidationError

from guides.loading.reading_models import model_for
from guides.loading.reading_schema_biomarkers import BIOMARKER_CONTEXT_MODELS, BIOMARKER_MODELS
from reports.reading.biomarkers import MARKERS
from tests.reports.reading.biomarkers_of import current, field_of
from tests.reports.reading.rules import rules

RULES = rules()
FILES = [("reading", stem) for stem in BIOMARKER_MODELS] + [("context", stem) for stem in BIOMARKER_CONTEXT_MODELS]
EXAMPLES = [
    pytest.param(example["text"], example.get("expect", {}), kind == "silent", id=f"{stem}-{kind}-{n}")
    for folder, stem in FILES
    for kind in ("fire", "silent")
    for n, example in enumerate(RULES[folder][stem]["examples"][kind])
]


def test_every_marker_has_its_file() -> None:
    assert set(BIOMARKER_MODELS) == set(MARKERS)


@pytest.mark.parametrize(("folder", "stem"), FILES)
def test_a_file_has_its_form(folder: str, stem: str) -> None:
    model = model_for(PurePath(folder, f"{stem}.yaml"))
    assert model is not None
    model.model_validate(RULES[folder][stem])


@pytest.mark.parametrize(("text", "expect", "silent"), EXAMPLES)
def test_an_example_is_read_as_the_file_says(text: str, expect: dict[str, dict[str, str]], *, silent: bool) -> None:
    found = current(text)
    if silent:
        assert [f.marker for f in found if f.marker not in expect] == []
    for marker, fields in expect.items():
        mine = [f for f in found if f.marker == marker]
        assert len(mine) == 1, f"{marker}: {len(mine)} findings"
        assert {name: field_of(mine[0], name) for name in fields} == fields


@pytest.mark.parametrize(
    ("stem", "change"),
    [
        ("MSI", {"means": {"stable": "amplified"}}),
        ("MSI", {"means": {"wobbly": "stable"}}),
        ("MMR", {"means": {}}),
        ("PDL1", {"patterns": [{"measure": "tps", "pattern": "TPS [0-9]", "needs": ["tps"], "most": "100"}]}),
        ("PDL1", {"patterns": [{"measure": "tps", "pattern": "(?P<value>[0-9]+)", "needs": ["tps"], "most": "9"}]}),
        ("TMB", {"names": []}),
    ],
)
def test_a_wrong_file_is_refused(stem: str, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BIOMARKER_MODELS[stem].model_validate({**RULES["reading"][stem], **change})
