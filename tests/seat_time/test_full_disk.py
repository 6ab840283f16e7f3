"""A disk that is full: what finds no room is refused whole, and counts when it comes again and there is room."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any, TypeVar

import pytest
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from player.db import Database
from player.seat_time import service
from tests.beats import lease_of
from tests.desk import ONE_ENGINE
from tests.seat_time.test_views import ledger, open_clock
from tests.site import TestSite
from tests.walk import Character

T = TypeVar("T")
PLENTY = 2**30


class Disk:
    """What is below SQLite. While it is full, no connection gets another page of the file."""

    def __init__(self, database: Database) -> None:
        self._engine, self._pages = database.engine, PLENTY
        event.listen(self._engine, "connect", self._limit)

    def _limit(self, connection: Any, _entry: object) -> None:  # noqa: ANN401 - the driver's own class
        connection.execute(f"PRAGMA max_page_count = {self._pages}")

    def fill(self) -> None:
        """Leave no room but what is in the file's pages."""
        with self._engine.connect() as connection:
            self._pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        self._engine.dispose()

    def make_room(self) -> None:
        """Leave plenty of room."""
        self._pages = PLENTY
        self._engine.dispose()


@pytest.fixture
def disk(site: TestSite) -> Disk:
    """The disk below the site's database."""
    return Disk(site.database)


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, who has enrolled."""
    site.course()
    return site.learner().enroll("first-steps")


def refused(act: Callable[[T], TestResponse], those: Iterator[T]) -> tuple[int, T]:
    """Do it with one after the other until one finds no room; returns how many did, and that one."""
    for done, one in enumerate(those):
        if (status := act(one).status_code) != 200:
            assert (status, done > 0) == (503, True)
            return done, one
    raise AssertionError


def beat(ada: Character, lease: str, number: int) -> TestResponse:
    """Send a beat: twenty seconds of reading after each twenty of being away, so that each begins a stretch."""
    ada.clock.tick(seconds=20)
    return ada.beat(lease, number, active_ms=20_000, fresh=number % 2 == 1)


def counted_ms(number: int) -> int:
    """Return what these beats and all before them count."""
    return number // 2 * 20_000


@ONE_ENGINE
def test_a_beat_that_finds_no_room_is_refused_whole_and_counts_once_there_is(
    site: TestSite, ada: Character, disk: Disk
) -> None:
    lease = open_clock(ada)
    disk.fill()
    taken, number = refused(partial(beat, ada, lease), count(1))
    with site.database.reading() as session:
        assert lease_of(session, lease).last_sequence == taken
        assert list(service.faults(session)) == []
    assert sum(one.counted_ms for one in ledger(site, ada)) == counted_ms(taken)
    disk.make_room()
    told = beat(ada, lease, number).get_json()
    assert (told["outcome"], told["sequence"], told["course_ms"]) == ("counted", number, counted_ms(number))


@ONE_ENGINE
def test_an_answer_that_finds_no_room_is_refused_whole_and_kept_once_there_is(
    site: TestSite, ada: Character, disk: Disk
) -> None:
    ada.token()
    disk.fill()

    taken, key = refused(partial(answer, ada), iter(uuid.uuid4, None))
    assert answers(site) == taken
    disk.make_room()
    assert [answer(ada, key).status_code for _time in range(2)] == [200, 200]
    assert answers(site) == taken + 1


def answer(ada: Character, key: uuid.UUID) -> TestResponse:
    """Answer a knowledge check."""
    body = {"key": str(key), "option": "a"}
    return ada.post_json(f"{ada.course}/lessons/beginning/checks/beginning-check", body)


def answers(site: TestSite) -> int:
    """Return how many answers are kept."""
    with site.database.reading() as session:
        return session.scalar(text("SELECT count(*) FROM check_answer")) or 0
