"""Tables of the room ``enrollment``: who takes which edition through which offering."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Enrollment(Base):
    """One learner's way through one edition. Pins the edition and, for good, whether it is a sample."""

    __tablename__ = "enrollment"
    __table_args__ = (
        UniqueConstraint("learner_id", "idempotency_key"),
        Index(
            "one_open_enrollment_per_learner_and_course",
            "learner_id",
            "course_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    offering_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offering.id"))
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    is_sample: Mapped[bool]
    enrolled_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    idempotency_key: Mapped[uuid.UUID]


class TimeAccommodation(Base):
    """A minimum of time, of a lesson or (without one) of the course, as staff changed it for one learner."""

    __tablename__ = "time_accommodation"
    __table_args__ = (
        CheckConstraint("minimum_ms >= 0", name="accommodated_minimum_is_not_negative"),
        CheckConstraint("length(reason) > 0", name="accommodation_has_a_reason"),
    )

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[str | None] = mapped_column(String(80))
    minimum_ms: Mapped[int] = mapped_column(Integer)
    published_ms: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    idempotency_key: Mapped[uuid.UUID] = mapped_column(unique=True)
