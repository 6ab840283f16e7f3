"""Tables of the room ``credit``: awards, the license each was made for, and the statements it carries."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class LicenseSnapshot(Base):
    """A license as it stood when an award was made for it."""

    __tablename__ = "license_snapshot"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    license_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("license.id"))
    jurisdiction: Mapped[str] = mapped_column(String(10))
    profession: Mapped[str] = mapped_column(String(40))
    license_type: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60))
    taken_at: Mapped[datetime]


class Award(Base):
    """Credit awarded for one enrollment and one license (or none), with the name as it then was. Never edited."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "license_id", name="one_award_per_enrollment_and_license"),
        Index(
            "one_award_without_license_per_enrollment",
            "enrollment_id",
            unique=True,
            sqlite_where=text("license_id IS NULL"),
            postgresql_where=text("license_id IS NULL"),
        ),
        CheckConstraint("credits >= 0", name="credits_are_not_negative"),
        CheckConstraint("(license_id IS NULL) = (license_snapshot_id IS NULL)", name="licensed_award_has_its_snapshot"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"))
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"))
    license_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("license.id"))
    license_snapshot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("license_snapshot.id"))
    first_name: Mapped[str] = mapped_column(String(100))
    middle_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    suffix: Mapped[str] = mapped_column(String(20))
    credentials: Mapped[str] = mapped_column(String(60))
    profession: Mapped[str] = mapped_column(String(40))
    credits: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    completed_at: Mapped[datetime]
    completion_date: Mapped[date] = mapped_column(index=True)
    completion_zone: Mapped[str] = mapped_column(String(60))
    awarded_at: Mapped[datetime]
    is_sample: Mapped[bool]


class AwardCorrection(Base):
    """The name and license as a corrected certificate says them; the last one holds, and what was earned stays."""

    __tablename__ = "award_correction"

    award_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("award.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    license_snapshot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("license_snapshot.id"))
    first_name: Mapped[str] = mapped_column(String(100))
    middle_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    suffix: Mapped[str] = mapped_column(String(20))
    credentials: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(80))
    corrected_at: Mapped[datetime]


class AwardStatement(Base):
    """One approval that covers an award: its words and numbers as they stood on the completion date."""

    __tablename__ = "award_statement"

    award_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("award.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("approval.id"))
    body: Mapped[str] = mapped_column(String(200))
    sponsor_name: Mapped[str] = mapped_column(String(300))
    number: Mapped[str | None] = mapped_column(String(40))
    credit_type: Mapped[str | None] = mapped_column(String(60))
    statement: Mapped[str] = mapped_column(Text)
