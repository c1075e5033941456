"""The body of a Markdown file as sections `## Heading {#anchor}`, and what a body may hold.

The limits keep the Markdown library fast: it is slow on texts that no editor writes (ADR 0010).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from guides.loading.characters import hidden
from guides.loading.problems import RefusedError

MAX_BODY = 24_000
MAX_BLOCK = 4_000  # characters between two blank lines
MAX_BODY_MARKS = 2_000
MAX_MARKS = 150  # characters with a meaning in Markdown, in one block
MAX_NESTING = 3  # quotes and lists that begin in one line
MAX_INDENT = 16

_HEADING = re.compile(r"## +(?P<title>[^#{}]+?) *\{#(?P<anchor>[a-z0-9]+(?:-[a-z0-9]+)*)\}\s*\Z")
_LOWER_HEADING = re.compile(r"### +[^#{}]+?(?: *\{#[a-z0-9]+(?:-[a-z0-9]+)*\})?\s*\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*\Z")
_NESTED = re.compile(r"(?:[>]|[-*+](?=\s)|\d+\.(?=\s))\s*")
_TAG = re.compile(r"<[A-Za-z/!?]")
_CODE = re.compile(r"`[^`]*`")
_MARKS = re.compile(r"[\[\]()*_`&<>!\\{}|~]")
_SUB_ANCHOR = re.compile(r"^### .*\{#([a-z0-9-]+)\}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    anchor: str
    title: str
    text: str  # Markdown below the heading
    line: int  # of the heading

    @property
    def sub_anchors(self) -> tuple[str, ...]:
        return tuple(_SUB_ANCHOR.findall(self.text))


def split(body: str, first_line: int, refused: list[RefusedError]) -> tuple[Section, ...]:
    """The sections of a guide. Text before the first heading is refused: `in_short` is the beginning."""
    check(body, first_line, refused)
    found: list[tuple[str, str, int, list[str]]] = []
    for number, line in enumerate(body.split("\n"), start=first_line):
        if line.startswith("## "):
            heading = _HEADING.match(line)
            if heading is None:
                refused.append(RefusedError(number, "body", "a heading must look like '## Heading {#anchor}'"))
            else:
                found.append((heading["anchor"], heading["title"], number, []))
        elif found:
            found[-1][3].append(line)
        elif line.strip():
            refused.append(RefusedError(number, "body", "text stands before the first '## Heading {#anchor}'"))
            break
    return tuple(Section(anchor, title, "\n".join(text), line) for anchor, title, line, text in found)


def check(body: str, first_line: int, refused: list[RefusedError], field: str = "body") -> None:
    if len(body) > MAX_BODY:
        refused.append(RefusedError(first_line, field, f"is longer than {MAX_BODY} characters"))
        return
    if len(_MARKS.findall(body)) > MAX_BODY_MARKS:
        refused.append(RefusedError(first_line, field, f"has more than {MAX_BODY_MARKS} Markdown characters"))
        return
    before = ""
    for number, line in enumerate(body.split("\n"), start=first_line):
        reason = _line_problem(line, before)
        if reason:
            refused.append(RefusedError(number, field, reason))
        before = line
    _check_blocks(body, first_line, refused, field)


def _line_problem(line: str, before: str) -> str:
    reason = hidden(line)
    if reason:
        return reason
    if line.startswith("#") and not line.startswith("## ") and not _LOWER_HEADING.match(line):
        return "a heading must look like '## Heading {#anchor}' or '### Heading {#anchor}'"
    if _UNDERLINE.match(line) and before.strip() and "|" not in before:
        return "a line of = or - under a text makes a heading; leave a blank line before it"
    if _depth(line) > MAX_NESTING or len(line) - len(line.lstrip()) > MAX_INDENT:
        return "quotes or lists are nested too deeply"
    if _TAG.search(_CODE.sub("", line)):
        return "HTML and <links> are not used here; write Markdown"
    return ""


def _depth(line: str) -> int:
    depth, at = 0, len(line) - len(line.lstrip())
    while (found := _NESTED.match(line, at)) is not None:
        depth, at = depth + 1, found.end()
    return depth


def _check_blocks(body: str, first_line: int, refused: list[RefusedError], field: str) -> None:
    line = first_line
    for block in re.split(r"(\n[ \t]*\n)", body):
        if len(block) > MAX_BLOCK:
            refused.append(RefusedError(line, field, f"a paragraph is longer than {MAX_BLOCK} characters"))
        elif len(_MARKS.findall(block)) > MAX_MARKS:
            refused.append(RefusedError(line, field, f"a paragraph has more than {MAX_MARKS} Markdown characters"))
        line += block.count("\n")
