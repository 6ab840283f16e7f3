"""The hot path's few statements, as each database wants them, over the bare driver: no objects are mapped here."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from player.clock import POSTGRESQL_TIME

Driver = Any
"""A connection of the database's own driver, in a transaction."""

Row = Sequence[Any]

LEASE = (
    "l.secret_digest, l.learner_id, l.enrollment_id, l.activity, l.kind, l.policy, l.asked, l.ended_at, "
    "l.last_sequence, l.refused_sequence, l.last_at, l.ledger_ms, l.grace_ms, l.counted_ms, l.activity_before_ms, "
    "l.course_before_ms, l.section, l.media_ms"
)
STRETCH = "s.learner_id, s.started_at, s.ended_at, s.offset_ms, s.length_ms, s.counted_ms, s.grace_ms, s.reason"
OPEN = "JOIN seat_time_stretch s ON s.learner_id = l.learner_id AND s.is_open"
LEASES = f"SELECT {LEASE} FROM seat_time_lease l WHERE l.secret_digest "  # noqa: S608 - our own names
OPEN_STRETCHES = f"SELECT {STRETCH} FROM seat_time_lease l {OPEN} WHERE l.secret_digest "  # noqa: S608 - as above
BOTH = f"SELECT {LEASE}, {STRETCH} FROM seat_time_lease l LEFT {OPEN} WHERE l.secret_digest "  # noqa: S608 - as above
WIDTH = LEASE.count(",") + 1
"""How many columns of ``BOTH`` are of the lease."""

KNOWN = "SELECT 1 FROM seat_time_lease WHERE secret_digest = ?"
MOVED = (
    "last_sequence int, refused_sequence int, last_at timestamptz, ledger_ms bigint, grace_ms int, counted_ms bigint, "
    "asked bool, section text, media_ms bigint, learner_id uuid"
)
GROWN = (
    "ended_at timestamptz, length_ms bigint, counted_ms bigint, grace_ms int, reason text, is_open bool, asked bool, "
    "learner_id uuid"
)
ADDED = (
    "id uuid, learner_id uuid, enrollment_id uuid, activity text, kind text, policy text, asked bool, "
    "started_at timestamptz, ended_at timestamptz, offset_ms bigint, length_ms bigint, counted_ms bigint, "
    "grace_ms int, reason text, is_open bool"
)
"""What is stored of a lease that moved, of an open stretch that grew and of a new one, as the rows of ``write`` are.

A learner's open stretch is closed before the next one is added: there is one at most.
"""


def _names(columns: str) -> list[str]:
    return [column.split()[0] for column in columns.split(", ")]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of some leases, locked; their learners' open stretches; the database's time, where it has a clock."""

    leases: Sequence[Row]
    open_stretches: Sequence[Row]
    told: datetime | None


class Engine(Protocol):
    """What differs between databases: how values look, and how little one must wait for the answers."""

    def knows(self, driver: Driver, digest: str) -> bool:
        """Tell whether there is a lease with this digest; nothing is locked for it."""

    def read(self, driver: Driver, digests: Sequence[str]) -> Found:
        """Lock and return the leases with these digests, in the order of their learners."""

    def write(self, driver: Driver, moved: Sequence[Row], grown: Sequence[Row], added: Sequence[Row]) -> None:
        """Store how leases moved and open stretches grew, and the new stretches."""

    def instant(self, value: Any) -> datetime:  # noqa: ANN401 - what the driver returns
        """Return the instant that the driver returned."""

    def value(self, instant: datetime) -> object:
        """Return an instant as the driver takes it."""

    def identity(self, value: uuid.UUID) -> object:
        """Return an id as the driver takes it."""


def _change(table: str, columns: str) -> str:
    *changed, owner = _names(columns)
    return f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in changed)} WHERE {owner} = ?"  # noqa: S608 - our own names


def _add(columns: str) -> str:
    names = _names(columns)
    return f"INSERT INTO seat_time_stretch ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - as above


class SQLite:
    """Statements for ``sqlite3``. The transaction holds the one write lock; the machine's clock is the clock."""

    among = "IN (SELECT value FROM json_each(?))"
    statements = (_change("seat_time_lease", MOVED), _change("seat_time_stretch", GROWN) + " AND is_open", _add(ADDED))

    def knows(self, driver: Driver, digest: str) -> bool:
        """Tell whether there is a lease with this digest."""
        return driver.execute(KNOWN, (digest,)).fetchone() is not None

    def read(self, driver: Driver, digests: Sequence[str]) -> Found:
        """Return the leases with these digests."""
        rows = driver.execute(BOTH + self.among, (json.dumps(digests),)).fetchall()
        stretches = [row[WIDTH:] for row in rows if row[WIDTH] is not None]
        return Found([row[:WIDTH] for row in rows], stretches, None)

    def write(self, driver: Driver, moved: Sequence[Row], grown: Sequence[Row], added: Sequence[Row]) -> None:
        """Store what a group of beats changed."""
        for statement, rows in zip(self.statements, (moved, grown, added), strict=True):
            if rows:
                driver.executemany(statement, rows)

    def instant(self, value: str) -> datetime:
        """Return the instant that a text says, as ``UTCDateTime`` stores it."""
        return datetime.fromisoformat(value).replace(tzinfo=UTC)

    def value(self, instant: datetime) -> str:
        """Return an instant as ``UTCDateTime`` stores it."""
        return instant.replace(tzinfo=None).isoformat(" ", "microseconds")

    def identity(self, value: uuid.UUID) -> str:
        """Return an id as SQLAlchemy's ``Uuid`` stores it."""
        return value.hex


def _change_many(table: str, columns: str) -> str:
    *changed, owner = _names(columns)
    changes = ", ".join(f"{name} = new.{name}" for name in changed)
    return f"UPDATE {table} AS old SET {changes} FROM {_many(columns)} WHERE old.{owner} = new.{owner}"  # noqa: S608 - as above


def _add_many(columns: str) -> str:
    return f"INSERT INTO seat_time_stretch ({', '.join(_names(columns))}) SELECT * FROM {_many(columns)}"  # noqa: S608 - as above


def _many(columns: str) -> str:
    """Return rows as they are read from one JSON text: a group's rows cost one statement then, not one each."""
    return f"json_to_recordset(%s::json) AS new({columns})"


class PostgreSQL:
    """Statements for psycopg. In a pipeline nothing here waits but for what it reads, once for all of it."""

    among = "= ANY(%s)"
    statements = (
        (_change_many("seat_time_lease", MOVED), _names(MOVED)),
        (_change_many("seat_time_stretch", GROWN) + " AND old.is_open", _names(GROWN)),
        (_add_many(ADDED), _names(ADDED)),
    )

    def knows(self, driver: Driver, digest: str) -> bool:
        """Tell whether there is a lease with this digest."""
        return driver.execute(KNOWN.replace("?", "%s"), (digest,)).fetchone() is not None

    def read(self, driver: Driver, digests: Sequence[str]) -> Found:
        """Lock and return the leases; stretches and time are read by later statements, which see what we waited for."""
        wanted = (list(digests),)
        leases = driver.execute(LEASES + self.among + " ORDER BY learner_id FOR UPDATE", wanted)
        stretches = driver.execute(OPEN_STRETCHES + self.among, wanted)
        told = driver.execute(POSTGRESQL_TIME)
        return Found(leases.fetchall(), stretches.fetchall(), told.fetchone()[0])

    def write(self, driver: Driver, moved: Sequence[Row], grown: Sequence[Row], added: Sequence[Row]) -> None:
        """Store what a group of beats changed."""
        for one, (many, names), rows in zip(SQLite.statements, self.statements, (moved, grown, added), strict=True):
            if len(rows) == 1:
                driver.execute(one.replace("?", "%s"), rows[0])
            elif rows:
                told = [dict(zip(names, row, strict=True)) for row in rows]
                driver.execute(many, (json.dumps(told, default=str),))

    def instant(self, value: datetime) -> datetime:
        """Return an instant in UTC."""
        return value.astimezone(UTC)

    def value(self, instant: datetime) -> datetime:
        """Return the instant."""
        return instant

    def identity(self, value: uuid.UUID) -> uuid.UUID:
        """Return the id."""
        return value


ENGINES: dict[str, Engine] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}
"""The engine of each of SQLAlchemy's dialects that the site runs on."""
