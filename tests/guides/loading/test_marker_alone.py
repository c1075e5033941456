"""A marker that has no guide yet: it brings its own sources and questions, and each mistake says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guides import catalog
from guides.loading import checking, replace, tree
from tests.guides import made_up

ALONE = "markers/1P19Q.yaml"
BOOK = "  - {id: book, title: Third book, publisher: A college, year: 2021, address: https://example.org/three}\n"
TEXT = f"""marker: 1P19Q
kind: gene
cancers: [breast, lung]
usual_in: [lung]
usual_sources: {{lung: book}}
label: {{en: "A test alone"}}
about: {{en: "The test looks at a gene."}}
ask_when_missing: {{en: "Was it tested?"}}
values:
  - id: detected
    status: detected
    label: {{en: "Found"}}
    report_words: {{en: "as reports say it"}}
    meaning: {{en: "The lab found the change."}}
    next: {{en: "Ask your care team what comes next."}}
    variants: [L858R]
    range: {{unit: per_megabase, from: "10", from_inclusive: "true"}}
    source: book
    questions: [own]
sources:
{BOOK}questions:
  - {{id: own, text: {{en: "What does the change mean?"}}}}
codes:
  - {{system: HGNC, code: "3236", name: EGFR, source: book}}
"""
GUIDED = "guide: first-test\nanchor: what-it-means\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made_up.write(tmp_path)
    (tmp_path / ALONE).write_text(TEXT, encoding="utf-8")
    return tmp_path


def problems(root: Path) -> list[str]:
    outcome = tree.read(root)
    return sorted({str(one) for one in (*outcome.problems, *checking.check(outcome.content))})


def test_it_stands_alone(root: Path) -> None:
    assert problems(root) == []


SPOILED = [
    ("source: book$", "source: six", "18: values.0.source: there is no source 'six': write it under sources"),
    (r"\[own\]", "[why]", "19: values.0.questions.0: there is no question 'why': write it under questions: here"),
    (r"\[own\]", "[]", "23: questions.0.id: nothing in this file names 'own'; leave it out"),
    ("lung: book", "lung: six", "5: usual_sources.lung: there is no source 'six'"),
    ("lung: book", "breast: book", "5: usual_sources.breast: 'breast' is not in usual_in"),
    ("^usual_sources.*\n", "", "4: usual_in.0: needs a source: write 'lung: …' under usual_sources:"),
    ("^usual_in: .*", "usual_in: [brain]", "4: usual_in.0: 'brain' is not in cancers"),
    ("EGFR, source: book", "EGFR, source: six", "25: codes.0.source: there is no source 'six'"),
    ("system: HGNC", "system: ICD", "25: codes.0.system: must be one of 'LOINC'"),
    ("^label", "anchor: somewhere\nlabel", "6: anchor: needs a guide"),
    ("    variants", "    anchor: somewhere\n    variants", "16: values.0.anchor: needs a guide"),
    ("change mean\\?", "change mean", "23: questions.0.text: must end with a question mark"),
    ("What does", "What " * 25 + "does", "23: questions.0.text: has more than 25 words"),
    ("What does", "Good news: what does", "23: questions.0.text: 'Good news' is not used here"),
    ("1P19Q", "1234", "1: marker: must be a marker id"),
    ("unit: per_megabase", "unit: per_gene", "17: values.0.range.unit: must be one of 'percent'"),
    (BOOK, BOOK * 2, "22: sources.1.id: 'book' is given twice"),
]


@pytest.mark.parametrize(("pattern", "replacement", "message"), SPOILED, ids=[row[2][:40] for row in SPOILED])
def test_one_thing_spoiled(root: Path, pattern: str, replacement: str, message: str) -> None:
    made_up.edit(root / ALONE, pattern, replacement)
    found = problems(root)
    assert any(one.startswith(f"{ALONE}:{message}") for one in found), found


def test_with_a_guide_both_lists_are_known(root: Path) -> None:
    made_up.edit(root / ALONE, "^ask_when", f"{GUIDED}ask_when")
    made_up.edit(root / ALONE, r"source: book\n    questions: \[own\]", "source: two\n    questions: [own, final]")
    assert problems(root) == []
    made_up.edit(root / ALONE, "source: two", "source: six")
    (found,) = problems(root)
    assert found.endswith("there is no source 'six': write it under sources: here or in the guide 'first-test'")


def test_a_row_of_a_guide_needs_an_anchor(root: Path) -> None:
    made_up.edit(root / "markers/ER.yaml", "    anchor: er-low\n", "")
    (found,) = problems(root)
    assert found.endswith("values.1: 'ER:low' needs an anchor in markers/ to be a row of a guide")


@pytest.mark.django_db
def test_what_families_read(folder: Path) -> None:
    (folder / ALONE).write_text(TEXT, encoding="utf-8")
    replace.load(folder)
    marker = catalog.markers("en")["1P19Q"]
    value = marker.values["detected"]
    assert (marker.guide_slug, marker.guide_title, value.anchor) == ("", "", "")
    assert value.source is not None
    assert (value.source.title, value.source.year) == ("Third book", 2021)
    own = marker.questions["own"]
    assert (own.text, own.guide_slug) == ("What does the change mean?", "")
    assert marker.usual_sources["lung"] == marker.codes[0].source == value.source
    band = value.band("per_megabase")
    assert band is not None
    assert band.lower is not None
    assert band.holds(band.lower)
    assert value.percent is None
    assert value.variants == ("L858R",)
    assert catalog.cancers("en") == {"breast": "breast cancer", "lung": "lung cancer"}


@pytest.mark.django_db
def test_its_own_lists_come_before_those_of_the_guide(folder: Path) -> None:
    text = TEXT.replace("book", "one").replace("own", "final").replace("ask_when", f"{GUIDED}ask_when")
    (folder / ALONE).write_text(text.replace("Third one", "Third book"), encoding="utf-8")
    replace.load(folder)
    marker, other = catalog.markers("en")["1P19Q"], catalog.markers("en")["ER"]
    sources = [one.values[name].source for one, name in ((marker, "detected"), (other, "low"))]
    assert [source.title for source in sources if source] == ["Third book", "First book"]
    assert (marker.questions["final"].guide_slug, other.questions["final"].guide_slug) == ("", "first-test")
    assert marker.questions["plan"] == other.questions["plan"]  # named nowhere in the file, and known by the guide
    assert marker.values["detected"].anchor == "what-it-means"  # a value without a place of its own
