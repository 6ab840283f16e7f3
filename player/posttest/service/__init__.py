"""Use cases of the post-test: begin or resume an attempt, save an answer, submit, attest."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, NotFound, Reason
from player.lessons import rules as lesson_rules
from player.lessons import service as lessons
from player.posttest import rules, store
from player.posttest.rules import AttemptRecord, AttestationRecord
from player.posttest.service.regrade import keys_in_force
from player.posttest.store.amendments import hold_key
from player.seat_time import service as seat_time


def attempts(session: Session, enrollment_id: uuid.UUID) -> list[AttemptRecord]:
    """Return the attempts of an enrollment, first to last."""
    return store.attempts(session, enrollment_id)


def passing_scores(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the score, in percent rounded down, of the attempt that passed in each of these enrollments."""
    return store.passing_scores(session, enrollment_ids)


def get_attempt(session: Session, taking: Taking, attempt_id: uuid.UUID) -> AttemptRecord:
    """Return an attempt of this enrollment; raises NotFound for any other."""
    attempt = store.find_attempt(session, attempt_id)
    if attempt is None or attempt.enrollment_id != taking.id:
        raise NotFound("attempt_not_found")
    return attempt


def locked_by(session: Session, taking: Taking) -> tuple[Reason, ...]:
    """Return why the post-test is closed to the learner: lessons that are not done (CE-RULES 13, 30)."""
    return lesson_rules.left(lessons.states(session, taking))


def start(session: Session, taking: Taking, *, key: uuid.UUID, at: datetime) -> AttemptRecord:
    """Return the attempt under way, or begin the next one; the page that began one goes on to that one.

    Raises:
        NotAllowed: lessons are not done, the post-test is passed, or all attempts are used.
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
    missing = rules.left(taking.edition, earlier)
    if isinstance(missing[0], rules.AttemptsUsedUp):
        _refuse(taking, missing)
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


def open_attempt(session: Session, taking: Taking, attempt_id: uuid.UUID, *, at: datetime) -> str:
    """Open an attempt under way for the learner and return the secret of its seat-time lease."""
    attempt = get_attempt(session, taking, attempt_id)
    if attempt.submission is not None:
        raise Invalid("attempt_already_submitted", enrollment_id=taking.id)
    return seat_time.open_activity(
        session,
        learner_id=taking.enrollment.learner_id,
        enrollment_id=taking.id,
        activity=rules.ACTIVITY,
        kind="post-test",
        at=at,
    )


def save_answer(
    session: Session,
    taking: Taking,
    attempt_id: uuid.UUID,
    question_id: str,
    option_id: str,
    *,
    key: uuid.UUID,
    at: datetime,
) -> AttemptRecord:
    """Store one answer and return the attempt as it then is; the same answer with its key again changes nothing.

    Raises:
        NotFound: not an attempt of this enrollment.
        Invalid: already submitted, or the form has no such question or option, or the key came with another answer.
    """
    attempt = get_attempt(session, taking, attempt_id)
    stored = store.find_step(session, key)
    if stored == (attempt_id, question_id, option_id):
        return attempt
    if stored is not None:
        raise Invalid("key_already_used")
    if attempt.submission is not None:
        raise Invalid("attempt_already_submitted", enrollment_id=taking.id)
    item = next((item for item in attempt.form if item.question_id == question_id), None)
    if item is None or option_id not in item.option_ids:
        raise Invalid("option_not_in_question")
    store.add_step(session, attempt_id, attempt.last_sequence + 1, (question_id, option_id), key=key, at=at)
    return get_attempt(session, taking, attempt_id)


def save_answers(
    session: Session, taking: Taking, attempt_id: uuid.UUID, answers: Mapping[str, str], *, at: datetime
) -> AttemptRecord:
    """Store the answers of a whole page that differ from the stored ones, and return the attempt as it then is."""
    attempt = get_attempt(session, taking, attempt_id)
    for question_id, option_id in answers.items():
        if attempt.answers.get(question_id) != option_id:
            attempt = save_answer(session, taking, attempt_id, question_id, option_id, key=uuid.uuid4(), at=at)
    return attempt


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
    _refuse(taking, locked_by(session, taking) + rules.left(taking.edition, store.attempts(session, taking.id)))


def _refuse(taking: Taking, reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise NotAllowed(reasons[0].code, **reasons[0].parameters(), enrollment_id=taking.id)


def _record(session: Session, taking: Taking, action: str, attempt: AttemptRecord, *, at: datetime) -> None:
    actor = f"learner:{taking.enrollment.learner_id}"
    audit.record(session, actor=actor, action=action, subject=f"attempt:{attempt.id}", at=at)
