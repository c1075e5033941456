"""A scan from the form to its explanation, in a real browser, with a real worker, without scripts."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import SCHEMES, Watch, colored, violations
from tests.reports import live
from tests.reports.made_up import report
from tests.reports.slow import pictures
from tests.reports.test_queue_workers import pass_gate, worker

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate")


@pytest.fixture(scope="module")
def slow_site(tmp_path_factory: pytest.TempPathFactory, gate: Path) -> Iterator[live.Site]:
    slow = {"DJANGO_SETTINGS_MODULE": "tests.reports.slow_settings", "ONCOKIND_TEST_GATE": str(gate)}
    with live.site(tmp_path_factory.mktemp("progress") / "data", **slow) as running:
        running.ask("UPDATE reports_purgerun SET every_seconds = 1000000")
        yield running


@pytest.fixture
def reader(slow_site: live.Site, gate: Path) -> Iterator[subprocess.Popen[bytes]]:
    for page in gate.iterdir():
        page.unlink()
    with worker(slow_site) as process:
        yield process


def bring(page: Page, slow_site: live.Site) -> None:
    page.goto(f"http://127.0.0.1:{slow_site.port}/reports/")
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": pictures(report(), "Ki-67: 2O %", "end")}
    page.set_input_files("#id_file", files=[scan])  # type: ignore[list-item]
    page.get_by_role("button", name="Explain my report").first.click()


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}])
def test_a_scan_is_waited_for_corrected_and_deleted(page: Page, watch: Watch, slow_site: live.Site, gate: Path) -> None:
    bring(page, slow_site)
    expect(page.get_by_role("heading", level=1)).to_have_text("We are reading your report")
    expect(page.get_by_role("status")).to_contain_text("Page 1 of 3 is being read.", timeout=10_000)
    expect(page.get_by_role("status")).to_be_focused()
    pass_gate(gate, 1)
    expect(page.get_by_role("status")).to_contain_text("Page 2 of 3 is being read.", timeout=10_000)
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Page 2 of 3 is being read.")
    pass_gate(gate, 2, 3)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report, explained", timeout=15_000)
    assert "told" not in page.url
    page.get_by_role("link", name="Compare the text with your paper").click()
    page.get_by_text("Page 2 · read from a picture").click()
    page.get_by_label("The text of page 2").fill("Ki-67: 20 %")
    page.get_by_role("button", name="Read the corrected text").click()
    expect(page.get_by_text("Page 2 · changed by you")).to_be_visible()
    expect(page.get_by_role("button", name="Bring back the text as it was read")).to_be_visible()
    page.get_by_role("button", name="Delete now").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report is deleted")


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_looks_right_on_every_screen(browser: Browser, slow_site: live.Site, gate: Path, scheme: Any) -> None:
    """Nothing wider than the screen, the button in the first view, and nothing that axe complains of."""
    with colored(browser, scheme) as context:
        page = context.new_page()
        bring(page, slow_site)
        for width, height in ((360, 700), (768, 1024), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            expect(page.get_by_role("button", name="Stop and delete my report")).to_be_in_viewport()
        assert violations(page) == []
        if scheme == "light":
            page.get_by_role("button", name="Stop and delete my report").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Your report is deleted")
            assert slow_site.ask("SELECT count(*) FROM reports_sealedupload") == [(0,)]
            return
        pass_gate(gate, 1, 2, 3)
        expect(page.get_by_role("heading", level=1)).to_have_text("Your report, explained", timeout=15_000)
        page.locator(".by-page summary").first.click()
        assert violations(page) == []
        page.get_by_role("button", name="Delete now").first.click()
