"""Every id that a guide's page carries, so that links to it can be checked and no two things share one.

The names that the templates give are listed here; tests/guides/test_pages.py compares them with the real page.
"""

from __future__ import annotations

from collections.abc import Iterator

from guides.loading import marker_schema
from guides.loading.content import Content, GuideFile

# Given once on each guide page by the templates.
FIXED = (
    "main",
    "in-short",
    "on-this-page",
    "questions",
    "common-questions",
    "words",
    "sources",
    "disclaimer",
    "own-report",
)
RESULT_SECTION = "your-result"


def of_guide(file: GuideFile, content: Content) -> Iterator[tuple[str, int, str]]:
    """Id, line and field; the fixed ones have line 0."""
    for name in FIXED:
        yield name, 0, ""
    for section in file.sections:
        yield section.anchor, section.line, "body"
        for anchor in section.sub_anchors:
            yield anchor, section.line, "body"
    yield from _lists(file)
    for place, reference in enumerate(file.entry.values):
        value = value_of(reference, content)
        if value is not None and value.anchor is not None:
            line = file.located.line("values", place)
            yield value.anchor, line, "values"
            yield f"{value.anchor}-title", line, "values"
    for marker in file.entry.pictures:
        name = f"scale-{marker.lower().replace('_', '-')}"
        yield from ((f"{name}-{part}", file.located.line("pictures"), "pictures") for part in ("title", "desc"))


def _lists(file: GuideFile) -> Iterator[tuple[str, int, str]]:
    entry, line = file.entry, file.located.line
    for place, question in enumerate(entry.questions):
        yield f"question-{question.id}", line("questions", place), "questions"
        yield f"tick-{question.id}", line("questions", place), "questions"
    for place, faq in enumerate(entry.faqs):
        yield f"faq-{faq.id}", line("faqs", place), "faqs"
    for place, source in enumerate(entry.sources):
        yield f"source-{source.id}", line("sources", place), "sources"
    for place, term in enumerate(entry.terms):
        yield f"word-{term}", line("terms", place), "terms"


def value_of(reference: str, content: Content) -> marker_schema.Value | None:
    marker, _, value_id = reference.partition(":")
    file = content.markers.get(marker)
    values: list[marker_schema.Value] = file.entry.values if file else []
    return next((value for value in values if value.id == value_id), None)
