"""Rows of the record, in and out: links are added under the lock of the head, and read one at a time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from player.audit.rules import GENESIS, Entry, Head, Link
from player.audit.tables import AuditEntry, AuditHead, AuditValue

_HEAD = select(AuditHead.sequence, AuditHead.mac)
_LINKS = (
    select(AuditEntry.__table__, AuditValue.name, AuditValue.value)
    .outerjoin(AuditValue, AuditValue.sequence == AuditEntry.sequence)
    .order_by(AuditEntry.sequence, AuditValue.name)
)


def lock_head(session: Session) -> Head:
    """Return the newest link's head, locked until the transaction ends, so that the chain never forks."""
    row = session.execute(_HEAD.with_for_update()).one_or_none()
    if row is None:
        _add_first_head(session)
        row = session.execute(_HEAD.with_for_update()).one()
    return Head(sequence=row.sequence, mac=row.mac)


def find_head(session: Session) -> Head:
    """Return the newest link's head without locking it; that of an empty chain before the first link."""
    row = session.execute(_HEAD).one_or_none()
    return Head(sequence=row.sequence, mac=row.mac) if row else GENESIS


def holds(session: Session, head: Head) -> bool:
    """Tell whether a link with this number and MAC stands in the chain."""
    mac = session.scalar(select(AuditEntry.mac).where(AuditEntry.sequence == head.sequence))
    return head == GENESIS or mac == head.mac


def add(session: Session, link: Link) -> None:
    """Write a link, its values beside it, and the head that it now is. The caller holds the head."""
    entry = link.entry
    session.execute(
        insert(AuditEntry).values(
            sequence=entry.sequence,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            digests=dict(entry.digests),
            previous=link.previous,
            mac=link.mac,
        )
    )
    values = [{"sequence": entry.sequence, "name": name, "value": value} for name, value in link.values.items()]
    if values:
        session.execute(insert(AuditValue), values)
    session.execute(update(AuditHead).values(sequence=entry.sequence, mac=link.mac))


@contextmanager
def chain(session: Session) -> Iterator[Iterator[Link]]:
    """Yield the links in order, one by one; no more than some hundred rows are in memory at once."""
    with session.execute(_LINKS, execution_options={"yield_per": 500}) as rows:
        yield _links(rows)


def about(session: Session, subject: str) -> tuple[Link, ...]:
    """Return the links whose entries are about a subject, oldest first."""
    return tuple(_links(session.execute(_LINKS.where(AuditEntry.subject == subject))))


def erase(session: Session, subject: str) -> int:
    """Delete the clear values of all entries about a subject; return how many there were."""
    theirs = select(AuditEntry.sequence).where(AuditEntry.subject == subject)
    erased = delete(AuditValue).where(AuditValue.sequence.in_(theirs)).returning(AuditValue.name)
    return len(session.scalars(erased).all())


def _links(rows: Iterable[Row[*tuple[object, ...]]]) -> Iterator[Link]:
    for _, group in groupby(rows, key=itemgetter(0)):
        several = list(group)
        row = several[0]
        entry = Entry(
            sequence=row.sequence,
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            digests=row.digests,
        )
        values = {each.name: each.value for each in several if each.name is not None}
        yield Link(entry=entry, previous=row.previous, mac=row.mac, values=values)


def _add_first_head(session: Session) -> None:
    """Make the head of an empty chain; of several writers who try at once, one does and the others wait for it."""
    insert_head = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    first = insert_head(AuditHead).values(id=1, sequence=GENESIS.sequence, mac=GENESIS.mac)
    session.execute(first.on_conflict_do_nothing())
