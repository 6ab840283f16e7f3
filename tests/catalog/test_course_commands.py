"""`player courses credit` and `player courses matrix`: a course as files, or as published, with the time it took."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner, Result

from config import ROOT
from player.db import Database
from player.office.cli import credit, matrix
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.desk import ONE_ENGINE
from tests.study import Study

Command = Callable[..., Result]
COURSE, DEMO = ROOT / "courses" / "ketamine-basics", ROOT / "courses" / "demo-sponsor.yaml"


def run(command: click.Command, *words: str | Path, database: Database | None = None) -> Result:
    site = SimpleNamespace(database=database)
    return CliRunner().invoke(command, [str(word) for word in words], obj=site)


@pytest.fixture(scope="module")
def report() -> str:
    """The report on the project's course under the fictional sponsor, from its files alone."""
    result = run(credit, COURSE, "--sponsor", DEMO)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    "words",
    [
        "2.0 credits are offered",
        "NBCC word count (enabled by nbcc)",
        "NASW word count (not enabled)",
        "NASBA word count formula (not enabled)",
        "Mergener formula at difficulty 2 (not enabled)",
        "Mergener formula at difficulty 3 (not enabled)",
        "Mergener formula at difficulty 4 (not enabled)",
        "Reading-speed formula (enabled by aswb-ace; constants recalled, not confirmed)",
        "in lessons that serve no objective are not counted",
        "nobody has rated the difficulty",
        "No method is known for apa, canadian-psychological-association",
        "Measured seat time of completions: none known.",
    ],
)
def test_the_report_shows_every_method_and_which_are_enabled(report: str, words: str) -> None:
    assert words in report


def test_the_report_marks_exactly_one_smallest_method(report: str) -> None:
    assert report.count("<- the smallest enabled") == 1


def test_a_course_that_is_neither_a_folder_nor_published_is_said_to_be_neither(database: Database) -> None:
    result = run(credit, "no-such", database=database)
    assert (result.exit_code, result.output) == (1, "Error: no-such is neither a folder nor a published course\n")


def test_a_course_that_cannot_be_read_is_sent_to_check(course: CourseFolder) -> None:
    course.file("course.yaml").unlink()
    result = run(matrix, course.path)
    assert result.exit_code == 1
    assert "`player courses check" in result.output


def test_a_course_with_mistakes_has_a_report_all_the_same(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", 'cost: "Free."', "cost: null")
    assert "0.5 credits are offered" in run(credit, course.path).output


def test_the_matrix_of_a_folder_is_a_table_or_csv(course: CourseFolder) -> None:
    table = run(matrix, course.path).output
    head, objective, row, *_ = table.splitlines()
    assert objective == "1. lo-1: Name the first step."
    assert row.split() == ["beginning", "/", "beginning-one", "beginning-check", "pt-1-a,", "pt-1-b", "ev-1"]
    assert [head.index("post-test"), head.index("evaluation")] == [row.index("pt-1-a"), row.index("ev-1")]
    assert run(matrix, course.path, "--csv").output.startswith("objective,objective_text,lesson")


@ONE_ENGINE
def test_the_time_of_real_completions_stands_beside_the_methods(
    course: CourseFolder, database: Database, clock: HandClock
) -> None:
    course.publish(database, at=clock.now())
    assert "none known" in run(credit, "first-steps", database=database).output
    Study(database, clock).sign_up().add_license().enroll().finish().claim()
    Study(database, clock, email="ben@example.org").sign_up().enroll().read_lessons()
    published = run(credit, "first-steps", database=database).output
    assert "Measured: the median seat time of completions is 2 minutes" in published
    assert "Measured: the median" in run(credit, course.path, "--measured", database=database).output
    assert "Measured: the median" not in run(credit, course.path, database=database).output
