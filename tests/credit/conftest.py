"""Ada's studies."""

from pathlib import Path

import pytest

from player.db import Database
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.study import Study, publish_tiny


@pytest.fixture
def course(database: Database, clock: HandClock, tmp_path: Path) -> CourseFolder:
    """The tiny course, published."""
    return publish_tiny(database, tmp_path / "course", at=clock.now())


@pytest.fixture
def ada(database: Database, clock: HandClock, course: CourseFolder) -> Study:
    """Ada, a social worker with a New York license, enrolled in the tiny course."""
    assert course.slug == "first-steps"
    return Study(database, clock).sign_up().add_license().enroll()
