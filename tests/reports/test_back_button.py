"""P-07: after "Delete now", Back, Forward and a reload show nothing of the report, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.reports.live import Site
from tests.reports.made_up import mark, report

REPORT = re.compile(r"/reports/[\w-]{22}/$")
pytestmark = pytest.mark.browser


def send(page: Page, site: Site, text: str) -> str:
    page.goto(f"http://127.0.0.1:{site.port}/reports/")
    page.locator("textarea").fill(text)
    page.locator("form:has(textarea) button[type=submit]").click()
    page.wait_for_url(REPORT)
    return page.url


def shown(page: Page) -> str:
    page.wait_for_load_state()
    return page.content()


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_comes_back_after_deletion(browser: Browser, live_site: Site, scripts: bool):
    words, context = mark(), browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    address = send(page, live_site, report(words))
    assert words in shown(page)
    page.goto(f"http://127.0.0.1:{live_site.port}/guides/")
    page.go_back()
    assert words in shown(page)
    page.locator("form[action$='/delete/'] button").first.click()
    assert words not in shown(page)
    for move in (page.go_back, page.go_back, page.go_forward, page.go_back, page.reload):
        move()
        assert words not in shown(page)
    page.goto(address)
    assert words not in shown(page)
    assert [cookie["name"] for cookie in context.cookies()] == ["csrf"]
    context.close()


def test_the_other_tab_keeps_its_report(browser: Browser, live_site: Site):
    context = browser.new_context()
    first, second = context.new_page(), context.new_page()
    marks = [mark(), mark()]
    send(first, live_site, report(marks[0]))
    send(second, live_site, report(marks[1]))
    first.locator("form[action$='/delete/'] button").first.click()
    first.wait_for_load_state()
    second.reload()
    assert marks[1] in shown(second)
    assert marks[0] not in shown(second)
    context.close()


def test_the_page_leaves_when_its_time_is_over(browser: Browser, live_site: Site):
    """P-09, with scripts off: the header's seconds are shortened here, an hour is too long to wait."""
    words, context = mark(), browser.new_context(java_script_enabled=False)
    page = context.new_page()

    def hurry(route, request):
        answer = route.fetch()
        headers = dict(answer.headers)
        seconds, _, place = headers["refresh"].partition("; ")
        assert 3590 < int(seconds) <= 3601
        route.fulfill(response=answer, headers={**headers, "refresh": f"1; {place}"})

    send(page, live_site, report(words))
    assert words in shown(page)
    page.route(REPORT, hurry)  # sees no redirected request, so the page is asked for once more
    page.reload()
    page.wait_for_url("**/reports/", timeout=10_000)
    assert words not in shown(page)
    context.close()
