"""What tests of services begin with: learners and enrollments, made without a page."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from player.accounts import service as accounts
from player.accounts.rules import Name
from player.catalog import service as catalog
from player.db import Database
from player.enrollment import service as enrollment
from player.enrollment.rules import EnrollmentRecord, Taking
from player.lessons import service as lessons
from player.seat_time.rules import Beat
from tests.beats import take_beat
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.moments import name_of, reach

T = TypeVar("T")
ONE_ENGINE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For tests of pages that ask nothing special of the database."""


class Desk:
    """The sponsor's desk: publishes courses and enrolls learners, each in a transaction of its own."""

    def __init__(self, database: Database, clock: HandClock, folder: Path) -> None:
        self.database, self.clock, self.folder = database, clock, folder

    def after(self, walk: "Callable[[Desk], T]") -> T:
        """Return what a walk leads to, which only this worker's first test walks; it has to be immutable."""
        return reach(self.database, self.clock, name_of(walk), lambda: walk(self))

    def open(self) -> "Desk":
        """Return the desk with the tiny course published."""
        self.after(publish_tiny_course)
        return self

    def publish(self, slug: str = "first-steps", *, is_fictional: bool = False) -> CourseFolder:
        """Publish the tiny course and return its folder."""
        course = CourseFolder(self.folder / slug, slug=slug, is_fictional=is_fictional)
        self.publish_again(course)
        return course

    def publish_again(self, course: CourseFolder) -> None:
        """Publish the folder as it now is."""
        course.publish(self.database, at=self.clock.now())

    def learner(self, name: str = "Ada", *, profession: str = "social-worker") -> uuid.UUID:
        """Make a learner; without a profession the profile stays incomplete."""
        at = self.clock.now()
        with self.database.writing() as session:
            learner_id = accounts.add_learner(session, email=f"{name.lower()}@example.org", password_hash="-", at=at)
            if profession:
                whole = Name(first=name, last="Okafor")
                accounts.change_profile(session, learner_id, name=whole, profession=profession, at=at)
        return learner_id

    def enroll(
        self, learner_id: uuid.UUID, slug: str = "first-steps", *, key: uuid.UUID | None = None
    ) -> EnrollmentRecord:
        """Enroll a learner; the key is a new one, unless it is given."""
        with self.database.writing() as session:
            return enrollment.enroll(session, learner_id, slug, key=key or uuid.uuid4(), at=self.clock.now())

    def taking(self, name: str = "Ada", slug: str = "first-steps") -> Taking:
        """Make a learner who is enrolled, and return how they take the course."""
        return self.take(self.learner(name), slug)

    def take(self, learner_id: uuid.UUID, slug: str = "first-steps") -> Taking:
        """Enroll a learner, and return how they take the course."""
        record = self.enroll(learner_id, slug)
        with self.database.reading() as session:
            return enrollment.get_own(session, record.id, record.learner_id)

    def find(self, enrollment_id: uuid.UUID | None) -> Taking:
        """Return how someone takes a course, whoever enrolled them."""
        with self.database.reading() as session:
            editions = [one.edition_id for one in catalog.current_editions(session)]
            return next(one for one in enrollment.in_editions(session, editions) if one.id == enrollment_id)

    def finish_lessons(self, taking: Taking) -> None:
        """Do all that the lessons ask for, a little longer than they must last."""
        for lesson in taking.edition.lessons:
            with self.database.writing() as session:
                lease = lessons.open_lesson(session, taking, lesson.id, at=self.clock.now()).lease
                for sequence in (1, 2):
                    beat = Beat(sequence=sequence, active_ms=20_000, fresh=sequence == 1)
                    take_beat(session, lease, beat, at=self.clock.tick(seconds=20))
                for section in lesson.sections:
                    lessons.see(session, taking, lesson.id, section.id, at=self.clock.now())
                for check in lesson.checks:
                    key, at = uuid.uuid4(), self.clock.now()
                    lessons.answer_check(session, taking, lesson.id, check.id, "a", key=key, at=at)

    def close(self, enrollment_id: uuid.UUID) -> None:
        """End an enrollment."""
        with self.database.writing() as session:
            enrollment.close(session, enrollment_id, at=self.clock.now())


def publish_tiny_course(desk: Desk) -> None:
    """Publish the tiny course."""
    desk.publish()
