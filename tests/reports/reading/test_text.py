"""Normalised text and the way back; sections, parts, addenda and pages of lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.reading.headings import heading_key
from reports.reading.text import Line, Prepared, prepare
from tests.reports.reading.rules import VOCABULARY

OUTLINE = VOCABULARY.outline


def prepared(text: str, page_starts: tuple[int, ...] = (0,)) -> Prepared:
    return prepare(text, OUTLINE, page_starts)


def line_with(text: str, piece: str) -> Line:
    return next(line for line in prepared(text).lines if piece in line.text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_every_span_leads_back_to_the_letter(text: str) -> None:
    ready = prepared(text)
    for start in range(0, len(ready.text), 7):
        first, last = ready.original_span(start, start + 1)
        assert 0 <= first < last <= len(text)
    for line in ready.lines:
        assert ready.text[line.start : line.end] == line.text
        if line.text.strip():
            evidence = ready.evidence(line.start, line.end)
            assert evidence.quote == text[evidence.start : evidence.end]


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("\u0415R", "ER"),
        ("ＥＲ", "ER"),
        ("Posi\u00adtive", "Positive"),
        ("E\u200bR", "ER"),
        ("≥1 %", ">=1 %"),
        ("ER – pos", "ER - pos"),
        ("☑ Positive ☐ Negative", "[x] Positive [ ] Negative"),
        ("estro-\ngen", "estrogen"),
        ("non-\namplified", "non-\namplified"),
        ("P O S I T I V E", "POSITIVE"),
        ("A B C D", "A B C D"),
        ("a\x1b[31mb", "ab"),
        ("a\r\nb\x0cc", "a\nb\nc"),
        ("½", "1/2"),
    ],
)
def test_look_alikes_are_made_one(printed: str, plain: str) -> None:
    assert prepared(printed).text == plain


def test_a_line_with_turned_writing_is_marked_and_others_are_not() -> None:
    ready = prepared("ER: pos\n\u202eER: evitisoP\u202c\nPR: neg")
    assert [line.unsafe for line in ready.lines] == [False, True, False]


def test_pages_are_counted_from_one() -> None:
    text = "first\nsecond\nthird"
    ready = prepared(text, (0, 6, 13))
    assert [line.page for line in ready.lines] == [1, 2, 3]
    assert ready.evidence(13, 18).page == 3


@pytest.mark.parametrize(
    ("text", "piece", "section"),
    [
        ("CLINICAL HISTORY:\nlump", "lump", "history"),
        ("Clinical Information\nlump\nFINAL DIAGNOSIS\ncarcinoma", "carcinoma", "diagnosis"),
        ("** Comment(s): **\ntext", "text", "comment"),
        ("2. GROSS DESCRIPTION\nmass", "mass", "gross"),
        ("Clinical history: lump\nER: positive", "ER", ""),
        ("Clinical history: lump\nER   positive", "ER", ""),
        ("Clinical history: lump\n\nText", "Text", ""),
        ("METHODS:\nER clone SP1\nFROZEN SECTION:\nText", "Text", "intraoperative"),
        ("Controls: adequate.\nText", "Text", ""),
        ("FINAL DIAGNOSIS\nControls: adequate.\nText", "Text", "diagnosis"),
        ("see\ncomment.\nText", "Text", ""),
        ("SYNOPTIC-PRIMARY CARCINOMA OF BREAST\nText", "Text", "synoptic"),
        ("COMMENT:\nnote\nUNKNOWN THINGS:\nText", "Text", ""),
        ("HISTORY\nlump\nESTROGEN RECEPTOR:\nText", "Text", "history"),
        ("FINAL DlAGN0SIS\nText", "Text", "diagnosis"),
        ("G ROSS:\nText", "Text", "gross"),
        ("DIAL TONE\nText", "Text", ""),
        ("\nComment. Text", "Text", "comment"),
        ("we refer to the\nComment. Text", "Text", ""),
        ("FINAL DIAGNOSIS\na\nGROSS     One node. Text", "Text", "gross"),
        ("FINAL DIAGNOSIS\na\nER     Positive Text", "Text", "diagnosis"),
        ("METHODS\nx\nBIOMARKERS (SPECIMEN A)\nText", "Text", "results"),
        ("SPECIMENS\nx\nFINAL DIAGNOSIS\nSPECIMEN B\nText", "Text", "diagnosis"),
        ("PATHOLOGY\nHx: lump, L breast.\nL breast, core bx, invasive ductal ca, grade 2, ER pos, Text", "Text", ""),
        ("PATHOLOGY\nHx: lump, L breast, core, seen, known, ca, Text", "Text", "history"),
    ],
)
def test_a_line_knows_its_section(text: str, piece: str, section: str) -> None:
    assert line_with(text, piece).section == section


@pytest.mark.parametrize(
    ("text", "piece", "specimen"),
    [
        ("A. Breast, left, core biopsy:\ntext", "text", "A"),
        ("A) LEFT BREAST, EXCISION\nB) RIGHT BREAST, EXCISION\ntext", "text", "B"),
        ("Part 2: right axilla\ntext", "text", "2"),
        ("SPECIMEN B:\ntext", "text", "B"),
        ("Tumor 1: 2 cm\ntext", "text", "Tumor 1"),
        ("FOR SITE #2 (10 o'clock):\ntext", "text", "SITE #2"),
        ("RIGHT BREAST:\ntext", "text", "Right breast"),
        ("LEFT AXILLARY CONTENTS:\ntext", "text", "LEFT AXILLARY CONTENTS"),
        ("FINAL DIAGNOSIS\n1. Left breast, biopsy: carcinoma\ntext", "text", "1"),
        ("1. Microcalcifications\ntext", "text", ""),
        ("PART 1: BREAST\nB. TUMOR MEASURES 2 CM\ntext", "text", "1"),
        ("G. Fibrocystic changes\ntext", "text", ""),
        ("a. breast biopsy\ntext", "text", ""),
        ("A. 2.3 cm\ntext", "text", ""),
        ("II. Something\ntext", "text", ""),
        ("FINAL DIAGNOSIS\nI. Right colon, resection:\ntext\nII. Left colon, biopsy:\nmore", "more", "II"),
        ("(A) LEFT BREAST, EXCISION:\n(B) RIGHT BREAST, EXCISION:\ntext", "text", "B"),
        ("DIAGNOSIS\nPart 1, left breast core biopsy: carcinoma\ntext", "text", "1"),
        ("DIAGNOSIS\n1). RIGHT BREAST, EXCISION:\ntext", "text", "1"),
        ("DIAGNOSIS\n1 - RT BREAST, EXCISION:\ntext", "text", "1"),
        ("SPECIMEN A\ntext", "text", "A"),
        ("SPECIMEN(S) RECEIVED\ntext", "text", ""),
        ("RECEPTORS\nLesion 1, block 1C\ntext", "text", "Lesion 1"),
        ("BIOMARKERS, SPECIMEN B\ntext", "text", "B"),
        ("SPECIMENS\n1) LEFT BREAST   2) LEFT NODES\ntext", "text", ""),
        (
            "SPECIMENS\nA  Left node  B  Right node\nDIAGNOSIS\nA. Metastasis in one node\nB. No tumor\ntext",
            "text",
            "B",
        ),
        ("DIAGNOSIS\nA. Metastasis in one node\nB. No tumor\ntext", "text", ""),
        ("A. Left breast, biopsy:\nCOMMENT:\ntext", "text", ""),
        ("A. Left breast, biopsy:\nCOMMENT:\ntext\nB. Right breast, biopsy:", "text", "A"),
        ("A. Left breast, biopsy:\nResult: done\ntext", "text", "A"),
        ("PART 1: BREAST\nPART 2: LYMPH NODE\nT STAGE, PATHOLOGIC:\ntext", "text", ""),
        (
            "1. Left breast, biopsy:\nFINAL DIAGNOSIS\n1. Left breast, biopsy:\nIHC\ntext\n2. Right breast, biopsy:",
            "text",
            "1",
        ),
    ],
)
def test_a_line_knows_its_part(text: str, piece: str, specimen: str) -> None:
    assert line_with(text, piece).specimen == specimen


def test_a_paragraph_pasted_as_one_line_is_read_sentence_by_sentence() -> None:
    first = "Sections show an invasive ductal carcinoma that grows in cords and nests within a dense stroma."
    text = f"{first} ER is positive in Dr. Doe's block. In 2015 a cancer was removed there. PR was positive then too."
    ready = prepared(text)
    assert "".join(line.text for line in ready.lines).replace(" ", "") == text.replace(" ", "")
    assert [line.section for line in ready.lines] == ["", "", "previous", "previous"]
    assert len(prepared(first).lines) == 1


def test_addenda_are_counted_and_amendments_told_apart() -> None:
    text = "FINAL DIAGNOSIS\na\nADDENDUM #1 (1/2/2024)\nb\nAMENDED REPORT\nc"
    assert [(line_with(text, x).addendum, line_with(text, x).amended) for x in "abc"] == [
        (0, False),
        (1, False),
        (2, True),
    ]


def test_an_addendum_above_its_report_ends_there() -> None:
    text = "ADDENDUM\nlater\nFINAL DIAGNOSIS\nfirst"
    assert line_with(text, "later").addendum == 1
    assert line_with(text, "first").addendum == 0


def test_heading_keys_have_no_numbers_dates_or_marks() -> None:
    assert heading_key("ADDENDUM #2 (01/02/2024):") == "addendum"
    assert heading_key("T STAGE, PATHOLOGIC") == "t stage pathologic"
    assert heading_key("Specimen(s) received") == "specimens received"
