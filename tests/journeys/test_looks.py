"""Every page in a browser: axe finds nothing, nothing overflows, nothing foreign is asked for, no script is needed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from oncokind.gallery import PAGES
from tests.journeys.conftest import SCHEMES, Watch, colored, public_paths, violations

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_public_pages_are_accessible(browser: Browser, base: str, scheme: str) -> None:
    context = colored(browser, scheme)
    page, seen, found = context.new_page(), Watch(), []
    seen.over(context)
    paths = [*public_paths(page, base), "/reports/"]
    assert len(paths) > 8
    for path in paths:
        answer = page.goto(base + path)
        assert answer and answer.status == 200
        assert path == "/reports/" or not context.cookies(), f"{path} sets a cookie"
        found += violations(page)
    context.close()
    assert not found
    assert seen == Watch()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_gallery_is_accessible(browser: Browser, live_server: LiveServer, settings: LazySettings, scheme: str) -> None:
    """Every component in every state, every error page, and explanations that no sample shows."""
    settings.ROOT_URLCONF = "tests.journeys.gallery_urls"
    context = colored(browser, scheme)
    page, seen, found = context.new_page(), Watch(), []
    seen.over(context)
    for name in ("", *PAGES):
        page.goto(f"{live_server.url}/dev/gallery/?page={name}")
        assert page.locator("h1").count() == 1, name
        found += violations(page)
    context.close()
    assert not found
    assert seen == Watch()


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}], ids=["200 %", "200 % in forced colors"])
def test_large_text_fits_a_phone(browser: Browser, base: str, options: dict[str, Any]) -> None:
    context = browser.new_context(viewport=PHONE, **options)
    page = context.new_page()
    for path in [*public_paths(page, base), "/reports/"]:
        page.goto(base + path)
        assert page.evaluate(OVERFLOW) == 0, f"{path} at 100 %"
        double_text(page)
        assert page.evaluate(OVERFLOW) == 0, f"{path} at 200 %"
    context.close()


@pytest.mark.django_db(transaction=True)
def test_large_text_fits_in_every_component(browser: Browser, live_server: LiveServer, settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "tests.journeys.gallery_urls"
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    for name in ("", *PAGES):
        page.goto(f"{live_server.url}/dev/gallery/?page={name}")
        double_text(page)
        assert page.evaluate(OVERFLOW) == 0, name or "gallery"
    context.close()


def test_large_text_fits_an_explanation(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{base}/reports/")
    page.get_by_role("button", name="Show me the made-up report").click()
    assert page.locator(".finding-card").count() > 5
    assert page.evaluate(OVERFLOW) == 0
    double_text(page)
    assert page.evaluate(OVERFLOW) == 0
    context.close()


def double_text(page: Page) -> None:
    """What a browser does when its reader sets text to twice the size."""
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.evaluate("size => { document.documentElement.style.fontSize = size + 'px' }", 2 * size)


def test_line_length(browser: Browser, base: str) -> None:
    """62 to 68 characters in a full line of text, in whatever face this machine has."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{base}/guides/her2-breast/")
    lines = page.evaluate("""() => [...document.querySelectorAll('article .section > p')].flatMap(p => {
        const range = document.createRange(), node = p.firstChild, counts = []
        if (!node || node.nodeType !== 3 || p.childNodes.length > 1) return []
        let top = null, count = 0
        for (let i = 0; i < node.length; i++) {
            range.setStart(node, i); range.setEnd(node, i + 1)
            const here = Math.round(range.getBoundingClientRect().top)
            if (top !== null && here > top + 5) { counts.push(count); count = 0 }
            top = here; count++
        }
        return counts
    })""")
    context.close()
    assert len(lines) >= 5
    assert 58 <= sum(lines) / len(lines) <= 70


def test_nothing_moves(browser: Browser, base: str) -> None:
    page = browser.new_page()
    page.goto(base + "/reports/")
    moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(e => {
        const style = getComputedStyle(e)
        return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'
    }).length""")
    page.close()
    assert moving == 0


def test_links_lead_somewhere(browser: Browser, base: str) -> None:
    """Every address of this site on every public page answers, and has the place that the link names."""
    page = browser.new_page()
    links: set[str] = set()
    for path in [*public_paths(page, base), "/reports/"]:
        page.goto(base + path)
        links |= set(page.evaluate("[...document.links].map(a => a.href)"))
    own = sorted(link for link in links if link.startswith(base))
    dead, places = [], {}
    for link in own:
        parts = urlsplit(link)
        if parts.path not in places:
            answer = page.goto(base + parts.path)
            ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
            places[parts.path] = set(ids) if answer and answer.status == 200 else None
        known = places[parts.path]
        if known is None or (parts.fragment and parts.fragment not in known):
            dead.append(link.removeprefix(base))
    page.close()
    assert len(own) > 40
    assert not dead


def test_links_to_other_sites_tell_them_nothing(browser: Browser, base: str) -> None:
    page = browser.new_page()
    page.goto(f"{base}/guides/her2-breast/")
    outward = page.evaluate("[...document.links].filter(a => a.host !== location.host).map(a => a.rel)")
    page.close()
    assert len(outward) >= 5
    assert set(outward) == {"noopener noreferrer"}
