"""Tables of the room ``seat_time``: the one lease in force per learner, and the stretches of the ledger."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Lease(Base):
    """The right to report time, one per learner over all courses and devices; the newest page takes over."""

    __tablename__ = "seat_time_lease"

    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"))
    activity: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    opened_at: Mapped[datetime]
    last_sequence: Mapped[int]


class Stretch(Base):
    """An unbroken span of one activity. One open stretch per learner may grow; a closed one never changes."""

    __tablename__ = "seat_time_stretch"
    __table_args__ = (
        CheckConstraint("counted_ms >= 0", name="counted_time_is_not_negative"),
        CheckConstraint("ended_at >= started_at", name="stretch_ends_after_its_start"),
        Index(
            "one_open_stretch_per_learner",
            "learner_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_seat_time_stretch_enrollment", "enrollment_id", "started_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"))
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"))
    activity: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    policy: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    counted_ms: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool]
