"""FHIR JSON: numbers as written, one person, one day, and nothing that the sender took back."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.intake import fhir, pdf, sandbox
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import DEPTH, ELEMENTS, Document, Notice
from tests.reports.intake import documents
from tests.reports.intake.records import bundle, concept, form, observation, report
from tests.reports.intake.records import fhir as written

HEADING = "Surgical pathology\n"
PERSON = {"resourceType": "Patient", "id": "p", "name": [{"family": "Roe"}], "birthDate": "1960-01-01"}


@pytest.fixture(scope="module", autouse=True)
def _pdfium():
    pdf.start()


def read(resource: object) -> Document:
    return fhir.read(written(resource))


def refusal(resource: object) -> Reason:
    with pytest.raises(Unreadable) as caught:
        fhir.read(resource if isinstance(resource, bytes) else written(resource))
    return caught.value.reason


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (observation("ER", "Positive"), "ER: Positive"),
        (observation("ER", "Positive", interpretation=[concept("POSITIVE")]), "ER: Positive"),
        (observation("ER", interpretation=[concept("Positive")]), "ER: Positive"),
        (observation("ER", "95", interpretation=[concept("Positive")]), "ER: 95 (Positive)"),
        (observation("ER", valueCodeableConcept={"coding": [{"code": "x", "display": "Positive"}]}), "ER: Positive"),
        (observation("ER", valueCodeableConcept={"coding": [{"code": "POS"}]}), "ER: POS"),
        (observation("Ki-67", valueQuantity={"value": 22, "unit": "%"}), "Ki-67: 22 %"),
        (observation("PR", valueQuantity={"value": 1, "comparator": "<", "unit": "%"}), "PR: <1 %"),
        (observation("Nodes", valueInteger=0), "Nodes: 0"),
        (observation("MSI", valueBoolean=False), "MSI: false"),
        (observation("Ki-67", valueRange={"low": {"value": 10}, "high": {"value": 15, "unit": "%"}}), "Ki-67: 10-15 %"),
        (observation("X", valueRatio={"numerator": {"value": 1}, "denominator": {"value": 128}}), "X: 1:128"),
        (observation("HER2", "2+", method=concept("IHC")), "HER2 (IHC): 2+"),
        (observation("HER2", dataAbsentReason=concept("Not performed")), "HER2: Not performed"),
        (observation("ER", "Positive", referenceRange=[{"text": "Negative: <1 %"}]), "ER: Positive"),
        (observation("ER", "Positive", component=[observation("Cells", "95 %")]), "ER: Positive; Cells: 95 %"),
        (observation("Panel", component=[observation("ER", "+"), observation("PR", "-")]), "Panel\nER: +\nPR: -"),
        (observation("Diagnosis", "line one\nline two"), "Diagnosis\nline one\nline two"),
        (observation("ER", "Positive", status="preliminary"), "ER: Positive\ufffd"),
        (observation("ER", "Positive", status="unknown"), "ER: Positive\ufffd"),
        (observation("FISH", "pending", status="preliminary"), "FISH: pending"),
        (observation("ER", "Positive", note=[{"text": "Clone SP1"}]), "ER: Positive\nClone SP1"),
        (observation("ER", "Positive", bodySite=concept("Left breast")), "Left breast\nER: Positive"),
        (observation("ER", "Positive", text={"div": "<div>ER negative</div>"}), "ER: Positive"),
    ],
)
def test_one_observation(one, line):
    assert read(one).text == line + "\n"


@pytest.mark.parametrize("number", ["22.0", "1.50", "0", "1E2", "-1", "12345678901234567890.10"])
def test_a_number_is_printed_as_it_is_written(number):
    content = written(observation("Ki-67", valueQuantity={"value": 7777, "unit": "%"})).replace(
        b"7777", number.encode()
    )
    assert fhir.read(content).text == f"Ki-67: {number} %\n"


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_what_was_taken_back_is_left_out_and_said(status):
    both = bundle(observation("ER", "Positive", status=status), observation("PR", "Negative"))
    assert read(both).text == "PR: Negative\n" and read(both).notices == Notice.WITHDRAWN
    assert refusal(report(status=status, conclusion="Carcinoma")) is Reason.NO_REPORT_INSIDE


def test_a_report_that_is_only_announced_says_nothing():
    assert refusal(report(status="registered", conclusion="Carcinoma")) is Reason.NO_REPORT_INSIDE


@pytest.mark.parametrize(
    ("status", "notice"),
    [("final", 0), ("amended", Notice.CORRECTED), ("corrected", Notice.CORRECTED), ("preliminary", Notice.PRELIMINARY)],
)
def test_the_state_of_a_report(status, notice):
    document = read(bundle(report(status=status, conclusion="ER: Positive", result=[{"reference": "Observation/o"}]),
                           observation("PR", "Negative", id="o")))  # fmt: skip
    mark = "\ufffd" if notice == Notice.PRELIMINARY else ""
    assert document.text == f"{HEADING}\nER: Positive{mark}\n\nPR: Negative{mark}\n" and document.notices == notice


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/pdf"])
def test_the_form_that_the_sender_presents(media_type):
    content = {
        "text/plain": b"ER: Positive\nPR: Negative\n",
        "text/html": b"<html><body><table><tr><td>ER: Positive</td></tr><tr><td>PR: Negative</td></tr></table>",
        "application/pdf": documents.pdf(documents.words("ER: Positive", "PR: Negative")),
    }[media_type]
    document = read(report(presentedForm=[form(content, media_type)]))
    heading = "" if media_type == "application/pdf" else f"{HEADING}\n"  # a heading alone makes no page
    assert document.text == f"{heading}ER: Positive\nPR: Negative\n"
    assert document.pages_sent == 1 and document.notices == Notice(0)


def test_of_several_forms_the_first_that_can_be_read():
    broken, plain = form(b"%PDF-1.4 x", "application/pdf"), form(b"ER: Positive", "text/plain")
    assert read(report(presentedForm=[broken, plain])).text == f"{HEADING}\nER: Positive\n"
    document = read(report(conclusion="ER: Positive", presentedForm=[form(b"\x89PNG", "image/png")]))
    assert document.notices == Notice.ATTACHMENT
    elsewhere = read(report(conclusion="x", presentedForm=[{"contentType": "text/plain", "url": "https://x.example"}]))
    assert elsewhere.notices == Notice.ATTACHMENT and "example" not in elsewhere.text
    assert refusal(report(presentedForm=[form(documents.pdf(documents.empty), "application/pdf")])) in (
        Reason.NO_REPORT_INSIDE, Reason.PICTURES_INSIDE)  # fmt: skip


def test_a_narrative_counts_where_nothing_else_is_said():
    narrative = {
        "status": "generated",
        "div": "<div><p>ER: <b>Positive</b></p><p style='display:none'>HER2 3+</p></div>",
    }
    document = read(report(text=narrative))
    assert document.text == f"{HEADING}\nER: Positive\n\n\ufffd\n" and document.notices == Notice.HIDDEN
    assert read(report(text=narrative, conclusion="PR: Negative")).text == f"{HEADING}\nPR: Negative\n"


def test_ways_between_resources():
    inner = observation("PR", "Negative", id="c")
    whole = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "urn:uuid:1", "resource": observation("ER", "Positive", id="a")},
            {"resource": observation("Panel", id="b", hasMember=[{"reference": "Observation/d"}])},
            {"resource": observation("HER2", "2+", id="d")},
            {"resource": report(contained=[inner], result=[
                {"reference": "urn:uuid:1"}, {"reference": "#c"}, {"reference": "https://x.example/Observation/b"},
                {"reference": "Observation/elsewhere"},
            ])},
        ],
    }  # fmt: skip
    document = read(whole)
    assert document.text == f"{HEADING}\nER: Positive\nPR: Negative\n\nPanel\nHER2: 2+\n"
    assert document.notices == Notice.ATTACHMENT  # the one that stands elsewhere


def test_members_that_name_each_other_end():
    first = observation("A", "1", id="a", hasMember=[{"reference": "Observation/b"}])
    second = observation("B", "2", id="b", hasMember=[{"reference": "Observation/a"}])
    assert read(bundle(report(result=[{"reference": "Observation/a"}]), first, second)).text.endswith("A: 1\nB: 2\n")


def test_one_person_only():
    other = {**PERSON, "id": "q"}
    mine = report(conclusion="x", subject={"reference": "Patient/p"})
    assert read(bundle(PERSON, mine)).text == f"{HEADING}\nx\n"
    assert refusal(bundle(PERSON, other, mine)) is Reason.SEVERAL_PATIENTS
    assert refusal(bundle(PERSON, mine, report(conclusion="y", subject={"reference": "Patient/q"}))) is (
        Reason.SEVERAL_PATIENTS)  # fmt: skip
    assert refusal(bundle(*(observation("ER", "x", subject={"reference": f"Patient/{one}"}) for one in "ab"))) is (
        Reason.SEVERAL_PATIENTS)  # fmt: skip
    assert "Roe" not in read(bundle(PERSON, mine)).text and "1960" not in read(bundle(PERSON, mine)).text


def test_one_day_only():
    old, new = (report(conclusion=day, effectiveDateTime=day) for day in ("2019-03-01", "2026-01-05T10:00:00Z"))
    assert refusal(bundle(old, new)) is Reason.SEVERAL_REPORTS
    apart = (observation("ER", "x", effectiveDateTime=day) for day in ("2019-03-01", "2026-01-05"))
    assert refusal(bundle(*apart)) is Reason.SEVERAL_REPORTS
    document = read(bundle(new, observation("ER", "old", effectiveDateTime="2019-03-01")))
    assert "old" not in document.text and document.notices == Notice.ATTACHMENT
    assert "ER: Positive" in read(bundle(new, observation("ER", "Positive", effectiveDateTime="2026-01-05"))).text


def test_an_observation_about_somebody_else_is_left_out():
    assert (
        "x" not in read(bundle(observation("BRCA1", "x", focus=[{"reference": "#mother"}]), observation("A", "b"))).text
    )


@pytest.mark.parametrize(
    "content",
    [
        b'{"resourceType": "Observation", "status": "final", "status": "cancelled"}',
        b'{"resourceType": "Observation", "valueInteger": NaN}',
        b'{"resourceType": "Observation"',
        b'{"resourceType": "Observation"} {}',
        b'{"resourceType": "\xff"}',
    ],
)
def test_what_is_no_clear_json(content):
    assert refusal(content) is Reason.DAMAGED


@pytest.mark.parametrize("resource", [{"resourceType": "Patient"}, {"resourceType": 3}, bundle(), bundle(PERSON)])
def test_nothing_of_a_report(resource):
    assert refusal(resource) is Reason.NO_REPORT_INSIDE


@pytest.mark.parametrize(
    "content",
    [
        b'{"resourceType": "Bundle", "entry": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"resourceType": "Bundle", "entry": ' + b'{"a": ' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"resourceType": "Bundle", "a": ' + b"[" * (DEPTH + 2) + b"]" * (DEPTH + 2) + b"}",
        b'{"resourceType": "Bundle", "a": [' + b"{}," * ELEMENTS + b"{}]}",
    ],
    ids=["lists", "objects", "just too deep", "many"],
)
def test_bombs(content):
    started = time.process_time()
    assert refusal(content) is Reason.UNPACKS_TOO_LARGE
    assert time.process_time() - started < 3
    assert sandbox.available()
    with pytest.raises(Unreadable) as caught:
        sandbox.read(content)
    assert caught.value.reason is Reason.UNPACKS_TOO_LARGE


def test_through_the_child():
    assert sandbox.read(written(observation("ER", "Positive"))).kind == "fhir"


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["Observation/a", "#a"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["resourceType", "entry", "resource", "contained", "result", "reference", "hasMember", "code", "text",
             "div", "coding", "display", "valueQuantity", "value", "status", "presentedForm", "data", "contentType",
             "subject", "component", "interpretation", "specimen", "note", "id", "conclusion", "effectiveDateTime"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(_VALUES, st.sampled_from(["Bundle", "DiagnosticReport", "Observation"]))
def test_any_json_is_a_document_or_a_reason(value, kind):
    resource = {"entry": value, "result": value, **(value if isinstance(value, dict) else {}), "resourceType": kind}
    with contextlib.suppress(Unreadable):
        assert isinstance(fhir.read(json.dumps(resource).encode("utf-8", "replace")), Document)
