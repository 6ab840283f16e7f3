"""A tiny course in a folder of its own."""

from pathlib import Path

import pytest

from tests.builders import CourseFolder


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    """A small course for credit that can be published as it is."""
    return CourseFolder(tmp_path)
