"""A learner who has passed and signed, and comes to the evaluation; and how a crowd of them sends it."""

import uuid
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import Row, text

from player.accounts import service as accounts
from player.catalog import service as catalog
from player.db import Database
from player.enrollment.rules import Taking
from player.evaluation import service, store
from player.evaluation.rules import CourseReport, Fault, SheetAnswer
from player.posttest import service as post_test
from tests.desk import Desk
from tests.study import sponsor_id

SCALES = ("useful", "learned", "presenters", "content", "technology", "accessibility")
RATED = ("ev-1", "ev-2", "ev-3", *(f"ev-{about}" for about in SCALES))
"""The lines of the tiny course that have five points."""


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who has passed and signed."""
    return desk.after(ada_passes)


def ada_passes(desk: Desk) -> Taking:
    """Enroll Ada, do the lessons, pass and sign."""
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


def count(database: Database, quarter: str, *answers: SheetAnswer, edition: int = 1) -> None:
    """Put answers among those that were counted, as the last of many sheets does."""
    with database.writing() as session:
        ours = [one for one in catalog.editions(session, [sponsor_id(database)]) if one.number == edition]
        store.count(session, ours[0].edition_id, quarter, answers)


def rated(item: str, *ratings: int | None) -> list[SheetAnswer]:
    """Return a rating of a line for each number given (None: not applicable)."""
    return [SheetAnswer(item_id=item, rating=rating) for rating in ratings]


def commented(*comments: str) -> list[SheetAnswer]:
    """Return comments."""
    return [SheetAnswer(item_id="ev-comments", comment=comment) for comment in comments]


def report(desk: Desk, *, number: int | None = None, period: str = "") -> CourseReport:
    """Return the report of the tiny course as its sponsor sees it."""
    with desk.database.reading() as session:
        ours = [sponsor_id(desk.database)]
        return service.report(session, ours, "first-steps", number=number, period=period)


def rows(database: Database, table: str) -> Sequence[Row[tuple[object, ...]]]:
    """Return all rows of a table."""
    with database.reading() as session:
        return session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - one of ours
