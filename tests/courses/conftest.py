"""Ketamine Basics as its files stand, checked once under the fictional sponsor."""

from pathlib import Path

import pytest

from config import ROOT
from player.catalog import service
from player.catalog.rules import Edition
from tests.courses.review import Review


@pytest.fixture(scope="session")
def folder() -> Path:
    """The folder of the course."""
    return ROOT / "courses" / "ketamine-basics"


@pytest.fixture(scope="session")
def course(folder: Path) -> Edition:
    """The edition that its files make."""
    edition = service.check_course(folder, ROOT / "courses" / "demo-sponsor.yaml").edition
    assert edition is not None
    return edition


@pytest.fixture(scope="session")
def review(folder: Path) -> Review:
    """The record for the reviewing clinician."""
    return Review((folder / "REVIEW.md").read_text())
