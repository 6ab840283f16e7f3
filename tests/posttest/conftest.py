"""A learner who has done the lessons and comes to the post-test."""

import tempfile
from functools import cache
from pathlib import Path

import pytest

from player.catalog.rules import Edition
from player.enrollment.rules import Taking
from tests.builders import CourseFolder
from tests.desk import Desk


@cache
def tiny_edition() -> Edition:
    """Return the tiny course as it is published."""
    with tempfile.TemporaryDirectory() as folder:
        return CourseFolder(Path(folder)).edition()


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who has done the lessons."""
    return desk.after(ada_does_the_lessons)


def ada_does_the_lessons(desk: Desk) -> Taking:
    """Enroll Ada and do the lessons."""
    ada = desk.taking("Ada")
    desk.finish_lessons(ada)
    return ada
