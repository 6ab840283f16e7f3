"""How beats become counted time. The server's clock is the only clock; the client's word can only lower the result."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from player.errors import Reason

INTERVAL_MS = 20_000
"""How often a page reports."""

LIMIT_MS = 30_000
"""The most one beat can earn: one interval and some patience with the network."""

MERGE_MS = 5_000
"""The most uncounted time a stretch holds, all in all; so far at most is ``reached_at`` off."""

Outcome = Literal["counted", "repeated", "elsewhere"]


@dataclass(frozen=True, kw_only=True)
class Beat:
    """What a page reports: its number in order, and how long since the last one it was visible and active.

    ``fresh`` marks the first beat after opening, hiding or sleeping: it only starts the clock.
    """

    sequence: int
    active_ms: int
    fresh: bool


@dataclass(frozen=True, kw_only=True)
class StretchRecord:
    """An unbroken span of one activity, and how much of it counts."""

    id: uuid.UUID
    enrollment_id: uuid.UUID
    activity: str
    kind: str
    started_at: datetime
    ended_at: datetime
    counted_ms: int
    reason: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one beat does to the ledger: the open stretch as it then is, and whether a new one starts at the beat."""

    open: StretchRecord | None
    uncounted: tuple[datetime, datetime, str] | None
    starts_anew: bool


@dataclass(frozen=True, kw_only=True)
class TimeStillToCount(Reason):
    """Less time was counted in the course than its policy asks for."""

    code: ClassVar[str] = "course_time_missing"
    counted_ms: int
    needed_ms: int


def milliseconds(span: timedelta) -> int:
    """Return a span in whole milliseconds, rounded down."""
    return span // timedelta(milliseconds=1)


def worth(*, gap_ms: int, beat: Beat) -> int:
    """Return the milliseconds a beat earns: the least of the server's gap, what the page says, and the limit."""
    return 0 if beat.fresh else max(0, min(gap_ms, beat.active_ms, LIMIT_MS))


def step(stretch: StretchRecord | None, beat: Beat, *, at: datetime) -> Step:
    """Return what a beat at ``at`` does to the learner's open stretch.

    Counted time is appended to the stretch; when more than five seconds of it would not count, the stretch ends where
    the counted time ends, the rest is written down as uncounted with its reason, and a new stretch begins. A clock that
    went back earns nothing and begins a new stretch: only there can two stretches of a learner overlap.
    """
    if stretch is None:
        return Step(open=None, uncounted=None, starts_anew=True)
    gap_ms = milliseconds(at - stretch.ended_at)
    if gap_ms < 0:
        return _backwards(stretch, gap_ms)
    earned = worth(gap_ms=gap_ms, beat=beat)
    if _uncounted_ms(stretch) + gap_ms - earned <= MERGE_MS:
        grown = replace(stretch, ended_at=at, counted_ms=stretch.counted_ms + earned)
        return Step(open=grown, uncounted=None, starts_anew=False)
    counted_until = stretch.ended_at + timedelta(milliseconds=earned)
    closed = replace(stretch, ended_at=counted_until, counted_ms=stretch.counted_ms + earned, is_open=False)
    reason = "away" if beat.fresh else "not_active"
    return Step(open=closed, uncounted=(counted_until, at, reason), starts_anew=True)


def _uncounted_ms(stretch: StretchRecord) -> int:
    return milliseconds(stretch.ended_at - stretch.started_at) - stretch.counted_ms


def _backwards(stretch: StretchRecord, gap_ms: int) -> Step:
    if -gap_ms <= MERGE_MS:
        return Step(open=stretch, uncounted=None, starts_anew=False)
    return Step(open=replace(stretch, is_open=False, reason="clock_stepped"), uncounted=None, starts_anew=True)


def counted_by_activity(stretches: Iterable[StretchRecord]) -> dict[str, int]:
    """Return the counted milliseconds of each activity; the course's total is their sum."""
    totals: dict[str, int] = {}
    for stretch in stretches:
        totals[stretch.activity] = totals.get(stretch.activity, 0) + stretch.counted_ms
    return totals


def reached_at(stretches: Iterable[StretchRecord], needed_ms: int, *, activity: str | None = None) -> datetime | None:
    """Return the instant at which counted time reached ``needed_ms`` (of one activity, or of all).

    None when it did not, or when none is needed. Within a stretch the counted time is taken to lie at its end, so that
    the instant is never too early.
    """
    if needed_ms <= 0:
        return None
    total = 0
    for stretch in sorted(stretches, key=lambda one: one.started_at):
        if activity is not None and stretch.activity != activity:
            continue
        total += stretch.counted_ms
        if total >= needed_ms:
            return stretch.ended_at - timedelta(milliseconds=total - needed_ms)
    return None


def left(stretches: Iterable[StretchRecord], needed_ms: int) -> tuple[Reason, ...]:
    """Return what is missing of the course's minimum time."""
    counted = sum(stretch.counted_ms for stretch in stretches)
    return () if counted >= needed_ms else (TimeStillToCount(counted_ms=counted, needed_ms=needed_ms),)
