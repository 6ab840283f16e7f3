"""The log of an attempt under way, read and written at speed: learners answer far more often than they load a page.

Core statements made once, and of the log only what one step has to know.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from player.posttest.rules import FormItem, Step
from player.posttest.tables import Attempt, AttemptStep, Submission

_attempt, _step, _submission = Attempt.__table__.c, AttemptStep.__table__.c, Submission.__table__.c

_STEP = (_step.sequence, _step.kind, _step.question_id, _step.option_id, _step.based_on, _step.at)
_LOG = select(*_STEP).where(_step.attempt_id == bindparam("attempt_id")).order_by(_step.sequence)
_LOG_OF_QUESTION = _LOG.where(_step.question_id == bindparam("question_id"))
_OF_KEY = select(_step.attempt_id, _step.kind, _step.question_id, _step.option_id).where(
    _step.idempotency_key == bindparam("key")
)
_ADD = insert(AttemptStep)

_own = _step.attempt_id == _attempt.id
_PLACE = (
    select(
        _attempt.enrollment_id,
        _attempt.form,
        _submission.attempt_id.is_not(None).label("is_over"),
        select(func.coalesce(func.max(_step.sequence), 0)).where(_own).scalar_subquery().label("last_sequence"),
        select(func.count(_step.question_id.distinct()))
        .where(_own, _step.kind == "answer")
        .scalar_subquery()
        .label("answered"),
    )
    .select_from(Attempt.__table__.outerjoin(Submission.__table__, _submission.attempt_id == _attempt.id))
    .where(_attempt.id == bindparam("attempt_id"))
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the next step of an attempt has to know of it. ``answered`` counts its questions that have an answer."""

    enrollment_id: uuid.UUID
    form: tuple[FormItem, ...]
    is_over: bool
    last_sequence: int
    answered: int


def find_place(session: Session, attempt_id: uuid.UUID) -> Place | None:
    """Return where an attempt stands, or None."""
    row = session.connection().execute(_PLACE, {"attempt_id": attempt_id}).one_or_none()
    if row is None:
        return None
    return Place(
        enrollment_id=row.enrollment_id,
        form=form_of(row.form),
        is_over=row.is_over,
        last_sequence=row.last_sequence,
        answered=row.answered,
    )


def form_of(stored: list[list[str]]) -> tuple[FormItem, ...]:
    """Return a form as it is stored in the header of an attempt."""
    return tuple(FormItem(question_id=question, option_ids=tuple(options)) for question, options in stored)


def steps(session: Session, attempt_id: uuid.UUID) -> list[Step]:
    """Return the log of an attempt in its order."""
    rows = session.connection().execute(_LOG, {"attempt_id": attempt_id})
    return [Step(**row) for row in rows.mappings()]


def steps_of(session: Session, attempt_id: uuid.UUID, question_id: str) -> list[Step]:
    """Return the steps of an attempt that are about one question."""
    rows = session.connection().execute(_LOG_OF_QUESTION, {"attempt_id": attempt_id, "question_id": question_id})
    return [Step(**row) for row in rows.mappings()]


def find_step(session: Session, key: uuid.UUID) -> tuple[uuid.UUID, str, str, str] | None:
    """Return which step came with this key, as attempt, kind, question and option, or None."""
    row = session.connection().execute(_OF_KEY, {"key": key}).one_or_none()
    return (row.attempt_id, row.kind, row.question_id, row.option_id) if row is not None else None


def add_step(session: Session, attempt_id: uuid.UUID, step: Step, *, key: uuid.UUID) -> None:
    """Insert the next step of an attempt."""
    values = {
        "attempt_id": attempt_id,
        "sequence": step.sequence,
        "kind": step.kind,
        "question_id": step.question_id,
        "option_id": step.option_id,
        "based_on": step.based_on,
        "at": step.at,
        "idempotency_key": key,
    }
    session.connection().execute(_ADD, values)
