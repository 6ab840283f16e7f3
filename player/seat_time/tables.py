"""Tables of the room ``seat_time``: each learner's clock, the stretches of the ledger, their voids, the places."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Lease(Base):
    """A learner's clock and the right to move it, over all courses and devices; the newest page takes over.

    The row stays when a lease ends: the ledger's length and the grace are the learner's, not the page's. The totals
    before the lease stand here, so that a beat is answered without adding up stretches.
    """

    __tablename__ = "seat_time_lease"
    __table_args__ = (
        CheckConstraint("grace_ms >= 0", name="grace_is_not_negative"),
        CheckConstraint("counted_ms >= 0", name="a_lease_earns_no_less_than_nothing"),
    )

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"))
    activity: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    policy: Mapped[str] = mapped_column(String(20))
    asked: Mapped[bool]
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_sequence: Mapped[int]
    refused_sequence: Mapped[int]
    last_at: Mapped[datetime]
    ledger_ms: Mapped[int] = mapped_column(BigInteger)
    grace_ms: Mapped[int]
    counted_ms: Mapped[int] = mapped_column(BigInteger)
    activity_before_ms: Mapped[int] = mapped_column(BigInteger)
    course_before_ms: Mapped[int] = mapped_column(BigInteger)
    section: Mapped[str | None] = mapped_column(String(80))
    media_ms: Mapped[int | None] = mapped_column(BigInteger)


class Stretch(Base):
    """An unbroken span of one activity. One open stretch per learner may grow; a closed one never changes."""

    __tablename__ = "seat_time_stretch"
    __table_args__ = (
        CheckConstraint("counted_ms >= 0", name="counted_time_is_not_negative"),
        CheckConstraint("counted_ms <= length_ms", name="no_more_counts_than_passed"),
        CheckConstraint("grace_ms >= 0 AND grace_ms <= counted_ms", name="grace_is_part_of_what_counts"),
        CheckConstraint("offset_ms >= 0", name="the_ledger_begins_at_nothing"),
        CheckConstraint("ended_at >= started_at", name="stretch_ends_after_its_start"),
        Index(
            "one_open_stretch_per_learner",
            "learner_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_seat_time_stretch_enrollment", "enrollment_id", "offset_ms"),
        Index("ix_seat_time_stretch_learner", "learner_id", "offset_ms"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"))
    activity: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    policy: Mapped[str] = mapped_column(String(20))
    asked: Mapped[bool]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    offset_ms: Mapped[int] = mapped_column(BigInteger)
    length_ms: Mapped[int] = mapped_column(BigInteger)
    counted_ms: Mapped[int] = mapped_column(BigInteger)
    grace_ms: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool]


class Void(Base):
    """A correction: this stretch does not count, says whom, since when, and why. The stretch stays as it was."""

    __tablename__ = "seat_time_void"

    stretch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat_time_stretch.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Place(Base):
    """Where the learner was in an activity when its last lease ended."""

    __tablename__ = "seat_time_place"

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    activity: Mapped[str] = mapped_column(String(120), primary_key=True)
    section: Mapped[str | None] = mapped_column(String(80))
    media_ms: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
