"""`/healthz`: this process answers. `/readyz`: it can serve, each cause by name. No version, no path, no cookie."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

# Each app names its own causes: a function without arguments, name → "" or a short reason.
GUIDES = "guides.health.checks"
REPORTS = "reports.health.checks"


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", "text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    found = states()
    is_ready = not any(found.values())
    shown = {name: reason or "ok" for name, reason in found.items()}
    return JsonResponse(
        {"ready": is_ready, "checks": shown},
        status=200 if is_ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def states() -> dict[str, str]:
    own = {"database": _guarded(database), "migrations": _guarded(migrations)}
    return own | of_app(GUIDES) | of_app(REPORTS)


def of_app(name: str) -> dict[str, str]:
    try:
        found: dict[str, str] = import_string(name)()
    except Exception:
        logger.exception("health_check_failed")
        return {name.partition(".")[0]: "could not be checked"}
    return found


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def migrations() -> str:
    executor = MigrationExecutor(connection)
    return "not applied" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else ""


def _guarded(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception:
        logger.exception("health_check_failed")
        return "could not be checked"
