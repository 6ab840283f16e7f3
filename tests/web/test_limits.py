"""Limits are counted in the database: by all processes together, for a while, and without remembering who."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import select

from player.errors import TooMany
from player.web import limits
from player.web.tables import RateLimit
from tests.conftest import HandClock
from tests.crowd import together
from tests.site import TestSite


@pytest.fixture
def hit(site: TestSite) -> Callable[..., None]:
    """Counts one try, as a request would."""

    def hit(name: str = "trying", whom: str = "ada", *, times: int = 3, seconds: int = 60) -> None:
        with site.app.test_request_context():
            limits.limit(name, {whom: times}, seconds=seconds)

    return hit


def test_a_limit_lets_as_many_pass_as_it_says(hit: Callable[..., None]) -> None:
    for _ in range(3):
        hit()
    with pytest.raises(TooMany) as refusal:
        hit()
    assert refusal.value.parameters == {"retry_after": 60, "times": 3, "seconds": 60}


def test_what_is_stopped_at_the_first_limit_does_not_count_towards_the_second(site: TestSite) -> None:
    for _ in range(3):
        with site.app.test_request_context(), suppress(TooMany):
            limits.limit("trying", {"an address": 2, "ada": 2}, seconds=60)
    with site.app.test_request_context(), pytest.raises(TooMany) as refusal:
        limits.limit("trying", {"ada": 2}, seconds=60)
    assert refusal.value.parameters["times"] == 2
    with site.database.reading() as session:
        assert sorted(session.scalars(select(RateLimit.hits))) == [3, 3]


def test_a_limit_ends_with_its_window(hit: Callable[..., None], clock: HandClock) -> None:
    clock.tick(seconds=15)
    for _ in range(3):
        hit()
    with pytest.raises(TooMany) as refusal:
        hit()
    clock.tick(seconds=int(str(refusal.value.parameters["retry_after"])) - 1)
    with pytest.raises(TooMany):
        hit()
    clock.tick(seconds=1)
    hit()


def test_one_is_not_held_up_by_another(hit: Callable[..., None]) -> None:
    for _ in range(3):
        hit()
    hit(whom="ben")
    hit(name="something else")
    hit(seconds=61)


def test_tries_at_the_same_moment_are_all_counted(hit: Callable[..., None]) -> None:
    def try_once(_number: int) -> bool:
        try:
            hit(times=5)
        except TooMany:
            return False
        return True

    assert sum(together(try_once, calls=12)) == 5


def test_the_counter_knows_nobody_and_is_forgotten(site: TestSite, hit: Callable[..., None]) -> None:
    hit(whom="ada@example.org")
    with site.database.writing() as session:
        row = session.scalars(select(RateLimit)).one()
        assert (len(row.key), row.hits) == (64, 1)
        assert limits.forget_old_windows(session, at=site.clock.tick(seconds=60)) == 0
        assert limits.forget_old_windows(session, at=site.clock.tick(seconds=1)) == 1
