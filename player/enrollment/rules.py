"""What an enrollment is, and what stands in the way of one."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from player.catalog.rules import Edition, Lesson
from player.errors import Reason


@dataclass(frozen=True, kw_only=True)
class EnrollmentRecord:
    """One learner's way through one edition."""

    id: uuid.UUID
    learner_id: uuid.UUID
    course_id: uuid.UUID
    offering_id: uuid.UUID
    edition_id: uuid.UUID
    is_sample: bool
    enrolled_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TimeAccommodation:
    """A minimum of time that staff changed for one learner: a lesson's, or the course's when it names no lesson.

    ``published_ms`` is the minimum as the edition has it; 0 as ``minimum_ms`` waives it. The newest one holds.
    """

    lesson_id: str | None
    minimum_ms: int
    published_ms: int
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Taking:
    """An enrollment together with the edition it pins, its minimums of time as they hold for this learner."""

    enrollment: EnrollmentRecord
    edition: Edition
    accommodations: tuple[TimeAccommodation, ...] = ()

    @property
    def id(self) -> uuid.UUID:
        """The enrollment's id."""
        return self.enrollment.id

    def accommodation(self, lesson_id: str | None) -> TimeAccommodation | None:
        """Return the accommodation that holds for a lesson, or for the course, or None."""
        return in_force(self.accommodations).get(lesson_id)


def in_force(accommodations: Iterable[TimeAccommodation]) -> dict[str | None, TimeAccommodation]:
    """Return the accommodation that holds for each lesson and for the course, from all of them in order."""
    return {one.lesson_id: one for one in accommodations}


def accommodated(edition: Edition, accommodations: Iterable[TimeAccommodation]) -> Edition:
    """Return an edition with the minimums of time that hold for one learner; nothing else in it is changed."""
    holding = in_force(accommodations)
    if not holding:
        return edition

    def changed(lesson: Lesson) -> Lesson:
        one = holding.get(lesson.id)
        return lesson if one is None else replace(lesson, minimum_ms=one.minimum_ms)

    course = holding.get(None)
    return replace(
        edition,
        course_minimum_ms=edition.course_minimum_ms if course is None else course.minimum_ms,
        modules=tuple(replace(one, lessons=tuple(map(changed, one.lessons))) for one in edition.modules),
    )


@dataclass(frozen=True, kw_only=True)
class CourseExpired(Reason):
    """The course gives no credit after this civil day (CE-RULES 13, 18)."""

    code: ClassVar[str] = "course_expired"
    expires: date


WARNED_DAYS = 90
"""A learner under way is told this many days before the last day for credit (CE-RULES 13, 18)."""


def days_left(edition: Edition, *, on: date) -> int | None:
    """Return how many days are left to complete an edition for credit when they are few, or None; 0 is the last day."""
    expires = edition.terms.expires
    days = WARNED_DAYS + 1 if expires is None else (expires - on).days
    return days if 0 <= days <= WARNED_DAYS else None


def left(edition: Edition, *, on: date) -> tuple[Reason, ...]:
    """Return what forbids enrolling in, or completing, an edition on a civil day."""
    expires = edition.terms.expires
    return (CourseExpired(expires=expires),) if expires is not None and on > expires else ()
