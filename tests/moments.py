"""Moments that many tests begin with. Each is walked to once a worker; later tests find the database as it was then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from player.db import Database
from player.schema import metadata
from tests.conftest import EMPTY, HandClock, copied, restore

T = TypeVar("T")


@dataclass(frozen=True)
class Moment:
    """What a database held, what time it was, and what the walk there returned."""

    rows: Any
    instant: datetime
    facts: Any


_KEPT: dict[tuple[str, str], Moment] = {}


def reach(database: Database, clock: HandClock, name: str, walk: Callable[[], T]) -> T:
    """Return what ``walk`` returned when it was first walked; database and clock become as it left them.

    What it returns has to be immutable, and nothing but the database and the clock may know of the walk.
    """
    engine = database.engine.dialect.name
    copy, put_back = (copied, restore) if engine == "sqlite" else (_rows, _fill)
    if (engine, name) not in _KEPT:
        facts = walk()
        _KEPT[engine, name] = Moment(copy(database), clock.instant, facts)
        return facts
    kept = _KEPT[engine, name]
    put_back(database, kept.rows)
    clock.instant = kept.instant
    reached: T = kept.facts
    return reached


def name_of(walk: Callable[..., object]) -> str:
    """Return the name under which a walk is kept."""
    return f"{walk.__module__}.{walk.__qualname__}"


def _rows(database: Database) -> dict[str, bytes]:
    """Return the rows of a PostgreSQL database, table by table, as it copies them."""
    with database.engine.connect() as connection:
        return {table: found for table in metadata.tables if (found := _copied(connection, table))}


def _copied(connection: Connection, table: str) -> bytes:
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _fill(database: Database, rows: dict[str, bytes]) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(EMPTY)  # what goes back was whole once: until the end nothing looks at it again
        for table, found in rows.items():
            with connection.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(found)
