"""What one file says about another: every reference between content files must lead somewhere."""

from __future__ import annotations

from guides.loading.problems import Problem
from guides.loading.tree import Content


def check(content: Content) -> tuple[Problem, ...]:
    return ()
