"""The rule files of facts: their form, and their own examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pydantic import ValidationError

from guides.loading.reading_schema_facts import FACT_MARKERS, FACT_MODELS
from reports.reading.fact_rules import fact_rules
from reports.reading.fact_squeeze import squeezed
from reports.reading.facts import MARKERS
from reports.reading.text import prepare
from tests.reports.reading.facts_of import current, plain, stated, vocabulary, wrong

FOLDER = Path(settings.BASE_DIR) / "content" / "reading"
RULES = [(marker, rule) for marker in FACT_MARKERS for rule in plain(FOLDER / f"{marker}.yaml")["rules"]]
FIRE = [(rule["id"], example) for _, rule in RULES for example in rule["examples"]["fire"]]
SILENT = [(marker, rule["id"], example) for marker, rule in RULES for example in rule["examples"]["silent"]]


def ids(case: Any) -> str | None:
    return case if isinstance(case, str) else str(case["text"])[:40].replace("\n", " ") if "text" in case else None


@pytest.mark.parametrize("name", FACT_MODELS)
def test_file_has_the_form(name: str) -> None:
    FACT_MODELS[name].model_validate(plain(FOLDER / f"{name}.yaml"))


def test_every_marker_has_a_file_and_a_reader() -> None:
    assert sorted(MARKERS) == sorted(FACT_MARKERS)


@pytest.mark.parametrize(("rule", "example"), FIRE, ids=ids)
def test_example_fires(rule: str, example: dict[str, Any]) -> None:
    assert wrong(example["text"], example["expect"]) == []


@pytest.mark.parametrize(("marker", "rule", "example"), SILENT, ids=ids)
def test_example_stays_silent(marker: str, rule: str, example: dict[str, Any]) -> None:
    assert stated(example["text"], marker) == [], current(example["text"], marker)


@pytest.mark.parametrize(("marker", "rule"), RULES, ids=lambda case: case["id"] if isinstance(case, dict) else case)
def test_rule_matches_one_of_its_own_examples(marker: str, rule: dict[str, Any]) -> None:
    """An example proves nothing where another rule reads it."""
    compiled = next(r for r in fact_rules(vocabulary(), marker).rules if r.id == rule["id"])
    field = fact_rules(vocabulary(), marker).words["field"]
    texts = [
        squeezed(prepare(example["text"], vocabulary().outline), field).text for example in rule["examples"]["fire"]
    ]
    assert any(compiled.pattern.search(text) for text in texts)


@pytest.mark.parametrize("pattern", ["a*", "a+b", "(?=a)", r"(a)\1", "a{2,}", "(?<!a)b"])
def test_runaway_patterns_are_refused(pattern: str) -> None:
    good = plain(FOLDER / "PM.yaml")
    rule = {**good["rules"][0], "pattern": pattern}
    with pytest.raises(ValidationError, match=re.compile("the pattern (?:repeats|looks|refers)")):
        FACT_MODELS["PM"].model_validate({**good, "rules": [rule]})


def test_unknown_words_and_too_little_silence_are_refused() -> None:
    good = plain(FOLDER / "PM.yaml")
    first = good["rules"][0]
    unknown = {**first, "pattern": "{nothing_named_so}"}
    loud = {**first, "examples": {**first["examples"], "silent": first["examples"]["silent"][:1]}}
    for rules, problem in (
        ([unknown], "no words named"),
        ([loud], "stay silent"),
        ([first, first], "the same id"),
    ):
        with pytest.raises(ValidationError, match=problem):
            FACT_MODELS["PM"].model_validate({**good, "rules": rules})
