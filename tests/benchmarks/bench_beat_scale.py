"""How beats a second and their p99 change from 1,000 to 100,000 enrollments with history, on SQLite.

One server serves throughout. Learners are copied into its database by plain SQL, with their clocks and closed
stretches; each run beats for others of them, picked by chance. Ratios are to the smallest size.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks import history
from tests.benchmarks.bench_beat import load, middle
from tests.benchmarks.readers import make_readers, open_lease
from tests.benchmarks.served import site

CONNECTIONS = 32

Figures = dict[str, Any]


def measure(sizes: list[int], seconds: float, rounds: int) -> dict[str, Figures]:
    """Return the figures of beats at each size, from the smallest to the largest."""
    found: dict[str, Figures] = {}
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(1))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        first: list[Any] = []
        address = stack.enter_context(site(folder, None, prepare=lambda url: first.extend(make_readers(url, 1))))
        file = folder / "data" / "player.db"
        open_lease(address, 0, first[0])
        for size in sizes:
            begun = time.perf_counter()
            history.grow(file, size)
            grown_s = round(time.perf_counter() - begun, 1)
            leases = history.leases(file, CONNECTIONS * rounds, mark=str(size))
            parts = [leases[number::rounds] for number in range(rounds)]
            runs = [load(pool, address, part, seconds) for part in parts]
            found[str(size)] = {**middle(runs), "grown_s": grown_s, "megabytes": round(file.stat().st_size / 1e6)}
    return found


def compare(found: dict[str, Figures]) -> None:
    """Add to each size its ratios to the smallest."""
    smallest = next(iter(found.values()))
    for one in found.values():
        one["rps_to_smallest"] = round(one["rps"] / smallest["rps"], 2)
        one["p99_to_smallest"] = round(one["p99_ms"] / smallest["p99_ms"], 2)


def show(found: dict[str, Figures]) -> None:
    """Print a line for each size."""
    columns = ("megabytes", "grown_s", "rps", "p50_ms", "p99_ms", "errors", "rps_to_smallest", "p99_to_smallest")
    heads = ("MB", "made in s", "beats/s", "p50 ms", "p99 ms", "errors", "x beats/s", "x p99")
    print(f"{'enrollments':>11}" + "".join(f"{head:>11}" for head in heads))
    for size, one in found.items():
        print(f"{size:>11}" + "".join(f"{one[name]:>11.5g}" for name in columns))


def main(argv: list[str]) -> int:
    """Print the table; 1 when a single beat went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each size; their medians are told")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(argv)
    load_before = round(os.getloadavg()[0], 2)
    found = measure(sorted(asked.sizes), asked.seconds, asked.rounds)
    compare(found)
    show(found)
    print(f"load of the machine: {load_before} before, {os.getloadavg()[0]:.2f} after")
    if asked.json:
        asked.json.write_text(json.dumps({"load": load_before, "sizes": found}, indent=2) + "\n", encoding="utf-8")
    return int(any(one["errors"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
