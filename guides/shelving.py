"""Rows → the frozen values of entries.py, one shelf for each language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from guides import entries, models, rendering, scales

Row = TypeVar("Row", models.Section, models.Question, models.Faq, models.Source)


@dataclass(frozen=True, slots=True)
class Shelf:
    categories: Mapping[str, entries.Category]  # those with a guide, in order
    guides: Mapping[str, entries.Guide]
    terms: Mapping[str, entries.Term]
    markers: Mapping[str, entries.Marker]
    scales: Mapping[str, scales.Scale]
    pages: Mapping[str, entries.Page]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The rows that belong to guides, by guide."""

    sections: Mapping[int, list[models.Section]]
    questions: Mapping[int, list[models.Question]]
    faqs: Mapping[int, list[models.Faq]]
    sources: Mapping[int, list[models.Source]]


def shelves() -> dict[str, Shelf]:
    parts = _Parts(
        _by_guide(models.Section.objects.order_by("place")),
        _by_guide(models.Question.objects.order_by("place")),
        _by_guide(models.Faq.objects.order_by("place")),
        _by_guide(models.Source.objects.order_by("place")),
    )
    rows: defaultdict[str, list[models.Guide]] = defaultdict(list)
    # Sorted here: each database has an order of letters of its own.
    for row in sorted(models.Guide.objects.all(), key=lambda row: (row.short_title, row.slug)):
        rows[row.language].append(row)
    return {language: _shelf(language, rows[language], parts) for language in _languages()}


def _languages() -> list[str]:
    languages = set(models.Guide.objects.values_list("language", flat=True))
    return sorted(languages | set(models.Page.objects.values_list("language", flat=True)))


def _by_guide(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.guide_id].append(row)
    return grouped


def _shelf(language: str, rows: list[models.Guide], parts: _Parts) -> Shelf:
    titles = {row.slug: row.title for row in rows}
    sources = {row.slug: {one.source_id: _source(one) for one in parts.sources[row.pk]} for row in rows}
    marker_rows = list(models.Marker.objects.filter(language=language).order_by("place"))
    questions = {row.slug: _questions(row, parts) for row in rows}
    markers = {
        row.marker_id: _marker(row, titles, sources.get(row.guide_slug, {}), questions.get(row.guide_slug, {}))
        for row in marker_rows
    }
    drawn = {row.marker_id: _scale(row, row.scale) for row in marker_rows if row.scale}
    terms = {row.slug: _term(row) for row in models.Term.objects.filter(language=language).order_by("place")}
    category_rows = list(models.Category.objects.filter(language=language).order_by("place"))
    names = {row.slug: row.title for row in category_rows}
    reading = _Reading(language, names, markers, drawn, terms, sources)
    guides = {row.slug: reading.guide(row, parts) for row in rows}
    pages = {
        row.slug: entries.Page(row.slug, row.title, rendering.stored(row.html))
        for row in models.Page.objects.filter(language=language)
    }
    return Shelf(_categories(category_rows, guides), guides, terms, markers, drawn, pages)


def _categories(rows: list[models.Category], guides: Mapping[str, entries.Guide]) -> dict[str, entries.Category]:
    shelved = {}
    for row in rows:
        inside = tuple(summary(guide) for guide in guides.values() if guide.category_slug == row.slug)
        if inside:
            shelved[row.slug] = entries.Category(row.slug, row.title, row.summary, inside)
    return shelved


def summary(guide: entries.Guide) -> entries.GuideSummary:
    return entries.GuideSummary(
        slug=guide.slug,
        title=guide.title,
        short_title=guide.short_title,
        summary=guide.summary,
        category_slug=guide.category_slug,
        category_title=guide.category_title,
        minutes=guide.minutes,
        checked_on=guide.checked_on,
    )


def _source(row: models.Source) -> entries.Source:
    return entries.Source(row.source_id, row.title, row.publisher, row.year, row.address)


def _term(row: models.Term) -> entries.Term:
    return entries.Term(row.slug, row.term, row.meaning, row.guide_slug, row.guide_anchor)


def _own_question(stored: Mapping[str, Any]) -> entries.Question:
    cancers, unless = tuple(stored.get("cancers", ())), tuple(stored.get("unless", ()))
    return entries.Question(stored["id"], stored["text"], cancers=cancers, unless=unless)


def _questions(row: models.Guide, parts: _Parts) -> dict[str, entries.Question]:
    own = parts.questions[row.pk]
    return {one.question_id: entries.Question(one.question_id, one.text, row.slug) for one in own}


def _marker(
    row: models.Marker,
    titles: Mapping[str, str],
    guide_sources: Mapping[str, entries.Source],
    guide_questions: Mapping[str, entries.Question],
) -> entries.Marker:
    """What the file brings itself comes before what its guide has under the same name."""
    sources = {**guide_sources, **{one["id"]: entries.Source(**one) for one in row.sources}}
    return entries.Marker(
        id=row.marker_id,
        label=row.label,
        about=row.about,
        kind=row.kind,
        cancers=tuple(row.cancers),
        usual_in=tuple(row.usual_in),
        ask_when_missing=row.ask_when_missing,
        guide_slug=row.guide_slug,
        guide_anchor=row.guide_anchor,
        guide_title=titles.get(row.guide_slug, ""),
        values={stored["id"]: _value(row, stored, sources) for stored in row.values},
        questions={**guide_questions, **{one["id"]: _own_question(one) for one in row.questions}},
        usual_sources={cancer: sources[name] for cancer, name in row.usual_sources.items()},
        codes=tuple(entries.Code(**{**one, "source": sources.get(one["source"])}) for one in row.codes),
    )


def _value(row: models.Marker, stored: Mapping[str, Any], sources: Mapping[str, entries.Source]) -> entries.Value:
    return entries.Value(
        marker=row.marker_id,
        id=stored["id"],
        anchor=stored["anchor"] or row.guide_anchor,
        status=stored["status"],
        value=stored["value"],
        label=stored["label"],
        report_words=stored["report_words"],
        meaning=stored["meaning"],
        next_step=stored["next"],
        rule=stored["rule"],
        source=sources.get(stored["source"]),
        questions=tuple(stored["questions"]),
        bands=tuple(entries.Band.of(one) for one in stored["ranges"]),
        variants=tuple(stored["variants"]),
    )


def _scale(row: models.Marker, stored: Mapping[str, Any]) -> scales.Scale:
    by_id = {value["id"]: value for value in row.values}
    chosen = [by_id[name] for name in stored["values"] or by_id]
    return scales.Scale.of(row.marker_id, stored, chosen)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the guides of one language point to."""

    language: str
    categories: Mapping[str, str]
    markers: Mapping[str, entries.Marker]
    scales: Mapping[str, scales.Scale]
    terms: Mapping[str, entries.Term]
    sources: Mapping[str, Mapping[str, entries.Source]]

    def guide(self, row: models.Guide, parts: _Parts) -> entries.Guide:
        return entries.Guide(
            slug=row.slug,
            title=row.title,
            short_title=row.short_title,
            summary=row.summary,
            category_slug=row.category_slug,
            category_title=self.categories.get(row.category_slug, ""),
            minutes=row.minutes,
            checked_on=row.checked_on,
            language=row.language,
            cancers=tuple(row.cancers),
            author=row.author,
            next_check=row.next_check,
            in_short=row.in_short,
            sections=tuple(self._section(one) for one in parts.sections[row.pk]),
            questions=tuple(_questions(row, parts).values()),
            faqs=tuple(
                entries.Faq(one.faq_id, one.question, rendering.stored(one.html), one.text)
                for one in parts.faqs[row.pk]
            ),
            terms=tuple(self.terms[slug] for slug in row.terms if slug in self.terms),
            sources=tuple(self.sources[row.slug].values()),
        )

    def _section(self, row: models.Section) -> entries.Section:
        references = (reference.partition(":") for reference in row.values)
        return entries.Section(
            anchor=row.anchor,
            title=row.title,
            html=rendering.stored(row.html),
            values=tuple(self.markers[marker].values[value] for marker, _, value in references),
            pictures=tuple(scales.picture(self.scales[name], self.language) for name in row.pictures),
        )
