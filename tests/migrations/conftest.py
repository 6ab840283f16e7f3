"""A desk whose rows the revisions are tried on."""

from pathlib import Path

import pytest

from player.db import Database
from tests.conftest import HandClock
from tests.desk import Desk


@pytest.fixture
def desk(database: Database, clock: HandClock, tmp_path: Path) -> Desk:
    """A desk where the tiny course is published."""
    desk = Desk(database, clock, tmp_path)
    desk.publish()
    return desk
