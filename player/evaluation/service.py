"""Use cases of the evaluation: whether it is open, and its submission."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, Reason
from player.evaluation import rules, store
from player.posttest import rules as post_test_rules
from player.posttest import service as post_test


def submitted_at(session: Session, enrollment_id: uuid.UUID) -> datetime | None:
    """Return when an enrollment's evaluation was submitted, or None."""
    return store.submitted_at(session, enrollment_id)


def locked_by(session: Session, taking: Taking) -> tuple[Reason, ...]:
    """Return why the evaluation is closed: what comes before it and is not done (CE-RULES 13, 41)."""
    return (
        post_test.locked_by(session, taking)
        + post_test.left(session, taking)
        + post_test_rules.left_to_attest(post_test.find_attestation(session, taking.id))
    )


def get_open(session: Session, taking: Taking) -> None:
    """Raise NotAllowed, with the first reason, while the evaluation is closed."""
    reasons = locked_by(session, taking)
    if reasons:
        raise NotAllowed(reasons[0].code, **reasons[0].parameters(), enrollment_id=taking.id)


def submit(session: Session, taking: Taking, filled: Mapping[str, str], *, at: datetime) -> bool:
    """Store a filled evaluation once; return False when it was submitted before (nothing is stored twice).

    The answers carry no learner, no enrollment and no time finer than the quarter.

    Raises:
        NotAllowed: something that comes before the evaluation is not done.
        Invalid: a comment is longer than the form allows.
    """
    get_open(session, taking)
    if store.submitted_at(session, taking.id) is not None:
        return False
    answers = rules.sheet(taking.edition.evaluation, filled)
    if rules.too_long(answers):
        raise Invalid("comment_too_long", most=rules.COMMENT_LENGTH)
    store.add_participation(session, taking.id, at=at)
    store.add_answers(session, taking.enrollment.edition_id, rules.quarter(at), answers)
    return True
