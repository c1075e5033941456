"""Splits a Markdown file into its YAML header and its body, keeping the line numbers of both."""

from __future__ import annotations

from dataclasses import dataclass

from guides.loading.problems import RefusedError

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Parts:
    header: str
    header_line: int
    body: str
    body_line: int


def decode(raw: bytes) -> str:
    """UTF-8 with or without a byte order mark; any line end becomes one newline."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RefusedError(line, "file", "is not saved as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split(text: str) -> Parts:
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise RefusedError(1, "front matter", "the first line must be '---'")
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == _FENCE:
            return Parts("\n".join(lines[1 : number - 1]), 2, "\n".join(lines[number:]), number + 1)
    raise RefusedError(1, "front matter", "is opened by '---' but never closed")
