"""What content and reader must agree on, though neither package imports the other."""

from __future__ import annotations

from typing import get_args

from guides.loading import schema
from reports.reading.findings import Status


def test_the_statuses_of_content_are_those_of_the_reader() -> None:
    assert list(get_args(schema.Status)) == [status.value for status in Status]
