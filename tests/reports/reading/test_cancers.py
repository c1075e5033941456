"""Of which cancer a report is: the examples of content/context/cancers.yaml, each also among other lines."""

from __future__ import annotations

import pytest

from reports.reading import reader
from reports.reading.cancers import cancer_of
from reports.reading.text import prepare
from tests.reports.reading.rules import VOCABULARY

EXAMPLES = [(row["text"], row["cancer"]) for row in VOCABULARY.context["cancers"]["cases"]]


def settled(text: str) -> str:
    return cancer_of(prepare(text, VOCABULARY.outline), (), VOCABULARY.cancers)


@pytest.mark.parametrize(("text", "cancer"), EXAMPLES)
def test_examples_of_the_rule_file(text: str, cancer: str) -> None:
    assert settled(text) == cancer


@pytest.mark.parametrize(("text", "cancer"), [row for row in EXAMPLES if row[1]])
def test_another_cancer_in_the_history_changes_nothing(text: str, cancer: str) -> None:
    other = "melanoma" if cancer != "melanoma" else "prostate"
    assert settled(f"{text}\n\nCLINICAL HISTORY:\n{other} cancer in 2009, {other} again in 2011.\n") == cancer


def test_a_bare_block_of_receptors_is_of_the_breast() -> None:
    assert reader.read("ER: Positive (90%)\nPR: Negative\nHER2: Negative (1+)", VOCABULARY).cancer == "breast"
