"""Reads all of content/ and collects every problem of every file in one run.

Nothing is rendered and nothing is stored here. A file that breaks the rules is left out of `content`; the
caller decides what to do with problems, and `replace` changes nothing when there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from guides.loading import (
    combination_schema,
    frontmatter,
    marker_schema,
    messages,
    reading_models,
    schema,
    sections,
    yaml_lines,
)
from guides.loading.content import Content, GuideFile, PageFile, Read
from guides.loading.files import Found, find
from guides.loading.problems import ContentError, Problem, RefusedError
from guides.loading.yaml_lines import Located


@dataclass(frozen=True, slots=True)
class Outcome:
    content: Content
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...]
    digest: str


def read(root: Path) -> Outcome:
    """Everything below content/, parsed and checked by schema. Cross checks and language: see checking.py."""
    return read_found(find(root))


def read_found(found: Found) -> Outcome:
    content = Content()
    problems, skipped = list(found.problems), list(found.skipped)
    for name, raw in found.raw.items():
        before = len(problems)
        parse = _parser(PurePosixPath(name))
        if parse is None:
            skipped.append(f"{name}: left out: nothing reads a file of this name here")
            continue
        try:
            parse(name, frontmatter.decode(raw), content, problems)
        except RefusedError as refused:
            problems.append(refused.at(name))
        if len(problems) > before:
            content.broken.add(name)
    return Outcome(content, tuple(problems), tuple(skipped), found.digest())


def read_files(root: Path, *folders: str) -> Content:
    """Only some folders, for callers that need no database; raises `ContentError` on any problem."""
    found = find(root)
    wanted = {name: raw for name, raw in found.raw.items() if name.split("/")[0] in folders}
    outcome = read_found(Found(wanted, [], found.problems))
    if outcome.problems:
        raise ContentError(outcome.problems)
    return outcome.content


Parser = Callable[[str, str, Content, list[Problem]], None]


def _parser(path: PurePosixPath) -> Parser | None:
    places: Mapping[tuple[str, int, str], Parser] = {
        ("guides", 3, ".md"): _guide,
        ("pages", 3, ".md"): _page,
        ("glossary", 2, ".yaml"): _glossary,
        ("markers", 2, ".yaml"): _marker,
        ("wording", 2, ".yaml"): _wording,
        ("reading", 2, ".yaml"): _rules,
        ("context", 2, ".yaml"): _rules,
        ("combinations", 2, ".yaml"): _combination,
        ("samples", 3, ".txt"): _sample,
        ("categories.yaml", 1, ".yaml"): _categories,
        ("cancers.yaml", 1, ".yaml"): _cancers,
        ("lint.yaml", 1, ".yaml"): _lint,
    }
    return places.get((path.parts[0], len(path.parts), path.suffix))


def _guide(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    parts = frontmatter.split(text)
    located = yaml_lines.parse(parts.header, first_line=parts.header_line)
    entry = messages.validate(schema.Guide, located, name, problems)
    refused: list[RefusedError] = []
    found = sections.split(parts.body, parts.body_line, refused)
    for place, faq in enumerate(entry.faqs if entry else []):
        sections.check(faq.answer, located.line("faqs", place, "answer"), refused, f"faqs.{place}.answer")
    problems.extend(one.at(name) for one in refused)
    if entry is not None and _agrees_with_path(entry, located, name, problems):
        content.guides[entry.language, entry.slug] = GuideFile(name, located, entry, found)


def _page(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    parts = frontmatter.split(text)
    located = yaml_lines.parse(parts.header, first_line=parts.header_line)
    entry = messages.validate(schema.Page, located, name, problems)
    refused: list[RefusedError] = []
    sections.check(parts.body, parts.body_line, refused)
    problems.extend(one.at(name) for one in refused)
    if entry is not None and _agrees_with_path(entry, located, name, problems):
        content.pages[entry.language, entry.slug] = PageFile(name, located, entry, parts.body, parts.body_line)


def _agrees_with_path(entry: schema.Guide | schema.Page, located: Located, name: str, problems: list[Problem]) -> bool:
    path = PurePosixPath(name)
    before = len(problems)
    for key, said, expected in (("slug", entry.slug, path.stem), ("language", entry.language, path.parts[1])):
        if said != expected:
            problems.append(Problem(name, located.line(key), key, f"is '{said}', but the file says '{expected}'"))
    return len(problems) == before


def _glossary(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    located = yaml_lines.parse(text)
    entry = messages.validate(list[schema.Term], located, name, problems)
    if entry is not None:
        content.glossaries[PurePosixPath(name).stem] = Read(name, located, entry)


def _marker(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    located = yaml_lines.parse(text)
    entry = messages.validate(marker_schema.Marker, located, name, problems)
    if entry is None:
        return
    if entry.marker != PurePosixPath(name).stem:
        message = f"is '{entry.marker}', but the file says '{PurePosixPath(name).stem}'"
        problems.append(Problem(name, located.line("marker"), "marker", message))
    else:
        content.markers[entry.marker] = Read(name, located, entry)


def _wording(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    located = yaml_lines.parse(text)
    entry = messages.validate(schema.Wording, located, name, problems)
    if entry is not None:
        content.wording.append(Read(name, located, entry))


def _categories(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    located = yaml_lines.parse(text)
    entry = messages.validate(list[schema.Category], located, name, problems)
    if entry is not None:
        content.categories = Read(name, located, entry)


def _cancers(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    located = yaml_lines.parse(text)
    entry = messages.validate(list[schema.Cancer], located, name, problems)
    if entry is not None:
        content.cancers = Read(name, located, entry)


def _lint(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    located = yaml_lines.parse(text)
    entry = messages.validate(schema.Lint, located, name, problems)
    if entry is not None:
        content.lint = Read(name, located, entry)


def _combination(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    located = yaml_lines.parse(text)
    stem = PurePosixPath(name).stem
    model = combination_schema.StandIns if stem == "stand_ins" else combination_schema.CombinationFile
    entry = messages.validate(model, located, name, problems)
    if entry is not None:
        content.combinations.append(Read(name, located, entry))
        content.rules["combinations"][stem] = located.value


def _rules(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    # Examples of the reader hold hidden characters on purpose: reports do.
    located = yaml_lines.parse(text, allow_hidden=True)
    path = PurePosixPath(name)
    model = reading_models.model_for(path)
    if model is None:
        problems.append(Problem(name, 1, "file", "nothing reads a file of this name here"))
    elif messages.validate(model, located, name, problems) is not None:
        content.rules[path.parts[0]][path.stem] = located.value


def _sample(name: str, text: str, content: Content, problems: list[Problem]) -> None:
    path = PurePosixPath(name)
    content.samples[path.parts[1], path.stem] = text
