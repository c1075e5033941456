from __future__ import annotations

import json
import re
import time
from collections.abc import Callable

import nh3
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from guides import rendering
from guides.loading import sections, tree
from guides.loading.problems import RefusedError
from tests.guides import hostile

RENDERERS = [rendering.render, rendering.render_inline]
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}}


def with_nh3(raw: str) -> str:
    """The second cleaner, with the same allow-list: what a swap of one line would give."""

    def allowed(tag: str, name: str, value: str) -> str | None:
        if name == "rel":
            return value
        return value if rendering.allowed(tag, name, value) else None

    return nh3.clean(
        raw,
        tags=set(rendering.TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=allowed,
        url_schemes={"https"},
        link_rel=None,
        clean_content_tags=set(),
    )


def test_markdown_becomes_the_html_that_editors_expect() -> None:
    html = rendering.render(
        "A [book](https://example.org/a?b=1&c=2), a [part](#part) and a [page](/glossary/#her2).\n\n"
        "### Sub {#sub}\n\n- one\n- **two**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nHER2\n: a protein\n"
    )
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">book</a>' in html
    assert '<a href="#part">part</a> and a <a href="/glossary/#her2">page</a>' in html
    assert '<h3 id="sub">Sub</h3>' in html
    assert "<li><strong>two</strong></li>" in html
    assert "<dt>HER2</dt>\n<dd>a protein</dd>" in html
    assert "<th>a</th>" in html


@pytest.mark.parametrize(
    "written",
    [
        "[x](http://example.org)",
        "[x](//example.org)",
        "[x](/\\example.org)",
        "[x](javascript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](mailto:a@example.org)",
        "[x](other.html)",
        "![x](https://example.org/pixel.png)",
        "![x](//example.org/pixel.png)",
        "![x](/static/../secret.png)",
        "![x](/reports/1/)",
        "<https://example.org>",
    ],
)
def test_an_address_that_is_not_ours_or_https_is_dropped(written: str) -> None:
    html = rendering.render(written)
    assert not re.search(r"(href|src)=\"(?!https://example\.org\")", html), html
    assert "<img src" not in html


def test_html_is_text() -> None:
    assert rendering.render("a <b onclick=x>b</b> <!-- c -->") == (
        "<p>a &lt;b onclick=x&gt;b&lt;/b&gt; &lt;!-- c --&gt;</p>"
    )


def test_an_unclosed_style_swallows_nothing() -> None:
    assert rendering.render("<style>\n\nafter **all**") == "<p>&lt;style&gt;</p>\n<p>after <strong>all</strong></p>"


def test_template_syntax_is_text() -> None:
    assert "{{ settings.SECRET_KEY }}{% debug %}" in rendering.render("a {{ settings.SECRET_KEY }}{% debug %} b")


@pytest.mark.parametrize(
    "value", ["</script><script>alert(1)</script>", "<!--<script>", "a & b", "\u2028\u2029", '"\\']
)
def test_json_cannot_leave_its_element(value: str) -> None:
    text = rendering.json_for_script({"a": [value]})
    assert json.loads(text) == {"a": [value]}
    assert not set("<>&\u2028\u2029") & set(text)


class TestHostileStrings:
    pytestmark = hostile.needs_corpus

    @pytest.mark.parametrize("render", RENDERERS)
    def test_nothing_runs_and_nothing_loads(self, render: Callable[[str], str]) -> None:
        for payload in hostile.payloads("xss", "markdown"):
            html = render(payload)
            assert hostile.judge()(html) == [], (payload, html)
            assert "<img" not in html or 'src="/static/' in html or "src" not in html.partition("<img")[2].split(">")[0]

    def test_clean_html_stays_as_it_is(self) -> None:
        for payload in hostile.payloads("xss", "markdown"):
            html = rendering.render(payload)
            assert rendering.clean(html) == html, payload

    def test_the_cleaner_alone_holds_on_raw_html(self) -> None:
        """As if Markdown had let every tag through."""
        for payload in hostile.payloads("xss", "markdown"):
            assert hostile.judge()(rendering.clean(payload)) == [], payload

    def test_the_second_cleaner_would_do(self) -> None:
        """The condition of ADR 0003: nh3 with the same rules is clean too, so the swap is one line."""
        for payload in hostile.payloads("xss", "markdown"):
            assert hostile.judge()(with_nh3(payload)) == [], payload
            assert hostile.judge()(with_nh3(rendering.render(payload))) == [], payload

    def test_what_costs_time_is_refused_or_quick(self) -> None:
        for payload in hostile.payloads("markdown", cost=True):
            refused: list[RefusedError] = []
            sections.check(payload, 1, refused)
            start = time.process_time()
            if not refused:
                rendering.render(payload)
            assert time.process_time() - start < 2, payload[:60]


def test_both_cleaners_agree_on_the_content_of_the_site() -> None:
    content = tree.read(settings.CONTENT_DIR).content
    texts = [section.text for guide in content.guides.values() for section in guide.sections]
    texts += [page.body for page in content.pages.values()]
    assert len(texts) > 10
    for text in texts:
        html = rendering.render(text)
        assert nh3_form(with_nh3(html)) == nh3_form(html)


def nh3_form(html: str) -> str:
    """Both write the same tree in slightly different letters: entities, and the order of attributes."""
    return nh3.clean(
        html, tags=set(rendering.TAGS), attributes={**ATTRIBUTES, "a": {"href", "title", "rel"}}, link_rel=None
    )


@pytest.mark.parametrize(
    "unit", ["[", "](", "*", "_", "`", "![", "> ", "&", "<", "\\", "~", "|", "*a ", "_a", "[a](", "- ", "1. "]
)
def test_the_limits_keep_rendering_quick(unit: str) -> None:
    """The worst text that the limits let through, for each sign: as many in a paragraph, and as many paragraphs."""
    size = 1
    while not refusals((unit * (size * 2))[: sections.MAX_BLOCK]) and len(unit * size * 2) < sections.MAX_BLOCK:
        size *= 2
    block = unit * size
    blocks = sections.MAX_BODY // (len(block) + 2)
    while refusals(body := "\n\n".join([block] * blocks)):
        blocks = blocks * 9 // 10
    assert blocks >= 5
    start = time.process_time()
    rendering.render(body)
    assert time.process_time() - start < 2, len(body)


def refusals(body: str) -> list[str]:
    refused: list[RefusedError] = []
    sections.check(body, 1, refused)
    return [one.message for one in refused]


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.text(alphabet="[]()*_`!<>&\\|~#-:{}=\"' \nax1./%@", max_size=400))
def test_any_text_renders_clean_and_soon(text: str) -> None:
    start = time.process_time()
    html = rendering.render(text)
    assert time.process_time() - start < 2
    assert rendering.clean(html) == html
    assert not re.search(r"<(?!/?(?:" + "|".join(rendering.TAGS) + r")\b)[a-z!]", html)
