"""A spare child that a test has prepared must not serve the next test."""

from __future__ import annotations

import pytest

from reports.intake import sandbox


@pytest.fixture(autouse=True)
def _no_spare_of_another_test():
    yield
    sandbox._spares.take().end()
