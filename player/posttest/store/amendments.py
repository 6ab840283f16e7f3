"""Rows of key amendments, their applications and the replays of attempts, in and out."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Uuid, column, select, table
from sqlalchemy.orm import Session

from player.posttest.rules.amendments import Amendment, Key, Replay
from player.posttest.rules.regrading import Sitting
from player.posttest.tables import Attempt, KeyAmendment, KeyApplication, Regrade

_edition = table("edition", column("id", Uuid()))
"""The edition's row stands for its key; the room ``catalog`` owns the table."""


def hold_key(session: Session, edition_id: uuid.UUID) -> None:
    """Keep an edition's key as it is until the transaction ends; whoever scores an attempt holds it, many at once."""
    session.execute(select(_edition.c.id).where(_edition.c.id == edition_id).with_for_update(read=True))


def lock_key(session: Session, edition_id: uuid.UUID) -> None:
    """Wait until nobody scores by an edition's key any more, and keep it to this transaction until it ends."""
    session.execute(select(_edition.c.id).where(_edition.c.id == edition_id).with_for_update(key_share=True))


def amendments(session: Session, edition_id: uuid.UUID) -> tuple[Amendment, ...]:
    """Return all amendments of an edition's key, applied or not, oldest first."""
    return _amendments(session, KeyAmendment.edition_id == edition_id)


def find_amendment(session: Session, amendment_id: uuid.UUID) -> Amendment | None:
    """Return an amendment, or None."""
    return next(iter(_amendments(session, KeyAmendment.id == amendment_id)), None)


def find_amendment_by_key(session: Session, key: uuid.UUID) -> Amendment | None:
    """Return the amendment that a page's key recorded, or None."""
    return next(iter(_amendments(session, KeyAmendment.idempotency_key == key)), None)


def add_amendment(session: Session, amendment: Amendment, *, key: uuid.UUID) -> None:
    """Insert an amendment that is not applied yet."""
    session.add(
        KeyAmendment(
            id=amendment.id,
            edition_id=amendment.edition_id,
            number=amendment.number,
            question_id=amendment.question_id,
            accepted=sorted(amendment.key.accepted),
            is_dropped=amendment.key.is_dropped,
            reason=amendment.reason,
            actor=amendment.actor,
            recorded_at=amendment.recorded_at,
            idempotency_key=key,
        )
    )
    session.flush()


def add_application(session: Session, amendment_id: uuid.UUID, *, actor: str, at: datetime) -> None:
    """Insert that an amendment is in force from now on."""
    session.add(KeyApplication(amendment_id=amendment_id, actor=actor, applied_at=at))
    session.flush()


def add_replays(session: Session, replays: Iterable[tuple[Sitting, Replay]]) -> None:
    """Insert what replaying these attempts gave."""
    session.add_all(
        Regrade(
            attempt_id=sitting.attempt_id,
            number=len(sitting.replays) + 1,
            amendment_id=one.amendment_id,
            correct=one.correct,
            total=len(sitting.form),
            passing_score=sitting.passing_score,
            passed=one.passed,
            takes_pass=one.takes_pass,
            reason=one.reason,
            actor=one.actor,
            regraded_at=one.regraded_at,
        )
        for sitting, one in replays
    )
    session.flush()


def replays(session: Session, wanted: ColumnElement[bool]) -> dict[uuid.UUID, tuple[Replay, ...]]:
    """Return the replays of the attempts that a condition selects, by attempt, oldest first."""
    rows = session.execute(
        select(Regrade)
        .join(Attempt, Attempt.id == Regrade.attempt_id)
        .where(wanted)
        .order_by(Regrade.attempt_id, Regrade.number)
    ).scalars()
    found: dict[uuid.UUID, tuple[Replay, ...]] = {}
    for row in rows:
        found[row.attempt_id] = (*found.get(row.attempt_id, ()), replay(row))
    return found


def replay(row: Regrade) -> Replay:
    """Return what a row says that replaying an attempt gave."""
    return Replay(
        amendment_id=row.amendment_id,
        correct=row.correct,
        passed=row.passed,
        regraded_at=row.regraded_at,
        takes_pass=row.takes_pass,
        reason=row.reason,
        actor=row.actor,
    )


def _amendments(session: Session, wanted: ColumnElement[bool]) -> tuple[Amendment, ...]:
    rows = session.execute(
        select(KeyAmendment, KeyApplication.applied_at, KeyApplication.actor)
        .outerjoin(KeyApplication, KeyApplication.amendment_id == KeyAmendment.id)
        .where(wanted)
        .order_by(KeyAmendment.number)
    )
    return tuple(_amendment(stored, applied_at, by) for stored, applied_at, by in rows)


def _amendment(stored: KeyAmendment, applied_at: datetime | None, applied_by: str | None) -> Amendment:
    return Amendment(
        id=stored.id,
        edition_id=stored.edition_id,
        number=stored.number,
        question_id=stored.question_id,
        key=Key(accepted=frozenset(stored.accepted), is_dropped=stored.is_dropped),
        reason=stored.reason,
        actor=stored.actor,
        recorded_at=stored.recorded_at,
        applied_at=applied_at,
        applied_by=applied_by or "",
    )
