"""A course whose every file changes while people are in the middle of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from player.posttest import service as post_test
from player.posttest.rules import AttemptRecord
from tests.builders import CourseFolder, webm
from tests.site import TestSite
from tests.study import Study

EDITS = {
    "course.yaml": [
        ('title: "First steps"', 'title: "Second thoughts"'),
        ("Name the first step.", "Describe the first step."),
        ("passing_score: 80", "passing_score: 50"),
        ("attempts: 3", "attempts: 5"),
        ("course_minimum_minutes: 2", "course_minimum_minutes: 1"),
        ("I am the person named above, and I completed", "I am the one who completed"),
    ],
    "lessons/01-beginning.md": [("Steps are taken", "Steps are skipped"), ("Yes: it is", "Right, it is")],
    "lessons/02-end.md": [("Steps are taken", "Steps are counted"), ("Look where", "Watch where")],
    "post_test.yaml": [
        ("What is asked in", "What is wanted in"),
        ('text: "That.", correct: true', 'text: "That one."'),
        ('text: "This."', 'text: "This one.", correct: true'),
        ("It is that.", "It is this."),
    ],
    "evaluation.yaml": [("How useful was it?", "How useful was all of it?")],
    "references.yaml": [("On steps", "On stairs")],
    "media/steps.svg": [("L10 10", "L9 9")],
    "media/walk.en.vtt": [("One step.", "Two steps.")],
    "sponsor.yaml": [
        ("Harbor Lane Institute", "Harbor Street Institute"),
        ('credits: "0.5"', 'credits: "0.25"'),
        ('number: "1480"', 'number: "9999"'),
        ("Nothing to disclose.", "Something to disclose."),
    ],
    "credit-methods.yaml": [("bodies: []", "bodies: [] # none")],
}
"""What changes in each file of the course, and in the sponsor's beside it."""


def contents(folder: CourseFolder) -> dict[Path, bytes]:
    """Return every file of a course and its sponsor."""
    return {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}


def change_everything(folder: CourseFolder) -> None:
    """Change every file of the course; a file that nobody thought of fails the test."""
    before = contents(folder)
    for name, edits in EDITS.items():
        for old, new in edits:
            folder.edit(name, old, new)
    folder.write("media/walk.webm", webm(30_000))
    after = contents(folder)
    assert not [str(path) for path in before if before[path] == after[path]]


@dataclass
class Course:
    """A course and three people in it: Ada has her certificate, Ben is in an attempt, Chen reads the first lesson."""

    site: TestSite
    folder: CourseFolder
    ada: Study
    ben: Study
    chen: Study

    def publish_again(self) -> None:
        """Change every file and publish what they then say."""
        change_everything(self.folder)
        published = self.folder.publish(
            self.site.database, at=self.site.clock.tick(days=1), media=self.site.folder / "media"
        )
        assert (published.number, published.is_new) == (2, True)

    def attempt(self) -> AttemptRecord:
        """Return Ben's attempt as stored."""
        with self.site.database.reading() as session:
            return post_test.attempts(session, self.ben.enrollment_id)[0]

    def someone(self, email: str) -> Study:
        """Someone with a license, enrolled in the edition that is then current."""
        return Study(self.site.database, self.site.clock, email).sign_up().add_license().enroll(self.folder.slug)


@pytest.fixture
def course(site: TestSite) -> Course:
    """The tiny course with a video and a drawing, published, and the three of them."""
    folder = site.course()
    folder.add_video()
    folder.add_drawing()
    folder.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    nobody = Study(site.database, site.clock)
    people = Course(site, folder, nobody, nobody, nobody)
    people.ada, people.ben, people.chen = (people.someone(f"{name}@example.org") for name in ("ada", "ben", "chen"))
    people.ada.finish().certify()
    people.ben.read_lessons().begin_post_test(answered=2)
    return people
