"""What the database promises to all rooms: locks, snapshots, instants, and no write without its transaction."""

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from config import ROOT
from player.accounts.tables import Learner, License
from player.db import BUSY_TIMEOUT_MS, Database, open_database
from player.schema import upgrade
from player.server import THREADS
from tests.conftest import AUDIT_KEY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def learner(joined_at: datetime = NOON) -> Learner:
    return Learner(id=uuid.uuid4(), joined_at=joined_at)


def learners(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Learner)) or 0


def stored(database: Database) -> int:
    with database.reading() as session:
        return learners(session)


@pytest.fixture
def other_writer(database: Database) -> Iterator[Callable[[], None]]:
    """Another program that wants the write lock, and does not wait for it."""
    with closing(sqlite3.connect(str(database.engine.url.database), timeout=0, isolation_level=None)) as connection:

        def write() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")

        yield write


def test_each_thread_of_a_worker_has_two_connections(database: Database) -> None:
    with ExitStack() as stack:
        for _each in range(2 * THREADS):
            stack.enter_context(database.reading()).connection()


@SQLITE
@pytest.mark.parametrize("kind", ["_writing", "_late"])
def test_a_write_that_fails_gives_its_turn_to_the_next(database: Database, kind: str) -> None:
    with pytest.raises(IntegrityError), getattr(database, kind)() as session:
        session.execute(insert(License).values(id=uuid.uuid4()))
    begun = time.monotonic()
    with database.writing() as session:
        session.add(learner())
    assert time.monotonic() - begun < BUSY_TIMEOUT_MS / 2000


@pytest.mark.parametrize("kind", ["_reading", "_writing", "_late"])
def test_sqlite_is_set_as_we_rely_on_it(tmp_path: Path, kind: str) -> None:
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": BUSY_TIMEOUT_MS}
    url = f"sqlite:///{tmp_path / 'player.db'}"
    with closing(open_database(url, audit_key=AUDIT_KEY)) as database, getattr(database, kind)() as session:
        assert {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


def test_a_foreign_key_must_name_a_row(database: Database) -> None:
    what = {"jurisdiction": "NY", "profession": "nurse", "license_type": "RN", "number": "1", "added_at": NOON}
    lost = License(id=uuid.uuid4(), learner_id=uuid.uuid4(), **what)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.writing() as session:
        session.add(lost)


def test_writers_queue_instead_of_failing(database: Database) -> None:
    def write() -> None:
        with database.writing() as session:
            learners(session)
            session.add(learner())

    threads = [threading.Thread(target=write) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(database) == 12


@SQLITE
def test_a_writer_holds_the_lock_from_its_first_moment(database: Database, other_writer: Callable[[], None]) -> None:
    with database.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other_writer()
    other_writer()


@SQLITE
def test_late_writing_takes_the_lock_at_its_first_write(database: Database, other_writer: Callable[[], None]) -> None:
    with database.late_writing() as session:
        learners(session)
        other_writer()
        session.add(learner())
        other_writer()
        session.flush()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other_writer()
        session.commit()
    assert stored(database) == 1


@SQLITE
@pytest.mark.parametrize(
    "statement",
    [
        insert(Learner).values(id=uuid.uuid4(), joined_at=NOON),
        update(Learner).values(locale="de"),
        select(Learner).with_for_update(),
        text("DELETE FROM learner"),
    ],
    ids=["insert", "update", "select for update", "text"],
)
def test_late_writing_locks_before_any_statement_that_writes(
    database: Database, other_writer: Callable[[], None], statement: object
) -> None:
    with database.late_writing() as session:
        session.execute(statement)  # type: ignore[call-overload]  # any of the four kinds
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other_writer()


def test_late_writing_keeps_all_or_nothing(database: Database) -> None:
    with database.late_writing() as session:
        session.add(learner())
        session.flush()
        session.execute(insert(Learner).values(id=uuid.uuid4(), joined_at=NOON))
        session.rollback()
        session.add(learner())
        session.flush()
    assert stored(database) == 0


def test_late_writing_can_commit_twice(database: Database) -> None:
    with database.late_writing() as session:
        for _ in range(2):
            session.add(learner())
            session.commit()
    assert stored(database) == 2


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def write() -> None:
        with database.writing() as session:
            session.add(learner())
            session.flush()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write()
    assert stored(database) == 0


def test_what_a_reader_changes_is_thrown_away(database: Database) -> None:
    with database.reading() as session:
        session.add(learner())
        session.flush()
    assert stored(database) == 0


def test_a_reader_sees_one_snapshot(database: Database) -> None:
    with database.reading() as session:
        assert learners(session) == 0
        with database.writing() as other:
            other.add(learner())
        assert learners(session) == 0
    assert stored(database) == 1


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with database.late_writing() as session:
        session.add(learner(NOON.replace(tzinfo=None)))
        with pytest.raises(StatementError, match="an instant needs a zone"):
            session.flush()
        session.rollback()
    assert stored(database) == 0


@pytest.mark.parametrize("hours", [-8, 0, 5.75])
def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database, hours: float) -> None:
    instant = datetime(2026, 11, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=hours)))
    with database.writing() as session:
        session.add(learner(instant))
    with database.reading() as session:
        found = session.scalar(select(Learner.joined_at))
    assert found == instant
    assert found is not None
    assert found.utcoffset() == timedelta(0)


def test_no_instant_stays_no_instant(database: Database) -> None:
    with database.writing() as session:
        session.add(learner())
        session.flush()
        assert session.scalar(select(License.removed_at)) is None


def test_a_database_with_its_tables_answers(database: Database) -> None:
    assert database.answers()


def test_a_database_without_tables_does_not_answer(tmp_path: Path) -> None:
    with (
        closing(open_database(f"sqlite:///{tmp_path}/new/player.db", audit_key=AUDIT_KEY)) as database,
        pytest.raises(OperationalError, match="no such table"),
    ):
        database.answers()


@SQLITE
def test_a_database_whose_file_is_gone_does_not_answer(database: Database) -> None:
    Path(str(database.engine.url.database)).unlink()
    with pytest.raises(OperationalError):
        database.answers()


@SQLITE
def test_a_database_that_is_put_back_is_the_one_that_is_read(database: Database, tmp_path: Path) -> None:
    stored(database)
    with closing(open_database(f"sqlite:///{tmp_path}/backup.db", audit_key=AUDIT_KEY)) as backup:
        upgrade(backup, ROOT / "migrations")
        with backup.writing() as session:
            session.add(learner())
    (tmp_path / "backup.db").replace(str(database.engine.url.database))
    assert stored(database) == 1


def test_a_postgresql_server_that_is_gone_is_an_error_of_the_database() -> None:
    with (
        closing(open_database("postgresql://ada@127.0.0.1:9/none", audit_key=AUDIT_KEY)) as database,
        pytest.raises(OperationalError),
    ):
        database.answers()
