"""What one family of markers hands to the reader: its answers, the claims behind them, and names without a value."""

from __future__ import annotations

from dataclasses import dataclass

from reports.reading.assertion import Claim
from reports.reading.reconcile import Answer


@dataclass(frozen=True, slots=True)
class Found:
    answers: tuple[Answer, ...] = ()
    claims: tuple[Claim, ...] = ()
    unsettled: tuple[tuple[str, int], ...] = ()  # marker and offset (normalised text) of a name without a value
