"""How beats become counted time. The server's clock is the only clock; the client's word can only lower the result."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from player.seat_time.rules.ledger import ACTIVE, AWAY, LATE, NOT_ACTIVE, WHEN_STEPPED, Span
from player.seat_time.rules.policies import GRACE_MS, Policy

MERGE_MS = 5_000
"""The most uncounted time a stretch holds, all in all; the most the clock may go back without being called stepped."""

REFILL = 10
"""Milliseconds of time reported at once that give one millisecond of grace back."""

MILLISECOND = timedelta(milliseconds=1)

Outcome = Literal["counted", "repeated", "out_of_order", "elsewhere"]


@dataclass(frozen=True, kw_only=True)
class Beat:
    """What a page reports: its number in order, and how long since the last one it was visible and active.

    ``fresh`` marks the first beat after opening, hiding or sleeping: it only starts the clock. A beat that names an
    earlier ``first`` stands for all from there on, of which the page heard nothing; ``active_ms`` is then their sum.
    It is a replayed span, paid from grace, unless it is only ``late``: worth what any one beat could be worth.
    None may be missing before it, or else losing a small report would make the next one worth more.
    ``section`` and ``media_ms`` are the place to come back to; None leaves it as it was.
    """

    sequence: int
    active_ms: int
    fresh: bool
    first: int | None = None
    late: bool = False
    section: str | None = None
    media_ms: int | None = None
    asked: bool = False

    @property
    def begins(self) -> int:
        """The number of the first beat it stands for."""
        return self.sequence if self.first is None else self.first

    @property
    def is_span(self) -> bool:
        """Whether it stands for more than itself."""
        return self.begins < self.sequence

    @property
    def is_replay(self) -> bool:
        """Whether it is a span of several beats that grace pays for."""
        return self.is_span and not self.late

    def follows(self, pace: "Pace") -> bool:
        """Tell whether it goes on where the last one ended, and stands for all that was refused since for a gap."""
        return self.begins == pace.last_sequence + 1 and self.sequence >= pace.refused_sequence


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How far a learner's clock is: the newest beat, when it came, the end of the ledger, the grace left.

    ``counted_ms`` is what the lease in force has earned. ``refused_sequence`` is the highest beat that came before the
    one it follows, or 0: that one, should it still come, would be paid for the time of both. All but these two and
    ``last_sequence`` outlive a lease.
    """

    last_sequence: int
    last_at: datetime
    ledger_ms: int
    grace_ms: int
    counted_ms: int
    refused_sequence: int = 0


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one beat does: the pace after it, and the spans that stand in place of the open one, the last one open."""

    outcome: Outcome
    pace: Pace
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a page learns from a beat: whether it counted, and the totals of its activity and of the course, in ms.

    ``sequence`` is the newest beat that is stored, ``grace_ms`` what is left of the grace. ``ended``: the lease was
    ended by signing out, a new password or deactivation, and not by another page.
    """

    outcome: Outcome
    activity_ms: int = 0
    course_ms: int = 0
    sequence: int = 0
    grace_ms: int = 0
    ended: bool = False


def milliseconds(span: timedelta) -> int:
    """Return a span in whole milliseconds, rounded down."""
    return span // MILLISECOND


def whole(at: datetime) -> datetime:
    """Return an instant without the parts of its last millisecond, so that gaps add up."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def worth(*, gap_ms: int, beat: Beat, policy: Policy, grace_ms: int = 0) -> int:
    """Return the milliseconds a beat earns: the least of the server's gap, what the page says, and the limit.

    The limit of a replayed span is the grace left.
    """
    limit_ms = grace_ms if beat.is_replay else policy.limit_ms
    return 0 if beat.fresh else max(0, min(gap_ms, beat.active_ms, limit_ms))


def stepped(pace: Pace, *, at: datetime) -> bool:
    """Tell whether the server's clock went back since the last beat by so much that it ends a stretch."""
    return milliseconds(at - pace.last_at) < -MERGE_MS


def opened(pace: Pace, *, at: datetime) -> Pace:
    """Return the pace with which a new lease begins; the time since the last beat goes by uncounted."""
    gap_ms = milliseconds(at - pace.last_at)
    last_at = pace.last_at if -MERGE_MS <= gap_ms < 0 else at
    ledger_ms = pace.ledger_ms + max(0, gap_ms)
    return replace(pace, last_sequence=0, counted_ms=0, refused_sequence=0, last_at=last_at, ledger_ms=ledger_ms)


def step(pace: Pace, span: Span | None, beat: Beat, policy: Policy, *, at: datetime) -> Step:
    """Return what a beat at ``at`` does to a learner's clock and to their open span.

    A clock that went back earns nothing. By more than five seconds, it ends the span; by less, the clock stands until
    it is past the last beat again, so that no moment counts twice.
    """
    if beat.sequence <= pace.last_sequence:
        return _nothing("repeated", pace, span)
    if not beat.follows(pace):
        return _nothing("out_of_order", _note_gap(pace, beat), span)
    gap_ms = milliseconds(at - pace.last_at)
    if -MERGE_MS <= gap_ms < 0:
        stands = span or _begin(pace.last_at, pace.ledger_ms)
        stood = replace(pace, last_sequence=beat.sequence, refused_sequence=0)
        return Step(outcome="counted", pace=stood, spans=(stands,))
    if span is None or stepped(pace, at=at):
        moved = _move(pace, beat, at=at, gap_ms=max(0, gap_ms))
        closed = () if span is None else (_cut_short(span),)
        return Step(outcome="counted", pace=moved, spans=(*closed, _begin(at, moved.ledger_ms)))
    earned = worth(gap_ms=gap_ms, beat=beat, policy=policy, grace_ms=pace.grace_ms)
    late_ms = earned if beat.is_replay else 0
    gap = _Gap(length_ms=gap_ms, counted_ms=earned, grace_ms=late_ms, reason=_reason(beat, earned))
    return Step(
        outcome="counted", pace=_move(pace, beat, at=at, gap_ms=gap_ms, earned=earned), spans=_extend(span, gap)
    )


def _note_gap(pace: Pace, beat: Beat) -> Pace:
    if beat.begins <= pace.last_sequence + 1 or beat.sequence <= pace.refused_sequence:
        return pace
    return replace(pace, refused_sequence=beat.sequence)


def _move(pace: Pace, beat: Beat, *, at: datetime, gap_ms: int, earned: int = 0) -> Pace:
    paid_ms = earned if beat.is_replay else 0
    refilled_ms = 0 if beat.is_span else earned // REFILL
    return Pace(
        last_sequence=beat.sequence,
        last_at=at,
        ledger_ms=pace.ledger_ms + gap_ms,
        grace_ms=min(GRACE_MS, pace.grace_ms - paid_ms + refilled_ms),
        counted_ms=pace.counted_ms + earned,
    )


@dataclass(frozen=True, kw_only=True)
class _Gap:
    """The time from one beat to the next: what of it counts, and why the rest does not."""

    length_ms: int
    counted_ms: int
    grace_ms: int
    reason: str

    @property
    def uncounted_ms(self) -> int:
        return self.length_ms - self.counted_ms


def _nothing(outcome: Outcome, pace: Pace, span: Span | None) -> Step:
    return Step(outcome=outcome, pace=pace, spans=() if span is None else (span,))


def _reason(beat: Beat, earned: int) -> str:
    if beat.fresh:
        return AWAY
    return LATE if beat.active_ms > earned else NOT_ACTIVE


def _extend(span: Span, gap: _Gap) -> tuple[Span, ...]:
    """Return the spans that the open one becomes: counted time comes first, what does not count stands apart.

    Up to five seconds of uncounted time are borne by a counted span, and by an uncounted one of another reason.
    """
    if span.reason == ACTIVE:
        uncounted_ms = span.length_ms - span.counted_ms + gap.uncounted_ms
        if uncounted_ms <= MERGE_MS:
            return (_grow(span, gap),)
        if span.counted_ms + gap.counted_ms == 0:
            return (replace(_grow(span, gap), reason=gap.reason),)
        return _split(_grow(span, replace(gap, length_ms=gap.counted_ms)), gap)
    if gap.counted_ms == 0 and (gap.reason == span.reason or gap.length_ms <= MERGE_MS):
        return (_grow(span, gap),)
    closed = replace(span, is_open=False)
    new = _begin(span.ended_at, span.offset_ms + span.length_ms)
    if gap.counted_ms and gap.uncounted_ms > MERGE_MS:
        return (closed, *_split(_grow(new, replace(gap, length_ms=gap.counted_ms)), gap))
    grown = _grow(new, gap)
    return (closed, grown if gap.counted_ms else replace(grown, reason=gap.reason))


def _split(counted: Span, gap: _Gap) -> tuple[Span, Span]:
    rest = _begin(counted.ended_at, counted.offset_ms + counted.length_ms)
    uncounted = replace(gap, length_ms=gap.uncounted_ms, counted_ms=0, grace_ms=0)
    return replace(counted, is_open=False), replace(_grow(rest, uncounted), reason=gap.reason)


def _cut_short(span: Span) -> Span:
    return replace(span, is_open=False, reason=WHEN_STEPPED.get(span.reason, span.reason))


def _begin(at: datetime, offset_ms: int) -> Span:
    return Span(started_at=at, ended_at=at, counted_ms=0, reason=ACTIVE, is_open=True, offset_ms=offset_ms)


def _grow(span: Span, gap: _Gap) -> Span:
    return Span(
        started_at=span.started_at,
        ended_at=span.ended_at + gap.length_ms * MILLISECOND,
        offset_ms=span.offset_ms,
        length_ms=span.length_ms + gap.length_ms,
        counted_ms=span.counted_ms + gap.counted_ms,
        grace_ms=span.grace_ms + gap.grace_ms,
        reason=span.reason,
        is_open=span.is_open,
    )
