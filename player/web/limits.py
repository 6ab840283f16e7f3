"""Limits on how often something may be tried; they live in the database, so all processes share them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from flask import request
from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from player.errors import TooMany
from player.web.tables import RateLimit
from player.web.transaction import now, site

_HITS = {
    dialect: insert(RateLimit)
    .values({name: bindparam(name) for name in ("key", "window", "hits", "expires")})
    .on_conflict_do_update(index_elements=["key", "window"], set_={"hits": RateLimit.hits + 1})
    .returning(RateLimit.hits)
    for dialect, insert in (("postgresql", postgres_insert), ("sqlite", sqlite_insert))
}
"""What counts one more try, made once: every sign-in waits for it."""


def limit(name: str, allowed: Mapping[str, int], *, seconds: int) -> None:
    """Count one try of ``name`` in this window for each of these who may try so often, up to the first who may not.

    It has a transaction of its own, so that a failed request counts.

    Raises:
        TooMany: this was more than allowed within ``seconds``; its parameters say when to come back.
    """
    with site().database.writing() as session:
        at = now(session)
        rest = _rest_of_window(at, seconds)
        window, expires = int(at.timestamp()) // seconds, int(at.timestamp()) + rest
        keys = ((_digest(name, whom, seconds), times) for whom, times in allowed.items())
        exceeded = next((times for key, times in keys if _hit(session, key, window, expires) > times), None)
    if exceeded is not None:
        raise TooMany("too_many_tries", retry_after=rest, times=exceeded, seconds=seconds)


def client_address() -> str:
    """Return the address this request came from, as the server saw it."""
    return request.remote_addr or "unknown"


def forget_old_windows(session: Session, *, at: datetime) -> int:
    """Delete the counters of windows that are over; return how many."""
    over = delete(RateLimit).where(RateLimit.expires < int(at.timestamp())).returning(RateLimit.key)
    return len(session.scalars(over).all())


def _hit(session: Session, key: str, window: int, expires: int) -> int:
    counted = session.connection().execute(
        _HITS[session.get_bind().dialect.name], {"key": key, "window": window, "hits": 1, "expires": expires}
    )
    return int(counted.scalar_one())


def _digest(name: str, whom: str, seconds: int) -> str:
    return hashlib.sha256(f"{name}\0{seconds}\0{whom}".encode()).hexdigest()


def _rest_of_window(at: datetime, seconds: int) -> int:
    return seconds - int(at.timestamp()) % seconds
