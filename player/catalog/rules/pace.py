"""How long a lesson counts before it can be done, and which kinds of time count toward a course."""

from typing import Literal, get_args

TimeKind = Literal["reading", "media", "checks", "cases", "post-test"]
TIME_KINDS: tuple[TimeKind, ...] = get_args(TimeKind)
"""Everything that the clock runs for. None of it can be left out: no page shows time that would not count."""

SeatTimePolicy = Literal["standard", "strict", "nmls"]
"""The presets by which time is counted; the room ``seat_time`` knows what each means."""

LEAST_MS = 5_000
"""No lesson is done sooner, however short it is."""


def lesson_minimum_ms(*, words: int, video_ms: int, words_per_minute: int, percent: int) -> int:
    """Return the least time a lesson counts before it is done, in milliseconds, a whole number of seconds.

    It is a percentage of the time that reading the words and playing the recordings takes, rounded down.
    """
    full = words * 60_000 + video_ms * words_per_minute
    return max(LEAST_MS, full * percent // (words_per_minute * 100) // 1000 * 1000)
