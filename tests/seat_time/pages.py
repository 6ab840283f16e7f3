"""Pages that hold a lease and beat, without HTTP."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from player.enrollment.rules import Taking
from player.seat_time import service
from player.seat_time.rules import Beat, StretchRecord
from player.seat_time.service import Counted
from tests.beats import take_beat
from tests.desk import Desk


def open_lease(session: Session, taking: Taking, activity: str, desk: Desk) -> str:
    """Open an activity and return the secret of its lease."""
    return service.open_activity(
        session,
        learner_id=taking.enrollment.learner_id,
        enrollment_id=taking.id,
        activity=activity,
        kind="reading",
        at=desk.clock.now(),
    ).lease


@dataclass
class Page:
    """One page that stands open; each of its beats is a transaction."""

    desk: Desk
    taking: Taking
    secret: str
    sequence: int = 0

    @classmethod
    def open(cls, desk: Desk, taking: Taking, activity: str = "reading", *, started: bool = True) -> "Page":
        """Open a page, which has sent its first beat unless told otherwise."""
        with desk.database.writing() as session:
            page = cls(desk, taking, open_lease(session, taking, activity, desk))
        if started:
            page.beat(0, fresh=True)
        return page

    def beat(
        self,
        seconds: float,
        *,
        active_ms: int | None = None,
        fresh: bool = False,
        sequence: int | None = None,
        first: int | None = None,
        section: str | None = None,
    ) -> Counted | None:
        """Beat some seconds later, having been active all the time; None when the lease is not in force any more.

        One that stands for all from ``first`` on is only late.
        """
        self.desk.clock.tick(seconds=seconds)
        self.sequence += 1
        claimed = round(seconds * 1000) if active_ms is None else active_ms
        sequence = self.sequence if sequence is None else sequence
        is_late = first is not None
        beat = Beat(sequence=sequence, first=first, late=is_late, active_ms=claimed, fresh=fresh, section=section)
        with self.desk.database.writing() as session:
            counted = take_beat(session, self.secret, beat, at=self.desk.clock.now())
        return None if counted.outcome == "elsewhere" else counted

    @property
    def ledger(self) -> list[StretchRecord]:
        """The stretches of the enrollment."""
        with self.desk.database.reading() as session:
            return service.stretches(session, self.taking.id)

    @property
    def counted_s(self) -> int:
        """Whole seconds counted in the enrollment."""
        return sum(one.counted_ms for one in self.ledger) // 1000
