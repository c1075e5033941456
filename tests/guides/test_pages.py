"""The public pages, made by the real templates from real rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client

from guides import building, catalog, health, models, rendering
from guides.loading import page_ids, replace, tree
from tests.guides import hostile, made_up

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/", "/guides/", "/guides/category/breast/", "/guides/first-test/", "/glossary/", "/about/", "/privacy/",
    "/disclaimer/", "/sitemap.xml", "/robots.txt",
)  # fmt: skip


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_address_answers(loaded: Path, client: Client) -> None:
    for address in ADDRESSES:
        assert text(client, address)


def test_a_guide_page_has_every_part(loaded: Path, client: Client) -> None:
    page = text(client, "/guides/first-test/")
    for said in (
        "What does the first test mean?",
        "OncoKind editors",
        "The first test looks at cells.",
        'id="your-result"',
        'id="er-low"',
        'id="ish-group-5"',
        "Ask your care team what comes next.",
        'id="question-plan"',
        "Are the two tests the same?",
        "Often <strong>some</strong> days.",
        'id="source-two"',
        "https://example.org/two",
        "A small part of the body.",
        "About disclaimer",
        "<svg",
        "The scale of ISH",
        'href="/guides/"',
        'href="/reports/"',
    ):
        assert said in page, said


def ids_of(page: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', page)


def test_the_ids_of_a_guide_page_are_those_that_the_loader_checks(loaded: Path, client: Client) -> None:
    found = ids_of(text(client, "/guides/first-test/"))
    assert len(found) == len(set(found)), sorted(name for name in found if found.count(name) > 1)
    content = tree.read(loaded).content
    known = {name for name, _, _ in page_ids.of_guide(content.guides["en", "first-test"], content)}
    assert set(found) <= known
    assert known - set(found) <= set(page_ids.FIXED)


def test_every_link_and_anchor_of_the_site_leads_somewhere(client: Client, db: None) -> None:
    """Over the real content: follow every internal link of every page, anchors too."""
    call_command("load_content", verbosity=0)
    pages: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in pages or address.startswith(("/static/", "/reports/")):
            continue
        pages[address] = text(client, address)
        for link in re.findall(r'href="([^"]*)"', pages[address]):
            path, _, anchor = link.partition("#")
            if not path.startswith(("https:", "http:")) and path:
                waiting.append(path)
    assert len(pages) >= 10
    for address, page in pages.items():
        for link in re.findall(r'href="([^"]*)"', page):
            path, _, anchor = link.partition("#")
            target = pages.get(path or address)
            if anchor and target is not None:
                assert anchor in ids_of(target), f"{address} → {link}"
    sitemap = re.findall(r"<loc>http://testserver([^<]*)</loc>", text(client, "/sitemap.xml"))
    assert set(sitemap) <= set(pages)


def test_structured_data_tell_what_the_page_shows_and_name_no_reviewer(loaded: Path, client: Client) -> None:
    page = text(client, "/guides/first-test/")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    graph = {one["@type"]: one for one in json.loads(found[1])["@graph"]}
    assert set(graph) == {"MedicalWebPage", "BreadcrumbList", "FAQPage"}
    assert graph["MedicalWebPage"]["url"] == "http://testserver/guides/first-test/"
    assert graph["MedicalWebPage"]["lastReviewed"] == "2026-11-25"
    assert [one["item"] for one in graph["BreadcrumbList"]["itemListElement"]] == [
        "http://testserver/guides/",
        "http://testserver/guides/category/breast/",
        "http://testserver/guides/first-test/",
    ]
    answers = [one["acceptedAnswer"]["text"] for one in graph["FAQPage"]["mainEntity"]]
    assert answers == ["No. See the book.", "Often some days. Ask the lab."]
    assert "eview" not in found[1].replace("lastReviewed", "")


def test_canonical_addresses_follow_the_settings(loaded: Path, client: Client, settings: LazySettings) -> None:
    page = text(client, "/guides/first-test/")
    assert '<link rel="canonical" href="http://testserver/guides/first-test/">' in page
    settings.SITE_ORIGIN = "https://example.org"
    page = text(client, "/guides/first-test/")
    assert '<link rel="canonical" href="https://example.org/guides/first-test/">' in page
    assert "testserver" not in page
    assert "Sitemap: https://example.org/sitemap.xml" in text(client, "/robots.txt")


def test_a_host_that_is_not_ours_gets_nothing(loaded: Path, client: Client) -> None:
    assert client.get("/guides/first-test/", headers={"host": "evil.example"}).status_code == 400


def test_the_sitemap_names_every_public_page(loaded: Path, client: Client) -> None:
    root = ElementTree.fromstring(text(client, "/sitemap.xml"))
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {url.findtext("s:loc", "", space): url.findtext("s:lastmod", "", space) for url in root}
    assert set(found) == {
        f"http://testserver{address}" for address in ADDRESSES if address not in {"/sitemap.xml", "/robots.txt"}
    }
    assert found["http://testserver/guides/first-test/"] == "2026-11-25"


def test_an_old_address_leads_to_the_present_one(loaded: Path, client: Client) -> None:
    response = client.get("/guides/old-first-test/")
    assert (response.status_code, response.headers["Location"]) == (301, "/guides/first-test/")
    assert catalog.redirect_for("/guides/never/") is None


def test_a_slash_is_added(loaded: Path, client: Client) -> None:
    assert client.get("/guides/first-test").headers["Location"] == "/guides/first-test/"


@pytest.mark.parametrize("address", ["/guides/nothing/", "/guides/category/nothing/", "/guides/FIRST-TEST/", "/x/"])
def test_what_is_not_there_is_a_404_with_a_page(loaded: Path, client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert b"</html>" in response.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_are_only_read(loaded: Path, client: Client, method: str) -> None:
    assert getattr(client, method)("/guides/first-test/").status_code == 405


def test_without_content_pages_say_so_and_health_too(client: Client) -> None:
    assert client.get("/guides/").status_code == 503
    assert client.get("/guides/first-test/").status_code == 503
    assert health.checks() == {"content": "no content is loaded"}


def test_with_content_health_is_fine(loaded: Path) -> None:
    assert health.checks() == {"content": ""}


def test_template_syntax_in_content_is_text(folder: Path, client: Client) -> None:
    made_up.edit(
        folder / "guides/en/first-test.md", "The lab looks", "A {{ settings.SECRET_KEY }}{% debug %} lab. The lab looks"
    )
    made_up.edit(folder / "glossary/en.yaml", "meaning: A small", "meaning: '{{ request }}{% debug %} A small")
    made_up.edit(folder / "glossary/en.yaml", "body., guide", "body.', guide")
    replace.load(folder)
    assert "{{ settings.SECRET_KEY }}{% debug %}" in text(client, "/guides/first-test/")
    assert "{{ request }}{% debug %}" in text(client, "/glossary/")


def test_no_query_is_needed_once_the_content_is_read(
    loaded: Path, client: Client, django_assert_num_queries: object
) -> None:
    text(client, "/guides/first-test/")
    with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture without a type
        text(client, "/guides/first-test/")
        text(client, "/guides/")
        catalog.markers("en")


class TestHostileStrings:
    pytestmark = [*hostile.needs_corpus, pytest.mark.django_db]

    @pytest.mark.parametrize("name", ["slugs", "traversal"])
    def test_odd_addresses_are_never_a_failure(self, loaded: Path, client: Client, name: str) -> None:
        client.raise_request_exception = True
        for payload in hostile.payloads(name):
            for address in (f"/guides/{payload}/", f"/guides/category/{payload}", f"/{payload}/"):
                response = client.generic("GET", address.replace("\r", "%0d").replace("\n", "%0a").split("?")[0])
                assert response.status_code in {200, 301, 302, 400, 404}, (payload, response.status_code)
                assert b"root:" not in response.content
                assert b"SECRET" not in response.content

    def test_hostile_texts_in_every_field_are_only_text(self, folder: Path, client: Client) -> None:
        """Rows straight from the payloads, as if every check of the loader had let them through."""
        payloads = hostile.payloads("xss", "markdown")
        content = tree.read(folder).content
        write_rows(["plain words"] * BATCH, content)
        plain = {address: elements(client.get(address).content.decode()) for address in PAGES}
        for first in range(0, len(payloads), BATCH):
            batch = payloads[first : first + BATCH]
            write_rows(batch + ["plain words"] * (BATCH - len(batch)), content)
            for address in PAGES:
                page = client.get(address).content.decode()
                assert elements(page) == plain[address], address
                assert not dangers(page), (address, dangers(page)[:3])

    def test_hostile_bodies_through_the_loader(self, folder: Path, client: Client) -> None:
        """As an editor would put them into a file: refused with a line, or live and harmless."""
        replace.load(folder)
        plain = elements(client.get("/guides/first-test/").content.decode())
        path = folder / "guides/en/first-test.md"
        whole = path.read_text("utf-8")
        served = 0
        for payload in hostile.payloads("xss", "markdown")[::11]:  # each is a load; test_rendering takes all of them
            path.write_bytes(whole.replace("## What your", f"{payload}\n\n## What your", 1).encode("utf-8", "replace"))
            try:
                replace.load(folder)
            except replace.ContentError as error:
                assert all(problem.line > 0 for problem in error.problems)
                continue
            served += 1
            page = client.get("/guides/first-test/").content.decode()
            assert elements(page) == plain, payload
            assert not dangers(page), payload
        assert served >= 3


BATCH = 60
PAGES = ("/", "/guides/", "/guides/category/breast/", "/guides/first-test/", "/glossary/", "/about/")


def write_rows(payloads: list[str], content: tree.Content) -> None:
    """A guide whose every text field is a payload, with as many questions, answers and sources as there are."""
    rows, problems = building.build(content)
    assert not problems
    guide = rows.guides[0]
    chosen = iter(payloads * 3)
    for name in ("title", "short_title", "summary", "in_short", "author"):
        setattr(guide, name, next(chosen))
    for payload in payloads:
        rows.questions.append(models.Question(guide=guide, place=9, question_id="x", text=payload))
        html = rendering.render_inline(payload)
        rows.faqs.append(
            models.Faq(guide=guide, place=9, faq_id="x", question=payload, html=html, text=rendering.plain_text(html))
        )
        rows.sources.append(
            models.Source(
                guide=guide,
                place=9,
                source_id=f"s{len(rows.sources)}",
                title=payload,
                publisher=payload,
                year=2020,
                address="https://example.org",
            )
        )
        html = rendering.render(payload)
        rows.sections.append(models.Section(guide=guide, place=9, anchor="x", title=payload, html=html))
        slug = f"t{len(rows.terms)}"
        rows.terms.append(models.Term(language="en", slug=slug, place=9, term=payload, meaning=payload))
    for page in rows.pages:
        page.title, page.html = next(chosen), rendering.render(next(chosen))
    rows.categories[0].title, rows.categories[0].summary = next(chosen), next(chosen)
    for marker in rows.markers:
        marker.label = marker.about = marker.ask_when_missing = next(chosen)
        assert marker.scale is not None
        marker.scale = {**marker.scale, "title": next(chosen), "description": next(chosen)}
        for value in marker.values:
            for name in ("label", "caption", "value", "report_words", "meaning", "next", "rule"):
                value[name] = next(chosen)
    replace.swap(rows, str(datetime.now(UTC)))


def elements(page: str) -> Counter[str]:
    """Every element of a page that Markdown cannot make: templates alone decide how many there are."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    return Counter(one.tag for one in document.iter() if one.tag not in rendering.TAGS)


def dangers(page: str) -> list[tuple[str, str]]:
    """Handlers, styles, addresses that run and things from another host. Elements are compared by `elements`."""
    found = [one for one in hostile.judge()(page) if one[0] not in {"tag", "foreign", "attr"}]
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        loads = element.get("src") or (element.get("href") if element.tag == "link" else "") or element.get("data", "")
        if element.get("rel") != "canonical" and (loads or "").startswith(("http:", "https:", "//")):
            found.append(("external-load", str(loads)))
    return found


@pytest.mark.corpus
@pytest.mark.skipif(not hostile.FOLDER.is_dir(), reason="needs ../shared/hostile")
@pytest.mark.parametrize(
    "page",
    [
        "<p onclick=x>",
        "<img src=//evil.example/x>",
        "<a href=javascript:x>a</a>",
        "<p style=x>",
        "<link href=https://x.y>",
    ],
)
def test_the_judge_of_pages_is_awake(page: str) -> None:
    assert dangers(page)
    assert elements("<script>alert(1)</script>")["script"] == 1
