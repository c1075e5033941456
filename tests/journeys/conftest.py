"""A real site of its own, and a browser page that notices what no page may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.reports import live

SCHEMES = ("light", "dark")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Site]:
    """The site as it is deployed: gunicorn, its headers, its hashed static files."""
    # Without workers, and so without pictures; test_progress_journey.py has a site of its own that reads them.
    with live.site(tmp_path_factory.mktemp("journeys") / "data", ONCOKIND_OCR="0") as running:
        # No worker purges here, and uploads would close when its last sign of life is old.
        running.ask("UPDATE reports_purgerun SET every_seconds = 1000000")
        yield running


@pytest.fixture(scope="session")
def base(site: live.Site) -> str:
    return f"http://127.0.0.1:{site.port}"


@dataclass
class Watch:
    """What a browser did beside showing pages."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", lambda message: self._complain(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _request(self, request: Any) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", "localhost"}:
            self.foreign.append(request.url)
        if request.resource_type == "script":
            self.scripts.append(request.url)

    def _complain(self, kind: str, text: str) -> None:
        # An error page is a failed request to the browser; every other message is ours to mend.
        if kind in {"error", "warning"} and not text.startswith("Failed to load resource: the server responded"):
            self.complaints.append(text)


@pytest.fixture
def watch(context: BrowserContext) -> Iterator[Watch]:
    """Over the `page` of the same test: no other host, no console message, no script."""
    seen = Watch()
    seen.over(context)
    yield seen
    assert seen == Watch()


@pytest.fixture
def watched(watch: Watch, page: Page) -> Page:
    return page


def violations(page: Page) -> list[str]:
    """What axe finds, with contrast of 7:1 for text."""
    # preload: axe would fetch the stylesheets itself, which our policy forbids and no check here needs.
    options = {"preload": False, "rules": {"color-contrast-enhanced": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})" for one in found]


def colored(browser: Browser, scheme: Any, **options: Any) -> BrowserContext:
    return browser.new_context(color_scheme=scheme, **options)


def public_paths(page: Page, base: str) -> list[str]:
    """Every public page, as the site map tells them to the world."""
    answer = page.request.get(f"{base}/sitemap.xml")
    assert answer.ok
    return [urlsplit(part.split("</loc>")[0]).path for part in answer.text().split("<loc>")[1:]]
