"""The tables of content/combinations/: each example fires or stays silent; nothing open ever makes a settled card."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from guides import catalog
from reports.explaining import combinations
from reports.reading.findings import OPEN, Finding, Origin, Status
from tests.reports.factories import finding

FILES: Mapping[str, Any] = catalog.marker_rules()["combinations"]
TABLES = {name: combinations.tables({name: file})[0] for name, file in FILES.items() if "combinations" in file}


def made(results: Sequence[Mapping[str, str]]) -> list[Finding]:
    return [
        dataclasses.replace(
            finding(one["marker"], Status(one["status"]), value=one.get("value", "")),
            measures={"variant": one["variant"]} if "variant" in one else {},
            origin=Origin(one.get("origin", "")),
        )
        for one in results
    ]


def _examples(kind: str) -> Iterator[Any]:
    for name, file in FILES.items():
        for number, example in enumerate(file.get("examples", {}).get(kind, ())):
            yield pytest.param(name, example, id=f"{name}-{number}")


@pytest.mark.parametrize(("name", "example"), list(_examples("fire")))
def test_examples_fire(name: str, example: Mapping[str, Any]) -> None:
    shown = TABLES[name].first(made(example["results"]), example.get("cancer", ""))
    assert shown is not None
    assert shown.shows == example["shows"]


@pytest.mark.parametrize(("name", "example"), list(_examples("silent")))
def test_examples_stay_silent(name: str, example: Mapping[str, Any]) -> None:
    assert TABLES[name].first(made(example["results"]), example.get("cancer", "")) is None


@pytest.mark.parametrize("name", TABLES)
def test_every_combination_of_a_table_has_an_example(name: str) -> None:
    shown = {one.shows for one in TABLES[name].combinations}
    assert {example["shows"] for example in FILES[name]["examples"]["fire"]} == shown
    assert len(FILES[name]["examples"]["silent"]) >= 4


@pytest.mark.parametrize(("name", "example"), list(_examples("fire")))
@pytest.mark.parametrize("status", sorted(OPEN - {Status.EQUIVOCAL}))
def test_an_input_without_an_answer_silences(name: str, example: Mapping[str, Any], status: Status) -> None:
    """Each result that is needed, taken back: the same card is gone, unless other results make it as well."""
    own = made(example["results"])
    cancer = example.get("cancer", "")
    shown = TABLES[name].first(own, cancer)
    assert shown is not None
    for needed in shown.used(own):
        changed = [finding(f.marker, status) if f is needed else f for f in own]
        again = TABLES[name].first(changed, cancer)
        assert again is None or needed not in again.used(changed)
        assert again is None or again.state == "open" or not any(f.status in OPEN for f in again.used(changed)), again


def test_open_results_never_carry_a_settled_card() -> None:
    """Random reports, all markers and statuses: what is called settled rests on settled results alone."""
    generator = random.Random(20261125)
    markers = sorted({c.marker for t in TABLES.values() for one in t.combinations for c in one.when})
    cancers = ["", "breast", "colorectal", "endometrial", "gastric", "lung"]
    fired = 0
    for _ in range(20000):
        own = [
            finding(marker, generator.choice(list(Status)), value=generator.choice(["", "0", "1+", "2+", "3+"]))
            for marker in generator.choices(markers, k=generator.randint(1, 8))
        ]
        for one in combinations.found(own, generator.choice(cancers), tuple(TABLES.values())):
            fired += 1
            if one.state == "settled":
                for used in one.used(own):
                    tests_of_her2 = used.marker in {"HER2_IHC", "HER2_ISH"} and used.status is Status.EQUIVOCAL
                    assert used.status not in OPEN or tests_of_her2, (one.shows, own)
    assert fired > 50


def test_her2_low_is_said_of_breast_cancer_alone() -> None:
    low = made([{"marker": "HER2_IHC", "status": "negative", "value": "1+"}, {"marker": "HER2", "status": "negative"}])
    tables = tuple(TABLES.values())
    for cancer in catalog.cancers("en"):
        shown = {one.shows for one in combinations.found(low, cancer, tables)}
        assert shown == ({"HER2_TERM:low"} if cancer == "breast" else set())


def test_tables_are_compiled_once() -> None:
    assert combinations.tables(FILES) is combinations.tables(FILES)
