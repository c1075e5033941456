"""The fact reader on the real content: what a piece of text gives, and whether that is what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from guides.loading.yaml_lines import parse
from reports.reading.facts import read_facts
from reports.reading.findings import Context, Finding
from reports.reading.text import prepare
from reports.reading.vocabulary import Vocabulary, compile_rules


def plain(path: Path) -> Any:
    return parse(path.read_text(encoding="utf-8")).value


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    content = Path(settings.BASE_DIR) / "content"
    folders = ("reading", "context", "markers")
    return compile_rules({name: {p.stem: plain(p) for p in (content / name).glob("*.yaml")} for name in folders})


def facts(text: str) -> list[Finding]:
    return read_facts(prepare(text, vocabulary().outline), vocabulary())


def wrong(text: str, expect: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What is missing or different. A key is "GRADE", or "GRADE:A" for one specimen."""
    found = facts(text)
    problems = []
    for key, fields in expect.items():
        marker, _, specimen = key.partition(":")
        mine = [f for f in found if f.marker == marker and (not specimen or f.specimen == specimen)]
        if not any(all(_field(f, name) == value for name, value in fields.items()) for f in mine):
            problems.append(f"{key}: expected {dict(fields)}, found {[shown(f) for f in mine]}")
    return problems


def current(text: str, marker: str) -> list[str]:
    return [shown(f) for f in facts(text) if f.marker == marker and f.context is Context.CURRENT]


def stated(text: str, marker: str) -> list[str]:
    """Only what is given as an answer: no abstention."""
    return [f.value for f in facts(text) if f.marker == marker and f.value and f.status not in {"unclear", "conflict"}]


def shown(finding: Finding) -> str:
    return f"{finding.status.value} {finding.value!r} of {finding.specimen!r} by {finding.rule} ({finding.reason})"


def _field(finding: Finding, name: str) -> str:
    return str(getattr(finding, name))
