"""The commands of the catalog, as typed in a terminal."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from player.catalog.cli import courses
from player.db import Database
from tests.builders import CourseFolder
from tests.conftest import HandClock


@dataclass(frozen=True, kw_only=True)
class Settings:
    media: Path
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Site:
    database: Database
    config: Settings
    clock: HandClock


@pytest.fixture
def site(database: Database, clock: HandClock, tmp_path: Path) -> Site:
    return Site(database=database, config=Settings(media=tmp_path / "media"), clock=clock)


def run(*words: str | Path, site: Site | None = None) -> Result:
    return CliRunner().invoke(courses, [str(word) for word in words], obj=site, catch_exceptions=False)


@pytest.fixture
def here(course: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    """The small course, seen from the folder it stands in."""
    monkeypatch.chdir(course.root)
    return course


def test_check_says_that_a_course_can_be_published(here: CourseFolder) -> None:
    result = run("check", here.path)
    assert (result.exit_code, result.output) == (0, "Can be published: 0 errors, 0 warnings.\n")


def test_check_names_every_finding_as_seen_from_here(here: CourseFolder) -> None:
    here.edit("lessons/02-end.md", "{established}", "{proven}")
    here.edit("sponsor.yaml", 'cost: "Free."', "cost: null")
    result = run("check", "first-steps")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "first-steps/lessons/02-end.md:8: “{proven}” is neither an evidence label nor a name.",
        f"sponsor.yaml:{here.line('sponsor.yaml', 'cost')}: Cannot be published: the cost is missing.",
        "Cannot be published: 2 errors, 0 warnings.",
    ]


def test_check_lets_warnings_pass(here: CourseFolder) -> None:
    here.edit("course.yaml", "passing_score: 80", "passing_score: 75")
    result = run("check", "first-steps")
    place = f"first-steps/course.yaml:{here.line('course.yaml', 'passing_score')}"
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"{place}: warning: Some bodies ask for a passing score of 80 percent.",
        "Can be published: 0 errors, 1 warning.",
    ]


def test_check_works_from_inside_the_course(here: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here.path)
    here.edit("course.yaml", "passing_score: 80", "passing_score: 75")
    assert run("check", ".").output.startswith("course.yaml:")


def test_check_takes_another_sponsor_and_misses_one_that_is_not_there(here: CourseFolder) -> None:
    here.sponsor_file.rename(here.root / "other.yaml")
    assert run("check", "first-steps", "--sponsor", "other.yaml").exit_code == 0
    assert run("check", "first-steps").output.startswith("sponsor.yaml:1: The file is missing or cannot be read.\n")


def test_check_says_when_it_could_not_look_at_the_whole(here: CourseFolder) -> None:
    assert "Not everything could be read" not in run("check", "first-steps").output
    here.edit("post_test.yaml", "items:", "items: [")
    assert "Not everything could be read" in run("check", "first-steps").output


def test_publish_and_list(here: CourseFolder, site: Site) -> None:
    assert run("publish", here.path, site=site).output == "first-steps: edition 1 published (Harbor Lane Institute).\n"
    assert run("publish", here.path, site=site).output == (
        "first-steps: edition 1 was published before, nothing changed (Harbor Lane Institute).\n"
    )
    assert run("list", site=site).output == (
        "first-steps  edition 1 of 2026-03-02  First steps  0.5 credits  Harbor Lane Institute\n"
    )


def test_publish_says_when_a_newer_edition_stays(here: CourseFolder, site: Site) -> None:
    run("publish", here.path, site=site)
    here.edit("course.yaml", "First steps", "Other steps")
    run("publish", here.path, site=site)
    here.edit("course.yaml", "Other steps", "First steps")
    assert (
        run("publish", here.path, site=site).output
        == "Edition 1 was published before and has a newer one since; nothing changed.\n"
    )


def test_publish_publishes_all_or_nothing(here: CourseFolder, site: Site, tmp_path: Path) -> None:
    other = CourseFolder(tmp_path / "more", slug="more-steps")
    other.edit("sponsor.yaml", 'cost: "Free."', "cost: null")
    result = run("publish", here.path, other.path, site=site)
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "Nothing was published."
    assert run("list", site=site).output == ""


def test_publish_keeps_the_media(here: CourseFolder, site: Site) -> None:
    here.add_video()
    run("publish", here.path, site=site)
    assert {path.name for path in site.config.media.rglob("*") if path.is_file()} == {
        file.digest for file in here.edition().media
    }


def test_publish_refuses_a_fictional_sponsor_outside_the_demo(tmp_path: Path, site: Site) -> None:
    course = CourseFolder(tmp_path, is_fictional=True)
    result = run("publish", course.path, site=site)
    assert result.exit_code == 1
    assert result.output == "Nothing was published: the sponsor “harbor-lane” is fictional, and this is not the demo.\n"
    demo = Site(database=site.database, config=Settings(media=site.config.media, demo=True), clock=site.clock)
    assert run("publish", course.path, site=demo).exit_code == 0
    assert run("list", site=demo).output.endswith("(fictional)\n")
