"""Answers are counted in fives, and nobody who compares what is shown, now and later, gets at the answers of fewer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.catalog.rules import EvaluationItem
from player.evaluation.rules import FEWEST, SheetAnswer, Tally, in_period, lines, periods, quarter, together

ITEMS = (
    EvaluationItem(id="ev-1", kind="objective", text="Name the first step."),
    EvaluationItem(id="ev-2", kind="scale", text="How useful was it?"),
    EvaluationItem(id="ev-3", kind="comment", text="What should be better?"),
)
QUARTERS = ("2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2")


@dataclass(frozen=True, kw_only=True)
class Owned(SheetAnswer):
    """An answer whose author is known to this test, and to nobody else."""

    author: int


def rated(*ratings: int | None, item: str = "ev-1") -> list[SheetAnswer]:
    return [SheetAnswer(item_id=item, rating=rating) for rating in ratings]


@pytest.mark.parametrize("month", range(1, 13))
def test_the_finest_time_is_the_quarter(month: int) -> None:
    expected = {1: "2026-Q1", 2: "2026-Q2", 3: "2026-Q3", 4: "2026-Q4"}[(month + 2) // 3]
    assert quarter(date(2026, month, 1)) == quarter(date(2026, month, 28)) == expected


def test_four_answers_wait_and_the_fifth_counts_them_all() -> None:
    four, five = rated(1, 2, 3, 4), rated(1, 2, 3, 4, 5)
    assert together(four) == ((), tuple(four))
    assert together(five) == (tuple(five), ())


def test_each_line_waits_for_its_own_five() -> None:
    full, few = rated(5, 5, 5, 5, 5), rated(1, 1, item="ev-2")
    assert together([*few, *full]) == (tuple(full), tuple(few))


def test_not_applicable_and_ratings_wait_apart() -> None:
    mixed = rated(5, 5, 5, 5, None, None)
    assert together(mixed) == ((), tuple(mixed))


@dataclass
class Watched:
    """A course whose report is looked at after every sheet, through every filter, by someone who keeps all of it."""

    waiting: dict[int, tuple[Owned, ...]] = field(default_factory=lambda: defaultdict(tuple))
    counted: list[tuple[int, str, Owned]] = field(default_factory=list)
    seen: dict[tuple[str, str], set[frozenset[int]]] = field(default_factory=lambda: defaultdict(set))

    def send(self, edition: int, now: str, answers: Iterable[Owned]) -> None:
        """Count a sheet as the service does, and look at everything that is shown then."""
        ready, self.waiting[edition] = together([*self.waiting[edition], *answers])
        self.counted += [(edition, now, one) for one in ready]
        for editions in ((0, 1), (0,), (1,)):
            for period in ("", *periods(when for _edition, when, _one in self.counted)):
                self.look([one for e, when, one in self.counted if e in editions and in_period(when, period)])

    def look(self, chosen: list[Owned]) -> None:
        """Note whose answers a view is made of; what the report shows has to be exactly these."""
        tallies = [Tally(item_id=one.item_id, quarter=QUARTERS[0], rating=one.rating, count=1) for one in chosen]
        said = tuple(one.comment for one in chosen if one.comment is not None)
        for line in lines(ITEMS, [one for one in tallies if one.item_id != "ev-3"], {"ev-3": said}):
            for kind, shown in shown_by(line.item, chosen):
                number = {"rating": line.ratings.n, "na": line.ratings.not_applicable, "comment": len(line.comments)}
                assert number[kind] == len(shown)
                assert line.ratings.is_shown or kind != "rating" or not shown
                self.seen[line.item.id, kind].add(shown)


def shown_by(item: EvaluationItem, chosen: list[Owned]) -> Iterator[tuple[str, frozenset[int]]]:
    own = [one for one in chosen if one.item_id == item.id]
    if item.kind == "comment":
        yield "comment", frozenset(one.author for one in own)
    else:
        yield "rating", frozenset(one.author for one in own if one.rating is not None)
        yield "na", frozenset(one.author for one in own if one.rating is None)


def told_apart(views: set[frozenset[int]]) -> list[set[int]]:
    """Return the groups of authors that all views together can tell apart, by whatever sums and differences."""
    groups: dict[tuple[bool, ...], set[int]] = defaultdict(set)
    for author in frozenset[int]().union(*views):
        groups[tuple(author in view for view in sorted(views, key=sorted))].add(author)
    return list(groups.values())


RATED = st.sampled_from(["1", "3", "5", "na", "na", ""])
Filled = tuple[int, int, str, str, bool]
SHEETS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 9), RATED, RATED, st.booleans()), min_size=15, max_size=40
)


def answers(author: int, first: str, second: str, *, comments: bool) -> Iterator[Owned]:
    for item, value in (("ev-1", first), ("ev-2", second)):
        if value:
            yield Owned(item_id=item, rating=None if value == "na" else int(value), author=author)
    if comments:
        yield Owned(item_id="ev-3", comment=f"From {author}.", author=author)


@settings(deadline=None, max_examples=40)
@given(sheets=SHEETS)
def test_no_views_of_any_filters_and_dates_tell_fewer_than_five_apart(
    sheets: list[Filled],
) -> None:
    watched, now = Watched(), 0
    for author, (edition, step, first, second, comments) in enumerate(sheets):
        now = min(now + (step == 0), len(QUARTERS) - 1)
        watched.send(edition, QUARTERS[now], answers(author, first, second, comments=comments))
    for views in watched.seen.values():
        assert all(len(group) >= FEWEST for group in told_apart(views))
        assert all(len(one - other) not in range(1, FEWEST) for one in views for other in views)


@settings(deadline=None, max_examples=30)
@given(sheets=SHEETS)
def test_no_answer_is_lost_or_counted_twice(sheets: list[Filled]) -> None:
    watched, sent = Watched(), []
    for author, (edition, _step, first, second, comments) in enumerate(sheets):
        sheet = list(answers(author, first, second, comments=comments))
        sent += sheet
        watched.send(edition, QUARTERS[0], sheet)
    counted = [one for _edition, _when, one in watched.counted]
    assert sorted([*counted, *watched.waiting[0], *watched.waiting[1]], key=repr) == sorted(sent, key=repr)


def test_the_search_would_find_answers_that_are_shown_one_by_one() -> None:
    five = frozenset(range(5))
    assert [6] not in [sorted(group) for group in told_apart({five})]
    assert {6} in told_apart({five, five | {6}})
