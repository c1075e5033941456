"""`check --deploy` names each missing protection, and the switch that allows reading without."""

from __future__ import annotations

from django.core.checks import registry as installed

from reports import checks
from reports.intake import sandbox


def test_all_is_well(settings):
    settings.READ_UNPROTECTED = False
    assert checks.protections(None) == []


def test_each_missing_protection_is_an_error(monkeypatch):
    monkeypatch.setattr(sandbox, "missing", lambda: ("landlock", "seccomp"))
    found = checks.protections(None)
    assert [message.id for message in found] == ["reports.E001", "reports.E001"]
    assert "landlock" in found[0].msg and "seccomp" in found[1].msg


def test_reading_without_is_a_warning(settings):
    settings.READ_UNPROTECTED = True
    assert [message.id for message in checks.protections(None)] == ["reports.W001"]


def test_it_is_asked_before_a_deployment():
    assert checks.protections in installed.registry.get_checks(include_deployment_checks=True)
