"""A learner at a desk who opens pages, as the rooms that own them do."""

import pytest

from player.enrollment.rules import Taking
from tests.desk import Desk


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who takes the course."""
    return desk.taking("Ada")
