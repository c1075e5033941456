"""What has to be done before serving, in one process because each costs a start: tables, content, static files, purge.

Every part looks first and does nothing when nothing changed. `run.py` starts it; `python -m oncokind.prepare` is the
same by hand.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from oncokind import stylesheets

FEW = 20  # changes that are named one by one


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncokind.settings")
    django.setup()
    from oncokind import health  # after setup: it knows the database

    if health.migrations():
        call_command("migrate", verbosity=0, interactive=False)
    try:
        load_content()
    except CommandError as error:
        print(error, file=sys.stderr)  # noqa: T201 - to the person who starts it, after the problems one by one
        if any(health.of_app(health.GUIDES).values()):
            return 1
        print("The content has the problems above. The last good content is served.", file=sys.stderr)  # noqa: T201
    collect_static(Path(settings.STATIC_ROOT))
    call_command("purge_reports", stdout=io.StringIO())  # uploads are closed until the first purge has come by
    return 0


def load_content() -> None:
    said = io.StringIO()
    call_command("load_content", stdout=said)
    lines = said.getvalue().splitlines()
    print("\n".join(lines) if len(lines) <= FEW else f"{len(lines)} pieces of content were loaded.")  # noqa: T201


def collect_static(folder: Path) -> None:
    """Hashed and compressed files for whitenoise, made again only after a file changed.

    Older ones stay: a page that was loaded before still asks for them.
    """
    stamp_file = folder.with_suffix(".stamp")
    stamp = static_stamp()
    if settings.DEBUG or (folder.is_dir() and stamp_file.is_file() and stamp_file.read_text() == stamp):
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp_file.write_text(stamp)


def static_stamp() -> str:
    """Which files there are, how large and of when: cheaper than their content, and enough to see a change."""
    files = sorted(path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file())
    seen = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in [Path(stylesheets.__file__), *files]]
    return hashlib.sha256(json.dumps([seen, settings.STORAGES["staticfiles"]]).encode()).hexdigest()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DatabaseError as error:  # its words may be shown: here it saw no report, only tables and content
        sys.exit(
            f"The database in the data folder cannot be used: {error}. Nothing in it has to be kept: move it away."
        )
