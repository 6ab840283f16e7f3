"""Use cases of seat time: open an activity, take a beat, tell what was counted, correct it, prove it."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.errors import Invalid, NotFound
from player.seat_time import rules, store
from player.seat_time.rules import PRESETS, STANDARD, WHEN_STEPPED, Beat, Counted, Policy, StretchRecord
from player.seat_time.store import LeaseRecord, PlaceRecord, VoidRecord
from player.seat_time.writer import Busy, Failed, Post, Writer, open_writer

__all__ = [
    "Busy", "Counted", "Failed", "LeaseRecord", "Opened", "PlaceRecord", "VoidRecord", "Writer", "all_stretches",
    "extent", "faults", "hold", "open_activity", "open_writer", "places", "policy", "post", "stop", "stretches",
    "stretches_of", "void", "voids",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a page gets for its activity: the secret of its lease, the totals so far, and the policy it counts by."""

    lease: str
    activity_ms: int
    course_ms: int
    policy: Policy
    asks: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as pages read it; ``ask`` is how often to ask a learner who chose that, or None."""
        policy = {name: value for name, value in asdict(self.policy).items() if name != "name"}
        ask = self.policy.idle_most_ms if self.asks else None
        totals = {"activity_ms": self.activity_ms, "course_ms": self.course_ms}
        return {"lease": self.lease, **totals, "policy": {**policy, "ask": ask}}


def hold(session: Session, learner_id: uuid.UUID) -> None:
    """Hold the learner's clock until the transaction ends; the time that is asked then is later than every beat."""
    store.lock_lease(session, learner_id)


def open_activity(
    session: Session,
    *,
    learner_id: uuid.UUID,
    enrollment_id: uuid.UUID,
    activity: str,
    kind: str,
    at: datetime,
    policy: Policy = STANDARD,
    asks: bool = False,
) -> Opened:
    """Put a lease for an activity in force; whatever page had the learner's lease loses it.

    The room that owns the activity calls this after it has checked access and locked the learner's row; ``at`` was
    asked once the learner's clock was held. ``asks``: the learner chose to be asked now and then instead of being
    watched for input; the policy may not allow it.
    """
    secret, at = secrets.token_urlsafe(24), rules.whole(at)
    before = store.lock_lease(session, learner_id)
    pace = before.pace if before is not None else store.first_pace(session, learner_id, at)
    lease = LeaseRecord(
        learner_id=learner_id,
        enrollment_id=enrollment_id,
        activity=activity,
        kind=kind,
        policy=policy.name,
        asked=asks and policy.may_ask,
        secret_digest=_digest(secret),
        opened_at=at,
        ended_at=None,
        pace=rules.opened(pace, at=at),
    )
    store.put_lease(session, lease)
    _leave(session, learner_id, before, stepped=before is not None and rules.stepped(before.pace, at=at))
    activity_ms, course_ms = _note_totals(session, lease)
    return Opened(lease=secret, activity_ms=activity_ms, course_ms=course_ms, policy=policy, asks=lease.asked)


def policy(name: str, *, hidden_media: bool) -> Policy:
    """Return the preset of a name; ``hidden_media``: the course lets media count that play in a hidden tab."""
    preset = PRESETS[name]
    return replace(preset, hidden_media=preset.hidden_media or hidden_media)


def post(secret: str, beat: Beat) -> Post:
    """Return a beat as the writer takes it: with the digest of the secret, which itself goes no further."""
    return Post(_digest(secret), beat)


def stop(session: Session, learner_id: uuid.UUID) -> None:
    """Take the learner's lease out of force: signing out, a new password and deactivation end the clock."""
    lease = store.lock_lease(session, learner_id)
    if lease is not None:
        store.end_lease(session, learner_id, at=lease.pace.last_at)
        _leave(session, learner_id, lease)


def places(session: Session, learner_id: uuid.UUID, enrollment_id: uuid.UUID) -> dict[str, PlaceRecord]:
    """Return where a learner was in each activity of an enrollment, on whatever device, the newest first.

    Only beats of a lease in force move a place: a page that lost its lease moves none.
    """
    return store.places(session, learner_id, enrollment_id)


def stretches(session: Session, enrollment_id: uuid.UUID) -> list[StretchRecord]:
    """Return the stretches of an enrollment that stand, in the order of the ledger."""
    return store.stretches(session, enrollment_id)


def stretches_of(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[StretchRecord]]:
    """Return the stretches of several enrollments that stand."""
    return store.stretches_of(session, enrollment_ids)


def all_stretches(session: Session, enrollment_id: uuid.UUID) -> list[StretchRecord]:
    """Return every stretch of an enrollment, those that were voided too: what a receipt shows."""
    return store.stretches_with_voided(session, enrollment_id)


def voids(session: Session, enrollment_id: uuid.UUID) -> dict[uuid.UUID, VoidRecord]:
    """Return the corrections of an enrollment, by the stretch that does not count."""
    return {one.stretch_id: one for one in store.voids(session, enrollment_id)}


def void(session: Session, stretch_id: uuid.UUID, *, reason: str, actor: str, at: datetime) -> None:
    """Let a stretch not count any more; it stays as it was, with the reason beside it.

    Raises NotFound, or Invalid for one that is still open or was voided before.
    """
    found = store.find_stretch(session, stretch_id)
    if found is None:
        raise NotFound("stretch_not_found")
    lease = store.lock_lease(session, found[0])
    learner_id, stretch = store.find_stretch(session, stretch_id) or found  # it may have grown until the lock was ours
    if stretch.is_open:
        raise Invalid("stretch_still_open")
    if stretch_id in voids(session, stretch.enrollment_id):
        raise Invalid("stretch_already_voided")
    store.add_void(session, VoidRecord(stretch_id=stretch_id, reason=reason, actor=actor, at=at))
    if lease is not None:
        _note_totals(session, lease)
    subject = f"enrollment:{stretch.enrollment_id}"
    values = {"reason": reason, "stretch": str(stretch_id), "learner": str(learner_id)}
    audit.record(session, actor=actor, action="seat_time.voided", subject=subject, at=at, values=values)


def faults(session: Session) -> Iterator[tuple[uuid.UUID, str]]:
    """Yield what does not add up in anybody's ledger, with the learner; none when all does."""
    for learner_id, books in store.books(session):
        for fault in rules.faults(books):
            yield learner_id, fault


def extent(session: Session) -> tuple[int, int]:
    """Return of how many learners and of how many enrollments there are stretches."""
    return store.extent(session)


def _leave(session: Session, learner_id: uuid.UUID, lease: LeaseRecord | None, *, stepped: bool = False) -> None:
    """Keep the place a lease reached and close the stretch; only after its row was written, which waits for beats.

    ``stepped``: the server's clock went back since, and a stretch that counts says so.
    """
    if lease is not None and lease.ended_at is None:
        store.put_place(session, lease, at=lease.pace.last_at)
    store.close_stretch(session, learner_id, reasons=WHEN_STEPPED if stepped else {})


def _note_totals(session: Session, lease: LeaseRecord) -> tuple[int, int]:
    """Write down what was counted before a lease, and return the totals of its activity and its course."""
    totals = store.totals(session, lease.enrollment_id)
    activity_ms, course_ms = totals.get(lease.activity, 0), sum(totals.values())
    earned = lease.pace.counted_ms
    store.put_totals(session, lease, activity_before_ms=activity_ms - earned, course_before_ms=course_ms - earned)
    return activity_ms, course_ms


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
