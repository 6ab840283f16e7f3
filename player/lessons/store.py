"""Rows of sections seen, checks answered, cases walked and recordings watched, in and out."""

import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from player.lessons import tables
from player.lessons.rules import CaseMove
from player.lessons.rules.watching import Span, WatchRecord
from player.lessons.tables import CheckAnswer, SectionSeen, TranscriptRead, Watch


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
    """Insert one answer to a check."""
    session.add(
        CheckAnswer(id=answer_id, enrollment_id=enrollment_id, question_id=question_id, option_id=option_id, at=at)
    )
    session.flush()


def find_answer(session: Session, answer_id: uuid.UUID) -> tuple[uuid.UUID, str, str] | None:
    """Return whose answer has this id, as enrollment, question and option, or None."""
    row = session.get(CheckAnswer, answer_id)
    return (row.enrollment_id, row.question_id, row.option_id) if row is not None else None


def first_answers(session: Session, enrollment_id: uuid.UUID) -> dict[str, datetime]:
    """Return when each check was first answered."""
    first = func.min(CheckAnswer.at).label("first")
    statement = select(CheckAnswer.question_id, first).where(CheckAnswer.enrollment_id == enrollment_id)
    return dict(session.execute(statement.group_by(CheckAnswer.question_id)).all())


def newest_answers(session: Session, enrollment_id: uuid.UUID) -> dict[str, str]:
    """Return the option chosen last for each check."""
    statement = select(CheckAnswer.question_id, CheckAnswer.option_id).where(CheckAnswer.enrollment_id == enrollment_id)
    return dict(session.execute(statement.order_by(CheckAnswer.at)).all())


def has_move(session: Session, key: uuid.UUID) -> bool:
    """Tell whether a move with this key was stored before."""
    return session.scalar(select(tables.CaseMove.sequence).where(tables.CaseMove.idempotency_key == key)) is not None


def add_move(session: Session, enrollment_id: uuid.UUID, case_id: str, move: CaseMove, *, key: uuid.UUID) -> None:
    """Insert a move in a branching case after those that are there."""
    table = tables.CaseMove
    behind = select(func.count()).where(table.enrollment_id == enrollment_id, table.case_id == case_id)
    session.add(
        table(
            enrollment_id=enrollment_id,
            case_id=case_id,
            sequence=(session.scalar(behind) or 0) + 1,
            step_id=move.step_id,
            choice_id=move.choice_id,
            is_back=move.choice_id is None,
            at=move.at,
            idempotency_key=key,
        )
    )
    session.flush()


def moves(session: Session, enrollment_id: uuid.UUID) -> dict[str, list[CaseMove]]:
    """Return the moves in each branching case, in order."""
    rows = session.scalars(
        select(tables.CaseMove).where(tables.CaseMove.enrollment_id == enrollment_id).order_by(tables.CaseMove.sequence)
    )
    found: dict[str, list[CaseMove]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(CaseMove(step_id=row.step_id, choice_id=row.choice_id, at=row.at))
    return found


def has_watch(session: Session, key: uuid.UUID) -> bool:
    """Tell whether a report of watching with this key was stored before."""
    return session.scalar(select(Watch.sequence).where(Watch.idempotency_key == key)) is not None


def add_watch(session: Session, enrollment_id: uuid.UUID, record: WatchRecord, *, key: uuid.UUID) -> None:
    """Insert a report of watching after those that are there."""
    behind = select(func.count()).where(Watch.enrollment_id == enrollment_id)
    session.add(
        Watch(
            enrollment_id=enrollment_id,
            sequence=(session.scalar(behind) or 0) + 1,
            recording_id=record.recording_id,
            from_ms=record.span.from_ms,
            to_ms=record.span.to_ms,
            allowance_ms=record.allowance_ms,
            at=record.at,
            idempotency_key=key,
        )
    )
    session.flush()


def last_watch(session: Session, enrollment_id: uuid.UUID) -> WatchRecord | None:
    """Return the last report of watching, of whichever recording, or None."""
    statement = select(Watch).where(Watch.enrollment_id == enrollment_id).order_by(Watch.sequence.desc())
    row = session.scalars(statement.limit(1)).first()
    return None if row is None else _watch_record(row)


def watches(session: Session, enrollment_id: uuid.UUID) -> list[WatchRecord]:
    """Return all reports of watching, in order."""
    statement = select(Watch).where(Watch.enrollment_id == enrollment_id).order_by(Watch.sequence)
    return [_watch_record(row) for row in session.scalars(statement)]


def _watch_record(row: Watch) -> WatchRecord:
    return WatchRecord(
        recording_id=row.recording_id,
        span=Span(from_ms=row.from_ms, to_ms=row.to_ms),
        at=row.at,
        allowance_ms=row.allowance_ms,
    )


def add_transcript_read(session: Session, enrollment_id: uuid.UUID, recording_id: str, *, at: datetime) -> None:
    """Note that a transcript was read, unless that is known."""
    if session.get(TranscriptRead, (enrollment_id, recording_id)) is None:
        session.add(TranscriptRead(enrollment_id=enrollment_id, recording_id=recording_id, at=at))
        session.flush()


def transcripts_read(session: Session, enrollment_id: uuid.UUID) -> dict[str, datetime]:
    """Return when each transcript was first said to be read."""
    statement = select(TranscriptRead.recording_id, TranscriptRead.at)
    return dict(session.execute(statement.where(TranscriptRead.enrollment_id == enrollment_id)).all())
