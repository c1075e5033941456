"""The explanation, with the real content: what it may say, what it must never say; nothing of the text is lost."""

from __future__ import annotations

import dataclasses
import random
import re

import pytest
from django.conf import settings

from guides import catalog
from reports.explain import explain
from reports.explanation import Card, Explanation
from reports.intake.protocol import Document
from reports.reading.findings import Context, Evidence, Finding, Reading, Status, Unread
from tests.reports.factories import evidence

TEXT = """Left breast, core biopsy
Invasive ductal carcinoma, grade 2
ER: Positive (90%)
PR: Negative (<1%)
HER2 (IHC): Equivocal (2+)
HER2 FISH: pending
A line that nobody understands, Ki-67
Previous biopsy 2019: HER2 negative
"""

BASE_DIR = settings.BASE_DIR
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def content(reports_open: None) -> None:
    """The real content, read once."""


def found(marker: str, status: Status, quote: str, value: str = "", **measures: str) -> Finding:
    return Finding(marker, status, value, evidence(TEXT, quote), "test", measures=measures)


FINDINGS = (
    found("DIAGNOSIS", Status.REPORTED, "Invasive ductal carcinoma", "invasive ductal carcinoma"),
    found("GRADE", Status.REPORTED, "grade 2", "2"),
    found("ER", Status.POSITIVE, "ER: Positive (90%)", percent="90"),
    found("PR", Status.NEGATIVE, "PR: Negative (<1%)", percent="<1"),
    found("HER2_IHC", Status.EQUIVOCAL, "HER2 (IHC): Equivocal (2+)", "2+"),
    found("HER2", Status.EQUIVOCAL, "HER2 (IHC): Equivocal (2+)"),
    found("HER2_ISH", Status.PENDING, "HER2 FISH: pending"),
    Finding("HER2", Status.NEGATIVE, "", evidence(TEXT, "HER2 negative"), "test", Context.HISTORICAL),
)
UNREAD = (Unread(evidence(TEXT, "A line that nobody understands, Ki-67"), "unread.no_value", "KI67"),)


def explained(
    findings: tuple[Finding, ...] = FINDINGS,
    unread: tuple[Unread, ...] = UNREAD,
    is_report: bool = True,
    cancer: str = "breast",
    **document: object,
) -> Explanation:
    fields = {"kind": "pasted", "text": TEXT, "page_starts": (0,), "pages_sent": 1} | document
    return explain(Reading(findings, unread, is_report, cancer), Document(**fields), "en")  # type: ignore[arg-type]


def every_card(explanation: Explanation) -> list[Card]:
    return [c for g in explanation.groups for c in g.cards] + [*explanation.combinations, *explanation.earlier]


def said(explanation: Explanation) -> list[str]:
    """Every sentence of ours on the page: all but the report's own words."""
    sentences = [*explanation.story, *explanation.not_read]
    for card in every_card(explanation):
        sentences += [card.label, card.status_word, card.meaning, card.next_step, card.rule]
    for item in explanation.open:
        sentences += [item.label, item.status_word]
    return sentences + [q.text for q in explanation.questions] + [m.question for m in explanation.missing]


def card_of(explanation: Explanation, marker: str) -> Card:
    return next(c for g in explanation.groups for c in g.cards if c.marker == marker)


def test_the_pieces_of_the_text_joined_are_the_text() -> None:
    generator = random.Random(20261125)
    for _ in range(200):
        spans = [sorted(generator.sample(range(len(TEXT) + 1), 2)) for _ in range(generator.randint(0, 9))]
        findings = tuple(
            Finding("ER", Status.POSITIVE, "", Evidence(TEXT[a:b], a, b, 1), "test")
            for a, b in spans
            if TEXT[a:b].strip()
        )
        lines = explained(findings).lines
        assert "\n".join("".join(piece.text for piece in line.pieces) for line in lines) == TEXT


def test_doubtful_letters_of_a_picture_are_marked_and_none_is_lost() -> None:
    generator = random.Random(20261126)
    for _ in range(200):
        borders = sorted(generator.sample(range(len(TEXT) + 1), 8))
        doubtful = tuple(zip(borders[::2], borders[1::2], strict=True))
        lines = explained(kind="photo", pictures=(1,), second=TEXT, second_page_starts=(0,), doubtful=doubtful).lines
        pieces = [piece for line in lines for piece in line.pieces]
        assert "\n".join("".join(piece.text for piece in line.pieces) for line in lines) == TEXT
        wanted = "".join(TEXT[a:b] for a, b in doubtful).replace("\n", "")
        assert "".join(piece.text for piece in pieces if piece.doubtful) == wanted


def test_two_readings_of_a_picture_stand_side_by_side() -> None:
    score = dataclasses.replace(
        found("KI67", Status.UNCLEAR, "grade 2"), reason="readings_differ", second_quote="grade 3"
    )
    card = card_of(explained((score,)), "KI67")
    assert (card.state, card.quotes[0].text, card.quotes[0].second) == ("open", "grade 2", "grade 3")
    assert "two ways" in card.meaning


def test_every_card_leads_to_a_marked_line_and_the_line_leads_back() -> None:
    explanation = explained()
    lines = {line.anchor: line for line in explanation.lines}
    for card in every_card(explanation):
        assert card.quotes
        for quote in card.quotes:
            assert quote.text in TEXT
            assert any(piece.card_anchor for piece in lines[quote.line_anchor].pieces)
    shown = {card.anchor for card in every_card(explanation)}
    marked = {piece.card_anchor for line in explanation.lines for piece in line.pieces} - {""}
    assert marked <= shown


def test_a_pending_result_is_open_and_never_settled() -> None:
    card = card_of(explained(), "HER2_ISH")
    assert card.state == "open"
    assert card.picture is None
    assert "pending" in card.status_word.lower()
    assert [item.card_anchor for item in explained().open if "ISH" in item.label] == [card.anchor]


def test_a_score_of_2_is_open_until_her2_as_a_whole_is_settled() -> None:
    score = found("HER2_IHC", Status.EQUIVOCAL, "HER2 (IHC): Equivocal (2+)", "2+")
    alone = explained((score,))
    assert [item.card_anchor for item in alone.open] == [card_of(alone, "HER2_IHC").anchor]
    for answer, state in [(Status.NEGATIVE, "settled"), (Status.POSITIVE, "settled"), (Status.CONFLICT, "open")]:
        explanation = explained((score, found("HER2", answer, "HER2 FISH: pending")))
        assert card_of(explanation, "HER2_IHC").state == state
        assert len(explanation.open) == (state == "open")


def test_every_reason_of_the_reader_has_its_sentence() -> None:
    sources = [*(BASE_DIR / "reports/reading").glob("*.py"), *(BASE_DIR / "content").glob("[rc]*/*.yaml")]
    codes = {
        code for path in sources for code in re.findall(r'"((?:unclear|conflict|unread)\.[a-z_]+)"', path.read_text())
    }
    codes |= {code for path in sources for code in re.findall(r'reason[=:] ?"?([a-z]+_[a-z_]+)\b', path.read_text())}
    assert len(codes) > 5
    sentences = catalog.wording("en").sentences
    assert [c for c in sorted(codes) if c not in sentences and f"reason.{c}" not in sentences] == []


def test_an_earlier_result_is_neither_a_card_of_today_nor_in_the_story() -> None:
    explanation = explained()
    assert [card.state for card in explanation.earlier] == ["earlier"]
    assert all(card.quotes[0].text != "HER2 negative" for g in explanation.groups for card in g.cards)
    assert "earlier sample" in explanation.earlier[0].meaning
    assert not explanation.combinations  # HER2 of today is open, whatever the old one said


@pytest.mark.parametrize(
    "status", [Status.UNCLEAR, Status.CONFLICT, Status.INSUFFICIENT, Status.NOT_PERFORMED, Status.PENDING]
)
@pytest.mark.parametrize("marker", ["ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67", "GRADE", "PT", "PN", "MARGINS"])
def test_an_abstention_says_no_result(marker: str, status: Status) -> None:
    card = card_of(explained((found(marker, status, "ER: Positive (90%)", percent="90"),)), marker)
    values = [v for v in catalog.markers("en")[marker].values.values() if v.status != status]
    assert card.state == "open"
    assert card.picture is None
    assert not any(value.meaning in card.meaning or value.label == card.status_word for value in values)
    assert card.next_step


def test_every_value_that_content_explains_is_explained_by_its_own_words() -> None:
    """In a report on each cancer that its file names; `<ID>_OTHER` speaks for the cancers that `<ID>` does not name."""
    for marker in catalog.markers("en").values():
        if marker.kind == "combination" or marker.id.removesuffix("_OTHER") in {"NODES_POSITIVE", "NODES_EXAMINED"}:
            continue  # chosen by combination or by count
        for cancer in marker.cancers:
            for value in marker.values.values():
                if value.bands and value.status == "reported":
                    continue  # chosen by number
                name = marker.id.removesuffix("_OTHER")
                finding = found(name, Status(value.status), "grade 2", value.value)
                card = card_of(explained((finding,), cancer=cancer), name)
                assert card.meaning.startswith(value.meaning), (cancer, value)
                assert value.next_step == card.next_step


@pytest.mark.parametrize(
    ("percent", "value_id"),
    [("0", "low"), ("5", "low"), ("6", "between"), ("29", "between"), ("30", "high"), ("85", "high")],
)
def test_ki67_is_explained_by_the_range_of_its_number(percent: str, value_id: str) -> None:
    card = card_of(explained((found("KI67", Status.REPORTED, "grade 2", percent=percent),)), "KI67")
    assert card.meaning == catalog.markers("en")["KI67"].values[value_id].meaning
    assert percent in card.status_word


@pytest.mark.parametrize("percent", ["20-30", ">20", "", "abc", "1e9"])
def test_ki67_without_one_number_has_no_range(percent: str) -> None:
    card = card_of(explained((found("KI67", Status.REPORTED, "grade 2", percent=percent),)), "KI67")
    assert card.meaning not in [value.meaning for value in catalog.markers("en")["KI67"].values.values()]


@pytest.mark.parametrize(
    ("printed", "explained_by"),
    [("pT1c", "T1"), ("ypT2", "T2"), ("mpT3", "T3"), ("pTis", "Tis"), ("T4d", "T4"), ("rpTX", "TX")],
)
def test_a_stage_word_is_explained_without_its_prefix_and_shown_with_it(printed: str, explained_by: str) -> None:
    card = card_of(explained((found("PT", Status.REPORTED, "grade 2", printed),)), "PT")
    values = {value.value: value for value in catalog.markers("en")["PT"].values.values()}
    assert card.meaning == values[explained_by].meaning
    assert card.status_word == printed


@pytest.mark.parametrize(
    ("printed", "explained_by"),
    [
        ("pN0(i+)(sn)", "N0(i+)"),
        ("pN0 (i+)", "N0(i+)"),
        ("pN0(sn)(i-)", "N0"),
        ("pN1(mi)(sn)", "N1mi"),
        ("ypN1mi", "N1mi"),
        ("pN1a", "N1"),
        ("pNx", "NX"),
    ],
)
def test_a_node_category_is_explained_by_its_finest_word(printed: str, explained_by: str) -> None:
    card = card_of(explained((found("PN", Status.REPORTED, "grade 2", printed),)), "PN")
    values = {value.value: value for value in catalog.markers("en")["PN"].values.values()}
    assert card.meaning == values[explained_by].meaning


@pytest.mark.parametrize("diagnosis", ["benign", "lobular carcinoma in situ", "ductal carcinoma in situ"])
def test_receptors_are_not_missed_where_nothing_is_invasive(diagnosis: str) -> None:
    assert explained((found("DIAGNOSIS", Status.REPORTED, "grade 2", diagnosis),), ()).missing == ()
    invasive = found("DIAGNOSIS", Status.REPORTED, "Left breast", "invasive lobular carcinoma")
    assert explained((found("DIAGNOSIS", Status.REPORTED, "grade 2", diagnosis), invasive), ()).missing


def test_a_diagnosis_outside_the_list_gets_no_explanation_of_another() -> None:
    card = card_of(explained((found("DIAGNOSIS", Status.REPORTED, "grade 2", "secretory carcinoma"),)), "DIAGNOSIS")
    assert card.status_word == "secretory carcinoma"
    assert card.meaning not in [value.meaning for value in catalog.markers("en")["DIAGNOSIS"].values.values()]


def test_results_of_two_specimens_never_make_one_combination() -> None:
    split = (
        Finding("ER", Status.NEGATIVE, "", evidence(TEXT, "ER: Positive (90%)"), "test", specimen="A"),
        Finding("PR", Status.NEGATIVE, "", evidence(TEXT, "PR: Negative (<1%)"), "test", specimen="A"),
        Finding("HER2", Status.NEGATIVE, "", evidence(TEXT, "HER2 negative"), "test", specimen="B"),
    )
    explanation = explained(split)
    assert explanation.combinations == ()
    assert [group.title for group in explanation.groups] == ["A", "B"]


def test_tests_named_in_a_line_that_was_not_read_are_not_called_missing() -> None:
    labels = [gap.label for gap in explained().missing]
    assert not any("Ki-67" in label or "HER2" in label or label == "ER" for label in labels)


def test_pages_and_lines_that_were_not_read_are_said_first() -> None:
    explanation = explained(page_starts=(0, len(TEXT), len(TEXT)), pages_sent=3, unread_pages=(2, 3))
    assert (explanation.pages_read, explanation.pages_sent) == (1, 3)
    assert "2, 3" in explanation.not_read[0]
    assert explanation.unread[0].text == "A line that nobody understands, Ki-67"
    assert [line.unread_reason for line in explanation.lines if line.unread_reason]


@pytest.mark.parametrize(("is_report", "outcome"), [(False, "not_a_report"), (True, "nothing_found")])
def test_nothing_found_never_looks_like_an_answer(is_report: bool, outcome: str) -> None:
    explanation = explained((), (), is_report)
    assert explanation.outcome == outcome
    assert (explanation.groups, explanation.story, explanation.open, explanation.missing) == ((), (), (), ())


def test_questions_are_asked_once_and_open_results_first() -> None:
    questions = explained().questions
    assert len({q.text for q in questions}) == len(questions) >= 3
    assert "HER2" in questions[0].because


def test_nothing_is_left_to_fill_in_and_no_word_is_said_that_must_not_be_said() -> None:
    banned = re.compile(r"\byou have\b|cured|good news|no need to|unfortunately|\bwill\b|surviv|[{}]", re.IGNORECASE)
    for sentence in said(explained()):
        assert not banned.search(sentence), sentence


def test_the_same_report_gives_the_same_page() -> None:
    assert explained() == explained()
