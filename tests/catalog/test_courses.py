"""The courses of the project: a fictional sponsor may publish them, the real one has to answer questions first."""

from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from config import ROOT
from player.catalog import service
from player.catalog.cli import courses
from player.catalog.service import CheckedCourse, MediaFolder
from player.db import Database
from tests.conftest import HandClock

COURSES = ("player-tour", "ketamine-basics")
BLOCKING = {"partner-role", "author-disclosures", "presenters", "sponsor-time-zone", "course-title"}
"""Keys of the questions in sponsor.yaml without whose answer nothing is published."""


@cache
def checked(slug: str, sponsor: str) -> CheckedCourse:
    return service.check_course(ROOT / "courses" / slug, ROOT / "courses" / f"{sponsor}.yaml")


def errors(slug: str, sponsor: str) -> list[str]:
    return [str(finding) for finding in checked(slug, sponsor).findings if finding.severity == "error"]


@pytest.mark.parametrize("slug", COURSES)
def test_the_demo_can_publish_it(slug: str) -> None:
    assert errors(slug, "demo-sponsor") == []


@pytest.mark.parametrize("slug", COURSES)
def test_the_demo_publishes_it(slug: str, database: Database, clock: HandClock, tmp_path: Path) -> None:
    course, media = checked(slug, "demo-sponsor"), MediaFolder(tmp_path)
    service.keep_media(course, media)
    with database.writing() as session:
        published = service.publish_course(session, course, media, at=clock.instant, actor="test", allow_fictional=True)
        assert service.get_edition(session, published.id) == course.edition


@pytest.mark.parametrize("slug", COURSES)
def test_the_real_sponsor_cannot_publish_it(slug: str) -> None:
    assert checked(slug, "sponsor").edition is None
    assert any("The sponsor's time zone is not known" in error for error in errors(slug, "sponsor"))


def test_the_questions_that_stand_in_the_way_are_named() -> None:
    found = errors("ketamine-basics", "sponsor")
    asked = {error.partition("answers (")[2].partition(")")[0] for error in found if "CE director" in error}
    assert asked == BLOCKING


def test_what_the_real_sponsor_has_not_said_is_listed() -> None:
    found = "\n".join(errors("ketamine-basics", "sponsor"))
    for missing in ("disclosure", "cost", "refund", "accommodation", "grievance", "technical", "support", "presenters"):
        assert missing in found, missing


def test_no_statement_of_the_real_sponsor_can_be_claimed() -> None:
    held = [finding.message for finding in checked("ketamine-basics", "sponsor").findings]
    for key in ("apa", "aswb-ace", "canadian-psychological-association", "nbcc", "nysed-social-work"):
        assert any(f"statement of {key} (" in message for message in held), key
    assert any("7190" in message and "6811" in message for message in held)


@pytest.mark.parametrize(("sponsor", "code"), [("demo-sponsor", 0), ("sponsor", 1)])
def test_the_command_ends_as_the_findings_say(sponsor: str, code: int) -> None:
    paths = (str(ROOT / "courses" / "ketamine-basics"), "--sponsor", str(ROOT / "courses" / f"{sponsor}.yaml"))
    result = CliRunner().invoke(courses, ["check", *paths])
    assert result.exit_code == code
    assert ("before the CE director answers" in result.output) == bool(code)


REAL = ("Palo Alto", "CONCEPT", "Joyous", "1480", "7190", "6811", "SW-0356", "MHC-0073")
"""What only the real sponsor and its partner may be called and may print."""


@pytest.mark.parametrize("slug", COURSES)
def test_nothing_the_demo_publishes_names_anybody_real(slug: str) -> None:
    course = checked(slug, "demo-sponsor")
    assert course.edition is not None
    assert course.sponsor is not None
    said = f"{asdict(course.edition)} {asdict(course.sponsor)}"
    assert [name for name in REAL if name in said] == []
