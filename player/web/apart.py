"""Work that would hold up every page of this process, done by a process of its own.

A long computation keeps Python's one lock from the threads beside it: those that answer beats, and the one that stores
them while it holds the database's turn for all workers. The new process waits behind everything else for the machine.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, TypeVar

from flask import Flask, current_app

from player.db import open_database
from player.errors import Overloaded, Refused
from player.web.transaction import site

PATIENCE_S = 10
"""How long a page waits for its turn; then its reader is asked to try again."""

LONGEST_S = 600
"""How long the work may take. Whoever asked has gone away by then."""

NICENESS = 10

Work = Callable[..., Any]
T = TypeVar("T")
_processes = multiprocessing.get_context("forkserver")  # forked from one that has no threads and holds no lock


class Broken(RuntimeError):
    """The process ended without an answer; what it died of is in the log, and what it wrote is thrown away."""


def install(app: Flask, modules: Sequence[str]) -> None:
    """Let pages of the application have work done apart, one at a time; ``modules`` are what any work may need."""
    _processes.set_forkserver_preload(list(modules))
    app.extensions["player.apart"] = threading.Lock()


def write(work: Callable[..., T], *given: object) -> tuple[T, IO[bytes]]:
    """Return what ``work(session, *given, file)`` returns, and the file it wrote, open at its beginning.

    The session reads; ``work`` must be importable, and what it is given and returns must survive pickling. The file
    goes when it is closed, and it is whole: whatever happens to the process is raised here.

    Raises:
        Refused: what the work was refused with.
        Overloaded: another such work is under way, or it took too long.
        Broken: the process died.
    """
    turn = current_app.extensions["player.apart"]
    if not turn.acquire(timeout=PATIENCE_S):
        raise Overloaded("export_under_way", retry_after=60)
    file = NamedTemporaryFile()  # noqa: SIM115 - whoever asked closes it
    try:
        return _done(work, given, file.name), file
    except BaseException:
        file.close()
        raise
    finally:
        turn.release()


def _done(work: Callable[..., T], given: Sequence[object], path: str) -> T:
    ours, theirs = _processes.Pipe(duplex=False)
    url = site().database.engine.url.render_as_string(hide_password=False)
    process = _processes.Process(target=_work, args=(theirs, url, path, work, given), daemon=True)
    process.start()
    theirs.close()  # so that its end is seen
    try:
        if not ours.poll(LONGEST_S):
            raise Overloaded("export_too_long", retry_after=600)
        answer: T | Refused = ours.recv()
    except EOFError:
        raise Broken(f"no answer from {work.__module__}.{work.__qualname__}") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(answer, Refused):
        raise answer
    return answer


def _work(answer: Connection, url: str, path: str, work: Work, given: Sequence[object]) -> None:
    os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        with (
            closing(open_database(url, audit_key=b"")) as database,  # who only reads adds nothing to the trail
            database.reading() as session,
            Path(path).open("wb") as file,
        ):
            told = work(session, *given, file)
    except Refused as refusal:
        told = refusal
    answer.send(told)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
