"""Pictures for tests of the queue: text files that take the way of pictures, page by page, and wait at a gate.

Not a reader of pictures: that is tested where it stands. A file that begins with `PICTURES` has a page for each form
feed. With ONCOKIND_TEST_GATE set to a folder, page 2 is read once a file of the name `2` is in it. As an app
(`slow_settings`) it takes the place of the pipeline's readers in the processes of a real site.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig

from reports.intake.pages import PageText, Pending
from reports.intake.protocol import Document

MARK = b"PICTURES\n"


def pictures(*pages: str) -> bytes:
    return MARK + "\f".join(pages).encode()


def survey(content: bytes) -> Document | Pending:
    from reports.intake import pictures as real

    if not content.startswith(MARK):
        return real.survey(content)
    count = content.count(b"\f") + 1
    return Pending(Document("scan", "", (0,) * count, count, unread_pages=tuple(range(1, count + 1))))


def read_pages(content: bytes, pending: Pending) -> Iterator[PageText]:
    for number, page in enumerate(content.removeprefix(MARK).decode().split("\f"), 1):
        wait_at_the_gate(str(number))
        yield PageText(number, page, page)


def wait_at_the_gate(name: str) -> None:
    if folder := os.environ.get("ONCOKIND_TEST_GATE"):
        while not (Path(folder) / name).exists():
            time.sleep(0.01)


class SlowConfig(AppConfig):
    name = "tests.reports"
    label = "slow"

    def ready(self) -> None:
        from reports import pipeline

        pipeline.survey, pipeline.read_pages = survey, read_pages
