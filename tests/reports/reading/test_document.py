"""The document gate: other documents yield nothing, reports and bare pieces of reports are read."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from guides.loading.reading_schema import DocumentFile
from reports.reading.document import is_genomic
from reports.reading.document_signs import Signs, Weights, compile_signs, flattened, weigh
from reports.reading.reader import read
from tests.reports.reading.rules import VOCABULARY, rules

FOLDER = Path(__file__).parent / "documents"
SIGNS = VOCABULARY.document.signs


def _weighed(text: str, signs: Signs) -> Weights:
    return weigh(text, flattened(text), signs)


def texts(name: str) -> list[dict[str, Any]]:
    loaded = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return list(loaded["texts"])


OTHERS, REPORTS = texts("others"), texts("reports")


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", named(OTHERS))
def test_another_document_yields_nothing(case: dict[str, Any]) -> None:
    reading = read(case["text"], VOCABULARY)
    assert not reading.is_report
    assert reading.findings == ()


@pytest.mark.parametrize("case", named(OTHERS))
def test_another_document_on_one_line_yields_nothing(case: dict[str, Any]) -> None:
    assert read(" ".join(case["text"].split()), VOCABULARY).findings == ()


@pytest.mark.parametrize("case", named(REPORTS))
def test_a_report_is_read(case: dict[str, Any]) -> None:
    reading = read(case["text"], VOCABULARY)
    assert reading.is_report
    assert set(case["markers"]) <= {finding.marker for finding in reading.findings}


@pytest.mark.parametrize(
    "case", named([case for case in REPORTS if "\n\n" in case["text"] or "REPORT" in case["text"]])
)
def test_a_report_of_many_results_outweighs_its_cover(case: dict[str, Any]) -> None:
    """A greeting above a text that is a report by its own form does not turn it into a letter."""
    assert read(f"Dear Dr. Quince,\n{case['text']}\n", VOCABULARY).is_report


def test_politeness_is_no_sign() -> None:
    thanks, question = "Thank you for sending this biopsy.", "What does your report say about you?"
    assert _weighed(thanks, SIGNS).other == 0
    assert _weighed(question, SIGNS).other > 0


def test_a_sign_counts_where_it_stands() -> None:
    sign = {"kind": "form", "side": "other", "where": "heading", "weight": "3", "most": "1", "words": ["plan"]}
    signs = compile_signs([sign])
    assert _weighed("Plan: return", signs).other == 3
    assert _weighed("PLAN\nreturn", signs).other == 3
    assert _weighed("the floor plan of a planned house", signs).other == 0


def test_a_phrase_within_a_phrase_counts_once() -> None:
    sign = {"kind": "x", "side": "other", "where": "anywhere", "weight": "1", "most": "9", "words": ["a b", "b"]}
    assert _weighed("a b", compile_signs([sign])).other == 1


@pytest.mark.parametrize("change", [{"side": "both"}, {"where": "here"}, {"words": []}, {"words": ["Plan"]}])
def test_a_wrong_sign_is_refused(change: dict[str, Any]) -> None:
    file = rules()["context"]["document"]
    DocumentFile.model_validate(file)
    wrong = {"kind": "x", "side": "other", "where": "heading", "weight": "1", "most": "1", "words": ["x"], **change}
    with pytest.raises(ValidationError):
        DocumentFile.model_validate({**file, "signs": [wrong]})


def test_the_time_grows_with_the_length_alone() -> None:
    """Texts made to meet every sign again and again, and one line of blanks and colons."""
    for piece in ("Dear plan: FINAL DIAGNOSIS er: my ", "breast left ", "a: ", "   ", "block 1 \n"):
        text = (piece * 60_000)[:300_000]
        begun = time.perf_counter()
        _weighed(text, SIGNS)
        is_genomic(flattened(text), VOCABULARY.document)
        assert time.perf_counter() - begun < 5
