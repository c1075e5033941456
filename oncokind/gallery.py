"""Every component in every state, and whole pages, from made-up values. Only where DEBUG is on (oncokind/urls.py).

It reads no content and no database: what it shows is the look, and no sentence in it is a statement to families.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html

from guides.entries import (
    Category,
    Faq,
    Guide,
    GuideSummary,
    Page,
    Picture,
    Question,
    Section,
    Source,
    Step,
    Term,
    Value,
)
from reports.correction import PageText
from reports.explanation import (
    Card,
    ChosenQuestion,
    Explanation,
    Group,
    Measure,
    Missing,
    NamedLine,
    OpenItem,
    Piece,
    Quote,
    ResultList,
    TextLine,
    Topic,
)

DAY = datetime.date(2026, 11, 2)
WORDS = "A made-up sentence stands here, as long as a real one, so that the eye can judge the length of a line. "
LONG_WORD = "Immunohistochemistry-and-in-situ-hybridization"

SOURCE = Source("asco-cap", "A made-up title of a source", "A made-up publisher", 2023, "https://example.org/source")
PARAGRAPH = format_html("<p>{}</p>", WORDS)
DISCLAIMER = Page("disclaimer", "Please keep in mind", format_html("<p>{}</p>", WORDS * 2))

STEPS = Picture(
    "steps",
    "The HER2 scale, from 0 to 3+",
    "Five steps from left to right: 0, 0+, 1+, 2+ and 3+.",
    tuple(
        Step(label, caption, number * 120, 120)
        for number, (label, caption) in enumerate(
            [("0", "negative"), ("0+", "negative"), ("1+", "negative"), ("2+", "unclear"), ("3+", "positive")]
        )
    ),
    id="steps",
)
PERCENT = Picture(
    "percent",
    "Share of cells that stained, from 0 to 100 percent",
    "A bar from 0 to 100 percent with cuts at 1 and 10 percent.",
    (
        Step("ER negative", "negative", 0, 112.7),
        Step("ER low positive", "low positive", 112.7, 134.3),
        Step("Ki-67 between 5 and 30 %", "no agreed border", 247, 353),
    ),
    id="percent",
)
GROUPS = Picture(
    "ish_groups",
    "The five groups of the HER2 gene test",
    "A grid: the ratio decides the column, the number of copies decides the row.",
    (
        Step("Amplified (positive)", "positive", 300, 300, y=0, height=200),
        Step("group 2", "open", 300, 300, y=200, height=100),
        Step("group 3", "open", 0, 300, y=0, height=100),
        Step("group 4", "open", 0, 300, y=100, height=100),
        Step("Not amplified (negative)", "negative", 0, 300, y=200, height=100),
    ),
    id="groups",
)


def marked(picture: Picture, place: int, label: str) -> Picture:
    """The same picture with the reader's value on one of its steps."""
    steps = tuple(replace(step, marked=number == place) for number, step in enumerate(picture.steps))
    middle = steps[place].x + steps[place].width / 2
    return replace(picture, steps=steps, marker_x=middle, marker_label=label, id=f"{picture.id}-{place}")


def value(anchor: str, label: str, status: str) -> Value:
    return Value(
        "HER2_IHC", anchor, anchor, status, label, label, "“words of a report”", WORDS * 2, WORDS, WORDS, SOURCE, ()
    )


VALUES = (value("her2-0", "0 (negative)", "negative"), value("her2-2plus", "2+ (equivocal)", "equivocal"))
QUESTIONS = tuple(
    Question(f"q{number}", f"Question {number}: what does this result mean for me?") for number in range(1, 5)
)
FAQS = tuple(
    Faq(f"f{number}", f"Is this common question number {number}?", format_html("<p>{}</p>", WORDS), WORDS)
    for number in (1, 2)
)
TERMS = (Term("her2", "HER2", WORDS, "her2-breast"), Term("long", LONG_WORD, WORDS))
SUMMARY = GuideSummary(
    "her2-breast", "What does HER2 mean in breast cancer?", "HER2", WORDS, "biomarkers", "Test results", 5, DAY
)
CATEGORY = Category(
    "biomarkers", "Test results", WORDS, (SUMMARY, replace(SUMMARY, title=f"What does {LONG_WORD} mean?"))
)
GUIDE = Guide(
    slug=SUMMARY.slug, title=SUMMARY.title, short_title=SUMMARY.short_title, summary=SUMMARY.summary,
    category_slug=SUMMARY.category_slug, category_title=SUMMARY.category_title, minutes=SUMMARY.minutes, checked_on=DAY,
    language="en", cancers=("breast",), author="OncoKind", next_check=DAY, in_short=WORDS * 2,
    sections=(
        Section("what-it-means", "What it means", format_html("<p>{}</p><p>{}</p>", WORDS * 3, WORDS * 2)),
        Section("your-result", "What your result says", PARAGRAPH, VALUES, (STEPS, PERCENT, GROUPS)),
        Section("treatment", "How it can affect treatment", format_html("<p>{}</p>", WORDS * 4)),
        Section("families", "What families should focus on", format_html("<p>{}</p>", WORDS * 4)),
    ),
    questions=QUESTIONS, faqs=FAQS, terms=TERMS, sources=(SOURCE, replace(SOURCE, id="second")),
)  # fmt: skip

QUOTE = Quote("HER2 (IHC):   Equivocal (Score 2+)", 1, "line-3")
SETTLED = Card(
    "finding-1", "ER", "Estrogen receptor (ER)", "settled", "positive, 90 %", WORDS * 2, WORDS,
    (Measure("Share of tumor cells that stained", "90 %"), Measure("How strongly the cells stained", "strong")),
    marked(PERCENT, 2, "Your report: 90 %"), (replace(QUOTE, text="ER: Positive (90%, strong)", line_anchor="line-2"),),
    WORDS, SOURCE, "/guides/her2-breast/#her2-2plus", "What does HER2 mean?",
)  # fmt: skip
OPEN = replace(
    SETTLED, anchor="finding-2", label="HER2 by IHC", state="open", status_word="equivocal (2+)", measures=(),
    picture=marked(STEPS, 3, "Your report: 2+"), quotes=(QUOTE, replace(QUOTE, text="HER2 " + LONG_WORD * 3)),
)  # fmt: skip
ISH = replace(
    SETTLED,
    anchor="finding-3",
    label="HER2 by ISH",
    status_word="group 2",
    picture=marked(GROUPS, 1, "Your report: group 2"),
)
EARLIER = replace(
    SETTLED,
    anchor="finding-4",
    state="earlier",
    status_word="negative",
    picture=None,
    measures=(),
    source=None,
    rule="",
)
GENE = replace(
    SETTLED, anchor="finding-5", label="EGFR gene", status_word="EGFR: a change was found (p.L858R)", picture=None,
    measures=(Measure("The change, as printed", "p.L858R"), Measure("Share of the DNA with the change (VAF)", "23 %")),
    origin="Tested in the tumor sample. " + WORDS,
)  # fmt: skip
TWO_READINGS = replace(
    OPEN,
    anchor="finding-6",
    label="Ki-67",
    status_word="we could not tell",
    picture=None,
    quotes=(replace(QUOTE, text="Ki-67: 15 %", second="Ki-67: 75 %"),),
)
GENES = ResultList(
    "list-1-genes-1",
    "12 genes in which no change was found",
    WORDS,
    tuple(
        replace(SETTLED, anchor=f"gene-{number}", label=f"GENE{number} gene", status_word="no change found")
        for number in range(1, 13)
    ),
    (NamedLine(tuple((f"gene-{number}", f"GENE{number}") for number in range(1, 13)), (QUOTE,)),),
)
FACTS = tuple(replace(SETTLED, anchor=f"fact-{number}", picture=None, measures=()) for number in (1, 2))
LINES = (
    TextLine("line-1", (Piece("FINAL DIAGNOSIS"),), 1, starts_page=True),
    TextLine("line-2", (Piece("  "), Piece("ER: Positive (90%, strong)", "finding-1")), 1),
    TextLine("line-3", (Piece("HER2 (IHC):   Equivocal (Score 2+)", "finding-2"),), 1),
    TextLine("line-4", (Piece(""),), 1),
    TextLine(
        "line-5",
        (Piece("Ki-67: see "), Piece(LONG_WORD * 2, doubtful=True)),
        2,
        "We did not understand this line.",
        starts_page=True,
    ),
)
EXPLANATION = Explanation(
    outcome="findings", kind="PDF", pages_read=2, pages_sent=3,
    not_read=("We could not read page 3.", "There is one line that we did not understand."),
    unread=(replace(QUOTE, text="Ki-67: see " + LONG_WORD * 2, line_anchor="line-5", page=2),),
    story=(WORDS, WORDS, WORDS),
    combinations=(replace(SETTLED, anchor="combination-1", label="Together", picture=None, measures=()),),
    groups=(
        Group("", (Topic("Receptors", 4, (SETTLED, OPEN)), Topic("Genes", 4, (GENE, TWO_READINGS), (GENES,), FACTS))),
        Group("A. Right breast, 10 o’clock", (Topic("", 4, (ISH,)),)),
    ),
    earlier=(EARLIER,),
    open=(OpenItem("HER2 by IHC", "equivocal (2+)", "finding-2"),),
    missing=(Missing("Ki-67", "Was Ki-67 tested?", "Often part of reports on breast cancer."),),
    questions=tuple(ChosenQuestion(q.id, q.text, "HER2 by IHC: equivocal", "/guides/her2-breast/") for q in QUESTIONS),
    lines=LINES, is_doubtful=True, not_read_next=WORDS,
)  # fmt: skip
EMPTY = replace(
    EXPLANATION, outcome="nothing_found", story=(), combinations=(), groups=(), earlier=(), open=(), missing=(),
    questions=(), not_read=(), unread=(), pages_read=1, pages_sent=1,
    lines=(TextLine("line-1", (Piece("Dear neighbor, the party is on Friday."),), 1),),
)  # fmt: skip

PROGRESS: dict[str, Any] = {
    "state": "waiting",
    "sentences": (WORDS,),
    "pages_done": 0,
    "pages_total": 7,
    "is_new": False,
    "unasked_minutes": 10,
}
BY_PAGE: dict[str, Any] = {
    "pages": (PageText(1, WORDS * 3, True, False), PageText(2, LONG_WORD * 3, True, True)),
    "is_from_pictures": True,
    "is_corrected": True,
    "refusal": WORDS,
}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("home.html", {"categories": (CATEGORY,), "terms": TERMS}),
    "guides": ("guides/list.html", {"categories": (CATEGORY,)}),
    "category": ("guides/category.html", {"category": CATEGORY}),
    "guide": ("guides/guide.html", {"guide": GUIDE, "disclaimer": DISCLAIMER}),
    "glossary": ("glossary.html", {"terms": TERMS}),
    "page": ("page.html", {"page": DISCLAIMER}),
    "report": ("reports/report.html", {"explanation": EXPLANATION, "disclaimer": DISCLAIMER, **BY_PAGE}),
    "nothing-found": ("reports/report.html", {"explanation": EMPTY, "disclaimer": DISCLAIMER}),
    "not-a-report": (
        "reports/report.html",
        {"explanation": replace(EMPTY, outcome="not_a_report"), "disclaimer": DISCLAIMER},
    ),
    "waiting": ("reports/progress.html", PROGRESS),
    "reading": ("reports/progress.html", {**PROGRESS, "state": "reading", "pages_done": 3, "is_new": True}),
    "not-read": ("reports/progress.html", {**PROGRESS, "state": "ended"}),
    "deleted": ("reports/deleted.html", {}),
    **{str(code): (f"errors/{code}.html", {}) for code in (400, 403, 404, 413, 429, 500, 503)},
}


def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page; `?page=report` shows one whole page instead."""
    name = request.GET.get("page", "")
    if name and name not in PAGES:
        raise Http404
    template, context = PAGES.get(name, ("dev/gallery.html", components()))
    life = {"report_id": "made-up", "expires_at": timezone.now() + datetime.timedelta(minutes=59)}
    return render(request, template, {**life, **context})


def components() -> dict[str, Any]:
    pictures = (STEPS, *(marked(STEPS, place, f"Your report: {STEPS.steps[place].label}") for place in range(5)))
    bars = (PERCENT, *(marked(PERCENT, place, f"Your report: {PERCENT.steps[place].label}") for place in range(3)))
    grids = (GROUPS, *(marked(GROUPS, place, f"Your report: {GROUPS.steps[place].label}") for place in range(5)))
    return {
        "pictures": pictures + bars + grids, "guide": GUIDE, "values": VALUES, "questions": QUESTIONS, "faqs": FAQS,
        "terms": TERMS, "sources": GUIDE.sources, "disclaimer": DISCLAIMER,
        "cards": (SETTLED, OPEN, ISH, EARLIER, GENE, TWO_READINGS), "lists": (GENES,), "facts": FACTS,
        "explanation": EXPLANATION, "pages": tuple(PAGES), "sentence": WORDS, "categories": (CATEGORY,),
    }  # fmt: skip
