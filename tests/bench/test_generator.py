"""The generator itself: the same seed gives the same set, and its labels are what its text says."""

from __future__ import annotations

import re

import pytest

from bench.reports import generating, others, styles
from bench.reports.cases import knowledge
from bench.reports.gold import MARKERS
from bench.reports.labels import as_list


@pytest.fixture(scope="module")
def rows():
    return list(generating.rows(1, 1200))


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


def test_the_halves_share_no_sentence():
    pools = [styles.pool(half)["distractors"] for half in styles.HALVES]
    sentences = [
        {one if isinstance(one, str) else one["t"] for options in pool.values() for one in options} for pool in pools
    ]
    assert not sentences[0] & sentences[1]
    names = [{style["name"] for style in styles.styles(half)} for half in styles.HALVES]
    assert not names[0] & names[1]


def test_other_documents_are_of_many_kinds():
    found = others.documents(1, 500)
    assert len({row["kind"] for row in found}) >= 30
    assert len({row["text"] for row in found}) >= 450
