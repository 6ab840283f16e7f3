"""Tables of the room ``evaluation``: participation with a name, answers without one. Nothing joins the two.

No table holds which answers came together, in which order, or when, but for the quarter in which they were counted.
"""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Participation(Base):
    """That an enrollment's evaluation was submitted, not what it said."""

    __tablename__ = "evaluation_participation"

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    submitted_at: Mapped[datetime]


class Waiting(Base):
    """One answer that waits for four others of its kind; each sheet writes all that wait for an edition anew."""

    __tablename__ = "evaluation_waiting"
    __table_args__ = (
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="waiting_rating_is_one_to_five"),
        CheckConstraint("rating IS NULL OR comment IS NULL", name="waiting_answer_is_of_one_kind"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    item_id: Mapped[str] = mapped_column(String(80))
    rating: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)


class Answer(Base):
    """One answer that was counted, with four or more others of its kind: a random key, no time but the quarter."""

    __tablename__ = "evaluation_answer"
    __table_args__ = (
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_is_one_to_five"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    item_id: Mapped[str] = mapped_column(String(80))
    quarter: Mapped[str] = mapped_column(String(7))
    rating: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
