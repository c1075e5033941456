"""`manage.py check --deploy`: says which protections are missing around the child that opens documents.

Registered by `ReportsConfig.ready`. It starts one child and opens no document.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from reports.intake import sandbox


def protections(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error for each protection that does not hold here, and a warning where reading without is switched on."""
    found: list[checks.CheckMessage] = [
        checks.Error(
            f"Documents would be opened without {name}; uploads are closed.",
            hint="See docs/threat-model.md, 'Around the child'.",
            id="reports.E001",
        )
        for name in sandbox.missing()
    ]
    if settings.READ_UNPROTECTED:
        found.append(
            checks.Warning("ONCOKIND_READ_UNPROTECTED is on: never where strangers upload.", id="reports.W001")
        )
    return found
