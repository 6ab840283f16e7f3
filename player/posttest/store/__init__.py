"""Rows of attempts, steps, submissions and attestations, in and out."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from player.posttest.rules import AttemptRecord, AttestationRecord, FormItem, Score, SubmissionRecord
from player.posttest.rules.amendments import Replay, in_force
from player.posttest.store.amendments import replays
from player.posttest.tables import Attempt, AttemptStep, Attestation, Regrade, Submission


def add_attempt(session: Session, attempt: AttemptRecord, *, seed: str, key: uuid.UUID) -> None:
    """Insert the header of an attempt."""
    session.add(
        Attempt(
            id=attempt.id,
            enrollment_id=attempt.enrollment_id,
            number=attempt.number,
            seed=seed,
            form=[[item.question_id, list(item.option_ids)] for item in attempt.form],
            passing_score=attempt.passing_score,
            started_at=attempt.started_at,
            idempotency_key=key,
        )
    )
    session.flush()


def attempts(session: Session, enrollment_id: uuid.UUID) -> list[AttemptRecord]:
    """Return the attempts of an enrollment with their answers, first to last."""
    statement = select(Attempt).where(Attempt.enrollment_id == enrollment_id).order_by(Attempt.number)
    return [_attempt(session, row) for row in session.scalars(statement)]


def find_attempt(session: Session, attempt_id: uuid.UUID) -> AttemptRecord | None:
    """Return an attempt with its answers, or None."""
    row = session.get(Attempt, attempt_id)
    return _attempt(session, row) if row is not None else None


def find_by_key(session: Session, key: uuid.UUID) -> AttemptRecord | None:
    """Return the attempt that a page's key began, or None."""
    row = session.scalars(select(Attempt).where(Attempt.idempotency_key == key)).one_or_none()
    return _attempt(session, row) if row is not None else None


def _attempt(session: Session, row: Attempt) -> AttemptRecord:
    steps = session.execute(
        select(AttemptStep.sequence, AttemptStep.question_id, AttemptStep.option_id)
        .where(AttemptStep.attempt_id == row.id)
        .order_by(AttemptStep.sequence)
    ).all()
    return AttemptRecord(
        id=row.id,
        enrollment_id=row.enrollment_id,
        number=row.number,
        form=tuple(FormItem(question_id=question, option_ids=tuple(options)) for question, options in row.form),
        passing_score=row.passing_score,
        started_at=row.started_at,
        answers={question: option for _sequence, question, option in steps},
        last_sequence=steps[-1].sequence if steps else 0,
        submission=_submission(session, row.id),
    )


def _submission(session: Session, attempt_id: uuid.UUID) -> SubmissionRecord | None:
    row = session.get(Submission, attempt_id)
    if row is None:
        return None
    return _in_force(row, replays(session, Attempt.id == attempt_id).get(attempt_id, ()))


def _in_force(row: Submission | Row[Any], regraded: Sequence[Replay]) -> SubmissionRecord:
    found = in_force(row.correct, row.submitted_at if row.passed else None, regraded)
    return SubmissionRecord(
        correct=found.correct,
        total=row.total,
        passing_score=row.passing_score,
        passed=found.passed_at is not None,
        submitted_at=row.submitted_at,
        first_correct=row.correct if found.replay else None,
        regraded_at=found.replay.regraded_at if found.replay else None,
        passed_later_at=found.passed_at if found.passed_at and not row.passed else None,
    )


def passing_scores(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the score in force, in percent rounded down, of the attempt that passed in each of these enrollments.

    Where a decision took the pass back it is the best score that is left: an award stays in reports until it is
    revoked.
    """
    ids = list(enrollment_ids)
    regraded = replays(session, Attempt.enrollment_id.in_(ids))
    passed = or_(Submission.passed, Submission.attempt_id.in_(select(Regrade.attempt_id).where(Regrade.passed)))
    wanted = (
        select(Attempt.enrollment_id, *Submission.__table__.columns)
        .join(Submission, Submission.attempt_id == Attempt.id)
        .where(Attempt.enrollment_id.in_(ids), passed)
        .order_by(Attempt.number)
    )
    found: dict[uuid.UUID, list[SubmissionRecord]] = {}
    for row in session.execute(wanted):
        found.setdefault(row.enrollment_id, []).append(_in_force(row, regraded.get(row.attempt_id, ())))
    return {enrollment_id: _passing_score(records) for enrollment_id, records in found.items()}


def _passing_score(records: Sequence[SubmissionRecord]) -> int:
    in_order = sorted(records, key=lambda one: one.passed_at or one.submitted_at)
    percents = [(one.passed, one.correct * 100 // one.total) for one in in_order]
    return next((percent for passed, percent in percents if passed), max(percent for _passed, percent in percents))


def find_step(session: Session, key: uuid.UUID) -> tuple[uuid.UUID, str, str] | None:
    """Return which answer came with this key, as attempt, question and option, or None."""
    step = select(AttemptStep.attempt_id, AttemptStep.question_id, AttemptStep.option_id)
    row = session.execute(step.where(AttemptStep.idempotency_key == key)).one_or_none()
    return (row.attempt_id, row.question_id, row.option_id) if row is not None else None


def add_step(
    session: Session,
    attempt_id: uuid.UUID,
    sequence: int,
    answer: Sequence[str],
    *,
    key: uuid.UUID,
    at: datetime,
) -> None:
    """Insert one answer, a pair of question and option, as the next step of an attempt."""
    question_id, option_id = answer
    session.add(
        AttemptStep(
            attempt_id=attempt_id,
            sequence=sequence,
            question_id=question_id,
            option_id=option_id,
            at=at,
            idempotency_key=key,
        )
    )
    session.flush()


def add_submission(session: Session, attempt_id: uuid.UUID, score: Score, *, at: datetime) -> None:
    """Insert the end of an attempt with its score."""
    session.add(
        Submission(
            attempt_id=attempt_id,
            correct=score.correct,
            total=score.total,
            passing_score=score.passing_score,
            passed=score.passed,
            submitted_at=at,
        )
    )
    session.flush()


def add_attestation(
    session: Session, enrollment_id: uuid.UUID, record: AttestationRecord, *, address: str, user_agent: str
) -> None:
    """Insert the learner's signed word."""
    session.add(
        Attestation(
            enrollment_id=enrollment_id,
            version=record.version,
            text=record.text,
            typed_name=record.typed_name,
            attested_at=record.attested_at,
            address=address[:64],
            user_agent=user_agent[:400],
        )
    )
    session.flush()


def find_attestation(session: Session, enrollment_id: uuid.UUID) -> AttestationRecord | None:
    """Return what the learner signed, or None."""
    row = session.get(Attestation, enrollment_id)
    if row is None:
        return None
    return AttestationRecord(version=row.version, text=row.text, typed_name=row.typed_name, attested_at=row.attested_at)
