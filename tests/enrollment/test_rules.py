"""A course gives credit through its last day, and not a day longer."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from player.catalog.rules import Edition
from player.enrollment.rules import CourseExpired, days_left, left
from tests.builders import CourseFolder

LAST = date(2026, 11, 22)


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    edition = CourseFolder(tmp_path).edition()
    return replace(edition, terms=replace(edition.terms, expires=LAST))


@pytest.mark.parametrize("days", [0, 1, 400])
def test_a_course_can_be_taken_through_its_last_day(edition: Edition, days: int) -> None:
    assert left(edition, on=LAST - timedelta(days=days)) == ()


@pytest.mark.parametrize("days", [1, 400])
def test_after_its_last_day_it_gives_no_credit(edition: Edition, days: int) -> None:
    assert left(edition, on=LAST + timedelta(days=days)) == (CourseExpired(expires=LAST),)


def test_a_course_without_a_last_day_stays_open(edition: Edition) -> None:
    endless = replace(edition, terms=replace(edition.terms, expires=None))
    assert left(endless, on=date.max) == ()


@pytest.mark.parametrize(("days", "told"), [(91, None), (90, 90), (1, 1), (0, 0), (-1, None)])
def test_a_learner_is_told_when_few_days_are_left(edition: Edition, days: int, told: int | None) -> None:
    assert days_left(edition, on=LAST - timedelta(days=days)) == told


def test_nobody_is_told_of_a_course_that_stays_open(edition: Edition) -> None:
    endless = replace(edition, terms=replace(edition.terms, expires=None))
    assert days_left(endless, on=LAST) is None
