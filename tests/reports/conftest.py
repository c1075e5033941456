"""What the pages of reports need before they can be asked for: content, and a purge that has just come by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from guides import catalog
from reports import storage
from tests.reports.live import Site, site


@pytest.fixture
def reports_open(db: None) -> None:
    try:
        catalog.page("en", "disclaimer")
    except LookupError:
        call_command("load_content", verbosity=0)
        catalog.page("en", "disclaimer")  # from here on this process knows it: once is enough for all tests
    storage.purge(every_seconds=10**8)  # in time for years, wherever a test sets the clock


@pytest.fixture(scope="session")
def one_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site") / "data") as running:
        yield running


@pytest.fixture
def live_site(one_site: Site) -> Site:
    """Served by real processes, with no report in it and a purge that is in time for long."""
    one_site.ask("DELETE FROM reports_sealedreport")
    one_site.ask("UPDATE reports_purgerun SET finished_at = datetime('now'), every_seconds = 1000000")
    return one_site
