"""What is shown of counted answers: how often each rating was given, its mean, over a period and by quarter."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from player.catalog.rules import EvaluationItem
from player.evaluation.rules.counting import FEWEST
from player.evaluation.rules.sheet import RATINGS

ALL_TIME = ""
"""The period without an end."""
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many answers to one line were counted in a quarter with the same rating (None: not applicable)."""

    item_id: str
    quarter: str
    rating: int | None
    count: int


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """How often each rating, from one to five, and "not applicable" were given. Fewer than five are not shown."""

    counts: tuple[int, ...] = (0,) * len(RATINGS)
    not_applicable: int = 0

    @property
    def n(self) -> int:
        """How many ratings there are, without "not applicable"."""
        return sum(self.counts)

    @property
    def is_shown(self) -> bool:
        """Whether there are enough to be shown."""
        return self.n >= FEWEST

    @property
    def mean(self) -> Decimal | None:
        """The mean of the ratings to two places, half up, or None while they are not shown."""
        total = sum(rating * count for rating, count in zip(RATINGS, self.counts, strict=True))
        return (Decimal(total) / self.n).quantize(HUNDREDTH, ROUND_HALF_UP) if self.is_shown else None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the evaluation: all its ratings, those of each quarter, and its comments."""

    item: EvaluationItem
    ratings: Ratings
    by_quarter: Mapping[str, Ratings]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CourseReport:
    """What is shown of a course's evaluation: of which editions, over which period, and how many sheets were sent.

    ``sent`` is of all time: that someone sent a sheet is no secret, and says nothing of what was counted when.
    """

    sponsor_id: uuid.UUID
    slug: str
    title: str
    numbers: tuple[int, ...]
    number: int | None
    periods: tuple[str, ...]
    period: str
    quarters: tuple[str, ...]
    sent: int
    lines: tuple[Line, ...]

    @property
    def rated(self) -> tuple[Line, ...]:
        """The lines with five points."""
        return tuple(line for line in self.lines if line.item.kind != "comment")

    @property
    def rows(self) -> tuple[Line, ...]:
        """The lines with five points, under one for all objectives together."""
        return (overall("objective", self.lines), *self.rated)

    @property
    def commented(self) -> tuple[Line, ...]:
        """The lines for comments."""
        return tuple(line for line in self.lines if line.item.kind == "comment")


def in_period(quarter: str, period: str) -> bool:
    """Tell whether a quarter belongs to a period: a year, a quarter, or all time."""
    return quarter.startswith(period)


def periods(quarters: Iterable[str]) -> tuple[str, ...]:
    """Return what one can choose among: each year in which something was counted, and its quarters; newest first."""
    known = set(quarters)
    return tuple(sorted({quarter[:4] for quarter in known} | known, reverse=True))


def quarters_between(quarters: Iterable[str]) -> tuple[str, ...]:
    """Return all quarters from the first to the last, those in which nothing was counted too."""
    known = sorted(set(quarters))
    if not known:
        return ()
    first, last = _ordinal(known[0]), _ordinal(known[-1])
    return tuple(f"{one // 4}-Q{one % 4 + 1}" for one in range(first, last + 1))


def lines(
    items: Iterable[EvaluationItem], tallies: Iterable[Tally], comments: Mapping[str, tuple[str, ...]]
) -> tuple[Line, ...]:
    """Return the report's lines in the order of the form."""
    counted = tuple(tallies)
    return tuple(
        _line(item, [one for one in counted if one.item_id == item.id], comments.get(item.id, ())) for item in items
    )


def overall(kind: str, found: Iterable[Line]) -> Line:
    """Return all ratings of the lines of a kind as one line, which asks about nothing in particular."""
    chosen = [line for line in found if line.item.kind == kind]
    known = sorted({quarter for line in chosen for quarter in line.by_quarter})
    return Line(
        item=EvaluationItem(id="", kind="scale", text=""),
        ratings=_sum(line.ratings for line in chosen),
        by_quarter={one: _sum(line.by_quarter.get(one, Ratings()) for line in chosen) for one in known},
    )


def _line(item: EvaluationItem, tallies: list[Tally], comments: tuple[str, ...]) -> Line:
    known = sorted({one.quarter for one in tallies})
    return Line(
        item=item,
        ratings=_ratings(tallies),
        by_quarter={quarter: _ratings(one for one in tallies if one.quarter == quarter) for quarter in known},
        comments=comments if len(comments) >= FEWEST else (),
    )


def _ratings(tallies: Iterable[Tally]) -> Ratings:
    counts = dict.fromkeys((*RATINGS, None), 0)
    for one in tallies:
        counts[one.rating] += one.count
    return Ratings(counts=tuple(counts[one] for one in RATINGS), not_applicable=counts[None])


def _sum(found: Iterable[Ratings]) -> Ratings:
    total = Ratings()
    for one in found:
        counts = tuple(a + b for a, b in zip(total.counts, one.counts, strict=True))
        total = Ratings(counts=counts, not_applicable=total.not_applicable + one.not_applicable)
    return total


def _ordinal(quarter: str) -> int:
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1
