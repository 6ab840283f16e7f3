"""Rows of sections seen, checks answered and places, in and out."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from player.lessons.tables import CheckAnswer, Place, SectionSeen


@dataclass(frozen=True, kw_only=True)
class PlaceRecord:
    """Where a learner stopped."""

    lesson_id: str
    section_id: str
    at: datetime


def add_seen(session: Session, enrollment_id: uuid.UUID, section_id: str, *, at: datetime) -> bool:
    """Note that a section's end was seen; tell whether that is new."""
    if session.get(SectionSeen, (enrollment_id, section_id)) is not None:
        return False
    session.add(SectionSeen(enrollment_id=enrollment_id, section_id=section_id, at=at))
    session.flush()
    return True


def seen(session: Session, enrollment_id: uuid.UUID) -> dict[str, datetime]:
    """Return when each section was first seen."""
    statement = select(SectionSeen.section_id, SectionSeen.at).where(SectionSeen.enrollment_id == enrollment_id)
    return dict(session.execute(statement).all())


def add_answer(
    session: Session, answer_id: uuid.UUID, enrollment_id: uuid.UUID, question_id: str, option_id: str, *, at: datetime
) -> None:
    """Store one answer to a check; an answer that was stored before (same id) is left as it is."""
    if session.get(CheckAnswer, answer_id) is None:
        session.add(
            CheckAnswer(id=answer_id, enrollment_id=enrollment_id, question_id=question_id, option_id=option_id, at=at)
        )
        session.flush()


def first_answers(session: Session, enrollment_id: uuid.UUID) -> dict[str, datetime]:
    """Return when each check was first answered."""
    first = func.min(CheckAnswer.at).label("first")
    statement = select(CheckAnswer.question_id, first).where(CheckAnswer.enrollment_id == enrollment_id)
    return dict(session.execute(statement.group_by(CheckAnswer.question_id)).all())


def newest_answers(session: Session, enrollment_id: uuid.UUID) -> dict[str, str]:
    """Return the option chosen last for each check."""
    statement = select(CheckAnswer.question_id, CheckAnswer.option_id).where(CheckAnswer.enrollment_id == enrollment_id)
    return dict(session.execute(statement.order_by(CheckAnswer.at)).all())


def put_place(session: Session, enrollment_id: uuid.UUID, lesson_id: str, section_id: str, *, at: datetime) -> None:
    """Remember where the learner is in a lesson."""
    session.merge(Place(enrollment_id=enrollment_id, lesson_id=lesson_id, section_id=section_id, media_ms=0, at=at))
    session.flush()


def places(session: Session, enrollment_id: uuid.UUID) -> list[PlaceRecord]:
    """Return the places of an enrollment, newest first."""
    rows = session.scalars(select(Place).where(Place.enrollment_id == enrollment_id).order_by(Place.at.desc()))
    return [PlaceRecord(lesson_id=row.lesson_id, section_id=row.section_id, at=row.at) for row in rows]
