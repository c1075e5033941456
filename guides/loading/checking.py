"""All checks that look at more than one field of one file. Each module returns problems and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from guides.loading import guide_checks, languages, links, lint, marker_checks
from guides.loading.problems import Problem
from guides.loading.tree import Content

PAGES = ("about", "disclaimer", "privacy")  # each has an address of its own


def check(content: Content) -> tuple[Problem, ...]:
    return (
        *_whole(content),
        *guide_checks.check(content),
        *marker_checks.check(content),
        *links.check(content),
        *languages.check(content),
        *lint.check(content),
    )


def _whole(content: Content) -> Iterator[Problem]:
    """What the site cannot do without."""
    if content.categories is None:
        yield Problem("categories.yaml", 1, "file", "is missing")
    if content.lint is None:
        yield Problem("lint.yaml", 1, "file", "is missing")
    if not content.guides:
        yield Problem("guides/en", 1, "folder", "holds no guide")
    for slug in PAGES:
        if ("en", slug) not in content.pages:
            yield Problem(f"pages/en/{slug}.md", 1, "file", "is missing")
