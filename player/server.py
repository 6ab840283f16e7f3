"""`player serve`: two web workers and beside them the worker that sends mail and keeps the house."""

import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from multiprocessing.context import SpawnProcess

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.exc import SQLAlchemyError

from config import BadConfiguration, Config
from player import app as application
from player.audit import service as audit
from player.clock import DatabaseClock
from player.db import Database, open_database
from player.outbox import service as outbox
from player.web import limits

THREADS = 16
"""Threads of a web worker that wait for the database; few, because more of them only fight for it."""

SWITCH_S = 0.0005
"""How long a thread may keep Python to itself while others want it, a tenth of the usual: the writer of beats gives it
away at every row, and waits that long for it each time while a page is drawn. Beside eight clients that sign in, the
median of beats went from 14 to 4 ms by it."""


class PortTaken(OSError):
    """Another program listens where the site should."""


class NotReady(RuntimeError):
    """The database is away, or nobody has made its tables."""


def serve(config: Config, *, when_ready: Callable[[], None] = lambda: None) -> None:
    """Serve the site until it is told to stop; calls ``when_ready`` once it answers.

    Raises:
        PortTaken: the address is in use.
        player.app.DemoAccountsOutsideDemo: public passwords in a real site's database.
        NotReady: the database cannot be used.
        BadConfiguration: ``SMTP_URL`` or ``MAIL_FROM`` cannot be understood.
    """
    _refuse_taken_port(config)
    _refuse_bad_mail(config)
    with closing(open_database(config.database_url, audit_key=config.audit_key)) as database:
        _refuse_without_tables(database)
        application.create_app(config, database=database)  # what is wrong is said before a worker starts
    server = Granian(
        "player.server:served",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=config.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )
    caretaker = Caretaker(config)
    server.on_startup(caretaker.start)
    server.on_startup(threading.Thread(target=_tell_when_ready, args=(config, when_ready), daemon=True).start)
    server.on_shutdown(caretaker.stop)
    server.serve()


def served() -> Flask:
    """Return the application of one web worker, which ends when the site's main process is gone."""
    sys.setswitchinterval(SWITCH_S)
    threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()
    return application.served()


def _end_without(main: int) -> None:
    """End this process once its parent is another one; every answer that was given is stored by then."""
    while os.getppid() == main:
        time.sleep(1)
    os._exit(1)


class Caretaker:
    """The process beside the web workers; it is started again when it dies before the site does."""

    def __init__(self, config: Config) -> None:
        self._config, self._stopping = config, threading.Event()
        self._process = self._new()

    def start(self) -> None:
        """Start the process and watch over it; Ctrl-C, which reaches all processes of a terminal, is not for it."""
        ours = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the new process inherits that
        self._process.start()
        signal.signal(signal.SIGINT, ours)
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """End the process."""
        self._stopping.set()
        self._process.terminate()

    def _new(self) -> SpawnProcess:
        of = (self._config, os.getpid())
        return multiprocessing.get_context("spawn").Process(target=take_care, args=of, daemon=True)

    def _watch(self) -> None:
        self._process.join()
        while self._process.exitcode != -signal.SIGTERM and not self._stopping.wait(1):
            logging.getLogger("player").error("the worker that sends mail died; starting another")
            self._process = self._new()
            self._process.start()
            self._process.join()


def take_care(config: Config, site: int) -> None:
    """Send what lies in the outbox and do the small chores, until the site's process ``site`` is gone."""
    database = open_database(config.database_url, audit_key=config.audit_key)
    clock = DatabaseClock()
    stop = threading.Event()

    def note_the_audit_head() -> None:
        with database.reading() as session:
            audit.note_head(session, folder=config.data, at=clock.now(session))

    def stop_without_site() -> None:
        if os.getppid() != site:
            stop.set()

    chores = (stop_without_site, note_the_audit_head, _hourly(lambda: _forget_limits(database, clock)))
    if config.smtp_url is None and not config.demo:
        _only(chores, stop=stop)  # mail stays in the outbox, to be sent when there is a relay
        return
    transport = outbox.transport_to(config.smtp_url, sender=config.mail_from)
    outbox.work(database, transport, clock, stop=stop, chores=chores)


def _only(chores: Sequence[Callable[[], object]], *, stop: threading.Event) -> None:
    while not stop.is_set():
        for chore in chores:
            try:
                chore()
            except SQLAlchemyError:  # the database may be away for a while
                logging.getLogger("player").exception("a chore failed; the next round tries again")
        stop.wait(outbox.POLL_SECONDS)


def _forget_limits(database: Database, clock: DatabaseClock) -> None:
    with database.writing() as session:
        limits.forget_old_windows(session, at=clock.now(session))


def _hourly(chore: Callable[[], None]) -> Callable[[], None]:
    rounds = 0

    def sometimes() -> None:
        nonlocal rounds
        if rounds % 3600 == 0:  # the outbox worker makes a round a second
            chore()
        rounds += 1

    return sometimes


def _refuse_taken_port(config: Config) -> None:
    try:
        found = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(found[0]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except OSError as error:
        raise PortTaken(
            f"{config.host}:{config.port} cannot be used ({error.strerror}): choose another HOST or PORT"
        ) from error


def _refuse_without_tables(database: Database) -> None:
    try:
        ready = database.answers()
    except SQLAlchemyError:
        ready = False
    if not ready:
        raise NotReady("the database does not answer, or has no tables: see DATABASE_URL, and run `player db upgrade`")


def _refuse_bad_mail(config: Config) -> None:
    try:
        outbox.transport_to(config.smtp_url, sender=config.mail_from)
    except ValueError as error:
        raise BadConfiguration(f"SMTP_URL or MAIL_FROM: {error}") from error


def _tell_when_ready(config: Config, when_ready: Callable[[], None]) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104 - asked for by the operator
    host = f"[{host}]" if ":" in host else host
    address = f"http://{host}:{config.port}/healthz"
    for _try in range(600):
        time.sleep(0.05)  # first of all: web workers are forked now, and no lock may be held meanwhile
        with suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return when_ready()
    logging.getLogger("player").error("the site does not answer at %s", address)
    return None
