"""A learner who has done the lessons and comes to the post-test."""

import tempfile
from functools import cache
from pathlib import Path

import pytest

from player.catalog.rules import Edition
from player.db import Database
from player.enrollment.rules import Taking
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.desk import Desk


@cache
def tiny_edition() -> Edition:
    """Return the tiny course as it is published."""
    with tempfile.TemporaryDirectory() as folder:
        return CourseFolder(Path(folder)).edition()


@pytest.fixture
def desk(database: Database, clock: HandClock, tmp_path: Path) -> Desk:
    """A desk where the tiny course is published."""
    desk = Desk(database, clock, tmp_path)
    desk.publish()
    return desk


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who has done the lessons."""
    ada = desk.taking("Ada")
    desk.finish_lessons(ada)
    return ada
