"""What holds for every template: small, no style and no script in the page, every sentence through gettext."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
IDS = [str(path.relative_to(TEMPLATES)) for path in ALL]
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
# No sentence of ours may say these (docs/design.md).
AVOIDED = re.compile(
    r"\b(you have cancer|good news|bad news|unfortunately|fight|battle|cured?|survival|will)\b", re.IGNORECASE
)


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_one_template(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 80
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert re.findall(r"<script[^>]*>", text) in ([], ['<script type="application/ld+json">'])
    assert not re.search(r"\son\w+\s*=", text)
    assert not re.search(r"\|\s*safe(seq)?\b|autoescape|https?://(?!www\.w3\.org)", text)
    if path.parent.name == "components":
        assert re.match(r"{# .*(Parameters?: |No parameters).* #}\n", text), "the first line says the parameters"


@pytest.mark.parametrize("path", [path for path in ALL if path.parent.name != "dev"], ids=lambda path: path.name)
def test_every_sentence_goes_through_gettext(path: Path) -> None:
    text = TRANSLATED.sub(" ", path.read_text())
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text))
    bare = TAG.sub(" ", spoken + text)
    bare = re.sub(r"OncoKind|&\w+;|▸", " ", bare)
    assert not re.findall(r"[^\W\d_]{2,}", bare)


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_words_we_avoid(path: Path) -> None:
    said = " ".join(re.findall(r"{% (?:block)?translate.*?%}[^{]*", path.read_text()))
    assert not AVOIDED.findall(said)


def test_static_files_that_are_named_exist() -> None:
    named = {name for path in ALL for name in re.findall(r"{% static '([^']+)' %}", path.read_text())}
    named |= {"css/site.css"}  # errors/500.html names it by hand
    assert not [name for name in named if finders.find(name) is None]


def test_the_500_page_needs_nothing() -> None:
    """No request, no context processor, no database (pytest blocks it), no look-up of an address."""
    text = (TEMPLATES / "errors" / "500.html").read_text()
    assert "{% url" not in text
    assert "{% static" not in text
    page = get_template("errors/500.html").template.render(Context())
    assert "Something broke on our side" in page


def test_each_state_has_a_word_and_a_shape_of_its_own() -> None:
    status = get_template("components/status.html").template
    shown = [status.render(Context({"state": state})) for state in ("settled", "open", "earlier")]
    shapes = {re.sub(r"</svg>.*", "", html, flags=re.DOTALL) for html in shown}
    words = {TAG.sub("", html).strip() for html in shown}
    assert len(shapes) == len(words) == 3
    assert all(words)
