"""The generator itself: the same seed gives the same set, and its labels are what its text says."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from bench.reports import generating, others, styles
from bench.reports.cases import knowledge
from bench.reports.gold import MARKERS
from bench.reports.labels import as_list
from bench.reports.writing import write


@pytest.fixture(scope="module")
def rows():
    return list(generating.rows(1, 1200, "all"))


def test_the_same_seed_gives_the_same_reports():
    assert list(generating.rows(5, 40)) == list(generating.rows(5, 40))
    assert list(generating.rows(5, 40)) != list(generating.rows(6, 40))


def test_the_default_set_is_large_and_whole(rows):
    first = [row for row in rows if not row["swap_of"]]
    assert sum(map(generating.stated, first)) >= 10_000
    assert len({row["style"] for row in rows}) >= 15
    assert {row["half"] for row in rows} == set(styles.HALVES)
    assert {row["cancer"] for row in rows} == set(knowledge()["cancers"])
    assert len({row["id"] for row in rows}) == len(rows)


def test_every_marker_is_asked_for_in_every_state_that_it_can_have(rows):
    seen: dict[str, set[str]] = {}
    for row in rows:
        for label, value in {**row["labels"], **row["more"]}.items():
            seen.setdefault(label, set()).update(as_list(value))
        for marker, values in row["may"].items():
            seen.setdefault(marker, set()).update(values)
    for family, markers in knowledge()["families"].items():
        states = set(knowledge()["states"][family])
        for marker in markers:
            assert marker in seen, marker
        # a rare state may be missing for one marker, never for a family
        assert states <= set().union(*(seen[marker] for marker in markers)), family
    assert set(MARKERS) <= set(seen)


def test_numbers_and_variants_of_the_labels_stand_in_the_text(rows):
    for row in rows:
        text = row["text"].lower()
        for label, value in {**row["labels"], **row["more"]}.items():
            for one in as_list(value):
                if label.endswith("variant"):
                    assert any(form.lower() in re.sub(r"\s+", " ", text) for form in re.split("; ", one)), (
                        row["id"],
                        label,
                    )
                elif re.fullmatch(r"[\d.]+", one):
                    assert one in text, (row["id"], label, one)


def test_a_twin_differs_from_its_report_in_values_alone(rows):
    by_id = {row["id"]: row for row in rows}
    turned = 0
    for twin in rows:
        if twin["swap_of"]:
            first = by_id[twin["swap_of"]]
            assert (first["style"], first["cancer"]) == (twin["style"], twin["cancer"])
            turned += sum(first["labels"].get(label) != value for label, value in twin["labels"].items())
    assert turned >= 1000


@pytest.mark.parametrize(("one", "other"), list(combinations(styles.HALVES, 2)))
def test_the_halves_share_no_sentence(one, other):
    sentences = [
        {entry if isinstance(entry, str) else entry["t"] for options in pool.values() for entry in options}
        for pool in (styles.pool(half)["distractors"] for half in (one, other))
    ]
    shared = len(sentences[0] & sentences[1])  # counted, so that a failure shows no sentence of a sealed half
    assert shared == 0
    names = [{style["name"] for style in styles.styles(half)} for half in (one, other)]
    assert not names[0] & names[1]


def test_the_third_half_is_asked_for_by_its_name_only():
    assert {row["half"] for row in generating.rows(1, 60, "both", twins=False)} == {"write", "judge"}
    fresh = list(generating.rows(1, 60, "fresh", twins=False))
    assert {row["half"] for row in fresh} == {"fresh"}
    assert len({row["style"] for row in fresh}) >= 9
    assert {row["half"] for row in others.documents(1, 60, "fresh")} == {"fresh"}
    assert "fresh" not in {row["half"] for row in others.documents(1, 200)}


def test_every_marker_is_asked_for_in_the_third_half_too():
    rows = generating.rows(1, 500, "fresh")
    seen = {label for row in rows for part in ("labels", "more", "may") for label in row[part]}
    assert set(MARKERS) <= seen


def test_an_addendum_on_top_stands_before_the_report_that_it_mends():
    style = next(style for style in styles.styles("fresh") if style.get("addendum_first"))
    heads = [head.split("{date}")[0] for head in style["addendum"]["amended"]]
    amended = 0
    for number in range(60):
        case = generating.case_for(style, 3, number)
        text, account = write(case, style, case.key)
        found = [text.index(head) for head in heads if head in text]
        if found:
            amended += 1
            original = next(text.index(head) for head in style["original"] if head in text)
            assert found[0] < original
            assert account.earlier
    assert amended >= 3


def test_other_documents_are_of_many_kinds():
    found = others.documents(1, 500)
    assert len({row["kind"] for row in found}) >= 30
    assert len({row["text"] for row in found}) >= 450
