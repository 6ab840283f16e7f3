"""Seat time as pure rules: what a beat earns, how the ledger grows, what it adds up to."""

from player.seat_time.rules.beats import (
    MERGE_MS,
    Beat,
    Counted,
    Outcome,
    Pace,
    Step,
    milliseconds,
    opened,
    step,
    stepped,
    whole,
    worth,
)
from player.seat_time.rules.ledger import (
    WHEN_STEPPED,
    Books,
    Span,
    StretchRecord,
    TimeStillToCount,
    Told,
    counted_by_activity,
    faults,
    left,
    reached_at,
    totals,
)
from player.seat_time.rules.policies import GRACE_MS, LIMIT_MS, PRESETS, STANDARD, Policy

__all__ = [
    "GRACE_MS", "LIMIT_MS", "MERGE_MS", "PRESETS", "STANDARD", "WHEN_STEPPED", "Beat", "Books", "Counted", "Outcome",
    "Pace", "Policy", "Span", "Step", "StretchRecord", "TimeStillToCount", "Told", "counted_by_activity", "faults",
    "left", "milliseconds", "opened", "reached_at", "step", "stepped", "totals", "whole", "worth",
]  # fmt: skip
