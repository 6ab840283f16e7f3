"""What staff grant one learner: accommodations, and one more attempt when all are used."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.audit import service as audit
from player.enrollment.rules import Taking
from player.errors import Invalid
from player.posttest import rules, store
from player.posttest.rules import AllowanceKind, AllowanceRecord, Allowances

APART = timedelta(microseconds=1)
"""Two grants of one instant stand so far apart: the later one is the last word, whatever their ids are."""


def allowances(session: Session, enrollment_id: uuid.UUID) -> Allowances:
    """Return all that was granted to an enrollment, taken together."""
    return rules.together(store.allowances(session, enrollment_id))


def allowances_granted(session: Session, enrollment_id: uuid.UUID) -> list[AllowanceRecord]:
    """Return what was granted to an enrollment one by one, first to last."""
    return store.allowances(session, enrollment_id)


def grant(
    session: Session,
    taking: Taking,
    kind: AllowanceKind,
    *,
    reason: str,
    actor: str,
    key: uuid.UUID,
    at: datetime,
) -> AllowanceRecord:
    """Grant something to an enrollment, note it in the audit trail, and return it; the same page again grants once.

    Raises:
        Invalid: there is no reason, the enrollment has ended, or the key came with something else.
    """
    accounts.lock(session, taking.enrollment.learner_id)
    reason = reason.strip()
    before = store.find_allowance(session, key)
    if before is not None and (before.enrollment_id, before.kind, before.reason) == (taking.id, kind, reason):
        return before
    if before is not None:
        raise Invalid("key_already_used")
    if not reason:
        raise Invalid("reason_missing")
    if taking.enrollment.closed_at is not None:
        raise Invalid("enrollment_ended")
    granted_at = max([at, *(one.granted_at + APART for one in store.allowances(session, taking.id))])
    record = AllowanceRecord(
        id=uuid.uuid4(), enrollment_id=taking.id, kind=kind, reason=reason, granted_by=actor, granted_at=granted_at
    )
    store.add_allowance(session, record, key=key)
    values = {"kind": kind, "reason": reason}
    audit.record(
        session, actor=actor, action="post_test.granted", subject=f"enrollment:{taking.id}", at=at, values=values
    )
    return record
