"""What a run costs, seen from outside: the processor time of the server, and the commits of its database."""

import os
import struct
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import create_engine, text

FRAME_HEAD, WAL_HEAD = 24, 32
LOOK_AGAIN_S = 0.02


def cpu_seconds(address: str) -> float:
    """Return the processor time that the server behind an address has used, with all its processes.

    The server is known by the port in its environment.
    """
    mark = f"PORT={urlsplit(address).port}".encode()
    ticks = 0
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdigit() and mark in (process / "environ").read_bytes().split(b"\0"):
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Commits:
    """Counts a database's commits: PostgreSQL tells them; for SQLite the commit frames of its log are counted.

    The log begins anew now and then, and is looked at fifty times a second: a few of its last frames may be missed.
    """

    def __init__(self, place: str) -> None:
        """Count for a PostgreSQL URL, or for the file of a SQLite database."""
        self._engine = create_engine(place) if "://" in place else None
        self._log, self._salt, self._next = Path(f"{place}-wal"), b"", WAL_HEAD
        self._counted = 0
        self._stop, self._lock = threading.Event(), threading.Lock()
        if self._engine is None:
            threading.Thread(target=self._watch, daemon=True).start()

    def count(self) -> int:
        """Return how many there were so far."""
        if self._engine is not None:
            with self._engine.connect() as connection:
                asked = text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
                return int(connection.scalar(asked) or 0)
        self._look()
        return self._counted

    def close(self) -> None:
        """Stop counting."""
        self._stop.set()
        if self._engine is not None:
            self._engine.dispose()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_AGAIN_S):
            self._look()

    def _look(self) -> None:
        with self._lock, suppress(FileNotFoundError), self._log.open("rb") as log:
            head = log.read(WAL_HEAD)
            if len(head) < WAL_HEAD:  # nothing was written yet
                return
            page_size, salt = struct.unpack(">I", head[8:12])[0], head[16:24]
            if salt != self._salt:
                self._salt, self._next = salt, WAL_HEAD
            while True:
                log.seek(self._next)
                frame = log.read(FRAME_HEAD)
                if len(frame) < FRAME_HEAD or frame[8:16] != salt:
                    return
                self._counted += struct.unpack(">I", frame[4:8])[0] != 0  # a commit names the size of the database
                self._next += FRAME_HEAD + page_size
