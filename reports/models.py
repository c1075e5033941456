"""Rows of reports: sealed bytes with an end, and the purge's sign of life. No name, no text, no file, no key."""

from __future__ import annotations

from django.db import models


class SealedReport(models.Model):
    """One report as ciphertext. Who holds its key is not recorded anywhere (docs/adr/0030)."""

    id = models.CharField(primary_key=True, max_length=22)  # public and random; opens nothing without the key
    ciphertext = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sealed report until {self.expires_at:%H:%M}"


class PurgeRun(models.Model):
    """The one row that the purge renews at each pass; its age tells whether promises about time are kept."""

    ONLY = 1  # id of the one row

    finished_at = models.DateTimeField()
    every_seconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"purge every {self.every_seconds} s, last at {self.finished_at:%H:%M:%S}"
