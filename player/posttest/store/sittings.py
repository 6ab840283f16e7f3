"""All attempts of an edition at once, read at speed: a regrade and an item analysis go through every answer.

Columns, not mapped objects, and what is read is folded at once: a quarter of a million rows kept as objects would cost
more in memory and collection than the whole analysis.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from operator import sub
from sys import intern
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Uuid, cast, column, func, select, table
from sqlalchemy.orm import Session

from player.posttest.rules.regrading import Sitting
from player.posttest.store.amendments import replays
from player.posttest.tables import Attempt, AttemptStep, Submission

_enrollment = table("enrollment", column("id", Uuid()), column("edition_id", Uuid()), column("learner_id", Uuid()))
"""Who takes which edition; the room ``enrollment`` owns the table."""
_attempt, _step, _submission = Attempt.__table__.c, AttemptStep.__table__.c, Submission.__table__.c

_MILLISECOND = timedelta(milliseconds=1)
_UNIT = "\x1f"
"""Stands between steps: no id holds a control character."""

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
    regraded = replays(session, wanted)
    logs = {key: texts for key, *texts in session.execute(_steps(session, wanted))}
    forms, found = [], []
    for row in session.execute(_headers().where(wanted), execution_options={"yield_per": 500}):
        form = tuple([intern(question_id) for question_id, _options in row.form])
        forms.append(form)
        if row.submitted_at is None:
            continue
        answers, waits = _fold(logs.pop(row.key, ()), row.started_at.replace(tzinfo=None))
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
    return Answered(sittings=tuple(found), shown=Counter(chain.from_iterable(forms)))


def _headers() -> Select[Any]:
    """Select the attempts, one enrollment's together."""
    attempts = Attempt.__table__.join(_enrollment, _enrollment.c.id == _attempt.enrollment_id)
    submitted = attempts.outerjoin(Submission.__table__, _submission.attempt_id == _attempt.id)
    return (
        select(
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
        )
        .select_from(submitted)
        .order_by(_attempt.enrollment_id, _attempt.number)
    )


def _steps(session: Session, wanted: ColumnElement[bool]) -> Select[*tuple[str, ...]]:
    """Select the answers of each attempt: its numbers as one text, what they were based on as another, and so on.

    One row an attempt: a row a step would take longer to fetch than all the rest. An aggregate each: joining the parts
    of a step first would copy a quarter of a million texts.
    """
    number, base = cast(_step.sequence, String), cast(_step.based_on, String)
    parts = (number, base, _step.question_id, _step.option_id, _as_text(_step.at, session.get_bind().dialect.name))
    of_attempts = _step.attempt_id.in_(select(_attempt.id).where(wanted)) & (_step.kind == "answer")
    texts = [func.aggregate_strings(part, _UNIT) for part in parts]
    return select(cast(_step.attempt_id, String), *texts).where(of_attempts).group_by(_step.attempt_id)


def _as_text(instant: ColumnElement[datetime], engine: str) -> ColumnElement[str]:
    """Select an instant in UTC as ``datetime.fromisoformat`` reads it; SQLite stores it so."""
    if engine == "sqlite":
        return cast(instant, String)
    return func.to_char(func.timezone("UTC", instant), "YYYY-MM-DD HH24:MI:SS.US")


def _fold(texts: Sequence[str], before: datetime) -> _Folded:
    """Return the answer that stands for each item, and how long before its first answer nothing else was answered.

    The same as ``rules.fold`` gives, of which it is the fast form: an answer counts when it knew of the one before.
    Most learners answer each item once, in the order of the log: then there is nothing to decide.
    """
    if not texts:
        return {}, {}
    numbers, bases, items, options, instants = (text.split(_UNIT) for text in texts)
    times, in_order = list(map(datetime.fromisoformat, instants)), list(map(int, numbers))
    if len(set(items)) < len(items) or in_order != sorted(in_order):
        return _fold_revised(zip(in_order, map(int, bases), items, options, times, strict=True), before)
    waits = [wait // _MILLISECOND for wait in map(sub, times, [before, *times])]
    return dict(zip(items, options, strict=True)), dict(zip(items, waits, strict=True))


def _fold_revised(steps: Iterable[tuple[int, int, str, str, datetime]], before: datetime) -> _Folded:
    """Return the same where answers were changed: number, what it was based on, item, option, instant of each."""
    answers: dict[str, str] = {}
    stands: dict[str, int] = {}
    waits: dict[str, int] = {}
    for number, base, question_id, option_id, at in sorted(steps):
        if base >= stands.setdefault(question_id, 0):
            answers[question_id] = option_id
            stands[question_id] = number
        waits.setdefault(question_id, (at - before) // _MILLISECOND)
        before = at
    return answers, waits
