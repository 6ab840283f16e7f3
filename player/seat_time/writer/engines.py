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

LEASES = (
    "SELECT secret_digest, learner_id, enrollment_id, activity, kind, policy, asked, ended_at, last_sequence, last_at, "
    "ledger_ms, grace_ms, counted_ms, activity_before_ms, course_before_ms, section, media_ms "
    "FROM seat_time_lease WHERE secret_digest "
)
OPEN_STRETCHES = (
    "SELECT s.learner_id, s.started_at, s.ended_at, s.offset_ms, s.length_ms, s.counted_ms, s.grace_ms, s.reason "
    "FROM seat_time_lease l JOIN seat_time_stretch s ON s.learner_id = l.learner_id AND s.is_open "
    "WHERE l.secret_digest "
)
KNOWN = "SELECT 1 FROM seat_time_lease WHERE secret_digest = ?"
MOVE = (
    "UPDATE seat_time_lease SET last_sequence = ?, last_at = ?, ledger_ms = ?, grace_ms = ?, counted_ms = ?, "
    "asked = ?, section = ?, media_ms = ? WHERE learner_id = ?"
)
GROW = (
    "UPDATE seat_time_stretch SET ended_at = ?, length_ms = ?, counted_ms = ?, grace_ms = ?, reason = ?, is_open = ?, "
    "asked = ? WHERE learner_id = ? AND is_open"
)
ADD = (
    "INSERT INTO seat_time_stretch (id, learner_id, enrollment_id, activity, kind, policy, asked, started_at, "
    "ended_at, offset_ms, length_ms, counted_ms, grace_ms, reason, is_open) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
"""A learner's open stretch is closed before the next one is added: there is one at most."""


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


class SQLite:
    """Statements for ``sqlite3``. The transaction holds the one write lock; the machine's clock is the clock."""

    among = "IN (SELECT value FROM json_each(?))"

    def knows(self, driver: Driver, digest: str) -> bool:
        """Tell whether there is a lease with this digest."""
        return driver.execute(KNOWN, (digest,)).fetchone() is not None

    def read(self, driver: Driver, digests: Sequence[str]) -> Found:
        """Return the leases with these digests."""
        wanted = (json.dumps(digests),)
        leases = driver.execute(LEASES + self.among, wanted).fetchall()
        stretches = driver.execute(OPEN_STRETCHES + self.among, wanted).fetchall() if leases else ()
        return Found(leases, stretches, None)

    def write(self, driver: Driver, moved: Sequence[Row], grown: Sequence[Row], added: Sequence[Row]) -> None:
        """Store what a group of beats changed."""
        for statement, rows in ((MOVE, moved), (GROW, grown), (ADD, added)):
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


class PostgreSQL:
    """Statements for psycopg. In a pipeline nothing here waits but for what it reads, once for all of it."""

    among = "= ANY(%s)"

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
        with driver.cursor() as cursor:
            for statement, rows in ((MOVE, moved), (GROW, grown), (ADD, added)):
                if rows:
                    cursor.executemany(statement.replace("?", "%s"), rows)

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
