"""Where a result stands in a picture. A mark in the wrong place is a wrong sentence: in doubt there is none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from guides import building, catalog, entries, scales
from guides.loading import tree
from tests.guides import made_up

GROUPS = {
    (2.0, 4.0): "group-1", (5.5, 30.0): "group-1", (2.0, 3.99): "group-2", (3.1, 0.5): "group-2",
    (1.99, 6.0): "group-3", (1.0, 12.0): "group-3", (1.99, 4.0): "group-4", (1.2, 5.99): "group-4",
    (1.99, 3.99): "group-5", (0.0, 0.0): "group-5",
}  # fmt: skip


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, scales.Scale]:
    rows, _ = building.build(tree.read(made_up.write(tmp_path_factory.mktemp("content"))).content)
    return {row.marker_id: scales.Scale.of(row.marker_id, row.scale, row.values) for row in rows.markers if row.scale}


def marked(picture: entries.Picture) -> list[str]:
    return [step.label for step in picture.steps if step.marked]


def test_a_whole_scale_marks_nothing(drawn: dict[str, scales.Scale]) -> None:
    for scale in drawn.values():
        whole = scales.picture(scale, "en")
        assert marked(whole) == []
        assert (whole.marker_x, whole.marker_y, whole.marker_label) == (None, None, "")
        assert whole.title and whole.description and whole.id


def test_a_bar_of_percent_is_in_order_and_full(drawn: dict[str, scales.Scale]) -> None:
    steps = scales.picture(drawn["ER"], "en").steps
    assert [step.label for step in steps] == ["< 1 %", "1–10 %", "> 10 %"]
    assert steps[0].x == 0
    for left, right in pairwise(steps):
        assert left.x + left.width == pytest.approx(right.x, abs=0.2)
    assert steps[-1].x + steps[-1].width == pytest.approx(600, abs=0.2)
    assert min(step.width for step in steps) >= 100


@pytest.mark.parametrize(
    ("number", "label"),
    [(0, "< 1 %"), (0.99, "< 1 %"), (1, "1–10 %"), (5, "1–10 %"), (10, "1–10 %"), (10.1, "> 10 %"), (100, "> 10 %")],
)
def test_a_number_stands_in_its_band(drawn: dict[str, scales.Scale], number: float, label: str) -> None:
    picture = scales.picture(drawn["ER"], "en", percent=number)
    assert marked(picture) == [label]
    step = next(step for step in picture.steps if step.marked)
    assert picture.marker_x is not None
    assert step.x < picture.marker_x < step.x + step.width
    assert picture.marker_label == f"Your report: {number:g}\N{NO-BREAK SPACE}%"


def test_a_word_without_a_number_marks_no_band(drawn: dict[str, scales.Scale]) -> None:
    """ "Positive" in an older report may stand for 3 %."""
    assert marked(scales.picture(drawn["ER"], "en", "positive")) == []


def test_a_word_and_a_number_that_disagree_mark_nothing(drawn: dict[str, scales.Scale]) -> None:
    assert marked(scales.picture(drawn["ER"], "en", "negative", percent=40)) == []
    assert marked(scales.picture(drawn["ISH"], "en", "group-1", ratio=1.2, copies=3.0)) == []
    assert marked(scales.picture(drawn["ISH"], "en", "group-1", ratio=1.2)) == []
    assert marked(scales.picture(drawn["ER"], "en", "pending", percent=40)) == []


@pytest.mark.parametrize(
    ("marker", "numbers"),
    [
        ("ER", {"percent": 150.0}),
        ("ER", {"percent": 100.1}),
        ("ER", {"percent": -1.0}),
        ("ISH", {"ratio": -0.1, "copies": 2.0}),
        ("ISH", {"ratio": 2.0, "copies": 900.0}),
        ("ISH", {"ratio": 250.0, "copies": 5.0}),
    ],
)
def test_an_impossible_number_marks_nothing(
    drawn: dict[str, scales.Scale], marker: str, numbers: dict[str, float]
) -> None:
    picture = scales.picture(drawn[marker], "en", **numbers)
    assert (marked(picture), picture.marker_x, picture.marker_label) == ([], None, "")


@pytest.mark.parametrize(("numbers", "group"), GROUPS.items())
def test_two_numbers_name_a_group(drawn: dict[str, scales.Scale], numbers: tuple[float, float], group: str) -> None:
    for value_id in ("", group):
        picture = scales.picture(drawn["ISH"], "en", value_id, ratio=numbers[0], copies=numbers[1])
        assert marked(picture) == [group.replace("-", " ")]
        step = next(step for step in picture.steps if step.marked)
        assert picture.marker_x is not None and picture.marker_y is not None
        assert step.x < picture.marker_x < step.x + step.width
        assert step.y < picture.marker_y < step.y + step.height


def test_one_number_alone_names_no_group(drawn: dict[str, scales.Scale]) -> None:
    assert marked(scales.picture(drawn["ISH"], "en", ratio=2.5)) == []
    assert marked(scales.picture(drawn["ISH"], "en", copies=7.0)) == []
    assert marked(scales.picture(drawn["ISH"], "en", "group-3", copies=7.0)) == ["group 3"]


def test_the_five_groups_cover_the_grid_once(drawn: dict[str, scales.Scale]) -> None:
    steps = scales.picture(drawn["ISH"], "en").steps
    assert sum(step.width * step.height for step in steps) == 600 * 300
    for x in (1, 299, 301, 599):
        for y in (1, 99, 101, 199, 201, 299):
            holding = [s for s in steps if s.x < x < s.x + s.width and s.y < y < s.y + s.height]
            assert len(holding) == 1


@hypothesis_settings(deadline=None)
@given(ratio=st.floats(0, 50), copies=st.floats(0, 100), percent=st.floats(-10, 200))
def test_any_numbers_mark_at_most_one_place(
    drawn: dict[str, scales.Scale], ratio: float, copies: float, percent: float
) -> None:
    picture = scales.picture(drawn["ISH"], "en", ratio=ratio, copies=copies)
    assert len(marked(picture)) == 1
    bar = scales.picture(drawn["ER"], "en", percent=percent)
    assert len(marked(bar)) == (0 <= percent <= 100)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {"marker": "ER"},
        {"marker": "ER", "number": 5.0},
        {"marker": "ISH"},
        {"marker": "ISH", "ratio": 1.5, "copies": 4.5},
    ],
)
def test_the_templates_draw_what_the_numbers_say(loaded: Path, asked: dict[str, float]) -> None:
    marker = str(asked.pop("marker"))
    picture = catalog.picture("en", marker, **asked)
    assert picture is not None
    html = render_to_string("components/scale.html", {"picture": picture})
    assert picture.title in html
    assert picture.description in html
    for step in picture.steps:
        assert step.label.replace("<", "&lt;").replace(">", "&gt;") in html
    assert ("Your report: " in html) == bool(asked)
