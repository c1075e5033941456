"""A real browser against a real gunicorn: no header blocks what is ours, and the form passes them (S-06, U-05)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.running import Site, copy_tree, running

pytestmark = pytest.mark.browser
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(copy_tree(tmp_path_factory.mktemp("browser") / "tree")) as site:
        yield site


@pytest.fixture
def address(site: Site) -> str:
    return f"http://localhost:{site.port}"


@pytest.mark.parametrize("path", ["/", "/guides/", "/guides/her2-breast/", "/glossary/", "/reports/"])
def test_nothing_is_blocked_and_nothing_comes_from_elsewhere(page: Page, address: str, path: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + path, wait_until="networkidle")
    assert said == []
    assert asked and all(url.startswith(address) for url in asked)


def test_the_form_passes_its_check(page: Page, address: str) -> None:
    page.goto(address + "/reports/")
    page.locator("[name=text]").fill("Surgical pathology report. ER: positive (90 %).")
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        page.locator("form:has([name=text]) [type=submit]").first.click()
    assert posted.value.status in (200, 302, 303)


@pytest.mark.parametrize("megabytes", [17, 40])
def test_a_file_that_is_too_large_gets_the_page_and_not_a_broken_connection(
    page: Page, address: str, tmp_path: Path, megabytes: int
) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.7\n" + b"x" * (megabytes * MEGABYTE))
    page.goto(address + "/reports/")
    page.locator("[name=file]").set_input_files(large)
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        page.locator("form:has([name=file]) [type=submit]").first.click()
    assert posted.value.status == 413
    expect(page.locator("h1")).to_be_visible()
