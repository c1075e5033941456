"""YAML in which every scalar is a string and every value knows its line.

Built from parser events, not from constructed objects: `no`, `12:30` and `1.10` keep their letters, and tags,
anchors and aliases are refused before they could do anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from guides.loading.characters import hidden
from guides.loading.problems import RefusedError

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 12
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Located:
    value: Plain
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of a field, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled."""

    path: Path
    value: list[Plain] | dict[str, Plain]
    key: str | None = None


def parse(text: str, *, first_line: int = 1, allow_hidden: bool = False) -> Located:
    """Raises `RefusedError` at the first thing that cannot be read; what can be read is checked by schema later."""
    builder = _Builder(first_line, allow_hidden)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise RefusedError(line + first_line, "yaml", f"cannot be read as YAML: {error.problem}") from None
    except yaml.reader.ReaderError as error:
        # The C reader counts in bytes of UTF-8, and gives a position only.
        line = text.encode()[: error.position].count(b"\n")
        raise RefusedError(line + first_line, "yaml", "contains a hidden control character; delete it") from None
    return Located(builder.root, builder.lines)


class _Builder:
    def __init__(self, first_line: int, allow_hidden: bool) -> None:
        self.root: Plain = ""
        self.lines: dict[Path, int] = {(): first_line}
        self._first_line = first_line
        self._allow_hidden = allow_hidden
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        line = (event.start_mark.line if event.start_mark else 0) + self._first_line
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise RefusedError(line, "yaml", "a second document begins here ('---'); one file holds one")
        elif isinstance(event, yaml.AliasEvent):
            raise RefusedError(line, "yaml", f"'*{event.anchor}' repeats another place; write the text out")
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event, line)
            self._scalar(event.value, line)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._refuse_extras(event, line)
            self._open([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._stack.pop()

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise RefusedError(line, "yaml", f"'&{event.anchor}' names a place to repeat; write the text out")
        # An unquoted "!" alone is YAML's non-specific tag; it changes nothing here but no editor means it.
        if event.tag is not None:
            raise RefusedError(line, "yaml", f"the tag '{event.tag}' is not used here; write the value alone")

    def _scalar(self, text: str, line: int) -> None:
        top = self._stack[-1] if self._stack else None
        reason = "" if self._allow_hidden else hidden(text)
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if reason:
                raise RefusedError(line, "yaml", f"a field's name {reason}")
            self._key(top, text, line)
            return
        path = self._place(text, line)
        if reason:
            raise RefusedError(line, ".".join(map(str, path)) or "yaml", reason)

    def _key(self, top: _Open, key: str, line: int) -> None:
        path = (*top.path, key)
        if isinstance(top.value, dict) and key in top.value:
            raise RefusedError(line, ".".join(map(str, path)), f"is given twice (first at line {self.lines[path]})")
        self.lines[path] = line
        top.key = key

    def _open(self, value: list[Plain] | dict[str, Plain], line: int) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise RefusedError(line, "yaml", f"is nested more than {MAX_DEPTH} deep")
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            raise RefusedError(line, "yaml", "a field's name must be one word, not a list or a group")
        self._stack.append(_Open(self._place(value, line), value))

    def _place(self, value: Plain, line: int) -> Path:
        if not self._stack:
            self.root = value
            return ()
        top = self._stack[-1]
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            top.value.append(value)
            self.lines[path] = line
            return path
        key = top.key or ""
        top.value[key] = value
        top.key = None
        return (*top.path, key)
