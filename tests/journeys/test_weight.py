"""What a guide costs on a slow line: bytes and requests of a first visit, as Chromium counts them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Request

pytestmark = pytest.mark.browser
GUIDES = ("her2-breast", "hormone-receptors-breast", "ki-67", "how-to-read-a-pathology-report")


@pytest.fixture(scope="module", params=GUIDES)
def sizes(request: pytest.FixtureRequest, browser: Browser, base: str) -> dict[str, int]:
    """Address → bytes on the wire, headers counted; the page itself first."""
    found: dict[str, int] = {}
    context = browser.new_context()
    page = context.new_page()
    page.on("requestfinished", lambda one: found.update({one.url: on_the_wire(one)}))
    page.goto(f"{base}/guides/{request.param}/", wait_until="networkidle")
    context.close()
    return found


def on_the_wire(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


def test_bytes_of_a_first_visit(sizes: dict[str, int]) -> None:
    html = next(size for address, size in sizes.items() if "/guides/" in address)
    assert html <= 14_000
    assert sum(sizes.values()) <= 60_000


def test_requests_of_a_first_visit(sizes: dict[str, int]) -> None:
    assert len(sizes) <= 3, "page, stylesheet, icon"
