"""What a guide points to, and what points to guides: categories, markers, values, terms, old addresses."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from guides.loading import page_ids
from guides.loading.content import Content, GuideFile, Read
from guides.loading.problems import Problem

WORDS = range(500, 901)
IN_SHORT_WORDS = 60
ANSWER_WORDS = 60
QUESTION_WORDS = 25
CHECK_AGAIN = datetime.timedelta(days=3 * 366)
RESERVED_SLUGS = ("category",)


def check(content: Content) -> Iterator[Problem]:
    for file in content.guides.values():
        yield from _references(file, content)
        yield from _ids(file, content)
        yield from _form(file)
        yield from _lengths(file)
    yield from _redirects(content)
    yield from _glossaries(content)
    if content.categories:
        yield from _once(content.categories, [entry.slug for entry in content.categories.entry], "slug")
    if content.cancers:
        yield from _once(content.cancers, [entry.slug for entry in content.cancers.entry], "slug")


def problem(file: Read, path: tuple[str | int, ...], message: str) -> Problem:
    return Problem(file.file, file.located.line(*path), ".".join(map(str, path)), message)


def _references(file: GuideFile, content: Content) -> Iterator[Problem]:
    entry = file.entry
    broken = {name.removeprefix("markers/").removesuffix(".yaml") for name in content.broken}
    drawn = {name for name, marker in content.markers.items() if marker.entry.scale is not None}
    yield from cancer_problems(content, file, "cancers", entry.cancers)
    if content.categories and entry.category not in {one.slug for one in content.categories.entry}:
        yield problem(file, ("category",), f"'{entry.category}' is not in categories.yaml")
    yield from _known(file, "markers", entry.markers, broken | content.markers.keys(), "has no file in markers/")
    glossary = f"glossary/{entry.language}.yaml"
    if glossary not in content.broken:
        terms = {one.slug for one in content.terms(entry.language)}
        yield from _known(file, "terms", entry.terms, terms, f"is not in {glossary}")
    yield from _known(file, "pictures", entry.pictures, broken | drawn, "has no scale in markers/")
    for place, reference in enumerate(entry.values):
        value = page_ids.value_of(reference, content)
        if value is None and reference.partition(":")[0] not in broken:
            yield problem(file, ("values", place), f"there is no value '{reference}' in markers/")
        elif value is not None and value.anchor is None:
            yield problem(file, ("values", place), f"'{reference}' needs an anchor in markers/ to be a row of a guide")
    needs_section = bool(entry.values or entry.pictures)
    if needs_section and page_ids.RESULT_SECTION not in {section.anchor for section in file.sections}:
        yield problem(file, ("values",), "need a section '## … {#your-result}' in the text")


def _known(file: GuideFile, field: str, names: list[str], known: Collection[str], message: str) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name not in known:
            yield problem(file, (field, place), f"'{name}' {message}")


def _ids(file: GuideFile, content: Content) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for name, line, field in page_ids.of_guide(file, content):
        if name in seen:
            where = f"line {seen[name]}" if seen[name] else "the page itself"
            yield Problem(file.file, line, field, f"the anchor '{name}' is already taken by {where}")
        seen.setdefault(name, line)


def _form(file: GuideFile) -> Iterator[Problem]:
    entry = file.entry
    if entry.slug in RESERVED_SLUGS:
        yield problem(file, ("slug",), f"'{entry.slug}' is an address of the site itself")
    if not entry.title.endswith("?"):
        yield problem(file, ("title",), "must be a question, in the reader's words")
    if not entry.checked_on < entry.next_check <= entry.checked_on + CHECK_AGAIN:
        yield problem(file, ("next_check",), "must be later than checked_on, by three years at most")


def _lengths(file: GuideFile) -> Iterator[Problem]:
    entry = file.entry
    words = count(entry.in_short) + sum(count(section.text) for section in file.sections)
    if words not in WORDS:
        first = file.sections[0].line if file.sections else 1
        message = f"has {words} words with in_short; a guide has {WORDS.start} to {WORDS.stop - 1}"
        yield Problem(file.file, first, "body", message)
    if count(entry.in_short) > IN_SHORT_WORDS:
        yield problem(file, ("in_short",), f"has {count(entry.in_short)} words; at most {IN_SHORT_WORDS}")
    for place, question in enumerate(entry.questions):
        yield from question_problems(file, place, question.text)
    for place, faq in enumerate(entry.faqs):
        if count(faq.answer) > ANSWER_WORDS:
            yield problem(file, ("faqs", place, "answer"), f"has {count(faq.answer)} words; at most {ANSWER_WORDS}")


def question_problems(file: Read, place: int, text: str) -> Iterator[Problem]:
    if not text.endswith("?"):
        yield problem(file, ("questions", place, "text"), "must end with a question mark")
    if count(text) > QUESTION_WORDS:
        yield problem(file, ("questions", place, "text"), f"has more than {QUESTION_WORDS} words")


def cancer_problems(content: Content, file: Read, field: str, names: Iterable[str]) -> Iterator[Problem]:
    if content.cancers is None:
        return
    known = {cancer.slug for cancer in content.cancers.entry}
    for place, name in enumerate(names):
        if name not in known:
            yield problem(file, (field, place), f"'{name}' is not in cancers.yaml; known: {', '.join(sorted(known))}")


def count(text: str) -> int:
    """Words as a person would count them: signs that stand alone, as in tables and lists, are none."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def _redirects(content: Content) -> Iterator[Problem]:
    taken = {f"/guides/{slug}/" for _, slug in content.guides} | {f"/guides/{slug}/" for slug in RESERVED_SLUGS}
    for file in content.guides.values():
        for place, old_path in enumerate(file.entry.redirects):
            if old_path in taken:
                yield problem(file, ("redirects", place), f"'{old_path}' is taken already")
            taken.add(old_path)


def _glossaries(content: Content) -> Iterator[Problem]:
    for language, file in content.glossaries.items():
        yield from _once(file, [term.slug for term in file.entry], "slug")
        for place, term in enumerate(file.entry):
            if term.anchor and not term.guide:
                yield problem(file, (place, "anchor"), "needs a guide")
            if term.guide:
                yield from anchor_problems(content, file, (place,), language, term.guide, term.anchor or "")


def anchor_problems(
    content: Content, file: Read, path: tuple[str | int, ...], language: str, slug: str, anchor: str
) -> Iterator[Problem]:
    guide = content.guides.get((language, slug))
    if f"guides/{language}/{slug}.md" in content.broken:
        return
    if guide is None:
        yield problem(file, (*path, "guide"), f"there is no guide '{slug}' in {language}")
    elif anchor and anchor not in {name for name, _, _ in page_ids.of_guide(guide, content)}:
        yield problem(file, (*path, "anchor"), f"the guide '{slug}' has no anchor '{anchor}'")


def _once(file: Read, names: list[str], field: str) -> Iterator[Problem]:
    counted = Counter(names)
    for place, name in enumerate(names):
        if counted[name] > 1 and names.index(name) != place:
            yield problem(file, (place, field), f"'{name}' is given twice")
