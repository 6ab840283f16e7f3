"""`player serve`: two web workers and beside them the worker that sends mail and keeps the house."""

import logging
import multiprocessing
import os
import socket
import threading
import urllib.request
from collections.abc import Callable

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config import Config
from player import app as application
from player.audit import service as audit
from player.clock import DatabaseClock
from player.db import Database, open_database
from player.outbox import service as outbox
from player.web import limits

THREADS = 16
"""Threads of a web worker that wait for the database; few, because more of them only fight for it."""


class PortTaken(OSError):
    """Another program listens where the site should."""


def serve(config: Config, *, when_ready: Callable[[], None] = lambda: None) -> None:
    """Serve the site until it is told to stop; calls ``when_ready`` once it answers.

    Raises:
        PortTaken: the address is in use.
        player.app.DemoAccountsOutsideDemo: public passwords in a real site's database.
        ValueError: ``SMTP_URL`` or ``MAIL_FROM`` cannot be understood.
    """
    _refuse_taken_port(config)
    outbox.transport_to(config.smtp_url, sender=config.mail_from)
    application.create_app(config)  # everything that is wrong with the configuration is said before a worker starts
    server = Granian(
        "player.app:served",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=config.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    caretaker = multiprocessing.get_context("spawn").Process(target=take_care, args=(config,), daemon=True)
    server.on_startup(caretaker.start)
    server.on_shutdown(caretaker.terminate)
    threading.Thread(target=_tell_when_ready, args=(config, when_ready), daemon=True).start()
    server.serve()


def take_care(config: Config) -> None:
    """Send what lies in the outbox and do the small chores, until the site's process is gone."""
    database = open_database(config.database_url, audit_key=config.audit_key)
    clock = DatabaseClock()
    stop = threading.Event()
    parent = os.getppid()

    def note_the_audit_head() -> None:
        with database.reading() as session:
            audit.note_head(session, folder=config.data, at=clock.now(session))

    def stop_without_site() -> None:
        if os.getppid() != parent:
            stop.set()

    transport = outbox.transport_to(config.smtp_url, sender=config.mail_from)
    chores = (stop_without_site, note_the_audit_head, _hourly(lambda: _forget_limits(database, clock)))
    outbox.work(database, transport, clock, stop=stop, chores=chores)


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
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise PortTaken(
                f"{config.host}:{config.port} cannot be used ({error.strerror}): choose another PORT"
            ) from error


def _tell_when_ready(config: Config, when_ready: Callable[[], None]) -> None:
    host = "127.0.0.1" if config.host in {"0.0.0.0", "::"} else config.host  # noqa: S104 - asked for by the operator
    address = f"http://{host}:{config.port}/healthz"
    for _try in range(600):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return when_ready()
        except OSError:
            threading.Event().wait(0.05)
    logging.getLogger("player").error("the site does not answer at %s", address)
    return None
