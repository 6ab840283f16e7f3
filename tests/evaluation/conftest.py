"""A learner who has passed and signed, and comes to the evaluation."""

import uuid
from pathlib import Path

import pytest

from player.db import Database
from player.enrollment.rules import Taking
from player.posttest import service as post_test
from tests.conftest import HandClock
from tests.desk import Desk


@pytest.fixture
def desk(database: Database, clock: HandClock, tmp_path: Path) -> Desk:
    """A desk where the tiny course is published."""
    desk = Desk(database, clock, tmp_path)
    desk.publish()
    return desk


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who has passed and signed."""
    return signed(desk, passed(desk, desk.taking("Ada")))


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
