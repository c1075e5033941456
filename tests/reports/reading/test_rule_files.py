"""The receptor rules in content/: their form, and their own examples through the whole reader."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest
from pydantic import ValidationError

from guides.loading.reading_models import model_for
from guides.loading.reading_schema import CONTEXT_MODELS, RECEPTOR_MODELS, bounded
from reports.reading.findings import Context, Finding
from reports.reading.reader import read
from reports.reading.vocabulary import RECEPTORS
from tests.reports.reading.rules import VOCABULARY, rules

RULES = rules()
FILES = [("context", stem) for stem in CONTEXT_MODELS] + [("reading", stem) for stem in RECEPTOR_MODELS]
EXAMPLES = [
    pytest.param(example["text"], example.get("expect", {}), kind == "silent", id=f"{stem}-{kind}-{n}")
    for folder, stem in FILES
    for kind in ("fire", "silent")
    for n, example in enumerate(RULES[folder][stem].get("examples", {}).get(kind, ()))
]


@pytest.mark.parametrize(("folder", "stem"), FILES)
def test_a_file_has_its_form(folder: str, stem: str) -> None:
    model = model_for(PurePath(folder, f"{stem}.yaml"))
    assert model is not None
    model.model_validate(RULES[folder][stem])


def test_every_file_has_a_model() -> None:
    for folder in ("reading", "context"):
        for stem in RULES[folder]:
            assert model_for(PurePath(folder, f"{stem}.yaml")) is not None, f"{folder}/{stem}.yaml"
    assert model_for(PurePath("markers", "ER.yaml")) is None


@pytest.mark.parametrize(("text", "expect", "silent"), EXAMPLES)
def test_an_example_is_read_as_the_file_says(text: str, expect: dict[str, dict[str, str]], *, silent: bool) -> None:
    findings = [f for f in read(text, VOCABULARY).findings if f.marker in RECEPTORS]
    if silent:
        known = {key.partition(":")[0] for key in expect}
        known |= {"HER2"} if known & {"HER2_IHC", "HER2_ISH"} else set()
        assert [f.marker for f in findings if f.context is Context.CURRENT and f.marker not in known] == []
    for key, fields in expect.items():
        marker, _, specimen = key.partition(":")
        context = Context(fields.get("context", "current"))
        found = [
            f
            for f in findings
            if f.marker == marker and f.context is context and (not specimen or f.specimen == specimen)
        ]
        assert len(found) == 1, f"{key}: {len(found)} findings"
        for field, value in fields.items():
            assert _field(found[0], field) == value, f"{key}.{field}"


def _field(finding: Finding, field: str) -> Any:
    if field in {"status", "context"}:
        return getattr(finding, field).value
    if field in {"value", "reason", "specimen"}:
        return getattr(finding, field)
    return finding.measures.get(field, "")


@pytest.mark.parametrize("pattern", ["a*", "(a+)+b", "a{3,}", r"(a)\1", "(", "(?P<x>a)(?P=x)"])
def test_a_pattern_that_can_run_away_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        bounded(pattern)


@pytest.mark.parametrize(
    ("stem", "change"),
    [
        ("ER", {"colour": "red"}),
        ("ER", {"names": []}),
        ("ER", {"examples": {"fire": [{"text": "ER: positive"}], "silent": [{"text": "x"}]}}),
        ("ER", {"examples": {"fire": [{"text": "a", "expect": {"ER": {}}}] * 2, "silent": [{"text": "x"}]}}),
        ("HER2_IHC", {"scores": [{"pattern": "[0-3]", "needs": ["+"]}]}),
        ("her2_overall", {"rows": [{"ihc": "4+", "ish": "any", "call": "positive"}]}),
    ],
)
def test_a_wrong_file_is_refused(stem: str, change: dict[str, Any]) -> None:
    model = RECEPTOR_MODELS[stem]
    with pytest.raises(ValidationError):
        model.model_validate({**RULES["reading"][stem], **change})
