"""What content and reader must agree on, though neither package imports the other."""

from __future__ import annotations

from typing import get_args

from guides import catalog
from guides.loading import marker_schema
from reports.reading.findings import Status


def test_the_statuses_of_content_are_those_of_the_reader() -> None:
    assert list(get_args(marker_schema.Status)) == [status.value for status in Status]


def test_the_cancers_of_content_are_those_of_the_reader() -> None:
    read = catalog.marker_rules()["context"]["cancers"]["cancers"]
    assert set(catalog.cancers("en")) == set(read) - {
        "other"
    }  # "other" keeps a report from being taken for a known one
