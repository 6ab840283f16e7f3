"""The only place that asks what time it is.

A view takes the time once per decision, after it has locked what it decides about, and passes it on as ``at``.
"""

from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session


class Clock(Protocol):
    """Tells the time of the database that a session writes to."""

    def now(self, session: Session) -> datetime:
        """Return the present instant, aware, in UTC."""
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
