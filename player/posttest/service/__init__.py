"""Use cases of the post-test: begin or resume an attempt, save an answer, submit, attest."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.audit import service as audit
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, Reason
from player.lessons import rules as lesson_rules
from player.lessons import service as lessons
from player.posttest import rules, store
from player.posttest.rules import AttemptRecord, AttestationRecord
from player.posttest.service.allowances import allowances, allowances_granted, grant
from player.posttest.service.regrade import keys_in_force
from player.posttest.service.steps import get_attempt, save_answers, save_flags, take_step
from player.posttest.store.amendments import hold_key
from player.seat_time import service as seat_time

__all__ = [
    "allowances",
    "allowances_granted",
    "attempts",
    "attest",
    "find_attestation",
    "get_attempt",
    "grant",
    "left",
    "locked_by",
    "open_attempt",
    "passing_scores",
    "refuse_to_attest",
    "save_answers",
    "save_flags",
    "start",
    "submit",
    "take_step",
]


def attempts(session: Session, enrollment_id: uuid.UUID) -> list[AttemptRecord]:
    """Return the attempts of an enrollment, first to last."""
    return store.attempts(session, enrollment_id)


def passing_scores(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the score, in percent rounded down, of the attempt that passed in each of these enrollments."""
    return store.passing_scores(session, enrollment_ids)


def left(session: Session, taking: Taking) -> tuple[Reason, ...]:
    """Return what is left of the post-test, with all that was granted to the learner."""
    return rules.left(taking.edition, store.attempts(session, taking.id), allowances(session, taking.id))


def locked_by(session: Session, taking: Taking) -> tuple[Reason, ...]:
    """Return why the post-test is closed to the learner: lessons that are not done (CE-RULES 13, 30)."""
    return lesson_rules.left(lessons.states(session, taking))


def start(session: Session, taking: Taking, *, key: uuid.UUID, at: datetime) -> AttemptRecord:
    """Return the attempt under way, or begin the next one; the page that began one goes on to that one.

    Raises:
        NotAllowed: lessons are not done, the post-test is passed, all attempts are used, or the next one opens later.
        Invalid: the key belongs to another enrollment's attempt.
    """
    _refuse(taking, locked_by(session, taking))
    begun = store.find_by_key(session, key)
    if begun is not None:
        return _own(taking, begun)
    earlier = store.attempts(session, taking.id)
    under_way = next((one for one in earlier if one.submission is None), None)
    if under_way is not None:
        return under_way
    if rules.passing(earlier) is not None:
        raise NotAllowed("post_test_already_passed", enrollment_id=taking.id)
    granted = allowances(session, taking.id)
    missing = rules.left(taking.edition, earlier, granted)
    if isinstance(missing[0], rules.AttemptsUsedUp):
        _refuse(taking, missing)
    _refuse(taking, rules.cooling_down(taking.edition, earlier, granted, at=at))
    return _begin(session, taking, earlier, key=key, at=at)


def _own(taking: Taking, attempt: AttemptRecord) -> AttemptRecord:
    if attempt.enrollment_id != taking.id:
        raise Invalid("key_already_used")
    return attempt


def _begin(
    session: Session, taking: Taking, earlier: list[AttemptRecord], *, key: uuid.UUID, at: datetime
) -> AttemptRecord:
    seed = secrets.token_hex(16)
    seen = {item.question_id for one in earlier for item in one.form}
    attempt = AttemptRecord(
        id=uuid.uuid4(),
        enrollment_id=taking.id,
        number=len(earlier) + 1,
        form=rules.draw(taking.edition, seed=seed, seen=seen),
        passing_score=taking.edition.post_test.passing_score,
        started_at=at,
        answers={},
        last_sequence=0,
        submission=None,
    )
    store.add_attempt(session, attempt, seed=seed, key=key)
    _record(session, taking, "attempt.started", attempt, at=at)
    return attempt


def open_attempt(session: Session, taking: Taking, attempt_id: uuid.UUID, *, at: datetime) -> seat_time.Opened:
    """Open an attempt under way for the learner and return its seat-time lease."""
    attempt = get_attempt(session, taking, attempt_id)
    if attempt.submission is not None:
        raise Invalid("attempt_already_submitted", enrollment_id=taking.id)
    return seat_time.open_activity(
        session,
        learner_id=taking.enrollment.learner_id,
        enrollment_id=taking.id,
        activity=rules.ACTIVITY,
        kind="post-test",
        asks=accounts.get_learner(session, taking.enrollment.learner_id).prefers_asking,
        at=at,
    )


def submit(
    session: Session, taking: Taking, attempt_id: uuid.UUID, answers: Mapping[str, str], *, at: datetime
) -> AttemptRecord:
    """Store what the page still held, score the attempt once, and return it; again, it gives the same result."""
    attempt = get_attempt(session, taking, attempt_id)
    if attempt.submission is not None:
        return attempt
    attempt = save_answers(session, taking, attempt_id, answers, at=at)
    hold_key(session, taking.enrollment.edition_id)
    keys = keys_in_force(session, taking.enrollment.edition_id)
    score = rules.score(taking.edition, attempt.form, attempt.answers, attempt.passing_score, keys)
    store.add_submission(session, attempt_id, score, at=at)
    _record(session, taking, "attempt.submitted", attempt, at=at)
    return get_attempt(session, taking, attempt_id)


def find_attestation(session: Session, enrollment_id: uuid.UUID) -> AttestationRecord | None:
    """Return what the learner signed, or None."""
    return store.find_attestation(session, enrollment_id)


def attest(
    session: Session, taking: Taking, *, typed_name: str, address: str, user_agent: str, at: datetime
) -> AttestationRecord:
    """Store the learner's signed word, once; signing again returns the first signature.

    Raises:
        NotAllowed: the post-test is not passed yet (CE-RULES 13, 41).
    """
    refuse_to_attest(session, taking)
    before = store.find_attestation(session, taking.id)
    if before is not None:
        return before
    text = taking.edition.attestation
    record = AttestationRecord(version=text.version, text=text.text, typed_name=typed_name, attested_at=at)
    store.add_attestation(session, taking.id, record, address=address, user_agent=user_agent)
    actor = f"learner:{taking.enrollment.learner_id}"
    values = {"typed_name": typed_name, "address": address}
    audit.record(
        session, actor=actor, action="course.attested", subject=f"enrollment:{taking.id}", at=at, values=values
    )
    return record


def refuse_to_attest(session: Session, taking: Taking) -> None:
    """Raise NotAllowed, with the first reason, while the post-test is not passed."""
    _refuse(taking, locked_by(session, taking) + left(session, taking))


def _refuse(taking: Taking, reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise NotAllowed(reasons[0].code, **reasons[0].parameters(), enrollment_id=taking.id)


def _record(session: Session, taking: Taking, action: str, attempt: AttemptRecord, *, at: datetime) -> None:
    actor = f"learner:{taking.enrollment.learner_id}"
    audit.record(session, actor=actor, action=action, subject=f"attempt:{attempt.id}", at=at)
