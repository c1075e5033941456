"""What the pages of reports need before they can be asked for: content, and a purge that has just come by."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from guides import catalog
from reports import storage


@pytest.fixture
def reports_open(db: None) -> None:
    try:
        catalog.page("en", "disclaimer")
    except LookupError:
        call_command("load_content", verbosity=0)
        catalog.page("en", "disclaimer")  # from here on this process knows it: once is enough for all tests
    storage.purge(every_seconds=10**8)  # in time for years, wherever a test sets the clock
