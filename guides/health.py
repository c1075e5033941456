"""Is there something to read? For /readyz; asks the database itself, not what this process remembers."""

from __future__ import annotations

from django.db import DatabaseError

from guides import models


def checks() -> dict[str, str]:
    try:
        loaded = models.ContentRelease.objects.exists() and models.Guide.objects.exists()
    except DatabaseError:
        return {"content": "the database does not answer"}
    return {"content": "" if loaded else "no content is loaded"}
