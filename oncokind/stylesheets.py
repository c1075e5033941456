"""One stylesheet on the wire from many small ones in static/css (docs/adr/0040). Only at `collectstatic`.

It follows plain `@import "name.css";` lines, each on a line of its own, and changes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'^@import "(?P<name>[\w./-]+\.css)";\n', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s*\n\s*")


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed static files; `css/site.css` holds its parts instead of their names."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        def read(name: str) -> str:
            # From the source: what was collected before may be an older, already joined sheet.
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode())

        if SHEET in paths and not dry_run:
            sheet = joined(read, SHEET)
            self.delete(SHEET)
            self.save(SHEET, ContentFile(sheet.encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def joined(read: Callable[[str], str], name: str) -> str:
    """The text of a sheet with its imports in place of their lines, without comments and indents."""
    folder = PurePosixPath(name).parent
    text = COMMENT.sub("", read(name))
    whole = IMPORT.sub(lambda found: joined(read, str(folder / found["name"])) + "\n", text)
    if "@import" in whole:
        raise ValueError(f'{name}: an @import is not of the form @import "name.css"; on a line of its own')
    return SPACE.sub("\n", whole).strip()
