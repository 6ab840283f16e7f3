"""Workers are killed in the middle of a mail, again and again; every mail arrives, and repeats can be told."""

import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from player.db import Database, open_database
from player.outbox import service
from tests.conftest import HandClock
from tests.outbox.conftest import Post, Sink, outbox

MAILS = 10
KILLS = [(3, "recipient"), (1, "accepted"), (2, "accepted"), (1, "recipient"), (3, "accepted")]
"""Where each worker is killed: at which step of the how manieth mail it hands over."""

PROCESSES = multiprocessing.get_context("forkserver")  # pays for the imports once, not at every kill
PROCESSES.set_forkserver_preload([__name__])


def work(database_url: str, relay_url: str, clock: HandClock) -> None:
    database = open_database(database_url, audit_key=b"k" * 32)
    relay = service.transport_to(relay_url, sender="no-reply@example.org")
    service.work(database, relay, clock, stop=threading.Event())


@contextmanager
def worker(database: Database, clock: HandClock, sink: Sink) -> Iterator[BaseProcess]:
    """Run a worker in a process of its own; the leases of those before it are over."""
    clock.tick(minutes=10)
    url = database.engine.url.render_as_string(hide_password=False)
    process = PROCESSES.Process(target=work, args=(url, sink.url, clock))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def kill_at(sink: Sink, process: BaseProcess, mail: int, step: str) -> None:
    seen = 0

    def at(now: str) -> None:
        nonlocal seen
        seen += now == step
        if now == step and seen == mail:
            process.kill()

    sink.at = at


def test_every_mail_arrives_however_often_workers_are_killed(
    database: Database, clock: HandClock, post: Post, sink: Sink
) -> None:
    for number in range(MAILS):
        post(f"mail:{number}")
    for mail, step in KILLS:
        with worker(database, clock, sink) as process:
            kill_at(sink, process, mail, step)
            assert ended(process) == -signal.SIGKILL
    sink.at = lambda _step: None
    with worker(database, clock, sink):
        wait_until_all_are_sent(database)
    arrivals = sink.arrivals()
    assert len(arrivals) == MAILS
    assert arrivals.total() - MAILS <= sum(step == "accepted" for _, step in KILLS)


def ended(process: BaseProcess) -> int | None:
    process.join(timeout=60)
    return process.exitcode


def wait_until_all_are_sent(database: Database) -> None:
    give_up = time.monotonic() + 60
    while {mail.state for mail in outbox(database)} != {"sent"}:
        assert time.monotonic() < give_up
        time.sleep(0.05)
