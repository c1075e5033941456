"""One thing that an editor has to correct, and where. Everything the loader refuses is said with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str  # below content/, with "/"
    line: int  # counted from 1
    field: str  # "sources.2.year", or "body"
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class ContentError(Exception):
    """The content has problems; nothing was changed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the content")
        self.problems = problems


class RefusedError(Exception):
    """One problem inside a text, before its file is known: line, field, message."""

    def __init__(self, line: int, field: str, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.field = field
        self.message = message

    def at(self, file: str) -> Problem:
        return Problem(file, self.line, self.field, self.message)
