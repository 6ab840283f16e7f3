"""Rows of the outbox, in and out."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from player.outbox.rules import Mail
from player.outbox.tables import Message


def add_once(session: Session, mail: Mail) -> None:
    """Write a mail unless its key is there already, in this transaction or in one that commits meanwhile."""
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = {column.key: getattr(mail, column.key) for column in Message.__table__.columns}
    session.execute(insert(Message).values(row).on_conflict_do_nothing(index_elements=["key"]))


def is_due(session: Session, *, at: datetime) -> bool:
    """Tell whether a message is waiting to be taken up."""
    return session.scalar(select(Message.id).where(*_due(at)).limit(1)) is not None


def lock_due(session: Session, *, at: datetime) -> Mail | None:
    """Return the message that is due longest and that no other worker is taking, locked until the transaction ends."""
    due = select(Message).where(*_due(at)).order_by(Message.due_at, Message.written_at).limit(1)
    row = session.scalar(due.with_for_update(skip_locked=True))
    return _mail(row) if row else None


def save(session: Session, mail: Mail) -> None:
    """Write what became of a mail; what is sent stays sent, and a failure is ignored once another worker took over."""
    ours = (Message.id == mail.id) & (Message.state != "sent")
    if mail.state != "sent":
        ours &= Message.tries <= mail.tries
    values = {name: getattr(mail, name) for name in ("state", "tries", "due_at", "sent_at", "last_error")}
    session.execute(update(Message).where(ours).values(values))


def make_due(session: Session, key: str | None, *, at: datetime) -> int:
    """Make the message with this key due now unless it is sent, or all failed ones without a key; return how many."""
    unsent = Message.state.in_(["waiting", "failed"])
    which = Message.state == "failed" if key is None else (Message.key == key) & unsent
    due = update(Message).where(which).values(state="waiting", tries=0, due_at=at)
    return len(session.scalars(due.returning(Message.id)).all())


def page(session: Session, limit: int, before: uuid.UUID | None) -> tuple[Mail, ...]:
    """Return the newest messages, or those older than one of them, newest first."""
    newest = select(Message).order_by(Message.written_at.desc(), Message.id.desc()).limit(limit)
    if before is not None:
        than = select(Message.written_at, Message.id).where(Message.id == before).scalar_subquery()
        newest = newest.where(tuple_(Message.written_at, Message.id) < than)
    return tuple(_mail(row) for row in session.scalars(newest))


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    # Both states together: a message whose worker died is due like any other when its lease is over.
    return Message.state.in_(["waiting", "sending"]), Message.due_at <= at


def _mail(row: Message) -> Mail:
    return Mail(**{column.key: getattr(row, column.key) for column in Message.__table__.columns})
