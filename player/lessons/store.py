"""Rows of sections seen, checks answered, cases walked and recordings watched, in and out."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from player.db import fetch
from player.lessons import tables
from player.lessons.rules import CaseMove
from player.lessons.rules.watching import Span, WatchRecord
from player.lessons.tables import CheckAnswer, SectionSeen, TranscriptRead, Watch


@dataclass(frozen=True, kw_only=True)
class Deeds:
    """What a learner did in the lessons of an enrollment, by the ids of sections, checks, cases and recordings.

    ``answered`` is when each check was first answered, ``chosen`` the option chosen last.
    """

    seen: dict[str, datetime] = field(default_factory=dict)
    answered: dict[str, datetime] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    moves: dict[str, list[CaseMove]] = field(default_factory=dict)
    watches: dict[str, list[WatchRecord]] = field(default_factory=dict)
    read: dict[str, datetime] = field(default_factory=dict)

    def add(self, row: Any) -> None:  # noqa: ANN401 - a row of the statement below
        """Add what a row says; rows come in the order in which things were done."""
        match row.kind:
            case "seen":
                self.seen[row.what] = row.at
            case "answer":
                self.answered.setdefault(row.what, row.at)
                self.chosen[row.what] = row.choice
            case "move":
                move = CaseMove(step_id=row.step, choice_id=row.choice, at=row.at)
                self.moves.setdefault(row.what, []).append(move)
            case "watch":
                record = WatchRecord(
                    recording_id=row.what,
                    span=Span(from_ms=row.from_ms, to_ms=row.to_ms),
                    at=row.at,
                    allowance_ms=row.allowance_ms,
                )
                self.watches.setdefault(row.what, []).append(record)
            case _:
                self.read[row.what] = row.at


def _deeds() -> CompoundSelect[Any]:
    """Return the one statement that reads all deeds of an enrollment, first things first."""
    blank: dict[str, ColumnElement[Any]] = {
        **dict.fromkeys(("choice", "step"), cast(null(), String)),
        **dict.fromkeys(("from_ms", "to_ms", "allowance_ms"), cast(null(), Integer)),
        "sequence": literal(0),
    }

    def part(kind: str, table: Any, what: str, **more: str) -> Select[Any]:  # noqa: ANN401 - a class of our tables
        own = table.__table__.c
        columns = {**blank, **{name: own[column] for name, column in more.items()}}
        named = (column.label(name) for name, column in columns.items())
        known = (literal(kind).label("kind"), own[what].label("what"), own.at.label("at"))
        return select(*known, *named).where(own.enrollment_id == bindparam("enrollment_id"))

    spans = {name: name for name in ("from_ms", "to_ms", "allowance_ms", "sequence")}
    return union_all(
        part("seen", SectionSeen, "section_id"),
        part("answer", CheckAnswer, "question_id", choice="option_id"),
        part("move", tables.CaseMove, "case_id", choice="choice_id", step="step_id", sequence="sequence"),
        part("watch", Watch, "recording_id", **spans),
        part("read", TranscriptRead, "recording_id"),
    ).order_by("sequence", "at")


_DEEDS = _deeds()


def deeds(session: Session, enrollment_id: uuid.UUID) -> Deeds:
    """Return all that a learner did in the lessons of an enrollment."""
    found = Deeds()
    for row in fetch(session, _DEEDS, enrollment_id=enrollment_id):
        found.add(row)
    return found


def add_seen(session: Session, enrollment_id: uuid.UUID, section_id: str, *, at: datetime) -> bool:
    """Note that a section's end was seen; tell whether that is new."""
    if session.get(SectionSeen, (enrollment_id, section_id)) is not None:
        return False
    session.add(SectionSeen(enrollment_id=enrollment_id, section_id=section_id, at=at))
    session.flush()
    return True


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
