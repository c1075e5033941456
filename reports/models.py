"""Rows of reports: sealed bytes with an end, what waits to be read, and signs of life. No name, no text, no file.

The one key that stands here is wrapped, and only while a picture waits or is read (docs/adr/0064).
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SealedReport(models.Model):
    """One report as ciphertext. Who holds its key is not recorded anywhere (docs/adr/0030)."""

    id = models.CharField(primary_key=True, max_length=22)  # public and random; opens nothing without the key
    ciphertext = models.BinaryField()  # of the document; of nothing at all while there is a `SlowReading`
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sealed report until {self.expires_at:%H:%M}"


class SlowReading(models.Model):
    """A report whose pictures wait, are read, or could not be read. Once they are read the row is gone."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        ENDED = "ended"  # without a document; `code` says why

    report = models.OneToOneField(SealedReport, on_delete=models.CASCADE, primary_key=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    code = models.CharField(max_length=32, default="")  # of reports/intake/errors.py, or "lost"
    wrapped = models.BinaryField(null=True)  # the report's key under one of the server; NULL once the reading ended
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField()
    attempts = models.PositiveIntegerField(default=0)  # also tells a worker whether the reading is still its own
    queued_at = models.DateTimeField()
    heartbeat = models.DateTimeField()
    asked_at = models.DateTimeField(default=timezone.now)  # when its page was last looked at

    def __str__(self) -> str:
        return f"{self.state}, page {self.pages_done} of {self.pages_total}"


class SealedUpload(models.Model):
    """The file itself, sealed, until its pictures are read. A row of its own: a heartbeat must not write it anew."""

    reading = models.OneToOneField(SlowReading, on_delete=models.CASCADE, primary_key=True)
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return "sealed upload"


class ReaderRun(models.Model):
    """One row for each worker that reads pictures, renewed every few seconds."""

    id = models.CharField(primary_key=True, max_length=64)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reader, last at {self.seen_at:%H:%M:%S}"


class PurgeRun(models.Model):
    """The one row that the purge renews at each pass; its age tells whether promises about time are kept."""

    ONLY = 1  # id of the one row

    finished_at = models.DateTimeField()
    every_seconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"purge every {self.every_seconds} s, last at {self.finished_at:%H:%M:%S}"
