"""Every marker in every state: words from content, none that must not be said, none that belong to another cancer."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from guides import catalog
from guides.loading import readability
from reports.explain import explain
from reports.explanation import Card, Explanation
from reports.intake.protocol import Document
from reports.reading import biomarkers, genes
from reports.reading.findings import NO_RESULT, Finding, Origin, Reading, Status
from tests.reports.factories import evidence

pytestmark = pytest.mark.django_db

CONTRACT = (
    *("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67", "PDL1", *genes.MARKERS, *biomarkers.MARKERS[:8]),
    *biomarkers.MARKERS[9:],
    *(
        "DIAGNOSIS",
        "GRADE",
        "PT",
        "PN",
        "PM",
        "STAGE",
        "NODES_POSITIVE",
        "NODES_EXAMINED",
        "MARGINS",
        "LATERALITY",
        "LVI",
    ),
)
VALUES = ("", "2+", "4+", "VUS", "likely benign", "pathogenic", "pT2", "Gleason 3+4=7", "ultralow", "fusion", "grp <b>")
MEASURES: tuple[dict[str, str], ...] = (
    {},
    {"percent": "80"},
    {"tps": "60", "cps": "12"},
    {"variant": "p.L858R", "vaf": "23.4"},
    {"copy_number": "7.1", "ratio": "3.2"},
    {"score": "18"},
    {"percent": "150"},
)
BANNED = re.compile(
    r"\byou have\b|\bcure[ds]?\b|good news|bad news|no need to|unfortunately|\bwill\b|\bwon't\b|surviv|\bfight|"
    r"\byou (?:should|must) |stop taking|start taking|[{}]|\bnot_|_detected\b|(?-i:\b[A-Z][A-Z0-9]*_[A-Z0-9]+\b)",
    re.IGNORECASE,
)
TEXT = "The line that says it"


@pytest.fixture(autouse=True)
def content(reports_open: None) -> None:
    """The real content, read once."""


def found(marker: str, status: Status, value: str = "", origin: Origin = Origin.NOT_SAID, **measures: str) -> Finding:
    return Finding(marker, status, value, evidence(TEXT, TEXT), "test", measures=measures, origin=origin)


def explained(*findings: Finding, cancer: str = "", specimens: tuple[str, ...] = ()) -> Explanation:
    return explain(Reading(findings, (), True, cancer, specimens), Document("pasted", TEXT, (0,), 1), "en")


def every_card(explanation: Explanation) -> list[Card]:
    return [card for group in explanation.groups for card in group.cards] + list(explanation.combinations)


def said(explanation: Explanation) -> list[str]:
    sentences = [*explanation.story]
    for card in every_card(explanation):
        sentences += [card.label, card.status_word, card.meaning, card.next_step, card.rule, card.origin]
        sentences += [measure.label for measure in card.measures]
    for group in explanation.groups:
        for topic in group.topics:
            sentences += [topic.title, *(text for one in topic.lists for text in (one.title, one.note))]
    for item in explanation.open:
        sentences += [item.label, item.status_word]
    sentences += [question.text for question in explanation.questions]
    return sentences + [text for gap in explanation.missing for text in (gap.label, gap.question, gap.because)]


@pytest.mark.parametrize("marker", CONTRACT)
def test_every_status_of_every_marker_has_words_of_content(marker: str) -> None:
    cancers = ["", "breast", "lung", "gastric"]
    for status, cancer in itertools.product(Status, cancers):
        explanation = explained(found(marker, status), cancer=cancer)
        (card,) = [one for group in explanation.groups for one in group.cards]
        assert card.label and card.status_word and card.meaning and card.next_step, (status, cancer)
        assert marker not in {card.label, card.status_word} or marker == "P16", (status, cancer)
        assert "team" in card.next_step or "sk " in card.next_step, card.next_step
        assert card.quotes
        for sentence in said(explanation):
            assert not BANNED.search(sentence), (status, cancer, sentence)


@pytest.mark.parametrize("marker", CONTRACT)
def test_strange_values_and_measures_say_nothing_that_must_not_be_said(marker: str) -> None:
    generator = random.Random(marker)
    for _ in range(80):
        status, value, origin = (generator.choice(list(one)) for one in (Status, VALUES, Origin))
        measures = generator.choice(MEASURES)
        cancer = generator.choice(["", "breast", "lung", "colorectal", "ovarian"])
        explanation = explained(found(marker, status, value, origin, **measures), cancer=cancer)
        for card in every_card(explanation):
            for sentence in (card.label, card.meaning, card.next_step, card.rule, card.origin):
                assert not BANNED.search(sentence), (status, value, sentence)
        if "150" in measures.values() and status not in NO_RESULT:
            (card,) = (one for group in explanation.groups for one in group.cards)
            assert (card.state, card.picture) == ("open", None)
            assert "printed" in card.meaning


@pytest.mark.parametrize("cancer", ["", "gastric", "colorectal", "lung", "endometrial"])
def test_a_report_on_another_cancer_shows_no_breast_sentence(cancer: str) -> None:
    markers = ["HER2", "HER2_IHC", "HER2_ISH", "ER", "PR", "KI67", "GRADE", "PT", "PN", "PM", "MARGINS", "LATERALITY"]
    markers += ["NODES_POSITIVE", "NODES_EXAMINED", "DIAGNOSIS", "STAGE", "LVI"]
    values = ("", "0", "1+", "2+", "3+", "pT2", "pN1", "M0", "left", "positive", "3", "benign", "IIA")
    for marker, status, value in itertools.product(markers, Status, values):
        for card in every_card(explained(found(marker, status, value), cancer=cancer)):
            told = " ".join((card.meaning, card.next_step, card.rule, card.guide_title))
            assert not re.search(r"breast|HER2-low|ultralow|Nottingham|duct", told, re.IGNORECASE), (marker, told)
            assert card.picture is None or marker not in {"HER2_IHC", "HER2_ISH"}


@pytest.mark.parametrize("status", [Status.DETECTED, Status.NOT_DETECTED])
@pytest.mark.parametrize("origin", list(Origin))
def test_each_gene_says_where_it_was_tested(status: Status, origin: Origin) -> None:
    for marker in ("EGFR", "BRCA1", "TP53", "NTRK"):
        (card,) = every_card(explained(found(marker, status, origin=origin)))[:1]
        words = {
            Origin.TUMOR: "tumor sample",
            Origin.BLOOD: "in the blood",
            Origin.INHERITED: "inherited",
            Origin.NOT_SAID: "does not say",
        }
        assert words[origin] in card.origin
        assert ("not the same as absent from the tumor" in card.origin) == (
            origin is Origin.BLOOD and status is Status.NOT_DETECTED
        )


def test_what_has_no_result_says_no_origin_and_proteins_say_none() -> None:
    for status in NO_RESULT:
        assert every_card(explained(found("EGFR", status, origin=Origin.TUMOR)))[0].origin == ""
    assert every_card(explained(found("PDL1", Status.POSITIVE)))[0].origin == ""
    assert every_card(explained(found("MGMT", Status.DETECTED)))[0].origin == ""


def panel(hits: int, count: int = 18, origin: Origin = Origin.TUMOR) -> list[Finding]:
    names = genes.MARKERS[:count]
    return [
        found(name, Status.DETECTED if number < hits else Status.NOT_DETECTED, "", origin)
        for number, name in enumerate(names)
    ]


def test_a_panel_shows_cards_for_what_was_found_and_a_line_for_each_other() -> None:
    explanation = explained(*panel(3), cancer="lung")
    topics = {topic.title: topic for group in explanation.groups for topic in group.topics}
    assert len(topics["Genes"].cards) == 3
    (one,) = topics["Genes"].lists
    assert len(one.cards) == 15
    assert one.title.startswith("15 ")
    assert all(card.quotes and card.anchor for card in one.cards)
    assert "tumor" in one.note
    anchors = [card.anchor for card in every_card(explanation)]
    assert len(anchors) == len(set(anchors)) == 18


def test_a_liquid_biopsy_without_findings_never_calls_the_tumor_free() -> None:
    explanation = explained(*panel(0, 12, Origin.BLOOD), cancer="lung")
    (one,) = [one for group in explanation.groups for topic in group.topics for one in topic.lists]
    assert "not the same as absent from the tumor" in one.note
    assert any("does not rule it out" in sentence for sentence in explanation.story)


def test_two_origins_are_two_lists() -> None:
    both = [*panel(0, 6), *panel(0, 6, Origin.INHERITED)]
    lists = [one for g in explained(*both).groups for topic in g.topics for one in topic.lists]
    assert [len(one.cards) for one in lists] == [6, 6]
    assert lists[0].note != lists[1].note


@pytest.mark.parametrize("cancer", ["", "breast", "lung", "gastric"])
def test_the_story_names_the_test_of_each_word(cancer: str) -> None:
    told = {*CONTRACT} - {*genes.MARKERS, "DIAGNOSIS", "LATERALITY", "GRADE", "MARGINS", "LVI"}
    told -= {"PT", "PN", "PM", "STAGE", "NODES_POSITIVE", "NODES_EXAMINED", "MLH1", "PMS2", "MSH2", "MSH6"}
    for marker, status in itertools.product(sorted(told | {"MGMT", "1P19Q", "MLH1_METHYLATION"}), Status):
        names = {marker.split("_")[0].lower(), catalog.markers("en")[marker].label.split(" ")[0].lower()}
        names |= {"pd-l1", "claudin", "folate", "ms", "1p/19q"}
        for sentence in explained(found(marker, status), cancer=cancer).story:
            assert any(name in sentence.lower() for name in names), (status, sentence)


def test_a_change_of_unknown_meaning_is_not_told_as_a_change_that_was_found() -> None:
    explanation = explained(found("BRCA2", Status.REPORTED, "VUS", Origin.INHERITED))
    assert not any("found a change" in sentence for sentence in explanation.story)
    assert any("not known" in sentence for sentence in explanation.story)


@pytest.mark.parametrize(
    ("marker", "value", "measures"),
    [
        ("HER2_IHC", "4+", {}),
        ("ER", "", {"percent": "150"}),
        ("PDL1", "", {"tps": "140"}),
        ("PR", "", {"allred": "9"}),
        ("ER", "", {"hscore": "450"}),
        ("EGFR", "", {"vaf": "230"}),
        ("ONCOTYPE", "", {"score": "180"}),
        ("KI67", "", {"percent": "101"}),
    ],
)
def test_impossible_values_are_shown_as_printed_and_not_explained(
    marker: str, value: str, measures: dict[str, str]
) -> None:
    explanation = explained(found(marker, Status.POSITIVE, value, **measures), cancer="breast")
    (card,) = [one for group in explanation.groups for one in group.cards]
    assert card.state == "open"
    assert card.picture is None
    assert "misprint" in card.meaning
    assert not explanation.combinations
    assert [measure.printed.split("\u00a0")[0] for measure in card.measures] == list(measures.values())
    assert all(card.label not in sentence or "no final answer" in sentence for sentence in explanation.story)


@pytest.mark.parametrize(
    ("score", "value_id"),
    [("0", "rs-0-15"), ("15", "rs-0-15"), ("16", "rs-16-25"), ("25", "rs-16-25"), ("26", "rs-26-100")],
)
def test_oncotype_is_explained_by_the_range_of_its_number(score: str, value_id: str) -> None:
    (card,) = every_card(explained(found("ONCOTYPE", Status.REPORTED, score=score), cancer="breast"))
    assert card.meaning == catalog.markers("en")["ONCOTYPE"].values[value_id].meaning
    assert card.status_word == score


@pytest.mark.parametrize("score", ["", "10-20", "<11", "abc"])
def test_oncotype_without_one_number_is_placed_nowhere(score: str) -> None:
    (card,) = every_card(explained(found("ONCOTYPE", Status.REPORTED, "low", score=score), cancer="breast"))
    assert card.meaning not in {value.meaning for value in catalog.markers("en")["ONCOTYPE"].values.values()}


def test_scores_of_pdl1_keep_their_names() -> None:
    (card,) = every_card(explained(found("PDL1", Status.POSITIVE, tps="60", cps="70", ic="3"), cancer="lung"))
    assert [measure.label.split(" ")[0] for measure in card.measures] == ["TPS", "CPS", "IC"]
    assert [measure.printed for measure in card.measures] == ["60\u00a0%", "70", "3\u00a0%"]


@pytest.mark.parametrize(
    ("printed", "stage"), [("IIA", "II"), ("IIIC2", "III"), ("IVB", "IV"), ("IA1", "I"), ("0", "0")]
)
def test_a_stage_is_explained_by_its_roman_number(printed: str, stage: str) -> None:
    (card,) = every_card(explained(found("STAGE", Status.REPORTED, printed), cancer="lung"))
    assert card.meaning == catalog.markers("en")["STAGE"].values[f"stage-{stage.lower()}"].meaning
    assert card.status_word == printed


def test_usual_tests_that_are_not_named_are_asked_for_with_the_cancer_they_belong_to() -> None:
    gaps = explained(found("KRAS", Status.DETECTED, origin=Origin.TUMOR), cancer="colorectal").missing
    assert {gap.label for gap in gaps} >= {"Mismatch repair (MMR)"}
    assert all("bowel cancer" in gap.because and gap.question.endswith("?") for gap in gaps)
    stained = explained(found("MLH1", Status.INTACT), found("MSI", Status.STABLE), cancer="colorectal").missing
    assert not {gap.label for gap in stained} & {"Mismatch repair (MMR)", "Microsatellites (MSI)"}
    assert explained(found("KRAS", Status.DETECTED)).missing == ()


def test_questions_have_ids_of_their_own_and_no_result_crowds_out_the_others() -> None:
    questions = explained(*panel(4), found("PDL1", Status.POSITIVE, tps="60"), cancer="lung").questions
    assert len({question.id for question in questions}) == len(questions)
    assert len({question.because for question in questions[:5]}) == 5


SAMPLES = {
    "lung panel": [*panel(4), found("PDL1", Status.POSITIVE, tps="60"), found("TMB", Status.HIGH, score="14")],
    "colon": [
        *(found(name, Status.LOSS) for name in ("MLH1", "PMS2")),
        *(found(name, Status.INTACT) for name in ("MSH2", "MSH6")),
        found("MSI", Status.HIGH),
        found("BRAF", Status.DETECTED, "", Origin.TUMOR, variant="p.V600E"),
    ],
    "germline": [
        found("BRCA1", Status.DETECTED, "pathogenic", Origin.INHERITED, variant="c.68_69del"),
        found("BRCA2", Status.REPORTED, "VUS", Origin.INHERITED),
        found("PALB2", Status.NOT_DETECTED, "", Origin.INHERITED),
    ],
    "blood": panel(2, 14, Origin.BLOOD),
    "pending": [found(name, Status.PENDING) for name in ("EGFR", "ALK", "PDL1", "MMR", "TMB", "HRD")],
    "prostate": [found("GRADE", Status.REPORTED, "Gleason 4+3=7"), found("BRCA2", Status.DETECTED, "", Origin.TUMOR)],
}
CANCERS = {"lung panel": "lung", "colon": "colorectal", "blood": "lung", "pending": "lung", "prostate": "prostate"}


@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_page_says_reads_at_grade_8_at_most(name: str) -> None:
    explanation = explained(*SAMPLES[name], cancer=CANCERS.get(name, ""))
    told = [*explanation.story]
    for card in every_card(explanation):
        told += [card.meaning, card.next_step, card.origin]
    known = {word.lower() for term in catalog.glossary("en") for word in readability.words(term.term)}
    assert readability.grade([sentence for sentence in told if sentence], known) <= readability.MAX_GRADE
    for sentence in said(explanation):
        assert not BANNED.search(sentence), sentence


def test_the_colon_sample_says_what_belongs_together() -> None:
    shown = [card.status_word for card in explained(*SAMPLES["colon"], cancer="colorectal").combinations]
    assert shown == ["MLH1 is lost, and a sign points to the tumor itself", "MMR and MSI agree: repair does not work"]
