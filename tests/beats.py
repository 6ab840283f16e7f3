"""Beats within a transaction of a test's own: by the statements that the site's writer stores them with."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from player.seat_time import service, writer
from player.seat_time.rules import Beat, Counted
from player.seat_time.tables import Lease
from player.seat_time.writer import Post
from player.seat_time.writer.engines import ENGINES

ANY = Beat(sequence=1, active_ms=0, fresh=True)


def take_beat(session: Session, secret: str, beat: Beat, *, at: datetime) -> Counted:
    """Add one beat to the ledger and return what its page learns; "elsewhere" if its lease is not in force."""
    return take_group(session, [service.post(secret, beat)], at=at)[0]


def take_group(session: Session, posts: Sequence[Post], *, at: datetime) -> list[Counted]:
    """Add beats that came while another group was written."""
    engine = ENGINES[session.get_bind().dialect.name]
    driver = session.connection().connection.driver_connection
    return writer.settle(driver, engine, posts, lambda _told: at)


def lease_of(session: Session, secret: str) -> Lease:
    """Return the row of the lease with this secret."""
    return session.scalars(select(Lease).where(Lease.secret_digest == service.post(secret, ANY).digest)).one()
