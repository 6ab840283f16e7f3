"""When a minimum of time was met, accommodations considered."""

from collections.abc import Sequence
from datetime import datetime

from player.enrollment.rules import TimeAccommodation
from player.seat_time.rules import StretchRecord, reached_at


def minimum_met_at(
    stretches: Sequence[StretchRecord],
    minimum_ms: int,
    accommodation: TimeAccommodation | None,
    *,
    activity: str | None = None,
) -> datetime | None:
    """Return when a minimum was met, of one activity or of all; None when it was not, or when none is asked for.

    An accommodation that asks for less does not reach back: with it a minimum is met when it was given, at the
    earliest, unless the time that the edition asks for had been counted by then. One that asks for as much, or more, is
    met when so much was counted.
    """
    reached = reached_at(stretches, minimum_ms, activity=activity)
    if accommodation is None or minimum_ms >= accommodation.published_ms or (reached is None and minimum_ms > 0):
        return reached
    with_it = max(reached or accommodation.at, accommodation.at)
    without_it = reached_at(stretches, accommodation.published_ms, activity=activity)
    return with_it if without_it is None else min(with_it, without_it)
