"""This request's database: one snapshot to read, visible transactions to write, and the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from player.clock import Clock
from player.db import Database

__all__ = ["Session", "Site", "abandon", "install", "now", "reading", "sign_in_session", "site", "writing"]


@dataclass(frozen=True, kw_only=True)
class Site:
    """What views reach for through the application: its database and its clock."""

    database: Database
    clock: Clock


def install(app: Flask, site: Site) -> None:
    """Give the application its database and clock, and close what a request leaves open."""
    app.extensions["player"] = site
    app.teardown_request(abandon)


def site() -> Site:
    """Return the running application's database and clock."""
    value = current_app.extensions["player"]
    assert isinstance(value, Site)
    return value


@contextmanager
def reading() -> Iterator[Session]:
    """Yield a session on the request's one snapshot of the database; who is asking was read from it too."""
    if "snapshot" not in g:
        g.snapshot = site().database.snapshot()
    yield g.snapshot


@contextmanager
def writing() -> Iterator[Session]:
    """Yield the one visible transaction of a request that changes something; commits at the end, or rolls back.

    What is read after it is read anew.
    """
    _end_snapshot()
    with site().database.writing() as session:
        yield session


def now(session: Session) -> datetime:
    """Return the instant by which this request decides; ask once, after locking what it is about."""
    return site().clock.now(session)


def sign_in_session() -> Session:
    """Return the request's session for sign-in: it takes the write lock only at its first write."""
    if "sign_in_session" not in g:
        g.sign_in_session = site().database.late_writing()
    session: Session = g.sign_in_session
    return session


def _end_snapshot() -> None:
    """Close the request's snapshot, if something was read."""
    session: Session | None = g.pop("snapshot", None)
    if session is not None:
        session.close()


def abandon(_error: BaseException | None = None) -> None:
    """Close what the request has open, to be opened anew if need be; what it has not committed is thrown away."""
    _end_snapshot()
    session: Session | None = g.pop("sign_in_session", None)
    if session is not None:
        session.close()
