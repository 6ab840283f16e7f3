"""All attempts of an edition at once, read at speed: a regrade and an item analysis go through every answer.

Columns, not mapped objects, and what is read is folded at once: a quarter of a million rows kept as objects would cost
more in memory and collection than the whole analysis.
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, Uuid, cast, column, extract, func, select, table
from sqlalchemy.orm import Session

from player.posttest.rules.regrading import Sitting
from player.posttest.store.amendments import replays
from player.posttest.tables import Attempt, AttemptStep, Submission

_enrollment = table("enrollment", column("id", Uuid()), column("edition_id", Uuid()), column("learner_id", Uuid()))
"""Who takes which edition; the room ``enrollment`` owns the table."""
_attempt, _step, _submission = Attempt.__table__.c, AttemptStep.__table__.c, Submission.__table__.c

_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIX_EPOCH_AS_JULIAN_DAY = 2440587.5
_UNIT = "\x1f"
"""Stands between the parts of a step, and between steps: no id holds a control character."""

_Folded = tuple[dict[str, str], dict[str, int]]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The submitted attempts of an edition, one enrollment's together, and how often each item was shown in all."""

    sittings: tuple[Sitting, ...]
    shown: Mapping[str, int]


def answered(session: Session, edition_id: uuid.UUID) -> Answered:
    """Return every submitted attempt of an edition, and how often attempts of whatever state showed each item."""
    enrollment_ids = select(_enrollment.c.id).where(_enrollment.c.edition_id == edition_id)
    return _answered(session, _attempt.enrollment_id.in_(enrollment_ids))


def answered_by(session: Session, enrollment_id: uuid.UUID) -> Answered:
    """Return the same of one enrollment."""
    return _answered(session, _attempt.enrollment_id == enrollment_id)


def _answered(session: Session, wanted: ColumnElement[bool]) -> Answered:
    starts, regraded = _starts(session, wanted), replays(session, wanted)
    folded = {key: _fold(steps, starts[key]) for key, steps in session.execute(_steps(session, wanted))}
    shown: Counter[str] = Counter()
    found = []
    for row in session.execute(_headers().where(wanted), execution_options={"yield_per": 500}):
        form = tuple([question_id for question_id, _options in row.form])
        shown.update(form)
        if row.submitted_at is None:
            continue
        answers, waits = folded.pop(row.key, ({}, {}))
        found.append(
            Sitting(
                attempt_id=row.id,
                learner_id=row.learner_id,
                enrollment_id=row.enrollment_id,
                number=row.number,
                started_at=row.started_at,
                form=form,
                answers=tuple(map(answers.get, form)),
                waits=tuple(map(waits.get, form)),
                passing_score=row.passing_score,
                correct=row.correct,
                passed_at=row.submitted_at if row.passed else None,
                replays=regraded.get(row.id, ()),
            )
        )
    return Answered(sittings=tuple(sorted(found, key=attrgetter("enrollment_id", "number"))), shown=shown)


def _starts(session: Session, wanted: ColumnElement[bool]) -> dict[str, int]:
    """Return when each attempt began, in milliseconds."""
    rows = session.execute(select(cast(_attempt.id, String), _attempt.started_at).where(wanted))
    return {key: (at - _UNIX_EPOCH) // timedelta(milliseconds=1) for key, at in rows}


def _headers() -> Select[Any]:
    attempts = Attempt.__table__.join(_enrollment, _enrollment.c.id == _attempt.enrollment_id)
    submitted = attempts.outerjoin(Submission.__table__, _submission.attempt_id == _attempt.id)
    return select(
        cast(_attempt.id, String).label("key"),
        _attempt.id,
        _enrollment.c.learner_id,
        _attempt.enrollment_id,
        _attempt.number,
        _attempt.started_at,
        _attempt.form,
        _attempt.passing_score,
        _submission.correct,
        _submission.passed,
        _submission.submitted_at,
    ).select_from(submitted)


def _steps(session: Session, wanted: ColumnElement[bool]) -> Select[str, str]:
    """Select the answers of each attempt as one text: number, what it was based on, item, option, instant, and again.

    One row an attempt: a row a step would take longer to fetch than all the rest.
    """
    at = cast(_in_milliseconds(session.get_bind().dialect.name), String)
    parts = (cast(_step.sequence, String), cast(_step.based_on, String), _step.question_id, _step.option_id, at)
    step = reduce(lambda text, part: text + _UNIT + part, parts)
    of_attempts = _step.attempt_id.in_(select(_attempt.id).where(wanted)) & (_step.kind == "answer")
    steps = func.aggregate_strings(step, _UNIT)
    return select(cast(_step.attempt_id, String), steps).where(of_attempts).group_by(_step.attempt_id)


def _in_milliseconds(engine: str) -> ColumnElement[int]:
    if engine == "sqlite":
        return cast((func.julianday(_step.at) - _UNIX_EPOCH_AS_JULIAN_DAY) * 86_400_000 + 0.5, BigInteger)
    return cast(extract("epoch", _step.at) * 1000, BigInteger)


def _fold(text: str, before: int) -> _Folded:
    """Return the answer that stands for each item, and how long before its first answer nothing else was answered.

    The same as ``rules.fold`` gives, of which it is the fast form: an answer counts when it knew of the one before.
    """
    parts = text.split(_UNIT)
    numbers, based_on, instants = map(int, parts[::5]), map(int, parts[1::5]), map(int, parts[4::5])
    answers: dict[str, str] = {}
    stands: dict[str, int] = {}
    waits: dict[str, int] = {}
    for number, base, question_id, option_id, at in sorted(
        zip(numbers, based_on, parts[2::5], parts[3::5], instants, strict=True)
    ):
        if base >= stands.setdefault(question_id, 0):
            answers[question_id] = option_id
            stands[question_id] = number
        waits.setdefault(question_id, at - before)
        before = at
    return answers, waits
