"""One thing spoiled at a time: the problem names the file, the line and the field, and says it in plain words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings

from guides.loading import checking, tree
from guides.loading.problems import ContentError, Problem
from tests.guides import made_up

CORPUS = settings.BASE_DIR.parent / "shared/hostile/strings/frontmatter.jsonl"
GUIDE, ER, ISH = "guides/en/first-test.md", "markers/ER.yaml", "markers/ISH.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made_up.write(tmp_path)


def problems(root: Path) -> list[Problem]:
    outcome = tree.read(root)
    return sorted({*outcome.problems, *checking.check(outcome.content)})


def line_of(path: Path, beginning: str) -> int:
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(beginning))


def test_the_made_up_content_is_right(root: Path) -> None:
    assert problems(root) == []


def test_the_content_of_the_site_is_right() -> None:
    assert [str(problem) for problem in problems(settings.CONTENT_DIR)] == []


SPOILED = [
    (GUIDE, "^title: .*", "title: [a, b]", "title:", "title", "must be text"),
    (GUIDE, "^title: .*", "title: {a: b}", "title:", "title", "must be text"),
    (GUIDE, "^title: .*", "title: ''", "title:", "title", "is empty"),
    (GUIDE, "^title: .*", "title: No question", "title:", "title", "must be a question"),
    (GUIDE, "^title: .*\n", "", "", "title", "is missing"),
    (GUIDE, "^author:", "autor:", "autor:", "autor", "did you mean 'author'?"),
    (GUIDE, "^language: en", "language: no", "language:", "language", "but the file says 'en'"),
    (GUIDE, "^slug: .*", "slug: First-Test", "slug:", "slug", "small letters"),
    (GUIDE, "^slug: .*", "slug: ../../etc/passwd", "slug:", "slug", "small letters"),
    (GUIDE, "^slug: .*", "slug: other", "slug:", "slug", "but the file says 'first-test'"),
    (GUIDE, "^category: .*", "category: lung", "category:", "category", "not in categories.yaml"),
    (GUIDE, "^cancers: .*", "cancers: breast", "cancers:", "cancers", "must be a list"),
    (GUIDE, "^checked_on: .*", "checked_on: 2026-13-04", "checked_on:", "checked_on", "no day of the calendar"),
    (GUIDE, "^checked_on: .*", "checked_on: 4 May 2026", "checked_on:", "checked_on", "must be a date such as"),
    (GUIDE, "^next_check: .*", "next_check: 2031-01-01", "next_check:", "next_check", "three years at most"),
    (GUIDE, "year: 2020", "year: 12:30", "  - {id: one", "sources.0.year", "must be a year"),
    (GUIDE, "https://example.org/one", "javascript:x", "  - {id: one", "sources.0.address", "https://"),
    (GUIDE, "https://example.org/one", "https://a@b.org/", "  - {id: one", "sources.0.address", "user name"),
    (GUIDE, "result final\\?", "result final", "  - {id: final", "questions.0.text", "question mark"),
    (GUIDE, "id: plan", "id: final", '  - {id: final, text: "How', "questions", "already taken"),
    (GUIDE, "id: long", "id: same", "  - {id: same, question: How", "faqs", "already taken"),
    (GUIDE, "markers: .*", "markers: [HER3]", "markers:", "markers.0", "has no file in markers/"),
    (GUIDE, "ER:low", "ER:lower", "values:", "values.1", "there is no value 'ER:lower'"),
    (GUIDE, "terms: .*", "terms: [nothing]", "terms:", "terms.0", "is not in glossary"),
    (GUIDE, "pictures: .*", "pictures: [PR]", "pictures:", "pictures.0", "has no scale"),
    (GUIDE, "#your-result", "#results", "values:", "values", "need a section"),
    (GUIDE, "/guides/old-first-test/", "/guides/first-test/", "redirects:", "redirects.0", "taken already"),
    (GUIDE, "/guides/old-first-test/", "/reports/", "redirects:", "redirects.0", "must be an address"),
    (GUIDE, "#source-two\\)", "#source-three)", "See [the second", "body", "no anchor of this page"),
    (GUIDE, "/glossary/#cell", "/glossary/#cells", "See [the second", "body", "has no anchor '#cells'"),
    (GUIDE, "/glossary/#cell", "/words/", "See [the second", "body", "there is no page '/words/'"),
    (GUIDE, "/glossary/#cell", "http://example.org", "See [the second", "body", "must begin with https"),
    (GUIDE, "/glossary/#cell", "javascript:alert(1)", "See [the second", "body", "must begin with https"),
    (GUIDE, "\\(/glossary/#cell\\)", "[ref]", "See [the second", "body", "cannot be read"),
    (GUIDE, "\\(/glossary/#cell\\)", "(/glossary/ 'title')", "See [the second", "body", "cannot be read"),
    (GUIDE, "/glossary/#cell", "data:text/html,x", "See [the second", "body", "must begin with https"),
    (GUIDE, "/glossary/#cell", "//example.org/x", "See [the second", "body", "there is no page"),
    (GUIDE, "\\[a word\\]", "[ ]", "See [the second", "body", "needs words"),
    (GUIDE, "\\[a word\\]", "![a word]", "See [the second", "body", "must come from /static/"),
    (GUIDE, "#source-one\\)", "#source-none)", "  - {id: same", "faqs.0.answer", "no anchor of this page"),
    (GUIDE, "^The lab looks", "This is good\nnews. The lab looks", "This is good", "body", "'good news'"),
    (GUIDE, "^The lab looks", "The survival is 90 % here. The lab", "The survival", "body", "a figure on survival"),
    (GUIDE, "^The lab looks", "word " * 31 + ". The lab", "word word", "body", "a sentence has 31 words"),
    (GUIDE, "Often \\*\\*some\\*\\*", "Often <b>some</b>", "  - {id: long", "faqs.1.answer", "write Markdown"),
    (GUIDE, "the cells and writes", "cells", "", "", ""),
    (ER, "^marker: ER", "marker: PR", "marker:", "marker", "but the file says 'ER'"),
    (ER, "^guide: .*", "guide: nothing", "guide:", "guide", "there is no guide 'nothing' in en"),
    (ER, "^anchor: .*", "anchor: nowhere", "anchor:", "anchor", "has no anchor 'nowhere'"),
    (ER, "anchor: er-low", "anchor: er-lower", "", "", ""),
    (ER, "anchor: er-low", "anchor: er-negative", "", "values", "already taken"),
    (ER, "source: one", "source: six", "    source:", "values.0.source", "there is no source 'six'"),
    (ER, "questions: .*", "questions: [why]", "    questions:", "values.0.questions.0", "no question 'why'"),
    (ER, "status: negative", "status: bad", "    status:", "values.0.status", "must be one of 'positive'"),
    (ER, "Ask your care team", "Wait", "    next:", "values.0.next", "must say whom to ask"),
    (ER, 'to: "1", to_inclusive: "false"', 'to: "1"', "    ranges:", "values.0.ranges.0", "to_inclusive together"),
    (ER, 'to_inclusive: "false"', 'to_inclusive: "no"', "    ranges:", "values.0.ranges.0.to_inclusive", "true or"),
    (ER, 'to: "1", to_inclusive: "false"', 'to: "1", to_inclusive: "true"', "scale:", "scale", "negative and low"),
    (ER, 'to: "1", to_inclusive', 'to: "0.5", to_inclusive', "scale:", "scale", "percent 0.5 belongs to no value"),
    (ISH, '"4", to_inclusive: "false"', '"4", to_inclusive: "true"', "scale:", "scale", "belongs to group-1 and gr"),
    (ISH, 'from: "6"', 'from: "7"', "scale:", "scale", "belongs to no value"),
    (ER, "^cancers: .*", "cancers: [brest]", "cancers:", "cancers.0", "'brest' is not in cancers.yaml; known: breast"),
    (ER, "^usual_in: .*", "usual_in: [lung]", "usual_in:", "usual_in.0", "'lung' is not in cancers"),
    (ER, "^ask_when_missing: .*\n", "", "usual_in:", "usual_in", "needs ask_when_missing"),
    (GUIDE, "^cancers: .*", "cancers: [brain]", "cancers:", "cancers.0", "is not in cancers.yaml"),
    ("cancers.yaml", "slug: lung", "slug: breast", "- {slug: breast, label: {en: lung", "1.slug", "given twice"),
    ("glossary/en.yaml", "guide: first-test", "guide: no-test", "- {slug", "0.guide", "there is no guide"),
    ("wording/page.yaml", "\\{name\\}", "{na me}", "  page.hello", "sentences.page.hello.en", "brace"),
    ("wording/page.yaml", "en:", "de:", "  page.hello", "sentences.page.hello", "no English text"),
    ("categories.yaml", "title: \\{en: Breast\\}", "title: Breast", "- {slug", "0.title", "group of named lines"),
]


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "where", "field", "words"),
    SPOILED,
    ids=[f"{Path(row[0]).stem}:{row[1]}→{row[2]}"[:60] for row in SPOILED],
)
def test_one_thing_spoiled(
    root: Path, name: str, pattern: str, replacement: str, where: str, field: str, words: str
) -> None:
    made_up.edit(root / name, pattern, replacement)
    found = problems(root)
    if not words:  # a change, but nothing wrong with it: rows move with their anchor
        assert found == []
        return
    if field == "values":  # an anchor of a marker collides on the guide's page
        name = GUIDE
    fitting = [one for one in found if one.field == field and words in one.message and one.file == name]
    assert fitting, [str(one) for one in found]
    if where:
        assert line_of(root / name, where) in {one.line for one in fitting}


def test_all_problems_of_all_files_come_in_one_run(root: Path) -> None:
    made_up.edit(root / GUIDE, "^author:", "autor:")
    made_up.edit(root / GUIDE, "^title: .*", "title: []")
    made_up.edit(root / ER, "^kind: .*", "kind: other")
    made_up.edit(root / "categories.yaml", "slug: breast", "slug: Breast")
    found = {(one.file, one.field) for one in problems(root)}
    assert {(GUIDE, "autor"), (GUIDE, "author"), (GUIDE, "title"), (ER, "kind"), ("categories.yaml", "0.slug")} <= found


def test_a_sentence_id_in_two_files_is_refused(root: Path) -> None:
    (root / "wording/more.yaml").write_text("sentences: {page.hello: {en: Again.}}", encoding="utf-8")
    assert [one.message for one in problems(root)] == ["is given in two files"] * 2


def test_a_second_language_must_be_complete(root: Path) -> None:
    spanish = made_up.guide().replace("language: en", "language: es").replace("/glossary/", "/es/glossary/")
    (root / "guides/es").mkdir()
    (root / "guides/es/first-test.md").write_text(spanish.replace("/guides/old-first-test/", "/guides/viejo/"))
    found = {(one.file, one.message) for one in problems(root)}
    assert ("pages/es/about.md", "is missing") in found
    assert ("glossary/es.yaml", "'cell' is missing") in found
    assert ("wording/page.yaml", "has no text in 'es'") in found
    assert (ER, "has no text in 'es'") in found
    assert ("categories.yaml", "has no text in 'es'") in found


def test_a_language_is_not_invented_by_a_text(root: Path) -> None:
    made_up.edit(root / "categories.yaml", "en: Breast", "en: Breast, fr: Sein")
    assert "there are no guides in 'fr' yet" in [one.message for one in problems(root)]


def test_placeholders_are_the_same_in_every_language(root: Path) -> None:
    made_up.edit(root / "wording/page.yaml", "en: 'Hello {name}.'", "en: 'Hello {name}.', es: 'Hola {nombre}.'")
    assert "has other {placeholders} than the English text" in [one.message for one in problems(root)]


def test_guides_have_a_length(root: Path) -> None:
    made_up.edit(root / GUIDE, made_up.SENTENCE * 30, "")
    assert any("a guide has 500 to 900" in one.message for one in problems(root))


def test_a_hard_text_is_refused(root: Path) -> None:
    hard = "Immunohistochemical characterization necessitates interdisciplinary consideration. " * 25
    made_up.edit(root / GUIDE, made_up.SENTENCE * 20, hard)
    assert any("reads at grade" in one.message for one in problems(root))


@pytest.mark.parametrize(
    "name", ["categories.yaml", "lint.yaml", "cancers.yaml", "pages/en/privacy.md", "guides/en/first-test.md"]
)
def test_what_the_site_needs_must_be_there(root: Path, name: str) -> None:
    (root / name).unlink()
    assert any(one.message in {"is missing", "holds no guide"} for one in problems(root))


def test_a_file_that_nothing_reads_is_said(root: Path) -> None:
    (root / "guides/en/notes.txt").write_text("later")
    (root / "guid").mkdir()
    (root / "guid/x.md").write_text("lost")
    outcome = tree.read(root)
    assert not outcome.problems
    assert {line.split(":")[0] for line in outcome.skipped} == {"guides/en/notes.txt", "guid/x.md"}


def test_a_rule_file_is_typed_too(root: Path) -> None:
    (root / "context").mkdir()
    (root / "context/sections.yaml").write_text("id: sections\nsorce: own\n")
    (root / "context/unknown.yaml").write_text("id: unknown\n")
    found = {(one.file, one.line, one.field, one.message) for one in problems(root)}
    assert ("context/unknown.yaml", 1, "file", "nothing reads a file of this name here") in found
    assert ("context/sections.yaml", 2, "sorce", "is not a known field; did you mean 'source'?") in found


def test_rules_without_a_database_refuse_problems(root: Path) -> None:
    assert tree.read_files(root, "wording").sentences("en") == {"page.hello": "Hello {name}."}
    (root / "wording/page.yaml").write_text("sentences: []")
    with pytest.raises(ContentError):
        tree.read_files(root, "wording")


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_file(), reason="needs ../shared/hostile")
@pytest.mark.parametrize("place", [GUIDE, "pages/en/about.md"])
def test_hostile_headers_are_refused_with_a_line_or_read_as_text(root: Path, place: str) -> None:
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 100
    for row in rows:
        (root / place).write_bytes(row["payload"].encode("utf-8", "surrogatepass"))
        outcome = tree.read(root)
        own = [problem for problem in outcome.problems if problem.file == place]
        assert own, row["payload"][:200]  # none of them is a whole header
        assert all(problem.line >= 1 and problem.message for problem in own)
    assert not Path("PWNED").exists()
    assert not (root / "PWNED").exists()


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_file(), reason="needs ../shared/hostile")
def test_hostile_values_in_a_whole_header_are_text_or_refused(root: Path) -> None:
    """The value of each row, put where a text belongs: what is read is a string, with the letters of the file."""
    whole = (root / GUIDE).read_text(encoding="utf-8")
    accepted = 0
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        rows = json.loads(line)["payload"].split("\n")
        value = rows[2].partition(": ")[2] if len(rows) > 3 else ""
        for field in ("author", "title", "short_title"):
            changed = whole.replace(f"\n{field}: ", f"\n{field}: {value}\nx_{field}: ", 1)
            changed = "\n".join(one for one in changed.split("\n") if not one.startswith("x_"))
            (root / GUIDE).write_text(changed, encoding="utf-8")
            outcome = tree.read(root)
            guide = outcome.content.guides.get(("en", "first-test"))
            if guide is None:
                assert all(one.file == GUIDE and one.line > 1 for one in outcome.problems), (value, outcome.problems)
            else:
                accepted += 1
                assert type(getattr(guide.entry, field)) is str
                assert getattr(guide.entry, field).strip("\"'") in value.strip("\"'").replace("\\", ""), value
    assert accepted > 50  # "yes", "12:30:45", ".nan", "0o777" are words here
