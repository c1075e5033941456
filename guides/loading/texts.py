"""All English texts that a family may read, with the place where an editor finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guides.loading.content import Content, GuideFile, Read


@dataclass(frozen=True, slots=True)
class Text:
    file: str
    line: int
    field: str
    text: str
    is_prose: bool = True  # running text, whose reading grade counts


def english(content: Content) -> Iterator[Text]:
    for file in content.guides.values():
        if file.entry.language == "en":
            yield from _guide(file)
    for page in content.pages.values():
        if page.entry.language == "en":
            yield Text(page.file, page.located.line("title"), "title", page.entry.title, is_prose=False)
            yield Text(page.file, page.body_line, "body", page.body)
    if "en" in content.glossaries:
        glossary = content.glossaries["en"]
        for place, term in enumerate(glossary.entry):
            yield Text(glossary.file, glossary.located.line(place, "meaning"), f"{place}.meaning", term.meaning)
    for marker in content.markers.values():
        yield from _marker(marker)
    for wording in content.wording:
        for name, texts in wording.entry.sentences.items():
            line = wording.located.line("sentences", name)
            yield Text(wording.file, line, f"sentences.{name}", texts["en"])
    if content.categories:
        for place, category in enumerate(content.categories.entry):
            line = content.categories.located.line(place, "summary")
            yield Text(content.categories.file, line, f"{place}.summary", category.summary["en"])


def _guide(file: GuideFile) -> Iterator[Text]:
    entry, line = file.entry, file.located.line
    for name in ("title", "short_title", "summary"):
        yield Text(file.file, line(name), name, getattr(entry, name), is_prose=False)
    yield Text(file.file, line("in_short"), "in_short", entry.in_short)
    for section in file.sections:
        yield Text(file.file, section.line, "body", section.title, is_prose=False)
        yield Text(file.file, section.line + 1, "body", section.text)
    for place, question in enumerate(entry.questions):
        field = f"questions.{place}.text"
        yield Text(file.file, line("questions", place, "text"), field, question.text, is_prose=False)
    for place, faq in enumerate(entry.faqs):
        field = f"faqs.{place}.question"
        yield Text(file.file, line("faqs", place, "question"), field, faq.question, is_prose=False)
        yield Text(file.file, line("faqs", place, "answer"), f"faqs.{place}.answer", faq.answer)


def _marker(file: Read) -> Iterator[Text]:
    """Not `report_words`: these are the words of reports, and not ours."""
    entry, line = file.entry, file.located.line
    yield Text(file.file, line("about"), "about", entry.about["en"])
    if entry.ask_when_missing:
        field = "ask_when_missing"
        yield Text(file.file, line(field), field, entry.ask_when_missing["en"], is_prose=False)
    if entry.scale:
        text = entry.scale.description["en"]
        yield Text(file.file, line("scale", "description"), "scale.description", text, is_prose=False)
    for place, question in enumerate(entry.questions):
        field = f"questions.{place}.text"
        yield Text(file.file, line("questions", place, "text"), field, question.text["en"], is_prose=False)
    for place, value in enumerate(entry.values):
        for name in ("meaning", "next", "rule"):
            said = getattr(value, name)
            if said:
                # A rule in words is as exact as its source; it is offered, not read through.
                is_prose = name != "rule"
                field = f"values.{place}.{name}"
                yield Text(file.file, line("values", place, name), field, said["en"], is_prose)
