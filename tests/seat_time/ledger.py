"""Folds beats into a learner's ledger as the service does, in memory and on a clock of its own."""

import random
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from player.seat_time.rules import Beat, StretchRecord, milliseconds, step

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
        counted_ms=round((end_s - start_s if counted_s is None else counted_s) * 1000),
        reason=reason,
        is_open=False,
    )


class Ledger:
    """The stretches of one lease, and the clock by which its beats arrive."""

    def __init__(self) -> None:
        self.now = START
        self.stretches: list[StretchRecord] = []

    @property
    def open(self) -> StretchRecord | None:
        """The stretch that may grow."""
        return next((one for one in self.stretches if one.is_open), None)

    @property
    def counted_ms(self) -> int:
        """All that was counted."""
        return sum(one.counted_ms for one in self.stretches)

    @property
    def elapsed_ms(self) -> int:
        """The clock's time since noon."""
        return milliseconds(self.now - START)

    def beat(self, *, after_ms: int = 20_000, active_ms: int = 20_000, fresh: bool = False) -> int:
        """Take a beat some time after the last one and return what it earned, in milliseconds."""
        self.now += timedelta(milliseconds=after_ms)
        before, current = self.counted_ms, self.open
        done = step(current, Beat(sequence=1, active_ms=active_ms, fresh=fresh), at=self.now)
        if done.open is not None:
            self.stretches[-1] = done.open
        if done.uncounted is not None:
            start, end, reason = done.uncounted
            self._add(start, end, reason=reason)
        if done.starts_anew:
            self._add(self.now, self.now, is_open=True)
        return self.counted_ms - before

    def read(self, *, minutes: int, late_ms: int = 0, chance: random.Random | None = None) -> None:
        """Beat every twenty seconds, each beat up to ``late_ms`` later than the page thinks."""
        chance = chance or random.Random(1)  # noqa: S311 - a network's moods, not a secret
        for _beat in range(minutes * 3):
            self.beat(after_ms=20_000 + chance.randint(0, late_ms))

    def _add(self, start: datetime, end: datetime, *, reason: str = "active", is_open: bool = False) -> None:
        made = replace(stretch(0, 0, reason=reason), started_at=start, ended_at=end, is_open=is_open)
        self.stretches.append(made)
