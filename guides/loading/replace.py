"""Swaps all rows of the content in one transaction, or changes nothing.

The only module of `loading` that knows Django. What changed is said per file, for the command to print.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import serializers
from django.db import connection, transaction
from django.utils import timezone

from guides import building, library, models
from guides.loading import checking, files, tree
from guides.loading.problems import ContentError, Problem

# Other processes look for a new release at most this long after it was made, and change over together (library.py).
CHANGE_OVER = datetime.timedelta(seconds=3)

_CODE = ("building.py", "models.py", "rendering.py", "loading")  # what turns files into rows


@dataclass(frozen=True, slots=True)
class Change:
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def problems(root: Path) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Every problem of every file, and what was left out. Writes nothing."""
    outcome = tree.read(root)
    _, found = _checked(outcome)
    return found, outcome.skipped


def load(root: Path) -> Change:
    """Makes the files the live content; raises `ContentError` and changes nothing if a file has a problem."""
    found = files.find(root)
    fingerprint = _fingerprint(found)
    live = models.ContentRelease.objects.order_by("-id").first()
    if live is not None and live.fingerprint == fingerprint and not found.problems:
        return Change(skipped=tuple(found.skipped))
    outcome = tree.read_found(found)
    rows, refused = _checked(outcome)
    if refused:
        raise ContentError(refused)
    change = swap(rows, fingerprint, _without_rows(found), outcome.skipped)
    library.forget()
    return change


def _checked(outcome: tree.Outcome) -> tuple[building.Rows, tuple[Problem, ...]]:
    found = (*outcome.problems, *checking.check(outcome.content))
    rows, refused = building.build(outcome.content)
    return rows, tuple(sorted({*found, *refused}))


def _fingerprint(found: files.Found) -> str:
    """Of the files, and of the code: after a new version of the renderer the same files make other rows."""
    digest = hashlib.sha256(found.digest().encode())
    package = Path(__file__).resolve().parent.parent
    for name in _CODE:
        path = package / name
        for source in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(source.read_bytes())
    return digest.hexdigest()


def swap(
    rows: building.Rows, fingerprint: str, others: dict[str, str] | None = None, skipped: tuple[str, ...] = ()
) -> Change:
    items = {**_items(rows), **(others or {})}
    digest = hashlib.sha256(json.dumps(items, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        _one_at_a_time()
        live = models.ContentRelease.objects.order_by("-id").first()
        before: dict[str, str] = live.items if live else {}
        if live is not None and live.digest == digest:
            models.ContentRelease.objects.filter(pk=live.pk).update(fingerprint=fingerprint)
            return Change(skipped=skipped)
        _replace_all(rows)
        now = timezone.now()
        models.ContentRelease.objects.create(
            fingerprint=fingerprint, digest=digest, items=items, made_at=now, live_from=now + CHANGE_OVER
        )
        # Kept until the new one exists: ids must never come again, processes compare them.
        models.ContentRelease.objects.exclude(digest=digest).delete()
    return Change(
        added=tuple(sorted(items.keys() - before.keys())),
        changed=tuple(sorted(name for name in items.keys() & before.keys() if items[name] != before[name])),
        removed=tuple(sorted(before.keys() - items.keys())),
        skipped=skipped,
    )


def _one_at_a_time() -> None:
    """SQLite takes one writer by itself. Who reads is not held up."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {models.ContentRelease._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _without_rows(found: files.Found) -> dict[str, str]:
    """Files that are read where they lie; named here so that a change of them is said too."""
    return {
        name: hashlib.sha256(raw).hexdigest()[:16]
        for name, raw in found.raw.items()
        if name.split("/")[0] in {"wording", "reading", "context", "combinations", "samples"}
    }


def _replace_all(rows: building.Rows) -> None:
    for kind in (
        models.Redirect, models.Page, models.Marker, models.Term, models.Source,
        models.Faq, models.Question, models.Section, models.Guide, models.Category,
    ):  # fmt: skip
        kind.objects.all().delete()
    for batch in rows.in_order():
        for row in batch:
            if hasattr(row, "guide_id"):
                row.guide_id = row.guide.pk
        if batch:
            type(batch[0]).objects.bulk_create(batch)


def _items(rows: building.Rows) -> dict[str, str]:
    """Name of what an editor wrote → digest of its rows."""
    texts: dict[str, list[str]] = {}
    for batch in rows.in_order():
        for row in batch:
            texts.setdefault(_name(row), []).append(serializers.serialize("json", [row]))
    return {name: hashlib.sha256("".join(parts).encode()).hexdigest()[:16] for name, parts in texts.items()}


def _name(row: Any) -> str:
    if isinstance(row, models.Guide):
        return f"guides/{row.language}/{row.slug}"
    if isinstance(row, models.Section | models.Question | models.Faq | models.Source):
        return f"guides/{row.guide.language}/{row.guide.slug}"
    if isinstance(row, models.Redirect):
        return f"guides/{row.language}/{row.guide_slug}"
    if isinstance(row, models.Marker):
        return f"markers/{row.language}/{row.marker_id}"
    if isinstance(row, models.Page):
        return f"pages/{row.language}/{row.slug}"
    kind = "glossary" if isinstance(row, models.Term) else "categories"
    return f"{kind}/{row.language}/{row.slug}"
