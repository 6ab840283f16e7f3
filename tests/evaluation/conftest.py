"""A learner who has passed and signed, and comes to the evaluation; and how a crowd of them sends it."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Row, text

from player.accounts import service as accounts
from player.db import Database
from player.enrollment.rules import Taking
from player.evaluation import service
from player.evaluation.rules import CourseReport, Fault
from player.posttest import service as post_test
from tests.conftest import HandClock
from tests.desk import Desk
from tests.study import sponsor_id

RATED = ("ev-1", "ev-2", "ev-3", "ev-learned", "ev-useful", "ev-authors", "ev-level", "ev-player", "ev-access")
"""The lines of the tiny course that have five points."""


@pytest.fixture
def desk(database: Database, clock: HandClock, tmp_path: Path) -> Desk:
    """A desk where the tiny course is published."""
    desk = Desk(database, clock, tmp_path)
    desk.publish()
    return desk


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who has passed and signed."""
    return ready(desk, "Ada")


def ready(desk: Desk, name: str) -> Taking:
    """Make a learner who has passed and signed."""
    return signed(desk, passed(desk, desk.taking(name)))


def passed(desk: Desk, taking: Taking) -> Taking:
    """Do the lessons and pass the post-test."""
    desk.finish_lessons(taking)
    with desk.database.writing() as session:
        attempt = post_test.start(session, taking, key=uuid.uuid4(), at=desk.clock.now())
        right = {item.question_id: "b" for item in attempt.form}
        post_test.submit(session, taking, attempt.id, right, at=desk.clock.now())
    return taking


def signed(desk: Desk, taking: Taking) -> Taking:
    """Attest that it was oneself."""
    with desk.database.writing() as session:
        at = desk.clock.now()
        post_test.attest(session, taking, typed_name="Ada Okafor", address="192.0.2.7", user_agent="", at=at)
    return taking


def submit(desk: Desk, taking: Taking, filled: Mapping[str, str]) -> tuple[Fault, ...]:
    """Send a sheet and return what was wrong with it."""
    with desk.database.writing() as session:
        accounts.lock(session, taking.enrollment.learner_id)
        return service.submit(session, taking, filled, at=desk.clock.now())


def send(desk: Desk, *sheets: Mapping[str, str]) -> None:
    """Let a learner each, who has done everything before it, send one of these sheets."""
    for filled in sheets:
        assert submit(desk, ready(desk, f"{uuid.uuid4()}"), filled) == ()


def report(desk: Desk, *, number: int | None = None, period: str = "") -> CourseReport:
    """Return the report of the tiny course as its sponsor sees it."""
    with desk.database.reading() as session:
        ours = [sponsor_id(desk.database)]
        return service.report(session, ours, "first-steps", number=number, period=period)


def rows(database: Database, table: str) -> Sequence[Row[tuple[object, ...]]]:
    """Return all rows of a table."""
    with database.reading() as session:
        return session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - one of ours
