"""What every test stands on: a key, plain static files, and the Chromium of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
from typing import Any

import pytest

NO_CHROMIUM = "no Chromium on this machine"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    if os.environ.get("CI") and not chromium():
        raise pytest.UsageError("CI leaves no browser test out, and there is no Chromium here")
    # Playwright's event loop makes Django believe that live_server's queries run in async code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True


def chromium() -> str | None:
    named = os.environ.get("ONCOKIND_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The very last lines: which tests were left out for want of a browser, and how to get one."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    left_out = sorted({report.nodeid for report in skipped if NO_CHROMIUM in str(report.longrepr)})
    if left_out:
        reporter.write_line(f"{len(left_out)} browser tests were left out, for want of Chromium:")
        for nodeid in left_out:
            reporter.write_line(f"  {nodeid}")
        reporter.write_line(
            "Get it with: apt install chromium (Debian, Ubuntu), or name one: ONCOKIND_CHROMIUM=/path/to/it"
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's Chromium: no browser is downloaded."""
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ["--no-sandbox"]}
