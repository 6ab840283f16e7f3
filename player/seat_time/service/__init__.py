"""Use cases of seat time: open an activity, take a beat, tell what was counted."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from player.seat_time import rules, store
from player.seat_time.rules import Beat, Outcome, StretchRecord
from player.seat_time.store import LeaseRecord


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a page learns from a beat: whether it counted, and the totals of its activity and of the course, in ms."""

    outcome: Outcome
    activity_ms: int = 0
    course_ms: int = 0


def open_activity(
    session: Session, *, learner_id: uuid.UUID, enrollment_id: uuid.UUID, activity: str, kind: str, at: datetime
) -> str:
    """Put a lease for an activity in force and return its secret; whatever page had the learner's lease loses it.

    The room that owns the activity calls this after it has checked access and locked the learner's row.
    """
    secret = secrets.token_urlsafe(24)
    lease = LeaseRecord(
        learner_id=learner_id, enrollment_id=enrollment_id, activity=activity, kind=kind, last_sequence=0
    )
    store.replace_lease(session, lease, secret_digest=_digest(secret), at=at)
    _close_stretch(session, learner_id)
    return secret


def find_lease(session: Session, secret: str) -> LeaseRecord | None:
    """Return the lease in force with this secret, its row locked until the transaction ends, or None."""
    return store.find_lease(session, _digest(secret))


def take_beat(session: Session, lease: LeaseRecord, beat: Beat, *, at: datetime) -> Counted:
    """Add one beat to the ledger and return the totals; a beat that was taken before changes nothing."""
    if beat.sequence <= lease.last_sequence:
        return _counted(session, lease, "repeated")
    store.note_sequence(session, lease.learner_id, beat.sequence)
    step = rules.step(store.open_stretch(session, lease.learner_id), beat, at=at)
    if step.open is not None:
        store.save_stretch(session, step.open)
    if step.uncounted is not None:
        start, end, reason = step.uncounted
        store.add_stretch(session, lease.learner_id, _stretch(lease, start, end, reason=reason, is_open=False))
    if step.starts_anew:
        store.add_stretch(session, lease.learner_id, _stretch(lease, at, at, reason="active", is_open=True))
    return _counted(session, lease, "counted")


def stop(session: Session, learner_id: uuid.UUID) -> None:
    """Take the learner's lease out of force: signing out, a new password and deactivation end the clock."""
    store.end_lease(session, learner_id)
    _close_stretch(session, learner_id)


def stretches(session: Session, enrollment_id: uuid.UUID) -> list[StretchRecord]:
    """Return the ledger of an enrollment, oldest first."""
    return store.stretches(session, [enrollment_id]).get(enrollment_id, [])


def stretches_of(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[StretchRecord]]:
    """Return the ledgers of several enrollments."""
    return store.stretches(session, enrollment_ids)


def _counted(session: Session, lease: LeaseRecord, outcome: Outcome) -> Counted:
    totals = store.totals(session, lease.enrollment_id)
    return Counted(outcome=outcome, activity_ms=totals.get(lease.activity, 0), course_ms=sum(totals.values()))


def _close_stretch(session: Session, learner_id: uuid.UUID) -> None:
    """Close the learner's open stretch; only after the lease was written, which waits for a beat under way."""
    stretch = store.open_stretch(session, learner_id)
    if stretch is not None:
        store.save_stretch(session, replace(stretch, is_open=False))


def _stretch(lease: LeaseRecord, start: datetime, end: datetime, *, reason: str, is_open: bool) -> StretchRecord:
    return StretchRecord(
        id=uuid.uuid4(),
        enrollment_id=lease.enrollment_id,
        activity=lease.activity,
        kind=lease.kind,
        started_at=start,
        ended_at=end,
        counted_ms=0,
        reason=reason,
        is_open=is_open,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
