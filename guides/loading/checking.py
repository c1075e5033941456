"""All checks that look at more than one field of one file. Each module returns problems and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from guides.loading import combination_checks, guide_checks, languages, links, lint, marker_checks
from guides.loading.content import Content
from guides.loading.problems import Problem

PAGES = ("about", "disclaimer", "privacy")  # each has an address of its own


def check(content: Content) -> tuple[Problem, ...]:
    return (
        *_whole(content),
        *guide_checks.check(content),
        *marker_checks.check(content),
        *combination_checks.check(content),
        *links.check(content),
        *languages.check(content),
        *lint.check(content),
    )


def _whole(content: Content) -> Iterator[Problem]:
    """What the site cannot do without."""
    needed = {
        "categories.yaml": content.categories,
        "cancers.yaml": content.cancers,
        "lint.yaml": content.lint,
        **{f"pages/en/{slug}.md": content.pages.get(("en", slug)) for slug in PAGES},
    }
    for name, found in needed.items():
        if found is None and name not in content.broken:
            yield Problem(name, 1, "file", "is missing")
    if not content.guides and not any(name.startswith("guides/") for name in content.broken):
        yield Problem("guides/en", 1, "folder", "holds no guide")
