"""A course whose every file changes while people are in the middle of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from player.catalog.rules import PublishedEdition
from tests.builders import CourseFolder
from tests.recordings import webm
from tests.rich import add_everything
from tests.site import TestSite
from tests.study import Study

EDITS = {
    "course.yaml": [
        ('title: "First steps"', 'title: "Second thoughts"'),
        ("Name the first step.", "Describe the first step."),
        ("passing_score: 80", "passing_score: 100"),
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
    "glossary.yaml": [("What is taken one after the other.", "What is taken.")],
    "handout.yaml": [("Each step has a name.", "Each step has a number.")],
    "cases/case-bridge.yaml": [("It holds.", "It gives way."), ("You are across.", "You are below.")],
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
    """A published course with one of everything, and whom a test wants in it."""

    site: TestSite
    folder: CourseFolder

    def publish(self) -> PublishedEdition:
        """Publish what the files say."""
        return self.folder.publish(self.site.database, at=self.site.clock.now(), media=self.site.folder / "media")

    def publish_again(self) -> None:
        """Change every file and publish what they then say."""
        change_everything(self.folder)
        self.site.clock.tick(days=1)
        published = self.publish()
        assert (published.number, published.is_new) == (2, True)

    def someone(self, email: str) -> Study:
        """Someone with a license, enrolled in the edition that is then current."""
        return Study(self.site.database, self.site.clock, email).sign_up().add_license().enroll(self.folder.slug)

    def ada(self) -> Study:
        """Ada, who has her certificate."""
        ada = self.someone("ada@example.org").finish()
        ada.certify()
        return ada

    def ben(self) -> Study:
        """Ben, who is in the middle of an attempt."""
        return self.someone("ben@example.org").read_lessons().begin_post_test(answered=2)

    def chen(self) -> Study:
        """Chen, who is in the first lesson."""
        return self.someone("chen@example.org")


@pytest.fixture
def course(site: TestSite) -> Course:
    """The tiny course with one of everything, published."""
    folder = CourseFolder(site.folder / "first-steps")
    add_everything(folder)
    course = Course(site, folder)
    course.publish()
    return course
