"""Learners with a past, copied by plain SQL from one who is there: what a site on SQLite holds after some years."""

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

STRETCHES = 6
"""Closed stretches of each learner."""
RANDOM_ID = "lower(hex(randomblob(16)))"
MINUTE_MS = 60_000

PEOPLE = f"""
CREATE TEMP TABLE person AS
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
SELECT {RANDOM_ID} AS learner_id, {RANDOM_ID} AS enrollment_id FROM n
"""  # noqa: S608 - a function of SQLite's
PART = "(WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n) AS part"
WHOSE = {"learner_id": "person.learner_id", "enrollment_id": "person.enrollment_id"}
COPIED: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("learner", "person", {"id": "person.learner_id"}),
    ("enrollment", "person", {**WHOSE, "id": "person.enrollment_id", "idempotency_key": RANDOM_ID}),
    ("seat_time_lease", "person", {**WHOSE, "secret_digest": RANDOM_ID}),
    (
        "seat_time_stretch",
        f"person, {PART}",
        {
            **WHOSE,
            "id": RANDOM_ID,
            "offset_ms": f"part.i * {MINUTE_MS}",
            "length_ms": str(MINUTE_MS),
            "counted_ms": str(MINUTE_MS),
            "is_open": "0",
        },
    ),
)


def enrollments(file: Path) -> int:
    """Return how many enrollments a database holds."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM enrollment").fetchone()[0])


def grow(file: Path, to: int) -> None:
    """Copy the learner whose lease is the oldest until there are so many enrollments, and checkpoint the log."""
    missing = to - enrollments(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(PEOPLE, {"count": missing})
        lease = "SELECT learner_id, enrollment_id FROM seat_time_lease ORDER BY opened_at LIMIT 1"
        learner_id, enrollment_id = connection.execute(lease).fetchone()
        wanted = {"learner": learner_id, "enrollment": enrollment_id, "last": STRETCHES - 1}
        for table, among, changes in COPIED:
            connection.execute(_copy(connection, table, among, changes), wanted)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: sqlite3.Connection, table: str, among: str, changes: Mapping[str, str]) -> str:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changes.get(name, f"template.{name}") for name in names)
    key = "enrollment_id = :enrollment" if "enrollment_id" in names else "id = :enrollment"
    key = "id = :learner" if table == "learner" else key
    one = f"(SELECT * FROM {table} WHERE {key} LIMIT 1) AS template"  # noqa: S608 - the names of our own tables
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {one}, {among}"  # noqa: S608 - as above


def leases(file: Path, count: int, *, mark: str) -> list[str]:
    """Give so many learners, picked by chance, leases whose secrets are known, and return the secrets."""
    secrets = [f"{mark}-{number}" for number in range(count)]
    with closing(sqlite3.connect(file)) as connection, connection:
        picked = "SELECT learner_id FROM seat_time_lease ORDER BY random() LIMIT ?"
        chosen = connection.execute(picked, (count,)).fetchall()
        digests = (hashlib.sha256(secret.encode()).hexdigest() for secret in secrets)
        rows = [(digest, learner_id) for digest, (learner_id,) in zip(digests, chosen, strict=True)]
        connection.executemany("UPDATE seat_time_lease SET secret_digest = ? WHERE learner_id = ?", rows)
    return secrets
