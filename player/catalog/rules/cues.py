"""Cues that let a learner find the right answer without knowing it: it is the longest, or stands in the same place."""

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from player.catalog.rules.edition import Edition, Question
from player.catalog.rules.findings import Finding, Places
from player.catalog.rules.wording import blank

LONGER = Fraction(6, 5)
"""The right answer is conspicuous when it is longer than every other by a fifth,"""
LONGER_BY = 20
"""and by this many characters: among short options a fifth is nothing."""

UNEVEN = Fraction(3, 2)
"""A place is conspicuous when the right answer stands there half as often again as it would by chance,"""
UNEVEN_BY = 5
"""and this many times more: in a small bank chance does as much."""


_CATCH_ALL = re.compile(r"\b(?:all|none|both) of the (?:above|other|following)", re.IGNORECASE)


def item_findings(edition: Edition, *, places: Places) -> Iterator[Finding]:
    """Yield what is wrong with single items: one that gives its answer away, and one that says something twice."""
    asked: dict[str, str] = {}
    for item in edition.post_test.items:
        at = f"post_test/items/{item.id}"
        if _is_longest(item):
            yield places.warning(at, f"The right answer of {item.id} is much the longest.")
        if any(_CATCH_ALL.search(option.text) for option in item.options):
            yield places.warning(at, f"An option of {item.id} speaks of the others; each stands where it falls.")
        if _says_twice([option.text for option in item.options]):
            yield places.error(at, f"Two options of {item.id} say the same.")
        first = item.id if blank(item.stem) else asked.setdefault(_said(item.stem), item.id)
        if first != item.id:
            yield places.warning(at, f"The item {item.id} asks what {first} asks.")


def cue_findings(edition: Edition, *, places: Places) -> Iterator[Finding]:
    """Yield what is wrong with single items, and a warning for each cue that the bank as a whole gives."""
    items = edition.post_test.items
    yield from item_findings(edition, places=places)
    for length, times, even in telling_lengths(items):
        words = f"The right answer is the {length} option in {times} of {len(items)} items; {even} would be even."
        yield places.warning("post_test/items", words)
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


def telling_lengths(items: Iterable[Question]) -> Iterator[tuple[str, int, int]]:
    """Yield "longest" or "shortest" when the right answers are it conspicuously often, with how often, and by chance.

    Of options that are equally long none is the longest.
    """
    bank = [item for item in items if item.options]
    expected = sum((Fraction(1, len(item.options)) for item in bank), Fraction())
    for name, pick in (("longest", max), ("shortest", min)):
        times = sum(_is_alone(item, pick) for item in bank)
        if times > expected * UNEVEN and times - expected >= UNEVEN_BY:
            yield name, times, round(expected)


def _is_alone(item: Question, pick: Callable[[list[int]], int]) -> bool:
    lengths = [len(option.text) for option in item.options]
    right = next((len(option.text) for option in item.options if option.correct), -1)
    return right == pick(lengths) and lengths.count(right) == 1


def _says_twice(texts: list[str]) -> bool:
    written = [_said(text) for text in texts if not blank(text)]
    return len(set(written)) < len(written)


def _said(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _is_longest(item: Question) -> bool:
    right = max(len(option.text) for option in item.options if option.correct)
    others = max((len(option.text) for option in item.options if not option.correct), default=0)
    return right > others * LONGER and right - others >= LONGER_BY
