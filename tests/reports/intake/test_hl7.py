"""HL7 v2: every letter of the text stands in the message; what is not final decides nothing; no person's name."""

from __future__ import annotations

import base64
import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.intake import hl7, pdf, sandbox
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import SEGMENTS, Document, Notice
from tests.reports.intake import documents
from tests.reports.intake.records import hl7 as message
from tests.reports.intake.records import obr, obx

ORDER = obr()
HEADING = "Surgical pathology study\n"


@pytest.fixture(scope="module", autouse=True)
def _pdfium():
    pdf.start()


def lines(*segments: str, **options: str) -> list[str]:
    return hl7.read(message(ORDER, *segments, **options)).text.removeprefix(HEADING).strip("\n").split("\n")


def refusal(content: bytes) -> Reason:
    with pytest.raises(Unreadable) as caught:
        hl7.read(content)
    return caught.value.reason


@pytest.mark.parametrize(
    ("segment", "line"),
    [
        (obx("ER", "Positive"), "ER: Positive"),
        (obx("Ki-67", "22", kind="NM", unit="%"), "Ki-67: 22 %"),
        (obx("Ki-67", "22.0", kind="NM", unit="%^percent^UCUM"), "Ki-67: 22.0 %"),
        (obx("PR", "<^1", kind="SN", unit="%"), "PR: <1 %"),
        (obx("Ki-67", "^15^-^20", kind="SN", unit="%"), "Ki-67: 15-20 %"),
        (obx("ER", "LA1^Positive^LN", kind="CWE"), "ER: Positive"),
        (obx("ER", "LA1^Positive^LN^^^^^^Positive, 95 %", kind="CWE"), "ER: Positive, 95 %"),
        (obx("ER", "LA1^Positive^LN^^^^^^Negative", kind="CWE"), "ER: Negative (Positive)"),
        (obx("ER", "POS", kind="CE"), "ER: POS"),
        (obx("ER", "1^Positive~2^Strong", kind="CE"), None),
        (
            obx("HER2", "Ratio 1.8 \\T\\ 2\\S\\3 \\F\\ a\\R\\b \\E\\ \\X41\\\\XC3A9\\"),
            "HER2: Ratio 1.8 & 2^3 | a~b \\ Aé",
        ),
        (obx("HER2", "C:\\lab\\x"), "HER2: C:\\lab\\x"),
        (obx("HER2", "\\H\\2+\\N\\ \\Z99\\"), "HER2: 2+ \ufffd"),
        (obx("ER", "cannot be assessed", status="X"), "ER: cannot be assessed"),
        (obx("HER2 FISH", "Pending", status="P"), "HER2 FISH: Pending"),
        (obx("ER", "Positive", status="P"), "ER: Positive\ufffd"),
        (obx("ER", "Positive, FISH pending", status="I"), "ER: Positive, FISH pending\ufffd"),
    ],
)
def test_one_observation(segment, line):
    assert lines(segment) == ([line] if line else ["ER", "Positive", "Strong"])


def test_a_narrative_over_many_observations_is_one_text():
    said = lines(
        obx("Final diagnosis", "Breast, left:", kind="TX"),
        obx("Final diagnosis", "  Invasive carcinoma\\.br\\Grade 2", kind="TX"),
        "NTE|1||Second \\T\\ third slide",
        obx("ER", "Positive"),
    )
    assert said == ["Final diagnosis", "Breast, left:", "  Invasive carcinoma", "Grade 2", "Second & third slide",
                    "", "ER: Positive"]  # fmt: skip


def test_two_samples_keep_their_names():
    """A second value under the same name is never a bare line below the first."""
    assert lines(obx("ER", "Positive", sub="1"), obx("ER", "Negative", sub="2")) == ["ER: Positive", "ER: Negative"]
    assert lines(obx("ER", "P", kind="CE"), obx("ER", "N", kind="CE")) == ["ER: P", "ER: N"]


def test_a_correction_takes_the_place_of_what_it_corrects():
    document = hl7.read(message(ORDER, obx("ER", "Negative"), obx("PR", "Negative"), obx("ER", "Positive", status="C")))
    assert document.text == f"{HEADING}PR: Negative\nER: Positive\n"
    assert document.notices == Notice.CORRECTED


@pytest.mark.parametrize("status", "DW")
def test_what_the_sender_took_back_is_left_out_and_said(status):
    document = hl7.read(message(ORDER, obx("ER", "Negative", status=status), obx("PR", "Positive")))
    assert document.text == f"{HEADING}PR: Positive\n" and document.notices == Notice.WITHDRAWN


def test_an_order_that_is_not_final_marks_observations_without_a_status():
    document = hl7.read(message(obr(status="P"), obx("ER", "Positive", status=""), obx("PR", "Negative")))
    assert document.text == f"{HEADING}ER: Positive\ufffd\nPR: Negative\n" and document.notices == Notice.PRELIMINARY
    assert refusal(message(obr(status="X"), obx("ER", "Positive"))) is Reason.NO_REPORT_INSIDE


def test_no_result_and_no_words_leave_no_line():
    document = hl7.read(message(ORDER, obx("HER2", "", status="X"), obx("PR", "Positive")))
    assert document.text == f"{HEADING}PR: Positive\n" and document.notices == Notice.WITHDRAWN


def test_several_orders_each_with_their_specimen():
    second = obr("HER2 FISH", number="S26-2")
    content = message(
        ORDER, obx("ER", "Positive"), "SPM|1|||^Core biopsy||||||||||Left breast", second, obx("Ratio", "1.2")
    )
    assert hl7.read(content).text == f"{HEADING}Left breast\nER: Positive\n\nHER2 FISH\nRatio: 1.2\n"


def test_reports_of_different_days_do_not_mix():
    old = obr("Biopsy", number="S19-1", day="20190101")
    assert refusal(message(ORDER, obx("ER", "Positive"), old, obx("ER", "Negative"))) is Reason.SEVERAL_REPORTS
    same_case = obr("FISH", day="20260109")
    assert hl7.read(message(ORDER, obx("ER", "Positive"), same_case, obx("Ratio", "1.2"))).pages_sent == 1


def test_a_batch_is_read_if_it_is_about_one_person():
    first, other = message(ORDER, obx("ER", "Positive")), message(obr(), obx("PR", "Negative"))
    batch = b"FHS|^~\\&|\rBHS|^~\\&|\r" + first + b"\r" + other + b"\rBTS|2\r"
    assert "ER: Positive" in hl7.read(batch).text and "PR: Negative" in hl7.read(batch).text
    assert refusal(batch.replace(b"4711", b"4712", 1)) is Reason.SEVERAL_PATIENTS


def test_nothing_of_the_person_is_text():
    content = message(ORDER, obx("ER", "Positive"), "NK1|1|ROE^JOHN")
    for private in ("ROE", "JANE", "4711", "1960", "CLINIC"):
        assert private not in hl7.read(content).text


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n"])
def test_line_ends_and_the_frame_of_the_wire(ending):
    content = message(ORDER, obx("ER", "Positive"), obx("PR", "Negative")).replace(b"\r", ending)
    assert hl7.read(b"\x0b" + content + b"\x1c\r").text == f"{HEADING}ER: Positive\nPR: Negative\n"


def test_a_line_that_starts_no_segment_goes_on_in_the_one_above():
    content = message(ORDER, "OBX|1|TX|^Diagnosis||Invasive\ncarcinoma||||||F")
    assert "Invasive\ncarcinoma" in hl7.read(content).text


@pytest.mark.parametrize(
    ("charset", "encoding"), [("8859/1", "latin-1"), ("UNICODE UTF-8", "utf-8"), ("", "utf-8"), ("", "cp1252")]
)
def test_character_sets(charset, encoding):
    content = message(ORDER, obx("Größe", "2 mm"), charset=charset).decode().encode(encoding)
    assert "Größe: 2 mm" in hl7.read(content).text


def test_other_separators():
    content = message(ORDER, obx("ER", "Positive"), marks="@!\\&").replace(b"^", b"@")
    assert hl7.read(content).text == f"{HEADING}ER: Positive\n"


def encapsulated(content: bytes, kind: str = "AP^PDF") -> str:
    return obx("PDF", f"LAB^{kind}^Base64^{base64.b64encode(content).decode()}", kind="ED")


def test_a_pdf_within_is_read_as_pages_of_its_own():
    inner = documents.pdf(documents.words("HER2 (IHC): 2+"), documents.words("page two"))
    document = hl7.read(message(ORDER, obx("ER", "Positive"), encapsulated(inner)))
    assert document.text == f"{HEADING}ER: Positive\nHER2 (IHC): 2+\npage two\n"
    assert document.pages_sent == 3 and document.notices == Notice(0) and document.kind == "hl7"
    assert hl7.read(message("OBR|1", encapsulated(inner))).pages_sent == 2


@pytest.mark.parametrize(
    "inner", [b"{\\rtf1 x}", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4 nothing", documents.pdf(documents.empty)]
)
def test_an_attachment_that_cannot_be_read_is_named(inner):
    document = hl7.read(message(ORDER, obx("ER", "Positive"), encapsulated(inner, "AP^Octet-stream")))
    assert Notice.ATTACHMENT in document.notices and document.text.startswith(f"{HEADING}ER: Positive\n")
    assert refusal(message("OBR|1", encapsulated(inner))) is Reason.PICTURES_INSIDE
    pointer = hl7.read(message(ORDER, obx("ER", "Positive"), obx("Image", "http://lab.example", kind="RP")))
    assert pointer.notices == Notice.ATTACHMENT and "http" not in pointer.text


def test_messages_without_results():
    assert refusal(message(obr(), type_="ORM^O01")) is Reason.NO_REPORT_INSIDE
    assert refusal(message(obr())) is Reason.NO_REPORT_INSIDE
    assert refusal(b"MSH|") is Reason.DAMAGED
    assert refusal(b"FHS|^~\\&|") is Reason.DAMAGED


def test_a_million_observations_are_refused_at_once():
    content = message(ORDER) + b"\rOBX|1|ST|^a||b" * 1_000_000
    started = time.process_time()
    assert refusal(content[: 15 * 1024 * 1024]) is Reason.TOO_MUCH_TEXT
    assert time.process_time() - started < 3
    assert refusal(message(*["OBX|1|ST|^||"] * (SEGMENTS + 1))) is Reason.TOO_MUCH_TEXT


def test_through_the_child():
    document = sandbox.read(message(ORDER, obx("ER", "Positive"), encapsulated(documents.pdf(documents.words("x")))))
    assert document.kind == "hl7" and document.text == f"{HEADING}ER: Positive\nx\n"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text("OBXRNTEPID|^~\\&0123456789FCP.br\r\n \u202eé", max_size=60), max_size=12), st.binary(max_size=40)
)
def test_any_message_is_a_document_or_a_reason(parts, noise):
    content = message(ORDER, *parts) + noise
    with contextlib.suppress(Unreadable):
        assert isinstance(hl7.read(content), Document)


@settings(max_examples=100, deadline=None)
@given(
    st.text(
        st.characters(codec="ascii", exclude_characters="\\|^~&\r\n\x00", categories=["L", "N", "P", "Zs"]), min_size=1
    )
)
def test_every_letter_of_a_value_stands_in_the_message(value):
    if value.strip():
        assert lines(obx("ER", value))[0].strip() == f"ER: {value}".strip()
