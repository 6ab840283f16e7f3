"""A completion as boards read it, and people who completed courses."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from player.board_reports.rules import Completion
from player.db import Database
from tests import study
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.study import Study, publish_tiny

ADA = Completion(
    certificate_no="2026-7K3MQ-4XW9T-R",
    last_name="Okafor",
    first_name="Ada",
    middle="B.",
    suffix="Jr.",
    credentials="LCSW",
    jurisdiction="NY",
    profession="social-worker",
    license_type="LCSW",
    license_number="012345",
    course_id="first-steps",
    course_version=3,
    course_title="First steps",
    format="self-paced-reading",
    credits=Decimal("0.5"),
    credit_type="clinical",
    completion_date=date(2026, 11, 22),
    completion_zone="America/Los_Angeles",
    score_percent=95,
    sponsor_body="Association of Social Work Boards",
    sponsor_number="1480",
    status="valid",
)

Complete = Callable[..., Study]


@pytest.fixture
def folder(database: Database, clock: HandClock, tmp_path: Path) -> CourseFolder:
    """The tiny course of Harbor Lane, published."""
    return publish_tiny(database, tmp_path / "first-steps", at=clock.now())


@pytest.fixture
def sponsor_id(database: Database, folder: CourseFolder) -> uuid.UUID:
    """Harbor Lane's id."""
    assert folder.slug == "first-steps"
    return study.sponsor_id(database)


@pytest.fixture
def complete(database: Database, clock: HandClock, folder: CourseFolder) -> Complete:
    """Lets someone with a license complete a course at an instant, and get the certificate."""
    people: list[str] = []

    def completed(at: datetime | None = None, *, slug: str = folder.slug, number: str = "012345") -> Study:
        people.append(f"person-{len(people)}@example.org")
        someone = Study(database, clock, people[-1]).sign_up().add_license(number=number).enroll(slug).finish(at)
        someone.certify()
        return someone

    return completed
