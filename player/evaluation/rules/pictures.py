"""Where things stand in the pictures of a report, in whole units of their view boxes; a template draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from player.evaluation.rules.report import Ratings
from player.evaluation.rules.sheet import RATINGS

STEP, TOP, HEIGHT = 40, 8, 48
"""Units from one quarter to the next; above the best mean; from the best mean to the worst."""


@dataclass(frozen=True, kw_only=True)
class Band:
    """One rating's part of a bar."""

    rating: int
    x: int
    width: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A quarter's mean in a picture over time; ``joined`` to the one before when no quarter between them is hidden."""

    quarter: str
    x: int
    y: int
    joined: bool


def bar(ratings: Ratings, *, width: int) -> tuple[Band, ...]:
    """Return a bar of the ratings that were given, worst to best; their bands fill the width without a gap."""
    bands, before = [], 0
    for rating, count in zip(RATINGS, ratings.counts, strict=True):
        x, end = before * width // (ratings.n or 1), (before + count) * width // (ratings.n or 1)
        if count:
            bands.append(Band(rating=rating, x=x, width=end - x))
        before += count
    return tuple(bands)


def course_of_means(by_quarter: Mapping[str, Ratings], quarters: Sequence[str]) -> tuple[Mark, ...]:
    """Return the means that are shown, each in its quarter's place."""
    marks: list[Mark] = []
    for place, quarter in enumerate(quarters):
        mean = by_quarter.get(quarter, Ratings()).mean
        if mean is not None:
            y = TOP + round((RATINGS[-1] - mean) * HEIGHT / (RATINGS[-1] - RATINGS[0]))
            x = STEP // 2 + place * STEP
            marks.append(Mark(quarter=quarter, x=x, y=y, joined=bool(marks) and marks[-1].x == x - STEP))
    return tuple(marks)
