"""Cues that let a learner find the right answer without knowing it: it is the longest, or stands in the same place."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from player.catalog.rules.edition import Edition, Question
from player.catalog.rules.findings import Finding, Places

LONGER = Fraction(6, 5)
"""The right answer is conspicuous when it is longer than every other by a fifth,"""
LONGER_BY = 20
"""and by this many characters: among short options a fifth is nothing."""

UNEVEN = Fraction(3, 2)
"""A place is conspicuous when the right answer stands there half as often again as it would by chance,"""
UNEVEN_BY = 5
"""and this many times more: in a small bank chance does as much."""


def cue_findings(edition: Edition, *, places: Places) -> Iterator[Finding]:
    """Yield a warning for each item, and for the bank as a whole, that gives its answer away."""
    items = edition.post_test.items
    for item in items:
        if _is_longest(item):
            yield places.warning(f"post_test/items/{item.id}", f"The right answer of {item.id} is much the longest.")
    for place, times, even in uneven_places(items):
        yield places.warning(
            "post_test/items",
            f"The right answer is option {place + 1} in {times} of {len(items)} items; {even} would be even.",
        )


def uneven_places(items: Iterable[Question]) -> Iterator[tuple[int, int, int]]:
    """Yield each conspicuous place of the right answer (0 is the first): how often it is, how often it would be."""
    placed: dict[int, int] = {}
    expected: dict[int, Fraction] = {}
    for item in items:
        for place, option in enumerate(item.options):
            placed[place] = placed.get(place, 0) + option.correct
            expected[place] = expected.get(place, Fraction()) + Fraction(1, len(item.options))
    for place, times in placed.items():
        if times > expected[place] * UNEVEN and times - expected[place] >= UNEVEN_BY:
            yield place, times, round(expected[place])


def _is_longest(item: Question) -> bool:
    right = max(len(option.text) for option in item.options if option.correct)
    others = max((len(option.text) for option in item.options if not option.correct), default=0)
    return right > others * LONGER and right - others >= LONGER_BY
