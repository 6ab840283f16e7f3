"""Folds beats into a learner's ledger as the writer does, in memory and on a clock of its own."""

import random
import uuid
from datetime import UTC, datetime, timedelta

from player.seat_time.rules import (
    GRACE_MS,
    STANDARD,
    Beat,
    Outcome,
    Pace,
    Policy,
    Span,
    StretchRecord,
    milliseconds,
    opened,
    step,
)

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENROLLMENT = uuid.UUID(int=1)


def stretch(
    start_s: float, end_s: float, counted_s: float | None = None, *, activity: str = "reading", reason: str = "active"
) -> StretchRecord:
    """Return a closed stretch between two moments after noon; it counts whole unless told otherwise."""
    return StretchRecord(
        id=uuid.uuid4(),
        enrollment_id=ENROLLMENT,
        activity=activity,
        kind="reading",
        started_at=START + timedelta(seconds=start_s),
        ended_at=START + timedelta(seconds=end_s),
        offset_ms=round(start_s * 1000),
        length_ms=round((end_s - start_s) * 1000),
        counted_ms=round((end_s - start_s if counted_s is None else counted_s) * 1000),
        reason=reason,
        is_open=False,
    )


def spanning(sequence: int, first: int, active_ms: int, *, fresh: bool, late: bool) -> Beat:
    """Return a beat that stands for all from ``first`` on."""
    return Beat(sequence=sequence, first=min(first, sequence), active_ms=active_ms, fresh=fresh, late=late)


class Ledger:
    """The spans of one learner, and the clock by which beats arrive. A lease is open from the start."""

    def __init__(self, policy: Policy = STANDARD) -> None:
        self.now, self.policy = START, policy
        self.pace = Pace(last_sequence=0, last_at=START, ledger_ms=0, grace_ms=GRACE_MS, counted_ms=0)
        self.spans: list[Span] = []
        self.earned_before_ms = 0

    @property
    def open(self) -> Span | None:
        """The span that may grow."""
        return next((one for one in self.spans if one.is_open), None)

    @property
    def counted_ms(self) -> int:
        """All that was counted."""
        return sum(one.counted_ms for one in self.spans)

    @property
    def stretches(self) -> list[StretchRecord]:
        """The spans as stretches of one activity."""
        return [StretchRecord(**{**vars(stretch(0, 0)), **vars(one)}) for one in self.spans]

    def reopen(self, *, after_ms: int = 0) -> None:
        """Open another page some time later: a new lease, whose numbers begin anew."""
        self.now += timedelta(milliseconds=after_ms)
        self.earned_before_ms += self.pace.counted_ms
        self.pace = opened(self.pace, at=self.now)
        self.spans = [Span(**{**vars(one), "is_open": False}) for one in self.spans]

    def send(self, beat: Beat, *, after_ms: int) -> Outcome:
        """Take a beat some time after the last one, whatever its number, and return what became of it."""
        self.now += timedelta(milliseconds=after_ms)
        done = step(self.pace, self.open, beat, self.policy, at=self.now)
        self.pace = done.pace
        if self.open is not None:
            self.spans.pop()
        self.spans.extend(done.spans)
        return done.outcome

    def beat(self, *, after_ms: int = 20_000, active_ms: int = 20_000, fresh: bool = False) -> int:
        """Take the next beat some time after the last one and return what it earned, in milliseconds."""
        before = self.counted_ms
        self.send(Beat(sequence=self.pace.last_sequence + 1, active_ms=active_ms, fresh=fresh), after_ms=after_ms)
        return self.counted_ms - before

    def replay(self, *, beats: int, after_ms: int, active_ms: int) -> int:
        """Take a span of beats that did not get through, and return what it earned."""
        before, first = self.counted_ms, self.pace.last_sequence + 1
        beat = Beat(sequence=first + beats - 1, first=first, active_ms=active_ms, fresh=False)
        self.send(beat, after_ms=after_ms)
        return self.counted_ms - before

    def read(self, *, minutes: int, late_ms: int = 0, chance: random.Random | None = None) -> None:
        """Beat every twenty seconds, each beat up to ``late_ms`` later than the page thinks."""
        chance = chance or random.Random(1)  # noqa: S311 - a network's moods, not a secret
        for _beat in range(minutes * 3):
            self.beat(after_ms=20_000 + chance.randint(0, late_ms))


def length_ms(span: Span) -> int:
    """Return how long the wall clock says a span was."""
    return milliseconds(span.ended_at - span.started_at)
