"""Tables of the room ``lessons``: what was seen, answered, decided and watched, and the place to come back to."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
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


class CaseMove(Base):
    """One move in a branching case: a choice at a step, or a step back. Where the learner stands is their sum."""

    __tablename__ = "case_move"
    __table_args__ = (CheckConstraint("(choice_id IS NULL) = is_back", name="case_move_is_a_choice_or_back"),)

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[str] = mapped_column(String(80))
    choice_id: Mapped[str | None] = mapped_column(String(20))
    is_back: Mapped[bool]
    at: Mapped[datetime]
    idempotency_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class Watch(Base):
    """A piece of a recording that a page reported as watched, and how much more it could have claimed then.

    An empty piece opens the recording on a page: from there on the server's clock says how much can be claimed.
    """

    __tablename__ = "media_watch"
    __table_args__ = (
        CheckConstraint("from_ms >= 0 AND to_ms >= from_ms", name="watched_piece_ends_after_its_start"),
        CheckConstraint("allowance_ms >= 0", name="nobody_watches_faster_than_the_clock_allows"),
    )

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[str] = mapped_column(String(80))
    from_ms: Mapped[int]
    to_ms: Mapped[int]
    allowance_ms: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    idempotency_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class TranscriptRead(Base):
    """The learner said, for the first time, that they have read the transcript of a recording."""

    __tablename__ = "transcript_read"

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
