"""The settings as a fresh process reads them: safe with nothing set, and refusing what would not be safe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BASE = Path(__file__).resolve().parent.parent.parent
SHOW = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.isupper()}, default=str))
"""
KEY = "Jq7r9z-0kX_2vLmB4nT8wYc6hD1sGfPa3eUoRiNtKyHxMbQzVw"


def fresh(*arguments: str, data: Path, key: str = KEY, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own, with nothing in its environment but what the test gives."""
    if key:
        (data / "secret-key").write_text(key)
    env = {"PATH": os.environ["PATH"], "ONCOKIND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "oncokind.settings"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=BASE, env=env | environment, capture_output=True, text=True)


def shown(data: Path, **environment: str) -> dict[str, Any]:
    done = fresh("-c", SHOW, data=data, **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_safe_with_nothing_set(tmp_path: Path) -> None:
    found = shown(tmp_path)
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert (found["CSRF_COOKIE_NAME"], found["CSRF_COOKIE_HTTPONLY"], found["CSRF_COOKIE_AGE"]) == ("csrf", True, 3600)
    assert found["SECURE_PROXY_SSL_HEADER"] is None and found["USE_X_FORWARDED_HOST"] is False
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"
    assert found["FILE_UPLOAD_HANDLERS"] == ["reports.uploads.MemoryUploadHandler"]
    unwanted = ("session", "auth", "admin", "message")
    assert not [name for name in [*found["INSTALLED_APPS"], *found["MIDDLEWARE"]] if any(u in name for u in unwanted)]


def test_the_headers_are_outermost(tmp_path: Path) -> None:
    assert shown(tmp_path)["MIDDLEWARE"][0] == "oncokind.middleware.HeadersMiddleware"


def test_over_tls(tmp_path: Path) -> None:
    found = shown(tmp_path, ONCOKIND_TLS="1", ONCOKIND_HOSTS="example.org, www.example.org")
    assert found["ALLOWED_HOSTS"] == ["example.org", "www.example.org"]
    assert (found["CSRF_COOKIE_NAME"], found["CSRF_COOKIE_SECURE"]) == ("__Host-csrf", True)
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 63072000


@pytest.mark.parametrize("value", ["true", "yes", "on", "2", ""])
def test_debug_is_on_by_one_word_alone(tmp_path: Path, value: str) -> None:
    assert shown(tmp_path, ONCOKIND_DEBUG=value)["DEBUG"] is False
    assert shown(tmp_path, ONCOKIND_DEBUG="1")["DEBUG"] is True


def test_debug_over_tls_is_refused(tmp_path: Path) -> None:
    done = fresh("-c", SHOW, data=tmp_path, ONCOKIND_DEBUG="1", ONCOKIND_TLS="1")
    assert done.returncode == 1
    assert "ONCOKIND_DEBUG" in done.stderr


def test_nothing_is_served_without_a_key(tmp_path: Path) -> None:
    code = "import oncokind.wsgi"
    without = fresh("-c", code, data=tmp_path, key="")
    assert without.returncode == 1
    assert "run.py" in without.stderr
    assert fresh("-c", code, data=tmp_path).returncode == 0


def test_commands_need_no_key(tmp_path: Path) -> None:
    assert fresh("manage.py", "check", data=tmp_path, key="").returncode == 0


def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = fresh(*command, data=tmp_path, ONCOKIND_TLS="1", ONCOKIND_HOSTS="example.org")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_the_deployment_check_finds_a_poor_key(tmp_path: Path) -> None:
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = fresh(*command, data=tmp_path, key="short", ONCOKIND_TLS="1", ONCOKIND_HOSTS="example.org")
    assert done.returncode == 1 and "security.W009" in done.stderr
