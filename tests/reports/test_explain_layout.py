"""How an explanation is laid out: whole lines, facts in rows, lists by line; and what is not explained."""

from __future__ import annotations

import random
import re

import pytest
from django.conf import settings

from guides.entries import Question
from reports.explain import explain
from reports.explaining import english, marked_text
from reports.explanation import Explanation
from reports.intake.protocol import Document
from reports.reading.findings import Evidence, Finding, Origin, Reading, Status

pytestmark = pytest.mark.django_db
TEXT = """Colon, right: Adenocarcinoma, moderately differentiated, pT3 pN1a.
Lymph nodes: 2 of 18 positive.
No change was found in: ALK, ROS1, RET.
KRAS: not detected
"""
GERMAN = "Befund: Mammakarzinom links.\nÖstrogenrezeptor: positiv (90 %)\nHER2: negativ\nHER2 FISH: ausstehend\n"
SPANISH = "Muestra: biopsia de mama izquierda.\nReceptores de estrógeno: positivo\nHER2: negativo\nInforme pendiente\n"
FRENCH = "Prélèvement du sein gauche.\nRécepteurs aux oestrogènes : positifs (90 %)\nHER2 : négatif\n"


@pytest.fixture(autouse=True)
def content(reports_open: None) -> None:
    """The real content, read once."""


def found(marker: str, status: Status, quote: str, value: str = "", rule: str = "test", **more: object) -> Finding:
    start = TEXT.index(quote)
    return Finding(marker, status, value, Evidence(quote, start, start + len(quote), 1), rule, **more)  # type: ignore[arg-type]


FINDINGS = (
    found("DIAGNOSIS", Status.REPORTED, "Adenocarcinoma", "Adenocarcinoma"),
    found("GRADE", Status.REPORTED, "moderately differentiated", "2", "grade.differentiation"),
    found("PT", Status.REPORTED, "pT3", "pT3"),
    found("PN", Status.UNCLEAR, "pN1a"),
    found("NODES_POSITIVE", Status.REPORTED, "2 of 18", "2"),
    *(found(gene, Status.NOT_DETECTED, f"No change was found in: {upto}", origin=Origin.TUMOR)
      for gene, upto in (("ALK", "ALK"), ("ROS1", "ALK, ROS1"), ("RET", "ALK, ROS1, RET"))),
    found("KRAS", Status.NOT_DETECTED, "KRAS: not detected", origin=Origin.TUMOR),
)  # fmt: skip


def explained(text: str = TEXT, findings: tuple[Finding, ...] = FINDINGS, cancer: str = "colorectal") -> Explanation:
    return explain(Reading(findings, (), True, cancer), Document("pasted", text, (0,), 1), "en")


def test_a_quote_stands_with_the_rest_of_its_line() -> None:
    lines = marked_text.Lines.of(TEXT, (0,))
    generator = random.Random(20261127)
    for _ in range(300):
        start, end = sorted(generator.sample(range(len(TEXT)), 2))
        quote = lines.quote(Evidence(TEXT[start:end], start, end, 1))
        whole = quote.before + quote.text + quote.after
        assert whole in TEXT
        assert not (quote.before and "\n" in quote.before) and not (quote.after and "\n" in quote.after)


def test_a_very_long_line_is_shortened_and_says_so() -> None:
    text = "word " * 200 + "HER2: 2+" + " word" * 200
    start = text.index("HER2")
    quote = marked_text.Lines.of(text, (0,)).quote(Evidence("HER2: 2+", start, start + 8, 1))
    assert quote.before.startswith("…") and quote.after.endswith("…")
    assert len(quote.before) + len(quote.after) <= 2 * marked_text.MOST_BESIDE + 4
    assert quote.before.removeprefix("… ") in text and quote.after.removesuffix(" …") in text


def test_settled_facts_are_rows_and_the_diagnosis_and_what_is_open_are_cards() -> None:
    topics = [topic for group in explained().groups for topic in group.topics]
    rows = [card.marker for topic in topics for card in topic.facts]
    cards = [card.marker for topic in topics for card in topic.cards]
    assert rows == ["GRADE", "PT", "NODES_POSITIVE"]
    assert {"DIAGNOSIS", "PN"} <= set(cards)
    assert not set(rows) & set(cards)


def test_genes_of_one_line_share_it_and_each_keeps_its_anchor() -> None:
    (one,) = [found for g in explained().groups for topic in g.topics for found in topic.lists]
    assert [[name for _, name in row.names] for row in one.rows] == [["ALK", "ROS1", "RET"], ["KRAS"]]
    assert one.rows[0].quotes[0].text == "No change was found in: ALK, ROS1, RET"
    assert [anchor for row in one.rows for anchor, _ in row.names] == [card.anchor for card in one.cards]


def test_a_grade_told_in_words_says_so() -> None:
    (grade,) = [card for g in explained().groups for card in g.cards if card.marker == "GRADE"]
    assert "differentiated" in grade.rule
    assert "differentiated" in grade.meaning


@pytest.mark.parametrize("gleason", ["3+3=6", "3+4=7", "4+3=7", "4+4=8", "3+5=8", "5+3=8", "4+5=9", "5+4=9", "5+5=10"])
def test_each_gleason_score_has_its_grade_group(gleason: str) -> None:
    score = found("GRADE", Status.REPORTED, "pT3", f"Gleason {gleason}")
    (card,) = [card for g in explained(findings=(score,), cancer="prostate").groups for card in g.cards]
    first, second, total = map(int, re.findall(r"\d+", gleason))
    group = {6: 1, 8: 4, 9: 5, 10: 5}.get(total) or (2 if first < second else 3)
    assert f"grade group {group} of 5" in card.meaning and f"grade group {group} of 5" in card.status_word


@pytest.mark.parametrize("text", [GERMAN, SPANISH, FRENCH])
def test_a_report_in_another_language_is_not_explained(text: str) -> None:
    finding = Finding("HER2", Status.NEGATIVE, "", Evidence(text[:6], 0, 6, 1), "test")
    explanation = explained(text, (finding,), "breast")
    assert explanation.outcome == "other_language"
    assert (explanation.groups, explanation.story, explanation.questions[:0], explanation.missing) == ((), (), (), ())
    assert "\n".join("".join(piece.text for piece in line.pieces) for line in explanation.lines) == text


def test_nothing_found_in_the_blood_is_not_told_as_a_stable_tumor() -> None:
    blood = found("MSI", Status.STABLE, "2 of 18", origin=Origin.BLOOD)
    explanation = explained(findings=(blood,), cancer="lung")
    (card,) = [card for g in explanation.groups for card in g.cards]
    assert "not found in the blood" in card.status_word
    assert "blood" in card.origin and "tumor" in card.origin
    assert not any("stable" in said for said in (card.status_word, card.meaning, *explanation.story))
    tumor = found("MSI", Status.STABLE, "2 of 18")
    (card,) = [card for g in explained(findings=(tumor,), cancer="lung").groups for card in g.cards]
    assert "stable" in card.status_word


def test_english_reports_are_english_whatever_names_they_hold() -> None:
    samples = [path.read_text() for path in (settings.CONTENT_DIR / "samples" / "en").glob("*.txt")]
    names = "Hospital General de la Ciudad, Dr. Karl von der Leyen, Unidad de Mama\n"
    for text in [*samples, TEXT, "ER: Positive\nHER2: Negative"]:
        assert not english.is_other_language(text)
        assert not english.is_other_language(names + text)


def test_a_question_is_asked_where_it_fits_and_where_no_result_has_answered_it() -> None:
    question = Question("q", "Why?", cancers=("lung",), unless=("MMR",))
    assert question.fits("lung", {"ER"})
    assert not question.fits("lung", {"MMR"})
    assert not question.fits("breast", set())
    assert Question("q", "Why?").fits("", {"MMR"})
