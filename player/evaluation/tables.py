"""Tables of the room ``evaluation``: participation with a name, answers without one. Nothing joins the two."""

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


class Answer(Base):
    """One answer of a sheet without a name: a random key, no instant finer than the quarter, no order of arrival."""

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
