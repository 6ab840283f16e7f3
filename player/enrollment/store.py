"""Rows of enrollments, in and out."""

import uuid
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from player.db import fetch
from player.enrollment import tables
from player.enrollment.rules import EnrollmentRecord, TimeAccommodation
from player.enrollment.tables import Enrollment

_BATCH = 500
_FIELDS = [field.name for field in fields(EnrollmentRecord)]
_ACCOMMODATION_FIELDS = [field.name for field in fields(TimeAccommodation)]
_ENROLLMENT, _CHANGED = Enrollment.__table__.c, tables.TimeAccommodation.__table__.c
_ONE = (
    select(*(_ENROLLMENT[name] for name in _FIELDS), *(_CHANGED[name] for name in _ACCOMMODATION_FIELDS))
    .outerjoin_from(Enrollment.__table__, tables.TimeAccommodation.__table__)
    .where(_ENROLLMENT.id == bindparam("wanted"))
    .order_by(_CHANGED.sequence)
)
_OF_LEARNER = (
    select(*(_ENROLLMENT[name] for name in _FIELDS))
    .where(_ENROLLMENT.learner_id == bindparam("learner_id"))
    .order_by(_ENROLLMENT.enrolled_at.desc(), _ENROLLMENT.id)
)
_ACCOMMODATIONS = (
    select(_CHANGED.enrollment_id, *(_CHANGED[name] for name in _ACCOMMODATION_FIELDS))
    .where(_CHANGED.enrollment_id.in_(bindparam("enrollment_ids", expanding=True)))
    .order_by(_CHANGED.sequence)
)
_OWNER = select(_ENROLLMENT.learner_id).where(_ENROLLMENT.id == bindparam("enrollment_id"))


def add(session: Session, record: EnrollmentRecord, *, idempotency_key: uuid.UUID) -> None:
    """Insert an enrollment."""
    session.add(
        Enrollment(
            id=record.id,
            learner_id=record.learner_id,
            course_id=record.course_id,
            offering_id=record.offering_id,
            edition_id=record.edition_id,
            is_sample=record.is_sample,
            enrolled_at=record.enrolled_at,
            closed_at=None,
            idempotency_key=idempotency_key,
        )
    )
    session.flush()


def find(session: Session, enrollment_id: uuid.UUID) -> tuple[EnrollmentRecord, tuple[TimeAccommodation, ...]] | None:
    """Return an enrollment with its accommodations, oldest first, or None: one query, for every page begins with it."""
    found = fetch(session, _ONE, wanted=enrollment_id)
    if not found:
        return None
    return _record(found[0]), tuple(_accommodation(row) for row in found if row.reason is not None)


def find_owner(session: Session, enrollment_id: uuid.UUID) -> uuid.UUID | None:
    """Return whose an enrollment is, or None."""
    return session.connection().scalar(_OWNER, {"enrollment_id": enrollment_id})


def find_by_key(session: Session, learner_id: uuid.UUID, key: uuid.UUID) -> EnrollmentRecord | None:
    """Return the enrollment that a page's key made, or None."""
    return _first(
        session, select(Enrollment).where(Enrollment.learner_id == learner_id, Enrollment.idempotency_key == key)
    )


def find_open(session: Session, learner_id: uuid.UUID, course_id: uuid.UUID) -> EnrollmentRecord | None:
    """Return the learner's open enrollment in a course, or None."""
    of_learner = select(Enrollment).where(Enrollment.learner_id == learner_id, Enrollment.course_id == course_id)
    return _first(session, of_learner.where(Enrollment.closed_at.is_(None)))


def of_learner(session: Session, learner_id: uuid.UUID) -> list[EnrollmentRecord]:
    """Return all enrollments of a learner, newest first."""
    return [_record(row) for row in fetch(session, _OF_LEARNER, learner_id=learner_id)]


def of_editions(
    session: Session,
    edition_ids: Iterable[uuid.UUID],
    *,
    learner_ids: Iterable[uuid.UUID] | None,
    limit: int,
    offset: int,
) -> list[EnrollmentRecord]:
    """Return enrollments in these editions, newest first, narrowed to some learners when they are given."""
    statement = select(Enrollment).where(Enrollment.edition_id.in_(list(edition_ids)))
    if learner_ids is not None:
        statement = statement.where(Enrollment.learner_id.in_(list(learner_ids)))
    statement = statement.order_by(Enrollment.enrolled_at.desc(), Enrollment.id).limit(limit).offset(offset)
    return [_record(row) for row in session.scalars(statement)]


def edition_ids(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return which edition each of these enrollments pins."""
    wanted = select(Enrollment.id, Enrollment.edition_id).where(Enrollment.id.in_(list(enrollment_ids)))
    return dict(session.execute(wanted).all())


def learner_ids(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return whose each of these enrollments is."""
    ids = list(enrollment_ids)
    parts = [ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]
    wanted = select(Enrollment.id, Enrollment.learner_id)
    return {one: whose for part in parts for one, whose in session.execute(wanted.where(Enrollment.id.in_(part)))}


def close(session: Session, enrollment_id: uuid.UUID, *, at: datetime) -> None:
    """End an open enrollment."""
    row = session.get_one(Enrollment, enrollment_id)
    if row.closed_at is None:
        row.closed_at = at
        session.flush()


def find_accommodation(session: Session, key: uuid.UUID) -> tuple[uuid.UUID, str | None, int, str] | None:
    """Return what a page's key accommodated, as enrollment, lesson, minimum and reason, or None."""
    table = tables.TimeAccommodation
    wanted = select(table.enrollment_id, table.lesson_id, table.minimum_ms, table.reason)
    row = session.execute(wanted.where(table.idempotency_key == key)).one_or_none()
    return (row.enrollment_id, row.lesson_id, row.minimum_ms, row.reason) if row is not None else None


def add_accommodation(
    session: Session, enrollment_id: uuid.UUID, accommodation: TimeAccommodation, *, key: uuid.UUID
) -> None:
    """Insert an accommodation after those that are there."""
    table = tables.TimeAccommodation
    behind = session.scalar(select(func.count()).where(table.enrollment_id == enrollment_id)) or 0
    session.add(
        table(
            enrollment_id=enrollment_id,
            sequence=behind + 1,
            lesson_id=accommodation.lesson_id,
            minimum_ms=accommodation.minimum_ms,
            published_ms=accommodation.published_ms,
            reason=accommodation.reason,
            actor=accommodation.actor,
            at=accommodation.at,
            idempotency_key=key,
        )
    )
    session.flush()


def accommodations(
    session: Session, enrollment_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, tuple[TimeAccommodation, ...]]:
    """Return the accommodations of these enrollments, oldest first."""
    found: dict[uuid.UUID, tuple[TimeAccommodation, ...]] = {}
    for row in fetch(session, _ACCOMMODATIONS, enrollment_ids=list(enrollment_ids)):
        found[row.enrollment_id] = (*found.get(row.enrollment_id, ()), _accommodation(row))
    return found


def _first(session: Session, statement: Select[Enrollment]) -> EnrollmentRecord | None:
    row = session.scalars(statement).first()
    return _record(row) if row is not None else None


def _record(row: Any) -> EnrollmentRecord:  # noqa: ANN401 - a row of the table, mapped or not
    return EnrollmentRecord(**{name: getattr(row, name) for name in _FIELDS})


def _accommodation(row: Any) -> TimeAccommodation:  # noqa: ANN401 - as above
    return TimeAccommodation(**{name: getattr(row, name) for name in _ACCOMMODATION_FIELDS})
