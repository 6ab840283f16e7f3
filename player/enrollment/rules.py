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


def left(edition: Edition, *, on: date) -> tuple[Reason, ...]:
    """Return what forbids enrolling in, or completing, an edition on a civil day."""
    expires = edition.terms.expires
    return (CourseExpired(expires=expires),) if expires is not None and on > expires else ()
