"""Beat p99 while completions are exported without a pause and while eight clients sign in, against its idle value.

Beats are due by chance, so many a second, as from open lessons; idle, beside the export and beside the sign-ins take
turns. Passwords are hashed as the site hashes them. Everything shares the machine's cores, the clients too.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from multiprocessing.pool import Pool
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import text

from player.accounts import service as accounts
from player.catalog import service as catalog
from player.clock import DatabaseClock
from player.db import open_database
from tests.benchmarks.beating import figures, open_loop
from tests.benchmarks.bench_beat import middle
from tests.benchmarks.learner import Browser, Taken, walk
from tests.benchmarks.readers import AUDIT_KEY, email, make_readers, open_lease, sign_in
from tests.benchmarks.served import COURSE, site
from tests.bulk import multiply
from tests.walk import PASSWORD

READERS = 32
SIGNING_IN = 8
ACCOUNTS = 96
"""Accounts that sign in, each some times: one account may be tried ten times in five minutes."""
CEILING = 3
STAFF = "staff@example.org"
HEADSTART_S = 0.3
PATIENCE_S = 60

Figures = dict[str, Any]


def prepare(enrollments: list[Any], url: str) -> None:
    """Make the readers, those who only sign in, and the staff member who exports."""
    password_hash = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)
    enrollments.extend(make_readers(url, READERS + ACCOUNTS, password_hash=password_hash))
    with closing(open_database(url, audit_key=AUDIT_KEY)) as database, database.writing() as session:
        course = catalog.find_course(session, COURSE)
        assert course is not None
        who: dict[str, Any] = {
            "email": STAFF,
            "name": "Dana Reyes",
            "password_hash": password_hash,
            "role": "administrator",
        }
        accounts.add_staff(session, sponsor_id=course.sponsor_id, at=DatabaseClock().now(session), **who)


def complete(address: str, file: Path, rows: int) -> None:
    """Let one learner complete the course, and copy that completion."""
    walked = walk(address, COURSE)
    assert all(one.ok for one in walked), walked[-1]
    with closing(open_database(f"sqlite:///{file}", audit_key=AUDIT_KEY)) as database:
        with database.engine.connect() as connection:
            award_id = connection.execute(text("SELECT id FROM award")).scalar_one()
        multiply(database, uuid.UUID(award_id), rows - 1)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True)
class Work:
    """What goes on beside the beats: ``ready`` is set once it has begun, ``over`` when it shall end."""

    ready: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)


def export(address: str, work: Work) -> list[Taken]:
    """Export all completions again and again."""
    browser = sign_in(Browser(address), STAFF)
    browser.get("completions", "/office/completions?samples=yes")
    browser.taken.clear()
    while not work.over.is_set():
        work.ready.set()
        browser.send("export", "/office/completions/export", samples="yes")
    return browser.taken


def keep_signing_in(address: str, round_number: int, work: Work) -> list[Taken]:
    """Let some clients sign in one account after the other, each account from a network address of its own."""

    def one(client: int) -> list[Taken]:
        taken: list[Taken] = []
        number = client + round_number * SIGNING_IN
        while not work.over.is_set():
            work.ready.set()
            place = number % ACCOUNTS
            taken += sign_in(Browser(address, origin=f"192.0.2.{place + 1}"), email(READERS + place)).taken
            number += SIGNING_IN
        return taken

    with ThreadPoolExecutor(SIGNING_IN) as pool:
        return list(chain.from_iterable(pool.map(one, range(SIGNING_IN))))


def beside(beats: Callable[[], Figures], act: Callable[[Work], list[Taken]]) -> Figures:
    """Return the figures of beats while something else goes on, with how often that was done and what of it failed."""
    work = Work()
    with ThreadPoolExecutor(1) as threads:
        going_on = threads.submit(act, work)
        work.ready.wait(PATIENCE_S)
        time.sleep(HEADSTART_S)
        try:
            found = beats()
        finally:
            work.over.set()
        taken = going_on.result()
    done = [one.ms for one in taken if one.step in {"export", "sign in"}]
    return {
        **found,
        "beside_each_ms": round(sum(done) / len(done), 1),
        "beside_done": len(done),
        "errors": found["errors"] + sum(not one.ok for one in taken),
    }


def beats(pool: Pool, address: str, leases: list[str], *, rate: float, seconds: float) -> Figures:
    """Return the figures of beats that are due by chance."""
    return figures(pool.apply(open_loop, (address, leases, seconds), {"rate": rate}))


def measure(rows: int, rate: float, seconds: float, rounds: int) -> dict[str, Figures]:
    """Return the figures of the three cases, which take turns, and the ratios of their p99 to the idle one."""
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(1))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        enrollments: list[Any] = []
        address = stack.enter_context(site(folder, None, prepare=partial(prepare, enrollments), PROXIES="1"))
        complete(address, folder / "data" / "player.db", rows)
        leases = [open_lease(address, number, enrollments[number]) for number in range(READERS)]
        one = partial(beats, pool, address, leases, rate=rate, seconds=seconds)
        runs: dict[str, list[Figures]] = {"idle": [], "export": [], "sign_in": []}
        for number in range(rounds):
            runs["idle"].append(one())
            runs["export"].append(beside(one, partial(export, address)))
            runs["sign_in"].append(beside(one, partial(keep_signing_in, address, number)))
        found = {name: middle(each) for name, each in runs.items()}
        for case in found.values():
            case["p99_to_idle"] = round(case["p99_ms"] / found["idle"]["p99_ms"], 2)
        return found


def show(found: dict[str, Figures]) -> None:
    """Print a line for each case."""
    columns = ("rps", "p50_ms", "p95_ms", "p99_ms", "errors", "p99_to_idle", "beside_done", "beside_each_ms")
    heads = ("beats/s", "p50 ms", "p95 ms", "p99 ms", "errors", "x idle p99", "done", "ms each")
    print(f"{'beside':<10}" + "".join(f"{head:>11}" for head in heads))
    for name, one in found.items():
        print(f"{name:<10}" + "".join(f"{one[key]:>11.5g}" if key in one else f"{'':>11}" for key in columns))


def main(argv: list[str]) -> int:
    """Print the table; 1 when a request went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000, help="completions that are exported")
    parser.add_argument("--rate", type=float, default=200.0, help="beats a second: twenty times as many open lessons")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each case; their medians are told")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(argv)
    load = round(os.getloadavg()[0], 2)
    found = measure(asked.rows, asked.rate, asked.seconds, asked.rounds)
    show(found)
    worst = max(one["p99_to_idle"] for one in found.values())
    print(
        f"{asked.rows} completions; p99 at most {worst} times its idle value (asked for: {CEILING}); load before {load}"
    )
    if asked.json:
        result = {"load": load, "rows": asked.rows, "rate": asked.rate, "cases": found}
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return int(any(one["errors"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
