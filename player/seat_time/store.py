"""Rows of clocks, stretches, voids and places, in and out. Beats themselves are written by ``writer``."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from player.db import fetch
from player.seat_time.rules import GRACE_MS, Books, Pace, StretchRecord, Told
from player.seat_time.tables import Lease, Place, Stretch, Void

STRETCH_FIELDS = (
    "id", "enrollment_id", "activity", "kind", "policy", "asked", "started_at", "ended_at", "offset_ms", "length_ms",
    "counted_ms", "grace_ms", "reason", "is_open",
)  # fmt: skip

_STRETCH, _VOIDED = Stretch.__table__.c, Void.__table__.c.stretch_id

BOOKS_AT_ONCE = 500
"""Learners whose books are read together."""


@dataclass(frozen=True, kw_only=True)
class LeaseRecord:
    """A learner's clock: the newest lease, its pace, and what the activity and the course had counted before it."""

    learner_id: uuid.UUID
    enrollment_id: uuid.UUID
    activity: str
    kind: str
    policy: str
    asked: bool
    secret_digest: str
    opened_at: datetime
    ended_at: datetime | None
    pace: Pace
    activity_before_ms: int = 0
    course_before_ms: int = 0
    section: str | None = None
    media_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlaceRecord:
    """Where a learner was in an activity: the section, where its media stood, and when they left."""

    section: str | None
    media_ms: int | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VoidRecord:
    """That a stretch does not count: who said so, when, and why."""

    stretch_id: uuid.UUID
    reason: str
    actor: str
    at: datetime


def lock_lease(session: Session, learner_id: uuid.UUID) -> LeaseRecord | None:
    """Return a learner's clock, locked until the transaction ends, or None when they never had a lease."""
    return _lease(session.execute(_leases().where(Lease.learner_id == learner_id).with_for_update()).first())


def first_pace(session: Session, learner_id: uuid.UUID, at: datetime) -> Pace:
    """Return the pace of a learner who has no clock yet; the ledger goes on where older stretches end."""
    end = func.max(Stretch.offset_ms + Stretch.length_ms)
    ledger_ms = session.scalar(select(end).where(Stretch.learner_id == learner_id)) or 0
    return Pace(last_sequence=0, last_at=at, ledger_ms=int(ledger_ms), grace_ms=GRACE_MS, counted_ms=0)


def put_lease(session: Session, lease: LeaseRecord) -> None:
    """Put a lease in force for its learner; the one before is gone."""
    values: dict[str, Any] = {**vars(lease), **vars(lease.pace)}
    del values["pace"]
    upsert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    changed = {name: value for name, value in values.items() if name != "learner_id"}
    statement = upsert(Lease).values(**values).on_conflict_do_update(index_elements=["learner_id"], set_=changed)
    session.execute(statement)


def end_lease(session: Session, learner_id: uuid.UUID, *, at: datetime) -> None:
    """Take the learner's lease out of force."""
    of_learner = (Lease.learner_id == learner_id, Lease.ended_at.is_(None))
    session.execute(update(Lease).where(*of_learner).values(ended_at=at))


def put_totals(session: Session, lease: LeaseRecord, *, activity_before_ms: int, course_before_ms: int) -> None:
    """Write down what activity and course had counted without what the lease has earned."""
    values = {"activity_before_ms": activity_before_ms, "course_before_ms": course_before_ms}
    session.execute(update(Lease).where(Lease.learner_id == lease.learner_id).values(**values))


def close_stretch(session: Session, learner_id: uuid.UUID, *, reasons: Mapping[str, str]) -> None:
    """Close the learner's open stretch; ``reasons`` says which reason becomes which other one."""
    values: dict[str, Any] = {"is_open": False}
    if reasons:
        values["reason"] = case(dict(reasons), value=Stretch.reason, else_=Stretch.reason)
    session.execute(update(Stretch).where(Stretch.learner_id == learner_id, Stretch.is_open).values(**values))


def put_place(session: Session, lease: LeaseRecord, *, at: datetime) -> None:
    """Write down the place a lease has reached, if its page said where it is."""
    if lease.section is None and lease.media_ms is None:
        return
    values = {"section": lease.section, "media_ms": lease.media_ms, "at": at}
    upsert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = upsert(Place).values(enrollment_id=lease.enrollment_id, activity=lease.activity, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["enrollment_id", "activity"], set_=values))


def places(session: Session, learner_id: uuid.UUID, enrollment_id: uuid.UUID) -> dict[str, PlaceRecord]:
    """Return where the learner was in each activity, the newest first: what the newest lease says goes before."""
    found: dict[str, PlaceRecord] = {}
    for row in fetch(session, _PLACES, learner_id=learner_id, enrollment_id=enrollment_id):
        found[row.activity] = PlaceRecord(section=row.section, media_ms=row.media_ms, at=row.at)
    return dict(sorted(found.items(), key=lambda one: one[1].at, reverse=True))


def stretches(session: Session, enrollment_id: uuid.UUID) -> list[StretchRecord]:
    """Return the stretches of an enrollment in the order of the ledger, without those that were voided."""
    return [_record(row) for row in fetch(session, _STANDING, enrollment_id=enrollment_id)]


def stretches_of(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[StretchRecord]]:
    """Return the stretches of these enrollments in the order of the ledger, without those that were voided."""
    found: dict[uuid.UUID, list[StretchRecord]] = {}
    for row in fetch(session, _STANDING_OF_SOME, enrollment_ids=list(enrollment_ids)):
        found.setdefault(row.enrollment_id, []).append(_record(row))
    return found


def stretches_with_voided(session: Session, enrollment_id: uuid.UUID) -> list[StretchRecord]:
    """Return every stretch of an enrollment in the order of the ledger."""
    return [_record(row) for row in session.execute(_stretches().where(Stretch.enrollment_id == enrollment_id))]


def find_stretch(session: Session, stretch_id: uuid.UUID) -> tuple[uuid.UUID, StretchRecord] | None:
    """Return a stretch and its learner, or None."""
    row = session.execute(_stretches().where(Stretch.id == stretch_id)).first()
    return None if row is None else (row.learner_id, _record(row))


def totals(session: Session, enrollment_id: uuid.UUID) -> dict[str, int]:
    """Return the counted milliseconds of each activity of an enrollment, without what was voided."""
    counted = select(Stretch.activity, func.sum(Stretch.counted_ms)).where(Stretch.enrollment_id == enrollment_id)
    rows = session.execute(counted.where(~_is_voided()).group_by(Stretch.activity))
    return {activity: int(total) for activity, total in rows}


def add_void(session: Session, void: VoidRecord) -> None:
    """Insert a void."""
    session.execute(insert(Void).values(**vars(void)))


def voids(session: Session, enrollment_id: uuid.UUID) -> list[VoidRecord]:
    """Return the voids of an enrollment's stretches."""
    rows = session.execute(
        select(Void.__table__)
        .join(Stretch, Stretch.id == Void.stretch_id)
        .where(Stretch.enrollment_id == enrollment_id)
    )
    return [VoidRecord(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name


def books(session: Session) -> Iterator[tuple[uuid.UUID, Books]]:
    """Yield the books of every learner who has any; some hundred of them are in memory at once."""
    told = {
        row.learner_id: Told(
            enrollment_id=row.enrollment_id,
            activity=row.activity,
            activity_ms=row.activity_before_ms + row.counted_ms,
            course_ms=row.course_before_ms + row.counted_ms,
        )
        for row in session.execute(select(Lease.__table__))
    }
    voided = frozenset(session.scalars(select(Void.stretch_id)))
    every = _stretches().order_by(None).order_by(Stretch.learner_id, Stretch.offset_ms)
    rows = session.execute(every, execution_options={"yield_per": BOOKS_AT_ONCE})
    for learner_id, own in groupby(rows, key=lambda row: row.learner_id):
        yield (
            learner_id,
            Books(stretches=tuple(_record(row) for row in own), voided=voided, told=told.pop(learner_id, None)),
        )
    for learner_id, alone in told.items():
        yield learner_id, Books(stretches=(), told=alone)


def extent(session: Session) -> tuple[int, int]:
    """Return of how many learners and of how many enrollments there are stretches."""
    counts = select(func.count(Stretch.learner_id.distinct()), func.count(Stretch.enrollment_id.distinct()))
    learners, enrollments = session.execute(counts).one()
    return learners, enrollments


def _leases() -> Select[Any]:
    return select(Lease.__table__)


def _stretches() -> Select[Any]:
    return select(Stretch.__table__).order_by(_STRETCH.offset_ms, _STRETCH.started_at, _STRETCH.length_ms)


def _is_voided() -> Any:  # noqa: ANN401 - SQLAlchemy's element
    return select(_VOIDED).where(_STRETCH.id == _VOIDED).exists()


def _lease(row: Any) -> LeaseRecord | None:  # noqa: ANN401 - a row of the table
    if row is None:
        return None
    values: Mapping[str, Any] = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name
    pace = Pace(**{name: values[name] for name in Pace.__dataclass_fields__})
    own = {name: values[name] for name in LeaseRecord.__dataclass_fields__ if name != "pace"}
    return LeaseRecord(pace=pace, **own)


def _record(row: Any) -> StretchRecord:  # noqa: ANN401 - a row of the table
    return StretchRecord(**{name: getattr(row, name) for name in STRETCH_FIELDS})


_STANDING_OF_SOME = _stretches().where(
    _STRETCH.enrollment_id.in_(bindparam("enrollment_ids", expanding=True)), ~_is_voided()
)
_STANDING = _stretches().where(_STRETCH.enrollment_id == bindparam("enrollment_id"), ~_is_voided())


def _places() -> CompoundSelect[Any]:
    def part(rank: int, table: Any, at: str, *which: ColumnElement[bool]) -> Select[Any]:  # noqa: ANN401 - a class of our tables
        own = table.__table__.c
        told = (own.activity, own.section, own.media_ms, own[at].label("at"), literal(rank).label("rank"))
        is_told = own.section.is_not(None) | own.media_ms.is_not(None)
        return select(*told).where(own.enrollment_id == bindparam("enrollment_id"), is_told, *which)

    of_learner = Lease.__table__.c.learner_id == bindparam("learner_id")  # each has one lease: it is found by its key
    return union_all(part(0, Place, "at"), part(1, Lease, "last_at", of_learner)).order_by("rank")


_PLACES = _places()
