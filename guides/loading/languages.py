"""Every language has all that English has, and English has all that another language has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from guides.loading.content import Content, Read
from guides.loading.guide_checks import problem
from guides.loading.problems import Problem
from guides.loading.yaml_lines import Path, Plain

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")


def check(content: Content) -> Iterator[Problem]:
    yield from _files(content)
    lists = [file for file in (content.categories, content.cancers) if file is not None]
    for file in [*content.markers.values(), *content.wording, *lists]:
        yield from _texts(file, content.languages)
    yield from _wording(content)


def _files(content: Content) -> Iterator[Problem]:
    """Reported on the file that has no counterpart."""
    files = {file.file for file in (*content.guides.values(), *content.pages.values())} | content.broken
    for name in sorted(files):
        folder, language, _ = name.split("/") if name.count("/") == 2 else ("", "en", "")
        if language != "en" and name.replace(f"/{language}/", "/en/") not in files:
            yield Problem(name, 1, "file", "has no English file of this name")
        for other in content.languages[1:] if folder and language == "en" else ():
            if f"{folder}/{other}/{PurePosixPath(name).name}" not in files:
                yield Problem(f"{folder}/{other}/{PurePosixPath(name).name}", 1, "file", "is missing")
    for language in content.languages[1:]:
        missing = {term.slug for term in content.terms("en")} - {term.slug for term in content.terms(language)}
        for slug in sorted(missing if f"glossary/{language}.yaml" not in content.broken else ()):
            yield Problem(f"glossary/{language}.yaml", 1, "slug", f"'{slug}' is missing")


def _texts(file: Read, languages: tuple[str, ...]) -> Iterator[Problem]:
    for path, value in _walk(file.located.value, ()):
        if isinstance(value, dict) and "en" in value:
            for language in languages:
                if language not in value:
                    yield problem(file, path, f"has no text in '{language}'")
            for language in value.keys() - set(languages):
                yield problem(file, (*path, language), f"there are no guides in '{language}' yet")


def _walk(value: Plain, path: Path) -> Iterator[tuple[Path, Plain]]:
    yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from _walk(one, (*path, key))


def _wording(content: Content) -> Iterator[Problem]:
    counted = Counter(name for file in content.wording for name in file.entry.sentences)
    for file in content.wording:
        for name, texts in file.entry.sentences.items():
            path = ("sentences", name)
            if counted[name] > 1:
                yield problem(file, path, "is given in two files")
            wanted = set(_PLACEHOLDER.findall(texts["en"]))
            for language, text in texts.items():
                if _BRACE.search(_PLACEHOLDER.sub("", text)):
                    yield problem(file, (*path, language), "has a brace that is no {placeholder}")
                elif set(_PLACEHOLDER.findall(text)) != wanted:
                    yield problem(file, (*path, language), "has other {placeholders} than the English text")
