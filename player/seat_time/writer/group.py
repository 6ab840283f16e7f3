"""A group of beats against the rows they move: read together, stepped one by one in memory, written together."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from player.seat_time.rules import PRESETS, STANDARD, Beat, Counted, Pace, Span, step, whole
from player.seat_time.writer.engines import Driver, Engine

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Post:
    """A beat, and the digest of the lease's secret that came with it."""

    digest: str
    beat: Beat


@dataclass(slots=True)
class _Lease:
    """A lease while a group moves it. ``spans`` begins with the learner's open stretch if there is one (``stored``)."""

    learner_id: Any
    enrollment_id: Any
    activity: str
    kind: str
    policy: str
    asked: bool
    ended: bool
    pace: Pace
    activity_before_ms: int
    course_before_ms: int
    section: str | None
    media_ms: int | None
    spans: list[Span] = field(default_factory=list)
    stored: bool = False
    moved: bool = False

    def take(self, beat: Beat, at: datetime) -> Counted:
        """Move on by one beat and return what its page learns."""
        if self.ended:
            return Counted(outcome="elsewhere", ended=True)
        policy = PRESETS.get(self.policy, STANDARD)
        done = step(self.pace, self.spans[-1] if self.spans else None, beat, policy, at=at)
        self.moved = self.moved or done.pace is not self.pace
        self.pace = done.pace
        if done.outcome == "counted":
            self.spans[-1:] = done.spans
            self.asked = self.asked or (beat.asked and policy.may_ask)
            self.section = beat.section if beat.section is not None else self.section
            self.media_ms = beat.media_ms if beat.media_ms is not None else self.media_ms
        return Counted(
            outcome=done.outcome,
            activity_ms=self.activity_before_ms + self.pace.counted_ms,
            course_ms=self.course_before_ms + self.pace.counted_ms,
            sequence=self.pace.last_sequence,
            grace_ms=self.pace.grace_ms,
        )


def settle(
    driver: Driver, engine: Engine, posts: Sequence[Post], now: Callable[[datetime | None], datetime]
) -> list[Counted]:
    """Take beats, in this order, and return what each page learns; the caller's transaction stores it, or nothing.

    ``now`` is asked once the leases are locked, with the database's time where that has a clock of its own.
    """
    found = engine.read(driver, sorted({post.digest for post in posts}))
    leases = {row[0]: _lease(engine, row) for row in found.leases}
    owners = {lease.learner_id: lease for lease in leases.values()}
    for learner_id, *row in found.open_stretches:
        owners[learner_id].spans, owners[learner_id].stored = [_span(engine, row)], True
    at = whole(now(found.told))
    answers = [
        leases[post.digest].take(post.beat, at) if post.digest in leases else Counted(outcome="elsewhere")
        for post in posts
    ]
    _write(driver, engine, [lease for lease in leases.values() if lease.moved])
    return answers


def _write(driver: Driver, engine: Engine, leases: Sequence[_Lease]) -> None:
    grown = [_grown(engine, lease) for lease in leases if lease.stored]
    added = [_added(engine, lease, span) for lease in leases for span in lease.spans[lease.stored :]]
    engine.write(driver, [_moved(engine, lease) for lease in leases], grown, added)


def _lease(engine: Engine, row: Row) -> _Lease:
    (
        _digest, learner_id, enrollment_id, activity, kind, policy, asked, ended_at, last_sequence, refused_sequence,
        last_at, ledger_ms, grace_ms, counted_ms, activity_before_ms, course_before_ms, section, media_ms,
    ) = row  # fmt: skip
    pace = Pace(
        last_sequence=last_sequence,
        refused_sequence=refused_sequence,
        last_at=engine.instant(last_at),
        ledger_ms=ledger_ms,
        grace_ms=grace_ms,
        counted_ms=counted_ms,
    )
    return _Lease(
        learner_id, enrollment_id, activity, kind, policy, bool(asked), ended_at is not None, pace,
        activity_before_ms, course_before_ms, section, media_ms,
    )  # fmt: skip


def _span(engine: Engine, row: Row) -> Span:
    started_at, ended_at, offset_ms, length_ms, counted_ms, grace_ms, reason = row
    return Span(
        started_at=engine.instant(started_at),
        ended_at=engine.instant(ended_at),
        offset_ms=offset_ms,
        length_ms=length_ms,
        counted_ms=counted_ms,
        grace_ms=grace_ms,
        reason=reason,
        is_open=True,
    )


def _moved(engine: Engine, lease: _Lease) -> Row:
    pace = lease.pace
    return (
        pace.last_sequence, pace.refused_sequence, engine.value(pace.last_at), pace.ledger_ms, pace.grace_ms,
        pace.counted_ms, lease.asked, lease.section, lease.media_ms, lease.learner_id,
    )  # fmt: skip


def _grown(engine: Engine, lease: _Lease) -> Row:
    span = lease.spans[0]
    return (
        engine.value(span.ended_at), span.length_ms, span.counted_ms, span.grace_ms, span.reason, span.is_open,
        lease.asked, lease.learner_id,
    )  # fmt: skip


def _added(engine: Engine, lease: _Lease, span: Span) -> Row:
    return (
        engine.identity(uuid.uuid4()), lease.learner_id, lease.enrollment_id, lease.activity, lease.kind, lease.policy,
        lease.asked, engine.value(span.started_at), engine.value(span.ended_at), span.offset_ms, span.length_ms,
        span.counted_ms, span.grace_ms, span.reason, span.is_open,
    )  # fmt: skip
