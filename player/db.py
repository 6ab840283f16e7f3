"""The database as all rooms see it: tables' base, types, and transactions. Plain SQLAlchemy; knows no Flask."""

import fcntl
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, URL, DateTime, Executable, MetaData, Uuid, create_engine, event, make_url, text
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another on SQLite before it gives up."""


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into what the engine stores."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Turn what the engine stored into an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table. The naming convention makes constraints droppable on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UTCDateTime(),
        uuid.UUID: Uuid(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class Database:
    """An engine and the three kinds of transaction: reading, writing, and writing from the first write on."""

    def __init__(self, engine: Engine, audit_key: bytes, turn: "Turn | None" = None) -> None:
        """Wrap an engine made by ``open_database``; every session carries the audit key in its ``info``."""
        self.engine, self._turn = engine, turn
        self._when_closed: list[Callable[[], None]] = []

        def sessions(begin: str) -> sessionmaker[Session]:
            bind = engine.execution_options(begin=begin)
            if begin == "deferred" and engine.dialect.name == "postgresql":
                bind = bind.execution_options(isolation_level="REPEATABLE READ")
            return sessionmaker(bind, expire_on_commit=False, info={"audit_key": audit_key})

        self._reading, self._writing, self._late = sessions("deferred"), sessions("immediate"), sessions("late")
        if engine.dialect.name == "sqlite":
            event.listen(self._late, "before_flush", _begin_late)
            event.listen(self._late, "do_orm_execute", _begin_late_statement)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session on one snapshot; whatever it changed is thrown away."""
        with self.snapshot() as session:
            yield session

    def snapshot(self) -> Session:
        """Return a session on one snapshot; the caller closes it."""
        session = self._reading()
        session.info["connection"] = session.connection()
        return session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session that holds SQLite's write lock from its start; commits at the end, or rolls back."""
        with self._writing.begin() as session:
            session.connection()  # a session begins with its first statement; the time is asked before that
            yield session

    def late_writing(self) -> Session:
        """Return a session that takes SQLite's write lock at its first write.

        For code that reads, hashes a password and then writes: the lock is not held while hashing. The caller
        commits and closes.
        """
        return self._late()

    def answers(self) -> bool:
        """Tell whether the database answers and has its tables; raises what the driver raises when it does not."""
        with self.engine.connect() as connection:
            return connection.scalar(text("SELECT version_num FROM alembic_version")) is not None

    def turn(self) -> AbstractContextManager[object]:
        """Return what a writer with a connection of its own holds while it writes, so that writers take turns."""
        return nullcontext() if self._turn is None else self._turn.held()

    def driver_connection(self) -> Any:  # noqa: ANN401 - the driver's own class
        """Return a connection of the driver itself, set as all others are; the caller closes it."""
        connection = self.engine.raw_connection()
        driver = connection.driver_connection
        connection.detach()
        return driver

    def place(self, connection: Any) -> object:  # noqa: ANN401 - as above
        """Return which file a connection writes to now; it changes when the file is removed or replaced."""
        return _file(_path(connection)) if self._turn is not None else None

    def when_closed(self, act: Callable[[], None]) -> None:
        """Call ``act`` when the database is closed."""
        self._when_closed.append(act)

    def close(self) -> None:
        """Give back every connection, and let whoever writes with one of their own end first."""
        while self._when_closed:
            self._when_closed.pop()()
        self.engine.dispose()


def open_database(url: str, *, audit_key: bytes) -> Database:
    """Return the database at a SQLAlchemy URL (``sqlite:///path`` or ``postgresql://…``).

    ``audit_key`` chains the audit trail; it lives outside the database. An error never repeats the values of its
    statement: it ends up in a log, and they may be someone's answers.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, hide_parameters=True, **_pool(parsed))
        turn = Turn(_turn_file(parsed))
        event.listen(engine, "connect", lambda connection, entry: _prepare_sqlite(connection, entry, turn))
        event.listen(engine, "checkout", _refuse_another_file)
        event.listen(engine, "checkin", _end_turn)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine, audit_key, turn)
    seconds = {"connect_timeout": 10}  # a server that is gone must not hold every thread for minutes
    engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True, connect_args=seconds, **_pool(parsed))
    return Database(engine, audit_key)


def _pool(url: URL) -> dict[str, int]:
    """Return how many connections there may be: two for each thread of a web worker, one of them for its sign-in."""
    in_memory = url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}
    return {} if in_memory else {"pool_size": 16, "max_overflow": 16}


def fetch(session: Session, statement: Executable, **wanted: object) -> Sequence[Any]:
    """Return the rows of a statement that was built once, for what every page asks.

    To build a statement costs more than to have SQLite answer it, and so does what a session does around one: a
    snapshot's connection is asked past its session.
    """
    return session.info.get("connection", session).execute(statement, wanted).all()  # type: ignore[no-any-return]  # info holds anything


class Turn:
    """Lets the writers of all processes ask SQLite for its write lock one after the other.

    SQLite lets pass whoever asks at the right moment: of thirty threads that ask, some would wait for ten seconds. The
    processes take turns by a lock on a file of its own beside the database; on the database itself it would, when it
    is closed, drop the locks of SQLite. The threads of a process, which share that lock, take turns before it.
    """

    def __init__(self, path: Path | None) -> None:
        """Take turns by the lock file ``path``, made when first needed; without one, within this process only."""
        self._path, self._lock = path, threading.Lock()
        self._file: int | None = None
        self._owner = 0

    def take(self) -> bool:
        """Wait for the turn and tell whether it came; after a long wait, ask SQLite all the same."""
        if not self._lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            return False
        if self._path is not None:
            try:
                fcntl.flock(self._descriptor(self._path), fcntl.LOCK_EX)
            except BaseException:
                self._lock.release()
                raise
        return True

    def end(self) -> None:
        """Give the turn to the next; only for who got it."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._lock.release()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the turn and hold it."""
        taken = self.take()
        try:
            yield
        finally:
            if taken:
                self.end()

    def _descriptor(self, path: Path) -> int:
        """Return this process's own open file: one that came over a fork would be the parent's lock too."""
        if self._file is None or self._owner != os.getpid():
            self._file, self._owner = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), os.getpid()
        return self._file


def _turn_file(url: URL) -> Path | None:
    in_memory = url.database in {None, "", ":memory:"}
    return None if in_memory else Path(f"{str(url.database).removeprefix('file:')}.turn")


def _end_turn(_connection: object, entry: ConnectionPoolEntry) -> None:
    turn = entry.info.pop("taken", None)
    if turn is not None:
        turn.end()


def _begin_immediate(connection: Connection) -> None:
    """Begin a transaction that writes. The turn ends when the connection goes back to its pool."""
    if "taken" not in connection.info and connection.info["turn"].take():
        connection.info["taken"] = connection.info["turn"]
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_sqlite(connection: Any, entry: ConnectionPoolEntry, turn: Turn) -> None:  # noqa: ANN401 - the driver's own class
    connection.isolation_level = None  # the driver must not open transactions by itself: see _begin_sqlite
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged write survives a power cut
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    path = _path(connection)
    entry.info.update(path=path, file=_file(path), turn=turn)


def _refuse_another_file(_connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Open a new connection when the file was removed or replaced: what the old one writes, nobody would find."""
    if entry.info["file"] != _file(entry.info["path"]):
        raise DisconnectionError


def _path(connection: Any) -> str:  # noqa: ANN401 - as above
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _file(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat() if path else None
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("begin", "deferred")
    if begin == "immediate":
        _begin_immediate(connection)
    elif begin == "deferred":
        connection.connection.dbapi_connection.execute("BEGIN")  # type: ignore[union-attr]  # sqlite3's own, for speed


def _begin_late(session: Session, _flush: object, _instances: object) -> None:
    connection = session.connection()
    if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3's own flag
        _begin_immediate(connection)


def _begin_late_statement(state: ORMExecuteState) -> None:
    if not state.is_select or getattr(state.statement, "_for_update_arg", None) is not None:
        _begin_late(state.session, None, None)
