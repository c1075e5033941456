"""Checked content → unsaved rows, rendered. Writes nothing; `loading.replace` does."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Any

from guides import models, rendering
from guides.loading import marker_schema, schema
from guides.loading.content import Content, GuideFile
from guides.loading.problems import Problem

WORDS_A_MINUTE = 180
RESULT_ANCHOR = "your-result"


@dataclass(slots=True)
class Rows:
    """Everything of one release. Rows that belong to a guide point to it and are saved after it."""

    categories: list[models.Category] = field(default_factory=list)
    guides: list[models.Guide] = field(default_factory=list)
    sections: list[models.Section] = field(default_factory=list)
    questions: list[models.Question] = field(default_factory=list)
    faqs: list[models.Faq] = field(default_factory=list)
    sources: list[models.Source] = field(default_factory=list)
    terms: list[models.Term] = field(default_factory=list)
    markers: list[models.Marker] = field(default_factory=list)
    pages: list[models.Page] = field(default_factory=list)
    redirects: list[models.Redirect] = field(default_factory=list)

    def in_order(self) -> tuple[list[Any], ...]:
        return (
            self.categories, self.guides, self.sections, self.questions, self.faqs,
            self.sources, self.terms, self.markers, self.pages, self.redirects,
        )  # fmt: skip


def build(content: Content) -> tuple[Rows, tuple[Problem, ...]]:
    rows, problems = Rows(), list[Problem]()
    for language in content.languages:
        _add_categories(rows, content, language)
        _add_terms(rows, content, language)
        _add_markers(rows, content, language)
    for file in content.guides.values():
        _add_guide(rows, file, problems)
    for page in content.pages.values():
        html = _rendered(page.body, page.file, page.body_line, problems)
        entry = page.entry
        rows.pages.append(models.Page(language=entry.language, slug=entry.slug, title=entry.title, html=html))
    return rows, tuple(problems)


def _rendered(text: str, file: str, line: int, problems: list[Problem], *, inline: bool = False) -> str:
    try:
        return rendering.render_inline(text) if inline else rendering.render(text)
    except rendering.RenderError as error:
        problems.append(Problem(file, line, "body", str(error)))
        return ""


def _add_categories(rows: Rows, content: Content, language: str) -> None:
    entries: list[schema.Category] = content.categories.entry if content.categories else []
    for place, entry in enumerate(entries):
        title, summary = said(entry.title, language), said(entry.summary, language)
        rows.categories.append(
            models.Category(language=language, slug=entry.slug, place=place, title=title, summary=summary)
        )


def _add_terms(rows: Rows, content: Content, language: str) -> None:
    glossary = content.glossaries.get(language)
    entries: list[schema.Term] = glossary.entry if glossary else []
    for place, entry in enumerate(sorted(entries, key=lambda entry: entry.term.casefold())):
        rows.terms.append(
            models.Term(
                language=language,
                slug=entry.slug,
                place=place,
                term=entry.term,
                meaning=entry.meaning,
                guide_slug=entry.guide or "",
                guide_anchor=entry.anchor or "",
            )
        )


def _add_markers(rows: Rows, content: Content, language: str) -> None:
    for place, file in enumerate(content.markers.values()):
        entry: marker_schema.Marker = file.entry
        rows.markers.append(
            models.Marker(
                language=language,
                marker_id=entry.marker,
                place=place,
                label=said(entry.label, language),
                about=said(entry.about, language),
                kind=entry.kind,
                cancers=entry.cancers,
                usual_in=entry.usual_in,
                ask_when_missing=said(entry.ask_when_missing, language),
                guide_slug=entry.guide or "",
                guide_anchor=entry.anchor or "",
                values=[_value(value, language) for value in entry.values],
                scale=_scale(entry.scale, language),
                sources=[source.model_dump() for source in entry.sources],
                questions=[
                    {"id": one.id, "text": said(one.text, language), "cancers": one.cancers, "unless": one.unless}
                    for one in entry.questions
                ],
                usual_sources=entry.usual_sources,
                codes=[code.model_dump() for code in entry.codes],
            )
        )


def _value(value: marker_schema.Value, language: str) -> dict[str, Any]:
    return {
        "id": value.id,
        "status": value.status,
        "value": value.value,
        "variants": value.variants,
        "anchor": value.anchor or "",
        "label": said(value.label, language),
        "caption": said(value.caption, language),
        "report_words": said(value.report_words, language),
        "meaning": said(value.meaning, language),
        "next": said(value.next, language),
        "rule": said(value.rule, language),
        "source": value.source,
        "questions": value.questions,
        "ranges": [one.model_dump(mode="json", by_alias=True) for one in value.all_ranges],
    }


def _scale(scale: marker_schema.Scale | None, language: str) -> dict[str, Any] | None:
    if scale is None:
        return None
    title, description = said(scale.title, language), said(scale.description, language)
    return {"kind": scale.kind, "title": title, "description": description, "values": scale.values}


def said(texts: dict[str, str] | None, language: str) -> str:
    """The text in this language; "" where there is none (checking.py has refused a missing language before)."""
    return (texts or {}).get(language, "")


def _add_guide(rows: Rows, file: GuideFile, problems: list[Problem]) -> None:
    entry, guide = file.entry, _guide(file)
    rows.guides.append(guide)
    _add_sections(rows, guide, file, problems)
    for place, question in enumerate(entry.questions):
        rows.questions.append(models.Question(guide=guide, place=place, question_id=question.id, text=question.text))
    for place, faq in enumerate(entry.faqs):
        line = file.located.line("faqs", place, "answer")
        html = _rendered(faq.answer, file.file, line, problems, inline=True)
        text = rendering.plain_text(html)
        rows.faqs.append(
            models.Faq(guide=guide, place=place, faq_id=faq.id, question=faq.question, html=html, text=text)
        )
    for place, source in enumerate(entry.sources):
        fields = source.model_dump(exclude={"id"})
        rows.sources.append(models.Source(guide=guide, place=place, source_id=source.id, **fields))
    for old_path in entry.redirects:
        rows.redirects.append(models.Redirect(old_path=old_path, guide_slug=entry.slug, language=entry.language))


def _guide(file: GuideFile) -> models.Guide:
    entry = file.entry
    words = sum(len(section.text.split()) for section in file.sections) + len(entry.in_short.split())
    return models.Guide(
        language=entry.language,
        slug=entry.slug,
        category_slug=entry.category,
        title=entry.title,
        short_title=entry.short_title,
        summary=entry.summary,
        in_short=entry.in_short,
        author=entry.author,
        checked_on=entry.checked_on,
        next_check=entry.next_check,
        minutes=max(1, ceil(words / WORDS_A_MINUTE)),
        cancers=entry.cancers,
        terms=entry.terms,
    )


def _add_sections(rows: Rows, guide: models.Guide, file: GuideFile, problems: list[Problem]) -> None:
    for place, section in enumerate(file.sections):
        is_result = section.anchor == RESULT_ANCHOR
        rows.sections.append(
            models.Section(
                guide=guide,
                place=place,
                anchor=section.anchor,
                title=section.title,
                html=_rendered(section.text, file.file, section.line, problems),
                values=file.entry.values if is_result else [],
                pictures=file.entry.pictures if is_result else [],
            )
        )
