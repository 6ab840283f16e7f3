"""What an enrollment is, and what stands in the way of one."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from player.catalog.rules import Edition
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
class Taking:
    """An enrollment together with the edition it pins."""

    enrollment: EnrollmentRecord
    edition: Edition

    @property
    def id(self) -> uuid.UUID:
        """The enrollment's id."""
        return self.enrollment.id


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
