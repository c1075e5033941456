"""What stays of deleted rows in the database's own files, and how it goes. Knows no report and no key.

SQLite: the write-ahead log is emptied; `secure_delete` has blanked the pages. PostgreSQL: the tables are vacuumed by
the purge; that of the wrapped keys is written anew. What that leaves is said in docs/adr/0070.
"""

from __future__ import annotations

import contextlib

from django.db import OperationalError, connection
from django.db.models import Model

from reports.models import SealedReport, SealedUpload, SlowReading

WAIT_MS = 500  # for those who are at work in the database; then the next pass of the purge does it, as with PostgreSQL


def clear_at_once() -> None:
    """After a deletion. A reader or writer at work makes SQLite answer "busy"."""
    if connection.vendor == "sqlite":
        _empty_write_ahead_log()


def clear() -> None:
    """At each pass of the purge, outside of a transaction."""
    if connection.vendor == "sqlite":
        _empty_write_ahead_log()
    elif connection.vendor == "postgresql":
        _vacuum()


def _empty_write_ahead_log() -> None:
    with connection.cursor() as cursor:
        usual_wait = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        try:
            cursor.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except OperationalError:
            pass  # the same as busy
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual_wait}")


def _vacuum() -> None:
    """Vacuuming takes empty pages off the end of a table and leaves old bytes in the others; `FULL` leaves none.

    It is for the wrapped keys alone: their table is a page or two, and has no page at all once nothing waits.
    """
    keys, sealed = _table(SlowReading), f"{_table(SealedReport)}, {_table(SealedUpload)}"
    with contextlib.suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s)", [keys])
        if cursor.fetchone()[0]:
            cursor.execute(f"VACUUM (FULL, SKIP_LOCKED) {keys}")
        cursor.execute(f"VACUUM (SKIP_LOCKED) {sealed}")


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
