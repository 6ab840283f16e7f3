"""The ledger of a learner: spans of time one after the other, what of them counts, and what they add up to."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import ClassVar

from player.errors import Reason

ACTIVE, AWAY, NOT_ACTIVE, LATE, CLOCK_STEPPED = "active", "away", "not_active", "late", "clock_stepped"
"""Why a stretch counts or does not.

Away: hidden, closed or asleep. Not active: nobody moved. Late: more than one beat may earn, or more than the grace
left. A counted stretch that the server's clock cut short by going back says ``clock_stepped``.
"""

UNCOUNTED = frozenset({AWAY, NOT_ACTIVE, LATE})

WHEN_STEPPED = MappingProxyType({ACTIVE: CLOCK_STEPPED})
"""What the reason of a stretch becomes when the clock goes back; what does not count keeps its own."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """An unbroken span on the learner's own ledger, in milliseconds since their first lease.

    Spans never overlap there; ``started_at`` and ``ended_at`` are what the wall clock said. ``grace_ms`` is the part
    of what counts that was reported late and taken on trust.
    """

    started_at: datetime
    ended_at: datetime
    counted_ms: int
    reason: str
    is_open: bool
    grace_ms: int = 0
    offset_ms: int = 0
    length_ms: int = 0


@dataclass(frozen=True, kw_only=True)
class StretchRecord(Span):
    """A span of one activity as it is stored. ``asked``: the learner was asked now and then, not watched for input."""

    id: uuid.UUID
    enrollment_id: uuid.UUID
    activity: str
    kind: str
    policy: str = "standard"
    asked: bool = False


@dataclass(frozen=True, kw_only=True)
class TimeStillToCount(Reason):
    """Less time was counted in the course than its policy asks for."""

    code: ClassVar[str] = "course_time_missing"
    counted_ms: int
    needed_ms: int


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
    for stretch in sorted(stretches, key=lambda one: (one.offset_ms, one.started_at)):
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


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a lease told its page: the enrollment, the activity, and the totals of both in milliseconds."""

    enrollment_id: uuid.UUID
    activity: str
    activity_ms: int
    course_ms: int


@dataclass(frozen=True, kw_only=True)
class Books:
    """The books of one learner: every stretch, those that were voided, and what the newest lease told."""

    stretches: tuple[StretchRecord, ...]
    voided: frozenset[uuid.UUID] = field(default_factory=frozenset)
    told: Told | None = None


def faults(books: Books) -> Iterator[str]:
    """Yield what does not add up in a learner's books, a sentence each; none when all does."""
    for one in books.stretches:
        yield from _faults_of(one)
    in_order = sorted(books.stretches, key=lambda one: (one.offset_ms, one.length_ms))
    for one, following in pairwise(in_order):
        if one.offset_ms + one.length_ms > following.offset_ms:
            yield f"stretch {following.id} begins before stretch {one.id} ends"
    if sum(one.is_open for one in books.stretches) > 1:
        yield "more than one stretch is open"
    if books.told is not None:
        yield from _untrue(books.told, totals(books))


def totals(books: Books) -> Mapping[tuple[uuid.UUID, str], int]:
    """Return the counted milliseconds by enrollment and activity, without what was voided."""
    found: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    for one in books.stretches:
        if one.id not in books.voided:
            found[one.enrollment_id, one.activity] += one.counted_ms
    return found


def _faults_of(one: StretchRecord) -> Iterator[str]:
    if not 0 <= one.grace_ms <= one.counted_ms <= one.length_ms:
        yield f"stretch {one.id} counts {one.counted_ms} ms, {one.grace_ms} of them late, in {one.length_ms} ms"
    if one.reason in UNCOUNTED and one.counted_ms:
        yield f"stretch {one.id} counts {one.counted_ms} ms and says {one.reason}"


def _untrue(told: Told, parts: Mapping[tuple[uuid.UUID, str], int]) -> Iterator[str]:
    course_ms = sum(ms for (enrollment_id, _activity), ms in parts.items() if enrollment_id == told.enrollment_id)
    activity_ms = parts.get((told.enrollment_id, told.activity), 0)
    if activity_ms != told.activity_ms:
        yield f"{told.activity} is told as {told.activity_ms} ms, its stretches count {activity_ms} ms"
    if course_ms != told.course_ms:
        yield f"the course is told as {told.course_ms} ms, its stretches count {course_ms} ms"
