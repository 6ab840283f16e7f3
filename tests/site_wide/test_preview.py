"""The author's preview: the files as they stand, the findings beside the text, a new stamp on every change."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from player.preview import create_preview
from tests.builders import CourseFolder


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    return CourseFolder(tmp_path)


@pytest.fixture
def author(folder: CourseFolder) -> FlaskClient:
    return create_preview(folder.path, folder.sponsor_file).test_client()


def test_a_lesson_stands_with_its_checks_open(author: FlaskClient) -> None:
    page = author.get("/", follow_redirects=True).get_data(as_text=True)
    for words in ("Beginning, part one", "Which step is taken now?", "Yes: it is this one."):
        assert words in page


def test_a_mistake_stands_beside_the_text_with_its_line(folder: CourseFolder, author: FlaskClient) -> None:
    folder.edit("lessons/01-beginning.md", "@stone-2019", "@nobody")
    page = author.get("/lessons/beginning").get_data(as_text=True)
    assert f"01-beginning.md:{folder.line('lessons/01-beginning.md', '@nobody')}" in page
    assert "The reference “nobody” is not in references.yaml." in page


def test_every_change_of_a_file_changes_the_stamp(folder: CourseFolder, author: FlaskClient) -> None:
    before = author.get("/stamp").get_json()
    folder.edit("sponsor.yaml", "Ada Park", "Ada Parker")
    assert author.get("/stamp").get_json() != before


def test_a_course_that_cannot_be_read_shows_why(folder: CourseFolder, author: FlaskClient) -> None:
    folder.write("course.yaml", "slug: [")
    page = author.get("/", follow_redirects=True).get_data(as_text=True)
    assert "The files cannot be read as a course so far" in page
    assert "course.yaml:" in page


def test_media_of_the_course_are_served_and_nothing_else(folder: CourseFolder, author: FlaskClient) -> None:
    folder.add_video()
    digest = folder.edition().media[0].digest
    with author.get(f"/media/{digest}") as answer:
        assert answer.status_code == 200
    assert author.get("/media/" + "0" * 64).status_code == 404


def test_a_lesson_that_cannot_be_read_has_its_mistake_beside_it(folder: CourseFolder, author: FlaskClient) -> None:
    folder.edit("lessons/02-end.md", "objectives: [lo-3]", "objectives: [[lo-3]")
    beside, _, elsewhere = author.get("/lessons/end").text.partition("<h2>Elsewhere</h2>")
    assert "This is not YAML" in beside
    assert "This is not YAML" not in elsewhere


def test_a_file_that_leads_nowhere_does_not_stop_the_preview(folder: CourseFolder, author: FlaskClient) -> None:
    before = author.get("/stamp").json
    folder.file("lessons/03-later.md").symlink_to("nowhere.md")
    assert author.get("/stamp").json != before
    assert author.get("/lessons/end").status_code == 200
