"""A small content folder that is right in every way; tests write it and then spoil one thing."""

from __future__ import annotations

import re
from pathlib import Path

SENTENCE = "The lab looks at the cells and writes down what it sees. "

GUIDE = """---
title: What does the first test mean?
short_title: First test
slug: {slug}
language: en
category: breast
cancers: [breast]
markers: [ER, ISH]
summary: What the first test looks for and what its result can mean.
in_short: The first test looks at cells. Ask your care team what the result means.
author: OncoKind editors
checked_on: 2026-11-25
next_check: 2027-11-20
sources:
  - {{id: one, title: First book, publisher: A college, year: 2020, address: https://example.org/one}}
  - {{id: two, title: Second book, publisher: A college, year: 2023, address: https://example.org/two}}
questions:
  - {{id: final, text: "Is the result final?"}}
  - {{id: plan, text: "How does the result change the plan?"}}
  - {{id: next, text: "Which test comes next?"}}
faqs:
  - {{id: same, question: Are the two tests the same?, answer: "No. See [the book](#source-one)."}}
  - {{id: long, question: How long does it take?, answer: "Often **some** days. Ask the lab."}}
values: [{values}]
terms: [cell]
redirects: [/guides/old-{slug}/]
pictures: [ER, ISH]
---
## What it means {{#what-it-means}}

{words}

## What your result says {{#your-result}}

See [the second book](#source-two), [a word](/glossary/#cell) and [the first part](#what-it-means).
"""

VALUES = "ER:negative, ER:low, ER:positive, ISH:group-1, ISH:group-2, ISH:group-3, ISH:group-4, ISH:group-5"

_VALUE = """  - id: {id}
    status: {status}
    value: "{value}"
    anchor: {anchor}
    label: {{en: "{id}"}}
    caption: {{en: {status}}}
    report_words: {{en: "as reports say it"}}
    meaning: {{en: "The cells show what the test looks for."}}
    next: {{en: "Ask your care team what comes next."}}
    rule: {{en: "By the number."}}
    ranges: [{ranges}]
    source: one
    questions: [final]
"""
_MARKER = """marker: {id}
kind: receptor
cancers: [breast]
usual_in: [breast]
label: {{en: "{id} test"}}
about: {{en: "The test stains the cells."}}
guide: {slug}
anchor: what-it-means
ask_when_missing: {{en: "Was {id} tested?"}}
scale:
  kind: {kind}
  title: {{en: "The scale of {id}"}}
  description: {{en: "All places of the scale."}}
values:
"""
_PERCENT = (
    ("negative", "negative", 'to: "1", to_inclusive: "false"'),
    ("low", "low_positive", 'from: "1", from_inclusive: "true", to: "10", to_inclusive: "true"'),
    ("positive", "positive", 'from: "10", from_inclusive: "false"'),
)
_HIGH, _LOW = 'from: "2.0", from_inclusive: "true"', 'to: "2.0", to_inclusive: "false"'
_FOUR_TO_SIX = 'from: "4", from_inclusive: "true", to: "6", to_inclusive: "false"'
_GROUPS = (
    (_HIGH, 'from: "4", from_inclusive: "true"'),
    (_HIGH, 'to: "4", to_inclusive: "false"'),
    (_LOW, 'from: "6", from_inclusive: "true"'),
    (_LOW, _FOUR_TO_SIX),
    (_LOW, 'to: "4", to_inclusive: "false"'),
)


def guide(slug: str = "first-test", values: str = VALUES) -> str:
    return GUIDE.format(slug=slug, words=(SENTENCE * 55).strip(), values=values)


def percent_marker(slug: str = "first-test") -> str:
    values = "".join(
        _VALUE.format(id=id_, status=status, value="", anchor=f"er-{id_}", ranges=f"{{unit: percent, {border}}}")
        for id_, status, border in _PERCENT
    )
    return _MARKER.format(id="ER", slug=slug, kind="percent") + values


def groups_marker(slug: str = "first-test") -> str:
    values = "".join(
        _VALUE.format(
            id=f"group-{number}",
            status="equivocal",
            value=f"group {number}",
            anchor=f"ish-group-{number}",
            ranges=f"{{unit: ratio, {ratio}}}, {{unit: copies, {copies}}}",
        )
        for number, (ratio, copies) in enumerate(_GROUPS, start=1)
    )
    return _MARKER.format(id="ISH", slug=slug, kind="ish_groups") + values


def page(slug: str, language: str = "en") -> str:
    return f"---\ntitle: About {slug}\nslug: {slug}\nlanguage: {language}\n---\n## A part\n\nPlain words.\n"


LINT = """banned:
  - {words: [good news], instead: say what it means}
survival: [survival]
whom_to_ask: [care team]
known_words: [oncologist]
"""


def write(root: Path) -> Path:
    """The whole folder; returns its root."""
    texts = {
        "guides/en/first-test.md": guide(),
        "markers/ER.yaml": percent_marker(),
        "markers/ISH.yaml": groups_marker(),
        "glossary/en.yaml": "- {slug: cell, term: Cell, meaning: A small part of the body., guide: first-test}\n",
        "categories.yaml": "- {slug: breast, title: {en: Breast}, summary: {en: Words of breast reports.}}\n",
        "wording/page.yaml": "sentences:\n  page.hello: {en: 'Hello {name}.'}\n",
        "cancers.yaml": "- {slug: breast, label: {en: breast cancer}}\n- {slug: lung, label: {en: lung cancer}}\n",
        "lint.yaml": LINT,
        "samples/en/one.txt": "ER: positive\n",
        **{f"pages/en/{slug}.md": page(slug) for slug in ("about", "privacy", "disclaimer")},
    }
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def edit(path: Path, pattern: str, replacement: str) -> None:
    """Replaces the one place that the pattern names; a test that changes nothing proves nothing."""
    text, count = re.subn(pattern, lambda _: replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, f"{pattern!r} is not in {path.name}"
    path.write_text(text, encoding="utf-8")
