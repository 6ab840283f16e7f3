"""The one thread of a web worker that writes beats, and the queue in front of it."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy.exc import DBAPIError

from player.db import Database
from player.seat_time.rules import Counted
from player.seat_time.writer.engines import ENGINES
from player.seat_time.writer.group import Post, settle

LONGEST_QUEUE = 1_000
"""More beats than that do not wait: their pages are told to come back."""

LARGEST_GROUP = 512

MOST_MET = 10_000
"""So many leases are remembered as good ones; then the memory begins anew."""

PATIENCE_S = 5.0
"""How long a page waits for its beat to be stored; it then asks again, and a beat counts once."""

GONE = {"OperationalError", "InterfaceError"}
"""What both drivers raise when the database is busy or gone."""

Now = Callable[[datetime | None], datetime]


class Busy(Exception):
    """The beat could not be stored now; it may be sent again."""


class Failed(Exception):
    """The beat cannot be stored; no other beat is held up by it."""


class _Waiting:
    """A beat in the queue, its answer, and the lock that opens when there is one."""

    __slots__ = ("answer", "done", "given_up", "post")

    def __init__(self, post: Post) -> None:
        self.post, self.given_up = post, False
        self.answer: Counted | Exception = Busy()
        self.done = threading.Lock()
        self.done.acquire()

    def tell(self, answer: Counted | Exception) -> None:
        self.answer = answer
        self.done.release()


class Writer:
    """Stores beats and answers once they are on disk. Its thread and connection are made for the first beat.

    Whatever comes while a group is written is the next group, so a slow disk makes groups larger and nothing late.
    """

    def __init__(self, database: Database, now: Now) -> None:
        """Write to ``database``; ``now`` turns what the database tells of the time into the instant that counts."""
        self._database, self._now = database, now
        self._engine = ENGINES[database.engine.dialect.name]
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._starting, self._started = threading.Lock(), False
        self._connection: _Connection | None = None
        self._met: set[str] = set()
        database.when_closed(self.close)

    def take(self, post: Post) -> Counted:
        """Store a beat and return what its page learns.

        Raises:
            Busy: too many wait, or the database is held or gone.
            Failed: this beat cannot be stored.
        """
        if self._queue.qsize() >= LONGEST_QUEUE:
            raise Busy
        if not self._started:
            self._start()
        waiting = _Waiting(post)
        self._queue.put(waiting)
        if not waiting.done.acquire(timeout=PATIENCE_S):
            waiting.given_up = True
            raise Busy
        if isinstance(waiting.answer, Exception):
            raise waiting.answer
        return waiting.answer

    def close(self) -> None:
        """End the thread once it has written what waits, and give its connection back."""
        if self._started:
            self._queue.put(None)

    def _start(self) -> None:
        with self._starting:
            if not self._started:
                threading.Thread(target=self._run, name="beats", daemon=True).start()
                self._started = True

    def _run(self) -> None:
        try:
            while (first := self._queue.get()) is not None:
                self._write(first)
            if self._connection is not None:
                self._connection.close()
        except BaseException:  # without this thread every beat would wait in vain: the worker is started anew
            logging.getLogger("player").critical("the thread that writes beats died", exc_info=True)
            os._exit(1)

    def _write(self, first: _Waiting) -> None:
        if self._is_stranger(first.post.digest):
            first.tell(Counted(outcome="elsewhere"))
            return
        with self._database.turn():
            group = self._drain(first)
            try:
                answers: list[Counted | Exception] = list(self._settle([waiting.post for waiting in group]))
            except Exception as error:  # noqa: BLE001 - whatever one beat brings about, the others are stored
                answers = self._each(group, _told(error))
        for waiting, answer in zip(group, answers, strict=True):
            self._meet(waiting.post.digest, answer)
            waiting.tell(answer)

    def _is_stranger(self, digest: str) -> bool:
        """Tell whether no lease has this digest. It takes no turn and no lock: a secret made up holds up nobody."""
        if digest in self._met:
            return False
        with suppress(Exception):  # what is wrong with the database is told when the group is written
            connection = self._connected()
            with connection.reading():
                return not self._engine.knows(connection.driver, digest)
        return False

    def _meet(self, digest: str, answer: Counted | Exception) -> None:
        """Remember a lease that took a beat, so that its next one is not looked up first; a hint and nothing more."""
        if len(self._met) >= MOST_MET:
            self._met.clear()
        if isinstance(answer, Counted) and answer.outcome != "elsewhere":
            self._met.add(digest)
        else:
            self._met.discard(digest)

    def _drain(self, first: _Waiting) -> list[_Waiting]:
        """Return what waits by now; a page that has gone away is left out, unless it is the only one."""
        group = [first]
        with suppress(Empty):
            while len(group) < LARGEST_GROUP:
                waiting = self._queue.get_nowait()
                if waiting is None:
                    self._queue.put(None)
                    break
                if not waiting.given_up:
                    group.append(waiting)
        return group

    def _each(self, group: list[_Waiting], told: Exception) -> list[Counted | Exception]:
        """Write beats one by one after a group failed; those not tried since the database is held may come again."""
        answers: list[Counted | Exception] = []
        gone = isinstance(told, Busy) and self._database.engine.dialect.name == "sqlite"
        for waiting in group:
            answers.append(Busy() if gone else self._alone(waiting.post))
            gone = gone or isinstance(answers[-1], Busy)
        return answers

    def _alone(self, post: Post) -> Counted | Exception:
        try:
            return self._settle([post])[0]
        except Exception as error:  # noqa: BLE001 - as above
            return _told(error)

    def _connected(self) -> "_Connection":
        if self._connection is None or not self._connection.is_good():
            self._connection = _Connection(self._database)
        return self._connection

    def _settle(self, posts: list[Post]) -> list[Counted]:
        connection = self._connected()
        with connection.transaction():
            return settle(connection.driver, self._engine, posts, self._now)


class _Connection:
    """The writer's own connection: the driver's, set as all others are, in no pool."""

    def __init__(self, database: Database) -> None:
        self.driver: Any = database.driver_connection()
        self._database, self._place = database, database.place(self.driver)
        self._good = True
        sqlite = database.engine.dialect.name == "sqlite"
        self.transaction: Callable[[], AbstractContextManager[None]] = self._sqlite if sqlite else self._postgresql
        self.reading: Callable[[], AbstractContextManager[None]] = nullcontext if sqlite else self._postgresql

    def is_good(self) -> bool:
        """Tell whether the next group can be written with it; what cannot is closed."""
        with suppress(Exception):
            if self._good and self._database.place(self.driver) == self._place:
                return True
        self.close()
        return False

    def close(self) -> None:
        """Give it back, and with it every lock of a transaction that failed: the next beat may be long in coming."""
        self._good = False
        with suppress(Exception):
            self.driver.close()

    @contextmanager
    def _sqlite(self) -> Iterator[None]:
        self.driver.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.driver.execute("COMMIT")
        except BaseException:
            self.close()
            raise

    @contextmanager
    def _postgresql(self) -> Iterator[None]:
        try:
            with self.driver.pipeline():  # statements go out together, and the commit with them
                yield
                self.driver.commit()
        except BaseException:
            self.close()
            raise


def _told(error: Exception) -> Exception:
    """Return what a page is told of an error, and write down what it was."""
    if isinstance(error, DBAPIError):
        error = error.orig if isinstance(error.orig, Exception) else error
    away = any(base.__name__ in GONE for base in type(error).__mro__)
    logging.getLogger("player").error("a beat was not stored", exc_info=error)
    return Busy() if away else Failed()


def open_writer(database: Database, now: Now) -> Writer:
    """Return the writer of beats for a database; it starts with its first beat."""
    return Writer(database, now)
