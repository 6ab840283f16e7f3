"""Rows of leases and stretches, in and out; plain statements, because this is the hot path."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from player.seat_time.rules import StretchRecord
from player.seat_time.tables import Lease, Stretch

POLICY = "standard"


@dataclass(frozen=True, kw_only=True)
class LeaseRecord:
    """The lease in force of a learner."""

    learner_id: uuid.UUID
    enrollment_id: uuid.UUID
    activity: str
    kind: str
    last_sequence: int


def replace_lease(session: Session, lease: LeaseRecord, *, secret_digest: str, at: datetime) -> None:
    """Put a new lease in force for the learner; the one before is gone.

    The learner's row is written over, not replaced: whoever waits for it, to end it or to beat, sees the new lease.
    """
    values = {
        "enrollment_id": lease.enrollment_id,
        "activity": lease.activity,
        "kind": lease.kind,
        "secret_digest": secret_digest,
        "opened_at": at,
        "last_sequence": 0,
    }
    upsert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = upsert(Lease).values(learner_id=lease.learner_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["learner_id"], set_=values))


def find_lease(session: Session, secret_digest: str) -> LeaseRecord | None:
    """Return the lease in force that has this secret, its row locked, or None."""
    table = Lease.__table__
    row = session.execute(select(table).where(Lease.secret_digest == secret_digest).with_for_update()).first()
    if row is None:
        return None
    return LeaseRecord(
        learner_id=row.learner_id,
        enrollment_id=row.enrollment_id,
        activity=row.activity,
        kind=row.kind,
        last_sequence=row.last_sequence,
    )


def note_sequence(session: Session, learner_id: uuid.UUID, sequence: int) -> None:
    """Remember the newest beat of the lease."""
    session.execute(update(Lease).where(Lease.learner_id == learner_id).values(last_sequence=sequence))


def end_lease(session: Session, learner_id: uuid.UUID) -> None:
    """Take the learner's lease out of force."""
    session.execute(delete(Lease).where(Lease.learner_id == learner_id))


def open_stretch(session: Session, learner_id: uuid.UUID) -> StretchRecord | None:
    """Return the learner's open stretch, or None."""
    row = session.execute(select(Stretch.__table__).where(Stretch.learner_id == learner_id, Stretch.is_open)).first()
    return _record(row) if row is not None else None


def save_stretch(session: Session, stretch: StretchRecord) -> None:
    """Write how the open stretch grew, or that it closed."""
    session.execute(
        update(Stretch)
        .where(Stretch.id == stretch.id)
        .values(
            ended_at=stretch.ended_at,
            counted_ms=stretch.counted_ms,
            reason=stretch.reason,
            is_open=stretch.is_open,
        )
    )


def add_stretch(session: Session, learner_id: uuid.UUID, stretch: StretchRecord) -> None:
    """Insert a stretch."""
    session.execute(
        insert(Stretch).values(
            id=stretch.id,
            learner_id=learner_id,
            enrollment_id=stretch.enrollment_id,
            activity=stretch.activity,
            kind=stretch.kind,
            policy=POLICY,
            started_at=stretch.started_at,
            ended_at=stretch.ended_at,
            counted_ms=stretch.counted_ms,
            reason=stretch.reason,
            is_open=stretch.is_open,
        )
    )


def stretches(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[StretchRecord]]:
    """Return the stretches of these enrollments, oldest first."""
    wanted = Stretch.enrollment_id.in_(list(enrollment_ids))
    rows = session.execute(select(Stretch.__table__).where(wanted).order_by(Stretch.started_at, Stretch.ended_at))
    found: dict[uuid.UUID, list[StretchRecord]] = {}
    for row in rows:
        found.setdefault(row.enrollment_id, []).append(_record(row))
    return found


def totals(session: Session, enrollment_id: uuid.UUID) -> dict[str, int]:
    """Return the counted milliseconds of each activity of an enrollment."""
    counted = func.sum(Stretch.counted_ms)
    of_enrollment = select(Stretch.activity, counted).where(Stretch.enrollment_id == enrollment_id)
    return {activity: int(total) for activity, total in session.execute(of_enrollment.group_by(Stretch.activity))}


def _record(row: object) -> StretchRecord:
    fields = ("id", "enrollment_id", "activity", "kind", "started_at", "ended_at", "counted_ms", "reason", "is_open")
    return StretchRecord(**{name: getattr(row, name) for name in fields})
