"""Rows of participation and, apart from it, of answers without a name."""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Uuid, bindparam, column, delete, func, insert, select, table, text
from sqlalchemy.orm import Session

from player.db import fetch
from player.evaluation.rules import SheetAnswer, Tally
from player.evaluation.tables import Answer, Participation, Waiting

_enrollment = table("enrollment", column("id", Uuid()), column("edition_id", Uuid()))
"""Which edition a participation belongs to; the room ``enrollment`` owns this table."""

_participation = Participation.__table__.c
_SUBMITTED = select(_participation.submitted_at).where(_participation.enrollment_id == bindparam("enrollment_id"))


def submitted_at(session: Session, enrollment_id: uuid.UUID) -> datetime | None:
    """Return when an enrollment's evaluation was submitted, or None."""
    found = fetch(session, _SUBMITTED, enrollment_id=enrollment_id)
    return found[0].submitted_at if found else None


def sent(session: Session, edition_ids: Iterable[uuid.UUID]) -> int:
    """Return how many evaluations of these editions were submitted."""
    statement = (
        select(func.count())
        .select_from(Participation)
        .join(_enrollment, _enrollment.c.id == Participation.enrollment_id)
        .where(_enrollment.c.edition_id.in_(list(edition_ids)))
    )
    return session.scalar(statement) or 0


def add_participation(session: Session, enrollment_id: uuid.UUID, *, at: datetime) -> None:
    """Note that an enrollment's evaluation was submitted."""
    session.add(Participation(enrollment_id=enrollment_id, submitted_at=at))
    session.flush()


def take_waiting(session: Session, edition_id: uuid.UUID) -> list[SheetAnswer]:
    """Remove and return all answers that wait for an edition; every other sheet has to wait until the transaction ends.

    They are taken whole, and what still waits is written anew, so that PostgreSQL's own columns (``xmin``, ``ctid``)
    say of each only that the last sheet has passed it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE evaluation_waiting IN EXCLUSIVE MODE"))
    taken = delete(Waiting).where(Waiting.edition_id == edition_id)
    rows = session.execute(taken.returning(Waiting.item_id, Waiting.rating, Waiting.comment))
    return [SheetAnswer(item_id=row.item_id, rating=row.rating, comment=row.comment) for row in rows]


def put_waiting(session: Session, edition_id: uuid.UUID, answers: Iterable[SheetAnswer]) -> None:
    """Let answers wait, under new random keys."""
    _insert(session, Waiting, answers, edition_id=edition_id)


def count(session: Session, edition_id: uuid.UUID, quarter: str, answers: Iterable[SheetAnswer]) -> None:
    """Count answers in a quarter, under new random keys."""
    _insert(session, Answer, answers, edition_id=edition_id, quarter=quarter)


def _insert(session: Session, into: type[Waiting | Answer], answers: Iterable[SheetAnswer], **same: object) -> None:
    """Insert rows sorted by their keys, which are random: whatever order the database keeps is that of chance."""
    rows = [{"key": secrets.token_hex(16), **vars(answer), **same} for answer in answers]
    if rows:
        session.execute(insert(into), sorted(rows, key=itemgetter("key")))


def tallies(session: Session, edition_ids: Iterable[uuid.UUID]) -> list[Tally]:
    """Return how often each rating was counted, by line and quarter, in these editions together."""
    columns = Answer.item_id, Answer.quarter, Answer.rating
    statement = (
        select(*columns, func.count())
        .where(Answer.edition_id.in_(list(edition_ids)), Answer.comment.is_(None))
        .group_by(*columns)
    )
    rows = session.execute(statement).all()
    return [Tally(item_id=item, quarter=quarter, rating=rating, count=n) for item, quarter, rating, n in rows]


def comments(session: Session, edition_ids: Iterable[uuid.UUID], period: str) -> dict[str, tuple[str, ...]]:
    """Return the comments that were counted in a period, by line, in the order of their random keys."""
    statement = (
        select(Answer.item_id, Answer.comment)
        .where(Answer.edition_id.in_(list(edition_ids)), Answer.comment.is_not(None))
        .where(Answer.quarter.startswith(period))
        .order_by(Answer.key)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for item_id, comment in session.execute(statement):
        found[item_id].append(comment or "")
    return {item_id: tuple(said) for item_id, said in found.items()}
