"""A report says how often, how good on average, and when; and says nothing where there are fewer than five."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.catalog.rules import EvaluationItem
from player.evaluation.rules import (
    Band,
    Mark,
    Ratings,
    Tally,
    bar,
    course_of_means,
    in_period,
    lines,
    overall,
    periods,
    quarters_between,
)

OBJECTIVES = tuple(
    EvaluationItem(id=f"ev-{n}", kind="objective", text=f"Objective {n}", objective_id=f"lo-{n}") for n in (1, 2)
)
COMMENT = EvaluationItem(id="ev-c", kind="comment", text="What should be better?")


def tally(item: str, quarter: str, *counts: int, na: int = 0) -> list[Tally]:
    """Return five counts and that of "not applicable" as the store gives them."""
    found = zip((1, 2, 3, 4, 5, None), (*counts, na), strict=True)
    return [Tally(item_id=item, quarter=quarter, rating=rating, count=n) for rating, n in found if n]


@pytest.mark.parametrize(
    ("counts", "mean"),
    [((0, 0, 0, 0, 5), "5.00"), ((5, 0, 0, 0, 0), "1.00"), ((1, 1, 1, 1, 1), "3.00"), ((0, 0, 3, 2, 3), "4.00"),
     ((0, 0, 0, 1, 7), "4.88"), ((0, 0, 2, 0, 4), "4.33")],
)  # fmt: skip
def test_a_mean_has_two_places(counts: tuple[int, ...], mean: str) -> None:
    assert Ratings(counts=counts).mean == Decimal(mean)


def test_fewer_than_five_are_not_shown_however_many_others_there_are() -> None:
    few = Ratings(counts=(0, 0, 0, 0, 4), not_applicable=50)
    assert (few.n, few.is_shown, few.mean) == (4, False, None)


def test_lines_come_in_the_order_of_the_form_with_their_quarters() -> None:
    counted = [*tally("ev-2", "2026-Q2", 5, 0, 0, 0, 0), *tally("ev-2", "2026-Q1", 0, 0, 0, 0, 5, na=5)]
    first, second = lines(OBJECTIVES, counted, {})
    assert (first.ratings, first.by_quarter) == (Ratings(), {})
    assert second.ratings == Ratings(counts=(5, 0, 0, 0, 5), not_applicable=5)
    assert {quarter: ratings.mean for quarter, ratings in second.by_quarter.items()} == {
        "2026-Q1": Decimal(5),
        "2026-Q2": Decimal(1),
    }


def test_four_comments_are_none() -> None:
    five = tuple("abcde")
    assert [lines((COMMENT,), [], {"ev-c": said})[0].comments for said in (five[:4], five)] == [(), five]


def test_all_objectives_are_summed_up() -> None:
    counted = [*tally("ev-1", "2026-Q1", 0, 0, 0, 0, 5), *tally("ev-2", "2026-Q1", 5, 0, 0, 0, 0)]
    whole = overall("objective", lines((*OBJECTIVES, COMMENT), counted, {}))
    assert (whole.ratings.mean, whole.by_quarter["2026-Q1"].n) == (Decimal(3), 10)


def test_periods_are_years_and_their_quarters_newest_first() -> None:
    found = periods(["2026-Q4", "2027-Q1", "2026-Q4"])
    assert found == ("2027-Q1", "2027", "2026-Q4", "2026")
    assert [in_period("2026-Q4", period) for period in ("", *found)] == [True, False, False, True, True]


def test_a_quarter_without_answers_keeps_its_place() -> None:
    assert quarters_between(["2027-Q2", "2026-Q3"]) == ("2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2")
    assert quarters_between([]) == ()


def test_a_bar_has_a_band_for_each_rating_that_was_given() -> None:
    found = bar(Ratings(counts=(1, 0, 0, 1, 3)), width=100)
    assert found == (
        Band(rating=1, x=0, width=20),
        Band(rating=4, x=20, width=20),
        Band(rating=5, x=40, width=60),
    )


@given(st.tuples(*[st.integers(0, 10_000)] * 5))
def test_the_bands_of_a_bar_fill_it_without_a_gap(counts: tuple[int, ...]) -> None:
    x = 0
    for band in bar(Ratings(counts=counts), width=240):
        assert band.x == x
        x += band.width
    assert x == (240 if any(counts) else 0)


def test_a_mean_that_is_not_shown_leaves_a_gap_in_the_picture() -> None:
    best, worst, few = (Ratings(counts=c) for c in ((0, 0, 0, 0, 5), (5, 0, 0, 0, 0), (0, 0, 0, 0, 4)))
    by_quarter = {"Q1": best, "Q2": worst, "Q3": few, "Q4": best}
    assert course_of_means(by_quarter, ("Q1", "Q2", "Q3", "Q4")) == (
        Mark(quarter="Q1", x=20, y=8, joined=False),
        Mark(quarter="Q2", x=60, y=56, joined=True),
        Mark(quarter="Q4", x=140, y=8, joined=False),
    )
