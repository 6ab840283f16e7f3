"""Rows of attempts, steps, submissions and attestations, in and out."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from player.db import fetch
from player.posttest import rules
from player.posttest.rules import (
    AllowanceRecord,
    AttemptRecord,
    AttestationRecord,
    Score,
    SubmissionRecord,
)
from player.posttest.rules.amendments import Replay, in_force
from player.posttest.store import steps
from player.posttest.store.amendments import replays
from player.posttest.tables import Attempt, Attestation, PostTestAllowance, Regrade, Submission

_attempt_row, _granted, _signed = Attempt.__table__.c, PostTestAllowance.__table__.c, Attestation.__table__.c
_ATTEMPTS = (
    select(*_attempt_row).where(_attempt_row.enrollment_id == bindparam("enrollment_id")).order_by(_attempt_row.number)
)
_ALLOWANCES = (
    select(*_granted).where(_granted.enrollment_id == bindparam("enrollment_id")).order_by(_granted.granted_at)
)
_ATTESTATION = select(_signed.version, _signed.text, _signed.typed_name, _signed.attested_at).where(
    _signed.enrollment_id == bindparam("enrollment_id")
)


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
    return [_attempt(session, row) for row in fetch(session, _ATTEMPTS, enrollment_id=enrollment_id)]


def find_attempt(session: Session, attempt_id: uuid.UUID) -> AttemptRecord | None:
    """Return an attempt with its answers, or None."""
    row = session.get(Attempt, attempt_id)
    return _attempt(session, row) if row is not None else None


def find_by_key(session: Session, key: uuid.UUID) -> AttemptRecord | None:
    """Return the attempt that a page's key began, or None."""
    row = session.scalars(select(Attempt).where(Attempt.idempotency_key == key)).one_or_none()
    return _attempt(session, row) if row is not None else None


def _attempt(session: Session, row: Attempt | Row[Any]) -> AttemptRecord:
    log = steps.steps(session, row.id)
    state = rules.fold(log)
    return AttemptRecord(
        id=row.id,
        enrollment_id=row.enrollment_id,
        number=row.number,
        form=steps.form_of(row.form),
        passing_score=row.passing_score,
        started_at=row.started_at,
        answers={question: standing.option_id for question, standing in state.standings.items()},
        last_sequence=log[-1].sequence if log else 0,
        submission=_submission(session, row.id),
        standings=state.standings,
        flagged=state.flagged,
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
    is_regraded = select(Regrade).where(Regrade.attempt_id == Submission.attempt_id)
    rows = session.execute(  # columns, not mapped objects: a report asks for very many
        select(Attempt.enrollment_id, *Submission.__table__.columns, is_regraded.exists().label("is_regraded"))
        .join(Submission, Submission.attempt_id == Attempt.id)
        .where(
            Attempt.enrollment_id.in_(list(enrollment_ids)),
            or_(Submission.passed, is_regraded.where(Regrade.passed).exists()),
        )
        .order_by(Attempt.number)
    ).all()
    regraded_ids = [row.attempt_id for row in rows if row.is_regraded]
    regraded = replays(session, Attempt.id.in_(regraded_ids)) if regraded_ids else {}
    found: dict[uuid.UUID, list[tuple[datetime, bool, int]]] = {}
    for row in rows:
        standing = _standing(row, regraded.get(row.attempt_id))
        found.setdefault(row.enrollment_id, []).append(standing)
    return {enrollment_id: _passing_score(standings) for enrollment_id, standings in found.items()}


def _standing(row: Row[Any], regraded: Sequence[Replay] | None) -> tuple[datetime, bool, int]:
    """Return since when an attempt stands as it does, whether it passed, and its score in percent."""
    if not regraded:
        return row.submitted_at, row.passed, row.correct * 100 // row.total
    now = _in_force(row, regraded)
    return now.passed_at or now.submitted_at, now.passed, now.correct * 100 // now.total


def _passing_score(standings: Sequence[tuple[datetime, bool, int]]) -> int:
    in_order = sorted(standings, key=itemgetter(0))
    return next((percent for _at, passed, percent in in_order if passed), max(percent for *_other, percent in in_order))


def allowances(session: Session, enrollment_id: uuid.UUID) -> list[AllowanceRecord]:
    """Return what was granted to an enrollment, first to last."""
    return [_allowance(row) for row in fetch(session, _ALLOWANCES, enrollment_id=enrollment_id)]


def find_allowance(session: Session, key: uuid.UUID) -> AllowanceRecord | None:
    """Return what a page's key granted, or None."""
    row = session.scalars(select(PostTestAllowance).where(PostTestAllowance.idempotency_key == key)).one_or_none()
    return _allowance(row) if row is not None else None


def _allowance(row: PostTestAllowance | Row[Any]) -> AllowanceRecord:
    kind: rules.AllowanceKind = row.kind  # type: ignore[assignment]  # the table's constraint says which there are
    return AllowanceRecord(
        id=row.id,
        enrollment_id=row.enrollment_id,
        kind=kind,
        reason=row.reason,
        granted_by=row.granted_by,
        granted_at=row.granted_at,
    )


def add_allowance(session: Session, allowance: AllowanceRecord, *, key: uuid.UUID) -> None:
    """Insert what was granted."""
    session.add(
        PostTestAllowance(
            id=allowance.id,
            enrollment_id=allowance.enrollment_id,
            kind=allowance.kind,
            reason=allowance.reason,
            granted_by=allowance.granted_by,
            granted_at=allowance.granted_at,
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
    found = fetch(session, _ATTESTATION, enrollment_id=enrollment_id)
    return AttestationRecord(**found[0]._asdict()) if found else None
