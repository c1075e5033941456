"""Single decisions of the reader: ranges, scores, scales, conflicts, what stays unread, what is a report."""

from __future__ import annotations

import pytest

from reports.reading.findings import Context, Reading
from reports.reading.measures import Span, as_printed, span_of
from reports.reading.reader import read
from tests.reports.reading.rules import VOCABULARY

REPORT = "Breast, left, core biopsy: invasive ductal carcinoma.\n"


def answer(text: str) -> Reading:
    return read(REPORT + text, VOCABULARY)


def status(text: str, marker: str) -> str:
    found = [f for f in answer(text).findings if f.marker == marker and f.context is Context.CURRENT]
    return found[0].status.value if found else ""


@pytest.mark.parametrize(
    ("printed", "span"),
    [
        ("90", Span(90, 90)),
        ("~20", Span(20, 20)),
        ("80-90", Span(80, 90)),
        (">95", Span(95, 100, open_low=True)),
        (">=1", Span(1, 100)),
        ("<1", Span(0, 1, open_high=True)),
        ("<=5", Span(0, 5)),
        ("90-80", None),
        ("", None),
        ("1-2-3", None),
    ],
)
def test_a_printed_number_stands_for_an_interval(printed: str, span: Span | None) -> None:
    assert span_of(printed) == span


def test_a_number_is_kept_as_printed_without_its_unit() -> None:
    assert as_printed("less than 1 %") == "<1"
    assert as_printed("80% to 90%") == "80-90"
    assert as_printed("greater than or equal to 10") == ">=10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ER: 0%", "negative"),
        ("ER: 0.5%", "negative"),
        ("ER: <1%", "negative"),
        ("ER: 1%", "low_positive"),
        ("ER: 10%", "low_positive"),
        ("ER: 10.5%", "positive"),
        ("ER: 11%", "positive"),
        ("ER: >10%", "positive"),
        ("ER: 5-20%", "positive"),
        ("ER: <5%", "unclear"),
        ("ER: positive (<1%)", "conflict"),
        ("ER: positive (>=1%)", "positive"),
        ("ER: positive (<10%)", "positive"),
        ("ER: low positive (80%)", "conflict"),
        ("ER: low positive", "low_positive"),
        ("ER: negative (<1%)", "negative"),
        ("ER: negative (<5%)", "negative"),
        ("ER: negative (5%)", "conflict"),
        ("ER: Allred 8/8", "positive"),
        ("ER: Allred 4/8", "unclear"),
        ("ER: Allred 0/8", "negative"),
        ("ER: negative, Allred 8/8", "conflict"),
        ("ER: H-score 0", "negative"),
        ("ER: H-score 200", "positive"),
        ("ER: H-score 2", "unclear"),
        ("ER: borderline (5%)", "equivocal"),
        ("ER: amplified", "unclear"),
        ("ER: positive and negative", "unclear"),
        ("ER: not clearly positive", "unclear"),
        ("ER: no definite positive cells", "unclear"),
        ("ER: not positive", "negative"),
        ("ER: Positive (Block A1). Pending repeat.", "positive"),
        ("ER: (+/-)", "unclear"),
        ("ER: (+)", "positive"),
        ("ER: (-)", "negative"),
        ("ER: -", ""),
    ],
)
def test_words_and_share_decide_together(text: str, expected: str) -> None:
    assert status(text, "ER") == expected


@pytest.mark.parametrize(
    ("text", "ihc", "ish", "whole"),
    [
        ("HER2 IHC: 0. HER2 FISH: not performed", "negative", "not_performed", "negative"),
        ("HER2 IHC: 1+. HER2 FISH: amplified", "negative", "amplified", "conflict"),
        ("HER2 IHC: 2+. HER2 FISH: equivocal", "equivocal", "equivocal", "equivocal"),
        ("HER2 IHC: 3+. HER2 FISH: pending", "positive", "pending", "positive"),
        ("HER2 IHC: pending", "pending", "", "pending"),
        ("HER2 IHC: 2+. HER2 FISH: group 4", "equivocal", "equivocal", "equivocal"),
        ("HER2 IHC: 1+. HER2 FISH: group 3", "negative", "equivocal", "negative"),
        ("HER2 IHC: 3+. HER2 FISH: group 2", "positive", "equivocal", "positive"),
        ("HER2 FISH: ratio 2.5", "", "unclear", ""),
        ("HER2 FISH: ratio 2.5, average HER2 copy number 7.0", "", "amplified", "positive"),
        ("HER2 FISH: ratio 2.5, average HER2 copy number 3.0", "", "equivocal", "equivocal"),
        ("HER2 FISH: ratio 1.5, average HER2 copy number 7.0", "", "equivocal", "equivocal"),
        ("HER2 IHC: 2+ (equivocal). HER2: positive.", "equivocal", "", "conflict"),
        ("HER2 IHC: unsatisfactory", "insufficient", "", ""),
        ("HER2 IHC: suspicious", "unclear", "", ""),
        ("HER2 IHC: positive and negative", "unclear", "", ""),
        ("HER2 FISH: suspicious", "", "unclear", ""),
        ("HER2 FISH: insufficient, ratio 1.2", "", "unclear", ""),
    ],
)
def test_the_two_tests_of_her2_and_the_whole(text: str, ihc: str, ish: str, whole: str) -> None:
    assert (status(text, "HER2_IHC"), status(text, "HER2_ISH"), status(text, "HER2")) == (ihc, ish, whole)


def test_a_positive_call_later_than_its_equivocal_score_stands() -> None:
    text = "HER2 IHC: 2+.\nADDENDUM\nHER2: positive by repeat review."
    assert status(text, "HER2") == "positive"


@pytest.mark.parametrize(
    ("text", "word"), [("Ki-67: high", "high"), ("Ki-67: low, grade 2", "low"), ("Ki-67: 20% in high grade areas", "")]
)
def test_a_word_for_ki67_is_no_other_word(text: str, word: str) -> None:
    found = [f for f in answer(text).findings if f.marker == "KI67"]
    assert [f.value for f in found] == [word]


def test_ki67_states() -> None:
    assert status("Ki-67: pending", "KI67") == "pending"
    assert status("Ki-67: see comment", "KI67") == ""


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("ER:\nPR:\nHER2:\npositive\nnegative", "ER"),
        ("Estrogen receptor:", "ER"),
        ("ER: Positive / Negative", "ER"),
        ("Invasive carcinoma, triple negative.", ""),
    ],
)
def test_a_named_receptor_without_a_value_is_listed(text: str, marker: str) -> None:
    assert marker in [u.marker for u in answer(text).unread]
    assert all(u.reason == "unread.no_value" for u in answer(text).unread)


def test_nothing_is_listed_that_another_line_settles() -> None:
    assert answer("Estrogen receptor:\nMargins: negative\nER: positive").unread == ()
    assert answer("Triple negative carcinoma. ER: negative. PR: negative. HER2: negative.").unread == ()


def test_a_line_that_hides_characters_is_listed_and_not_read() -> None:
    reading = answer("\u202eER: evitisop\u202c\nPR: negative")
    assert [u.reason for u in reading.unread] == ["unread.hidden_characters"]
    assert [f.marker for f in reading.findings if f.marker in {"ER", "PR"}] == ["PR"]


def test_an_amended_answer_keeps_the_line_before_it() -> None:
    reading = answer("ER: negative\nAMENDED REPORT\nER: positive (90%)")
    er = next(f for f in reading.findings if f.marker == "ER")
    assert (er.status.value, er.reason, [e.quote for e in er.also]) == ("positive", "amended", ["ER: negative"])


def test_a_conflict_keeps_both_sides() -> None:
    er = next(f for f in answer("ER: negative\nSYNOPTIC REPORT\nER: positive").findings if f.marker == "ER")
    assert [er.evidence.quote, *(e.quote for e in er.also)] == ["ER: negative", "ER: positive"]


def test_two_numbers_for_one_result_leave_the_word() -> None:
    er = next(f for f in answer("ER: positive (90%)\nSYNOPTIC REPORT\nER: positive (70%)").findings if f.marker == "ER")
    assert (er.status.value, dict(er.measures)) == ("positive", {})


def test_results_below_a_heading_for_another_sample_are_of_that_sample() -> None:
    text = "Receptors performed on previous biopsy:\nER: positive\nFINAL DIAGNOSIS\nPR: negative"
    contexts = {f.marker: f.context for f in answer(text).findings if f.marker in {"ER", "PR"}}
    assert contexts == {"ER": Context.HISTORICAL, "PR": Context.CURRENT}


def test_what_a_current_sample_says_ends_the_heading() -> None:
    text = "Receptors performed on previous biopsy:\nER: positive\nOn the current specimen HER2 is negative."
    contexts = {f.marker: f.context for f in answer(text).findings if f.marker in {"ER", "HER2"}}
    assert contexts == {"ER": Context.HISTORICAL, "HER2": Context.CURRENT}


@pytest.mark.parametrize(
    ("text", "report", "cancer"),
    [
        ("ER positive 90%, HER2 2+", True, "breast"),
        ("HER2 2+", True, ""),
        ("Breast biopsy: invasive carcinoma.", True, "breast"),
        ("Colon, resection specimen: adenocarcinoma, margins free.", True, "colorectal"),
        ("Lung biopsy specimen: metastatic ductal carcinoma.", True, ""),
        ("", False, ""),
        ("A recipe: two eggs, one teaspoon of sugar, bake in the oven.", False, ""),
    ],
)
def test_what_is_a_report_and_of_which_cancer(text: str, report: bool, cancer: str) -> None:
    reading = read(text, VOCABULARY)
    assert (reading.is_report, reading.cancer) == (report, cancer)


def test_the_same_text_is_always_read_alike() -> None:
    text = REPORT + "ER: positive (90%). PR: negative. HER2: 2+. FISH: pending. Ki-67: 20%"
    assert len({read(text, VOCABULARY) == read(text, VOCABULARY) for _ in range(20)}) == 1
