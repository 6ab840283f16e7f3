"""Someone who takes the tiny course through the services, without pages: quick, and on either database."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.accounts.rules import LicenseRecord, Name
from player.catalog import service as catalog
from player.catalog.rules import Lesson
from player.catalog.service import CheckedCourse
from player.certificates import service as certificates
from player.certificates.rules import Issued
from player.credit import service as credit
from player.credit.rules import AwardRecord
from player.credit.service import Standing
from player.db import Database
from player.enrollment import service as enrollment
from player.enrollment.rules import Taking
from player.evaluation import service as evaluation
from player.lessons import service as lessons
from player.lessons.rules.watching import Span
from player.posttest import service as post_test
from player.seat_time.rules import Beat
from tests.beats import take_beat
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.site import HASH, TestSite
from tests.walk import RIGHT, Character

NOBODY = uuid.UUID(int=0)


def sponsor_id(database: Database, key: str = "harbor-lane") -> uuid.UUID:
    """Return the id of a sponsor."""
    with database.reading() as session:
        return next(one.id for one in catalog.sponsors(session) if one.key == key)


@cache
def _checked(slug: str, credit_bearing: bool, is_fictional: bool) -> CheckedCourse:  # noqa: FBT001 - the cache's key
    with TemporaryDirectory() as root:
        folder = CourseFolder(Path(root), slug=slug, credit_bearing=credit_bearing, is_fictional=is_fictional)
        return folder.check()


def publish_tiny(
    database: Database,
    root: Path,
    *,
    at: datetime,
    slug: str = "first-steps",
    credit_bearing: bool = True,
    is_fictional: bool = False,
) -> CourseFolder:
    """Publish the tiny course, read once for all tests of a worker, and return its folder for a test to edit."""
    folder = CourseFolder(root, slug=slug, credit_bearing=credit_bearing, is_fictional=is_fictional)
    checked = _checked(slug, credit_bearing, is_fictional)
    with database.writing() as session:
        nothing = catalog.MediaFolder(root / "media")
        catalog.publish_course(session, checked, nothing, at=at, actor="test", allow_fictional=True)
    return folder


@dataclass
class Study:
    """One learner and the enrollment under way. Every step takes the time of the clock."""

    database: Database
    clock: HandClock
    email: str = "ada@example.org"
    learner_id: uuid.UUID = NOBODY
    enrollment_id: uuid.UUID = NOBODY

    def sign_up(self, *, profession: str = "social-worker", name: Name | None = None) -> "Study":
        """Have an account and a profile."""
        with self.database.writing() as session:
            self.learner_id = accounts.add_learner(session, email=self.email, password_hash=HASH, at=self.clock.now())
        return self.rename(name or Name(first="Ada", last="Okafor"), profession=profession)

    def rename(self, name: Name, *, profession: str = "social-worker") -> "Study":
        """Write another name into the profile."""
        with self.database.writing() as session:
            accounts.change_profile(session, self.learner_id, name=name, profession=profession, at=self.clock.now())
        return self

    def add_license(self, **other: str) -> "Study":
        """Add a New York social worker's license, unless told otherwise."""
        usual = {"jurisdiction": "NY", "profession": "social-worker", "license_type": "LCSW", "number": "012345"}
        record = LicenseRecord(id=uuid.uuid4(), **{**usual, **other})
        with self.database.writing() as session:
            accounts.add_license(session, self.learner_id, record, at=self.clock.now())
        return self

    def remove_licenses(self) -> "Study":
        """Remove every license from the profile."""
        with self.database.writing() as session:
            for record in accounts.licenses(session, self.learner_id):
                accounts.remove_license(session, self.learner_id, record.id, at=self.clock.now())
        return self

    def enroll(self, slug: str = "first-steps") -> "Study":
        """Enroll in a course."""
        with self.database.writing() as session:
            key = uuid.uuid4()
            record = enrollment.enroll(session, self.learner_id, slug, key=key, at=self.clock.now())
        self.enrollment_id = record.id
        return self

    @contextmanager
    def studying(self) -> Iterator[tuple[Session, Taking]]:
        """Yield a writing session with the learner's row locked, as the pages do."""
        with self.database.writing() as session:
            yield session, enrollment.get_own_locked(session, self.enrollment_id, self.learner_id)

    def read_lessons(self, *, seconds: int = 60) -> "Study":
        """Do all that the lessons ask for, and stay for some seconds of the clock in each."""
        with self.studying() as (session, taking):
            for lesson in taking.edition.lessons:
                self._do(session, taking, lesson)
                self._watch(session, taking, lesson, whole=False)
                self._stay(session, taking, lesson.id, seconds)
                self._watch(session, taking, lesson, whole=True)
        return self

    def _do(self, session: Session, taking: Taking, lesson: Lesson) -> None:
        at = self.clock.now()
        for section in lesson.sections:
            lessons.see(session, taking, lesson.id, section.id, at=at)
        for check in lesson.checks:
            lessons.answer_check(session, taking, lesson.id, check.id, "a", key=uuid.uuid4(), at=at)
        for case in lesson.cases:
            step = {"step_id": case.steps[0].id, "choice_id": case.steps[0].choices[0].id}
            lessons.move_in_case(session, taking, lesson.id, case.id, key=uuid.uuid4(), at=at, **step)

    def _watch(self, session: Session, taking: Taking, lesson: Lesson, *, whole: bool) -> None:
        """Open the recordings of a lesson, or report that they were watched meanwhile."""
        for recording in lesson.recordings:
            span = Span(from_ms=0, to_ms=recording.duration_ms if whole else 0)
            lessons.watch(session, taking, lesson.id, recording.id, span, key=uuid.uuid4(), at=self.clock.now())

    def stay(self, lesson_id: str, *, seconds: int) -> "Study":
        """Stay in one lesson for some seconds of the clock."""
        with self.studying() as (session, taking):
            self._stay(session, taking, lesson_id, seconds)
        return self

    def _stay(self, session: Session, taking: Taking, lesson_id: str, seconds: int) -> None:
        secret = lessons.open_lesson(session, taking, lesson_id, at=self.clock.now()).lease
        take_beat(session, secret, Beat(sequence=1, active_ms=0, fresh=True), at=self.clock.now())
        for sequence, step in enumerate(_steps(seconds), 2):
            beat = Beat(sequence=sequence, active_ms=step * 1000, fresh=False)
            take_beat(session, secret, beat, at=self.clock.tick(seconds=step))

    def begin_post_test(self, *, answered: int) -> "Study":
        """Begin an attempt and answer its first questions."""
        with self.studying() as (session, taking):
            attempt = post_test.start(session, taking, key=uuid.uuid4(), at=self.clock.now())
            answers = {item.question_id: RIGHT for item in attempt.form[:answered]}
            post_test.save_answers(session, taking, attempt.id, answers, at=self.clock.now())
        return self

    def take_post_test(self, option: str = RIGHT) -> "Study":
        """Answer every question with one option, and submit."""
        with self.studying() as (session, taking):
            attempt = post_test.start(session, taking, key=uuid.uuid4(), at=self.clock.now())
            answers = {item.question_id: option for item in attempt.form}
            post_test.submit(session, taking, attempt.id, answers, at=self.clock.now())
        return self

    def attest(self) -> "Study":
        """Sign that it was oneself."""
        with self.studying() as (session, taking):
            where = {"address": "127.0.0.1", "user_agent": "a test"}
            post_test.attest(session, taking, typed_name="Ada Okafor", at=self.clock.now(), **where)
        return self

    def evaluate(self, at: datetime | None = None) -> "Study":
        """Send the evaluation, now or at an instant."""
        with self.studying() as (session, taking):
            evaluation.submit(session, taking, {"ev-1": "5", "ev-useful": "4"}, at=at or self.clock.now())
        return self

    def finish(self, at: datetime | None = None) -> "Study":
        """Do all that the course asks for; the evaluation, which comes last, at an instant if one is given."""
        return self.read_lessons().take_post_test().attest().evaluate(at)

    def browse(self, site: TestSite) -> Character:
        """Sign in at the site, to look at the course as it then stands."""
        character = site.visitor().sign_in(self.email)
        character.enrollment = self.enrollment_id
        return character

    def standing(self) -> Standing:
        """Return how the learner stands."""
        with self.database.reading() as session:
            return credit.standing(session, enrollment.get_own(session, self.enrollment_id, self.learner_id))

    def claim(self) -> tuple[AwardRecord, ...]:
        """Claim what is earned and return all awards."""
        with self.studying() as (session, taking):
            return credit.claim(session, taking, at=self.clock.now())

    def certify(self) -> list[Issued]:
        """Claim what is earned, and return the certificates that are new."""
        self.claim()
        with self.studying() as (session, taking):
            waiting = certificates.to_issue(session, taking)
            at = self.clock.now()
            return [certificates.issue(session, award=one, site_url="http://localhost", at=at) for one in waiting]


def _steps(seconds: int) -> Iterator[int]:
    while seconds > 0:
        step = min(seconds, 30)
        yield step
        seconds -= step
