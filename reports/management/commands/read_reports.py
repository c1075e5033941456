"""Reads reports and prints what they say, one JSON object a line: the contract that readings are measured by.

The same pipeline as the site, without database, cookie or running server. An unreadable report is an answer too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser

from guides import catalog
from reports import pipeline
from reports.intake.protocol import FILE_BYTES
from reports.reading.findings import Finding, Status


class Command(BaseCommand):
    help = "Reads reports and prints one JSON object for each, in input order, and nothing else."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jsonl", metavar="FILE", help='one {"id": …, "text": …} a line; - for standard input')
        parser.add_argument("paths", nargs="*", metavar="PATH", help="a report: PDF or text")

    def handle(self, *args: Any, jsonl: str | None, paths: list[str], **options: Any) -> None:
        catalog.marker_rules()  # broken content is an error here, not a report that can't be read
        if jsonl == "-":
            self._answer_lines(sys.stdin.buffer)
        elif jsonl is not None:
            with Path(jsonl).open("rb") as lines:
                self._answer_lines(lines)
        for path in paths:
            self._print(self._answer(path, partial(from_file, Path(path))))

    def _answer_lines(self, lines: IO[bytes]) -> None:
        for line in lines:
            if line.strip():
                row = row_of(line)
                self._print(self._answer(row.get("id"), partial(from_text, row.get("text"))))

    def _answer(self, name: object, take: Callable[[], pipeline.Document]) -> dict[str, Any]:
        try:
            return {"id": name, "readable": True, **reading_of(take())}
        except pipeline.Unreadable as unreadable:
            return refused(name, unreadable.reason)
        except Exception as error:  # ours; its words may be the report's, so only its kind is told
            self.stderr.write(f"a report was not read: {type(error).__qualname__}")
            return refused(name, pipeline.Reason.UNREADABLE)

    def _print(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer))  # ASCII, so that no terminal and no lone surrogate can break it
        self.stdout.flush()


def refused(name: object, reason: pipeline.Reason) -> dict[str, Any]:
    return {"id": name, "readable": False, "error": reason.value, "findings": [], "open": [], "unread": []}


def from_file(path: Path) -> pipeline.Document:
    if not path.is_file():
        raise pipeline.Unreadable(pipeline.Reason.DAMAGED)
    with path.open("rb") as report:
        return pipeline.extract(report.read(FILE_BYTES + 1))  # one byte more than we take is enough to be refused


def from_text(text: object) -> pipeline.Document:
    if not isinstance(text, str):
        raise pipeline.Unreadable(pipeline.Reason.DAMAGED)
    return pipeline.from_paste(text)


def reading_of(document: pipeline.Document) -> dict[str, Any]:
    reading = pipeline.read(document)
    return {
        "text": document.text,
        "pages": document.pages_sent,
        "findings": [finding_of(finding) for finding in reading.findings],
        "open": list(reading.open),
        "unread": [line.evidence.quote for line in reading.unread],
    }


def finding_of(finding: Finding) -> dict[str, Any]:
    return {
        "marker": finding.marker,
        "status": status_of(finding),
        "value": finding.value,
        "measures": dict(finding.measures),
        "context": finding.context.value,
        "specimen": finding.specimen,
        "quote": finding.evidence.quote,
        "start": finding.evidence.start,
        "end": finding.evidence.end,
        "page": finding.evidence.page,
    }


def status_of(finding: Finding) -> str:
    """A grade in words ("Ki-67: low") is a status in this format; on the page it stands beside its number."""
    graded = finding.status is Status.REPORTED and finding.value in {Status.HIGH.value, Status.LOW.value}
    return finding.value if graded else finding.status.value


def row_of(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}
