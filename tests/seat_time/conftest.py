"""A learner at a desk who opens pages, as the rooms that own them do."""

from pathlib import Path

import pytest

from player.db import Database
from player.enrollment.rules import Taking
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
    """Ada, who takes the course."""
    return desk.taking("Ada")
