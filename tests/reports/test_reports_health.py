"""Uploads are open only while documents are opened safely and something ends reports in time."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError

from reports import health, pipeline, queue, storage
from reports.models import PurgeRun

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def fresh_look(monkeypatch):
    monkeypatch.setattr(health, "_sandbox", health._Sandbox())


def test_without_a_purge_uploads_are_closed():
    assert health.purge_late() == "has never run"
    assert health.closed() == "unavailable"
    call_command("purge_reports")
    assert health.checks()["purge"] == health.closed() == ""


@pytest.mark.parametrize(
    ("seconds", "late"), [(0, False), (89, False), (90, False), (91, True), (86_400, True), (-90, False), (-91, True)]
)
def test_the_purge_is_late_after_three_intervals(seconds, late):
    with time_machine.travel(NOON, tick=False) as clock:
        storage.purge(30)
        clock.shift(seconds)
        assert health.purge_late() == ("late" if late else "")
        storage.purge(30)
        assert health.purge_late() == ""
    assert PurgeRun.objects.count() == 1


def test_a_database_in_trouble_closes_uploads(monkeypatch):
    def broken(**_):
        raise OperationalError

    monkeypatch.setattr(PurgeRun.objects, "filter", broken)
    assert health.closed() == "unavailable"


def test_a_missing_protection_closes_uploads_and_is_named(monkeypatch):
    """The child's own report is what pipeline.unprotected tells; tests/reports/intake proves where it comes from."""
    call_command("purge_reports")
    monkeypatch.setattr(pipeline, "unprotected", lambda: "landlock, seccomp")
    assert health.checks()["sandbox"] == "missing: landlock, seccomp"
    assert health.closed() == "closed"


def test_a_site_without_workers_is_not_ready_unless_it_reads_no_pictures(settings):
    assert health.checks()["readers"] == "none"
    queue.renew_reader("worker")
    assert health.checks()["readers"] == health.checks()["queue"] == ""
    settings.READ_PICTURES = False
    assert set(health.checks()) == {"sandbox", "purge"}


def test_a_worker_counts_for_half_a_minute():
    with time_machine.travel(NOON, tick=False) as clock:
        queue.renew_reader("worker")
        clock.shift(29)
        assert health.checks()["readers"] == ""
        clock.shift(2)
        assert health.checks()["readers"] == "none"
        clock.shift(-120)  # a clock set back: a sign of life from the future is none
        assert health.checks()["readers"] == "none"


def test_one_look_serves_for_some_seconds_and_then_heals(monkeypatch):
    looks = []
    answers = iter(["seccomp", ""])
    monkeypatch.setattr(pipeline, "unprotected", lambda: looks.append(1) or next(answers))
    with time_machine.travel(NOON, tick=False):
        call_command("purge_reports")
        monkeypatch.setattr(health, "monotonic", lambda: 100.0)
        assert [health.closed() for _ in range(3)] == ["closed"] * 3
        monkeypatch.setattr(health, "monotonic", lambda: 100.0 + health.SANDBOX_SECONDS)
        assert health.closed() == ""
    assert len(looks) == 2
