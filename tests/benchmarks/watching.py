"""What a run costs, seen from outside: the processor time of the server, and the commits of its database."""

import os
import struct
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import create_engine, text

INDEX_HEAD = 48
TRIES = 1000


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
    """Counts a database's writing transactions, by the database's own counter; nothing is locked for it.

    PostgreSQL gives each an id, over all databases of a server. The index of SQLite's log begins with two copies of a
    head, in which ``iChange`` goes up by one with each transaction, however often the log itself begins anew
    (sqlite.org/walformat.html, "The WAL-Index Header").
    """

    def __init__(self, place: str) -> None:
        """Count for a PostgreSQL URL, or for the file of a SQLite database."""
        self._engine = create_engine(place) if "://" in place else None
        self._index = Path(f"{place}-shm")

    def count(self) -> int:
        """Return how many there were so far."""
        if self._engine is None:
            return self._change()
        with self._engine.connect() as connection:
            return int(connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")) or 0)

    def close(self) -> None:
        """Stop counting."""
        if self._engine is not None:
            self._engine.dispose()

    def _change(self) -> int:
        for _try in range(TRIES):
            with self._index.open("rb") as index:
                first, second = index.read(INDEX_HEAD), index.read(INDEX_HEAD)
            if first == second:  # nobody was writing it
                return int(struct.unpack("=I", first[8:12])[0])
        raise RuntimeError(f"{self._index} never stands still")
