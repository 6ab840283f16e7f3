"""Rows of participation and, apart from it, of answers without a name."""

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from player.evaluation.rules import SheetAnswer
from player.evaluation.tables import Answer, Participation


def submitted_at(session: Session, enrollment_id: uuid.UUID) -> datetime | None:
    """Return when an enrollment's evaluation was submitted, or None."""
    row = session.get(Participation, enrollment_id)
    return row.submitted_at if row is not None else None


def add_participation(session: Session, enrollment_id: uuid.UUID, *, at: datetime) -> None:
    """Note that an enrollment's evaluation was submitted."""
    session.add(Participation(enrollment_id=enrollment_id, submitted_at=at))
    session.flush()


def add_answers(session: Session, edition_id: uuid.UUID, quarter: str, answers: Iterable[SheetAnswer]) -> None:
    """Insert answers under random keys, sorted by them: neither a name nor an order of arrival is stored."""
    rows = [
        {
            "key": secrets.token_hex(16),
            "edition_id": edition_id,
            "item_id": answer.item_id,
            "quarter": quarter,
            "rating": answer.rating,
            "comment": answer.comment,
        }
        for answer in answers
    ]
    if rows:
        session.execute(insert(Answer), sorted(rows, key=lambda row: str(row["key"])))
