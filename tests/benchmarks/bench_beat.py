"""Durable beats a second over HTTP, beside bare Flask, SQLite's own commits and, with --peer, another system.

The site is started as its operator starts it, with learners who are signed in and have a lesson open; beats come from a
process that does nothing else. Beats are stored with ``synchronous = FULL`` and answered after their commit. The cores
are shared by all: ratios within one run say more than figures of two runs.
"""

import argparse
import json
import multiprocessing
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from multiprocessing.pool import Pool
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.beating import closed_loop, figures, open_loop
from tests.benchmarks.drawing import bars
from tests.benchmarks.peers import running
from tests.benchmarks.readers import make_readers, open_lease
from tests.benchmarks.served import postgres_database, site, yardstick
from tests.benchmarks.watching import Commits, cpu_seconds

CONNECTIONS = (1, 8, 32)
READERS = 32
INTERVAL_S = 20
RATE = 500

Figures = dict[str, Any]


def middle(runs: Sequence[Figures]) -> Figures:
    """Return the median of each figure, and the errors of all runs together."""
    found = {name: round(median(run[name] for run in runs), 3) for name in runs[0] if name != "errors"}
    return {**found, "errors": sum(run["errors"] for run in runs), "runs": len(runs)}


def load(pool: Pool, address: str, targets: Sequence[str], seconds: float) -> Figures:
    """Return the figures of a closed loop, which another process drives."""
    return figures(pool.apply(closed_loop, (address, targets, seconds)))


def beats(pool: Pool, address: str, leases: Sequence[str], seconds: float, commits: Commits) -> Figures:
    """Return the figures of beats, with what they cost the server: processor time and commits a beat."""
    cpu, before = cpu_seconds(address), commits.count()
    found = pool.apply(closed_loop, (address, leases, seconds))
    stored = len(found.latencies_ms) * (found.seconds + 0.5) / found.seconds  # those of the warm-up are not in the list
    cost = {"cpu_us_per_beat": (cpu_seconds(address) - cpu) / stored * 1e6}
    done = commits.count() - before
    return {**figures(found), **cost, "commits_per_beat": done / stored}


def commits_per_second(folder: Path, seconds: float) -> Figures:
    """Return how many small transactions SQLite itself stores a second, one after the other, with FULL."""
    with closing(sqlite3.connect(folder / "commits.db", isolation_level=None)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE n (a, b)")
        begun, done = time.perf_counter(), 0
        while time.perf_counter() < begun + seconds:
            connection.execute("INSERT INTO n VALUES (1, 2)")
            done += 1
        return {"rps": round(done / (time.perf_counter() - begun), 1), "errors": 0}


def measure_site(pool: Pool, url: str | None, seconds: float, rounds: int) -> dict[str, Figures]:
    """Return the figures of our beats on one database: closed loops, and the open one."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        enrollments: list[Any] = []
        prepare = partial(_prepare, enrollments)
        address = stack.enter_context(site(folder, url, prepare=prepare))
        with ThreadPoolExecutor(4) as learners:
            leases = list(learners.map(partial(open_lease, address), range(READERS), enrollments))
        commits = stack.enter_context(closing(Commits(url or str(folder / "data" / "player.db"))))
        found: dict[str, Figures] = {}
        for count in CONNECTIONS:
            found[str(count)] = middle([beats(pool, address, leases[:count], seconds, commits) for _n in range(rounds)])
        opened = [figures(pool.apply(open_loop, (address, leases, seconds), {"rate": RATE})) for _n in range(rounds)]
        found[f"open_{RATE}"] = middle(opened)
        return found


def _prepare(enrollments: list[Any], url: str) -> None:
    enrollments.extend(make_readers(url, READERS))


def measure_bare(pool: Pool, seconds: float, rounds: int) -> dict[str, Figures]:
    """Return the figures of a Flask route that does nothing, on the same server."""
    with yardstick() as address:
        return {
            str(count): middle([load(pool, address, ["/"] * count, seconds) for _n in range(rounds)])
            for count in CONNECTIONS
        }


def measure_peer(program: str, seconds: float, rounds: int) -> dict[str, Figures]:
    """Return the figures of another system's heartbeats."""
    with running(program) as peer:
        return {
            str(count): middle([peer.load("heartbeat", count, seconds) for _n in range(rounds)])
            for count in CONNECTIONS
        }


def compare(result: Figures) -> None:
    """Add the ratios: to bare Flask, to the peer, PostgreSQL to SQLite, and the learners that are carried."""
    for engine in ("sqlite", "postgresql"):
        for count, case in result.get(engine, {}).items():
            case["learners_carried"] = round(case["rps"] * INTERVAL_S)
            for other in ("bare_flask", "peer"):
                if count in result.get(other, {}):
                    case[f"ratio_to_{other}"] = round(case["rps"] / result[other][count]["rps"], 3)
            if count in result.get("peer", {}):
                case["p99_to_peer"] = round(case["p99_ms"] / result["peer"][count]["p99_ms"], 5)
            if engine == "postgresql":
                case["ratio_to_sqlite"] = round(case["rps"] / result["sqlite"][count]["rps"], 3)
    most = result["sqlite"][str(CONNECTIONS[-1])]
    chosen = ("ratio_to_bare_flask", "ratio_to_peer", "commits_per_beat", "learners_carried")
    result.update({name: most[name] for name in chosen if name in most})


def show(result: Figures) -> None:
    """Print the table."""
    columns = ("rps", "p50_ms", "p95_ms", "p99_ms", "errors", "cpu_us_per_beat", "commits_per_beat")
    ratios = ("ratio_to_bare_flask", "ratio_to_peer", "ratio_to_sqlite", "learners_carried")
    heads = (
        "a second",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "errors",
        "CPU µs",
        "commits",
        "x bare",
        "x peer",
        "x SQLite",
        "learners",
    )
    print(f"{'':<22}" + "".join(f"{head:>10}" for head in heads))
    for system in ("bare_flask", "sqlite_commits", "sqlite", "postgresql", "peer"):
        for case, one in result.get(system, {}).items():
            cells = "".join(f"{one[name]:>10.4g}" if name in one else f"{'':>10}" for name in (*columns, *ratios))
            print(f"{f'{system} {case}':<22}{cells}")


def draw(result: Figures, path: Path) -> None:
    """Draw how many a second each system answers with 8 and with 32 connections."""
    systems = [name for name in ("peer", "sqlite", "postgresql", "bare_flask") if name in result]
    rows = [(f"{name.replace('_', ' ')}, {n}", result[name][n]["rps"]) for n in ("8", "32") for name in systems]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bars("Durable beats a second, by system and connections", rows), encoding="utf-8")


def _keep(result: Figures, path: Path | None) -> None:
    if path:
        path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def main(argv: list[str]) -> int:
    """Run everything, print the table, draw the picture; 1 when a single request went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", metavar="PROGRAM", help="a program with the verbs up, heartbeat, page, rss, down")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each case; their medians are told")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--picture", type=Path, default=Path("build/bench-beat.svg"))
    asked = parser.parse_args(argv)
    time_each = (asked.seconds, asked.rounds)
    result: Figures = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
    }
    steps: list[tuple[str, Callable[[], Any]]] = []
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(1))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        postgres = stack.enter_context(postgres_database())
        steps.append(("bare_flask", partial(measure_bare, pool, *time_each)))
        steps.append(("sqlite_commits", lambda: {"1": commits_per_second(folder, asked.seconds)}))
        steps.append(("sqlite", partial(measure_site, pool, None, *time_each)))
        if postgres is None:
            print("no PostgreSQL on this machine: it is left out", file=sys.stderr)
        else:
            steps.append(("postgresql", partial(measure_site, pool, postgres, *time_each)))
        if asked.peer:
            steps.append(("peer", partial(measure_peer, asked.peer, *time_each)))
        for name, step in steps:
            print(f"{name} …", file=sys.stderr)
            result[name] = step()
            result[f"load_after_{name}"] = round(os.getloadavg()[0], 2)
            _keep(result, asked.json)  # what was measured is there, whatever becomes of the next
    compare(result)
    show(result)
    loads = (f"{name} {value}" for name, value in result.items() if name.startswith("load_"))
    print(f"load of the machine: {', '.join(loads)}")
    draw(result, asked.picture)
    _keep(result, asked.json)
    return int(any(one.get("errors") for name, _step in steps for one in result[name].values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
