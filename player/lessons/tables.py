"""Tables of the room ``lessons``: sections seen, knowledge checks answered, and the place to come back to."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class SectionSeen(Base):
    """The end of a section was on the learner's screen for the first time."""

    __tablename__ = "section_seen"

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    section_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]


class CheckAnswer(Base):
    """One answer to a knowledge check; the id is made by the page, so that a resent answer is stored once."""

    __tablename__ = "check_answer"
    __table_args__ = (Index("ix_check_answer_enrollment", "enrollment_id", "question_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    option_id: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class Place(Base):
    """Where the learner stopped in a lesson; a bookmark, the only row here that moves."""

    __tablename__ = "place"

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    section_id: Mapped[str] = mapped_column(String(80))
    media_ms: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime]
