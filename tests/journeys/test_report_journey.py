"""A family and its report, in a browser: send, read, print, delete, and nothing is left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.journeys.conftest import SCHEMES, Watch, colored, violations

pytestmark = pytest.mark.browser
SAMPLE = (settings.BASE_DIR / "content" / "samples" / "en" / "breast-core-biopsy.txt").read_text()
REPORT = re.compile(r"/reports/[\w-]{22}/$")


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """The made-up report on paper, as a laboratory's system prints it."""
    path = tmp_path / "report.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    lines = SAMPLE.splitlines()
    for start in range(0, len(lines), 55):
        text = canvas.beginText(50, 790)
        text.setFont("Courier", 9)
        text.textLines(lines[start : start + 55])
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return path


def send_sample(page: Page, base: str) -> None:
    page.goto(f"{base}/reports/")
    page.get_by_role("button", name="Show me the made-up report").click()
    expect(page).to_have_url(REPORT)


def test_file_to_explanation_and_back_to_nothing(watched: Page, base: str, pdf: Path) -> None:
    page = watched
    page.goto(f"{base}/reports/")
    page.get_by_label("Choose a file, or drop it here").set_input_files(pdf)
    page.get_by_role("button", name="Explain my report").click()
    expect(page).to_have_url(REPORT)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report, explained")
    expect(page.get_by_role("heading", name="Result by result")).to_be_visible()
    words = page.locator("#report-text ~ .report-text").inner_text()[:40]
    page.get_by_role("button", name="Delete now").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report is deleted")
    page.go_back()
    assert words not in page.content()
    assert "Result by result" not in page.content()


def test_paste_without_javascript(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/reports/")
    page.get_by_label("Paste or type the words").fill(SAMPLE)
    page.get_by_role("button", name="Explain my report").click()
    expect(page).to_have_url(REPORT)
    expect(page.get_by_role("heading", name="Result by result")).to_be_visible()
    question = page.get_by_role("checkbox").first
    question.check()
    expect(question).to_be_checked()
    page.get_by_role("button", name="Delete now").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report is deleted")
    context.close()


def test_quotes_are_the_words_of_the_report_and_lead_to_their_line(watched: Page, base: str) -> None:
    page = watched
    send_sample(page, base)
    cards = page.locator(".finding-card")
    assert cards.count() >= 5
    for number in range(cards.count()):
        card = cards.nth(number)
        anchor = card.get_attribute("id")
        assert card.locator(".status").inner_text().strip()
        for quote in card.locator(".quote").all():
            words = quote.locator("blockquote").inner_text()
            link = quote.locator("a").get_attribute("href")
            assert link
            line = page.locator(link)
            assert " ".join(words.split()) in " ".join(page.locator(".report-text").inner_text().split())
            expect(line).to_have_count(1)
            if not anchor or not anchor.startswith("finding"):
                continue
            assert line.locator(f"a[href='#{anchor}']").count() + line.locator("mark").count() > 0


def test_marked_words_lead_to_cards(watched: Page, base: str) -> None:
    page = watched
    send_sample(page, base)
    targets = page.locator(".report-text mark a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert len(targets) >= 5
    assert not [target for target in targets if page.locator(target).count() != 1]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_report_pages_are_accessible(browser: Browser, base: str, scheme: str) -> None:
    context = colored(browser, scheme)
    page, seen = context.new_page(), Watch()
    seen.over(context)
    send_sample(page, base)
    found = violations(page)
    page.get_by_role("button", name="Delete now").first.click()
    found += violations(page)
    page.goto(f"{base}/reports/")
    page.get_by_label("Paste or type the words").fill("Dear neighbors, the summer party is on Friday at six.")
    page.get_by_role("button", name="Explain my report").click()
    found += violations(page)
    page.goto(f"{base}/reports/")
    page.get_by_role("button", name="Explain my report").click()
    found += violations(page)
    page.goto(f"{base}/nothing/here/")
    found += violations(page)
    context.close()
    assert not found
    assert seen == Watch()


def test_what_is_no_report_never_looks_like_an_answer(watched: Page, base: str) -> None:
    page = watched
    page.goto(f"{base}/reports/")
    page.get_by_label("Paste or type the words").fill("Dear neighbors,\nthe summer party is on Friday at six.\n")
    page.get_by_role("button", name="Explain my report").click()
    expect(page).to_have_url(REPORT)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Your report, explained")
    for heading in ("Result by result", "What your report says", "Still open", "Questions to take with you"):
        expect(page.get_by_role("heading", name=heading)).to_have_count(0)
    expect(page.get_by_role("link", name="Try another text")).to_be_visible()
    expect(page.get_by_role("button", name="Delete now")).to_have_count(2)


def test_refusal_stands_beside_the_field_and_keeps_the_words(watched: Page, base: str) -> None:
    page, words = watched, "HER2: 2+ " * 30_000
    page.goto(f"{base}/reports/")
    page.evaluate("words => { document.getElementById('id_text').value = words }", words)
    page.get_by_role("button", name="Explain my report").click()
    field = page.get_by_label("Paste or type the words")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert page.locator(f"#{described[0]}").inner_text() in page.get_by_role("alert").inner_text()
    assert field.input_value() == words
    assert page.title().startswith("Not read yet")
    expect(page.get_by_role("alert")).to_be_focused()


def test_a_file_that_cannot_be_read_says_what_to_do(watched: Page, base: str, tmp_path: Path) -> None:
    page = watched
    picture = tmp_path / "photo.pdf"  # by its content a picture, whatever its name says
    picture.write_bytes(bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9"))
    page.goto(f"{base}/reports/")
    page.get_by_label("Choose a file, or drop it here").set_input_files(picture)
    page.get_by_role("button", name="Explain my report").click()
    expect(page.get_by_label("Choose a file, or drop it here")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("picture")


def test_keyboard_alone(watched: Page, base: str) -> None:
    """Tab and Enter from the top of the page to the explanation, with the focus in sight all the way."""
    page = watched
    page.goto(f"{base}/reports/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_be_in_viewport()
        outline = focused.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth")
        assert outline == "solid3px", focused.evaluate("e => e.outerHTML")
        if focused.get_attribute("id") == "id_text":
            break
    page.keyboard.insert_text(SAMPLE)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Explain my report")
    page.keyboard.press("Enter")
    expect(page).to_have_url(REPORT)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper(browser: Browser, base: str, paper: str) -> None:
    """Boxes to tick and the report's lines are printed; ways in and out of the page are not."""
    context = browser.new_context()
    page = context.new_page()
    send_sample(page, base)
    page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".delete", ".skip"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".questions input", ".finding-card blockquote", ".disclaimer"):
        expect(page.locator(shown).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format=paper).startswith(b"%PDF")
    page.goto(f"{base}/guides/her2-breast/")
    expect(page.locator(".faqs__answer").first).to_be_visible()
    content = page.locator(".sources a").first.evaluate("a => getComputedStyle(a, '::after').content")
    assert "http" in content or "attr(href)" in content
    context.close()


def test_nothing_of_the_report_in_title_address_or_storage(watched: Page, base: str) -> None:
    page = watched
    send_sample(page, base)
    assert page.title() == "Your report, explained · OncoKind"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex, nofollow"
