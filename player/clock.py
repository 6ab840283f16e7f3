"""The only place that asks what time it is.

A view takes the time once per decision, after it has locked what it decides about, and passes it on as ``at``.
"""

from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

POSTGRESQL_TIME = "SELECT clock_timestamp()"
"""Asks PostgreSQL for its time, for code that speaks to the driver itself; ``Clock.agree`` decides what it is worth."""


class Clock(Protocol):
    """Tells the time of the database that a session writes to."""

    def now(self, session: Session) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def agree(self, told: datetime | None) -> datetime:
        """Return the present instant for code without a session: what the database told, if it has a clock."""
        ...


class DatabaseClock:
    """The clock of the served application: PostgreSQL's own, or this machine's beside SQLite.

    Several web machines agree on the time because on PostgreSQL none of them is asked.
    """

    def now(self, session: Session) -> datetime:
        """Return the present instant, aware, in UTC."""
        if session.get_bind().dialect.name == "postgresql":
            instant = session.scalar(select(func.clock_timestamp()))
            assert isinstance(instant, datetime)
            return instant.astimezone(UTC)
        return datetime.now(UTC)

    def agree(self, told: datetime | None) -> datetime:
        """Return what the database told, or this machine's time."""
        return datetime.now(UTC) if told is None else told.astimezone(UTC)
