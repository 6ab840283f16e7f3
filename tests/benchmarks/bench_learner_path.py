"""How long each step from signing up to the certificate takes, with 8 and 32 learners at once, on both databases.

The site is started as its operator starts it, and learners come from processes of their own. Nothing is moved: a lesson
of the course asks for five seconds, and every learner stays for them, beating once a second.
"""

import argparse
import json
import multiprocessing
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from itertools import chain
from multiprocessing.pool import Pool
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.learner import Taken, browse, many, walk
from tests.benchmarks.served import COURSE, postgres_database, site, yardstick

CLIENTS = 4
"""Processes that learners come from."""
BROWSE_S = 1.5
COURSE_PAGE = f"/courses/{COURSE}"

Figures = dict[str, Any]


def crowd(pool: Pool, learners: int, one: Callable[[], list[Taken]]) -> tuple[list[Taken], float]:
    """Let so many learners do the same at once, from the pool's processes; return what they took, and the seconds."""
    begun = time.perf_counter()
    found = pool.map(partial(many, learners // CLIENTS), [one] * CLIENTS, chunksize=1)
    return list(chain.from_iterable(found)), time.perf_counter() - begun


def spread(values: list[float]) -> Figures:
    """Return how many there are, and their 50th, 95th and 99th percentile."""
    cuts = quantiles(values, n=100, method="inclusive") if len(values) > 1 else values * 99
    return {"count": len(values), "p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98]}


def summary(taken: list[Taken], seconds: float) -> Figures:
    """Return requests a second, errors by step, and the spread of each step in the order of the walk."""
    steps: dict[str, list[float]] = defaultdict(list)
    errors: dict[str, int] = defaultdict(int)
    for one in taken:
        steps[one.step].append(one.ms)
        errors[one.step] += not one.ok
    return {
        "seconds": seconds,
        "requests": len(taken),
        "requests_per_s": len(taken) / seconds,
        "errors": {step: count for step, count in errors.items() if count},
        "all": spread([one.ms for one in taken]),
        "steps": {step: spread(values) for step, values in steps.items()},
    }


def measure(pool: Pool, address: str, bare: str, learners: int) -> Figures:
    """Return the figures of so many learners at once, and of the bare route with as many visitors."""
    path = summary(*crowd(pool, learners, partial(walk, address, COURSE)))
    page = summary(*crowd(pool, learners, partial(browse, address, [COURSE_PAGE], BROWSE_S)))
    nothing = summary(*crowd(pool, learners, partial(browse, bare, ["/"], BROWSE_S)))
    ratio = page["requests_per_s"] / nothing["requests_per_s"]
    return {"path": path, "course_page": page, "bare_route": nothing, "course_page_to_bare_route": ratio}


def show(engine: str, learners: int, figures: Figures) -> None:
    """Print a table of one run."""
    path, bare = figures["path"], figures["bare_route"]["all"]["p50_ms"]
    print(f"\n{engine}, {learners} learners at once: {path['requests']} requests in {path['seconds']:.1f} s")
    print(f"{'step':<24}{'count':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'x bare':>8}")
    for step, one in [*path["steps"].items(), ("all", path["all"])]:
        times = one["p50_ms"] / bare
        print(
            f"{step:<24}{one['count']:>7}{one['p50_ms']:>9.1f}{one['p95_ms']:>9.1f}{one['p99_ms']:>9.1f}{times:>8.1f}"
        )
    page, nothing = figures["course_page"]["requests_per_s"], figures["bare_route"]["requests_per_s"]
    print(f"course page {page:.0f}/s, bare route {nothing:.0f}/s, ratio {figures['course_page_to_bare_route']:.3f}")
    print(f"errors: {mistakes(figures) or 'none'}")


def mistakes(figures: Figures) -> dict[str, int]:
    """Return the errors of a run by step."""
    return {step: n for part in ("path", "course_page", "bare_route") for step, n in figures[part]["errors"].items()}


def main(argv: list[str]) -> int:
    """Run everything, print the tables; 1 when a single request went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, nargs="+", default=[8, 32], help=f"multiples of {CLIENTS}")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(argv)
    result: Figures = {"python": platform.python_version(), "engines": {}}
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(CLIENTS))
        bare = stack.enter_context(yardstick())
        postgres = stack.enter_context(postgres_database())
        for engine, url in (("SQLite", None), ("PostgreSQL", postgres)):
            if engine == "PostgreSQL" and url is None:
                print("\nPostgreSQL: left out, there is no server")
                continue
            runs = result["engines"].setdefault(engine, {})
            with TemporaryDirectory() as folder, site(Path(folder), url) as address:
                for learners in asked.learners:
                    runs[str(learners)] = measure(pool, address, bare, learners)
                    show(engine, learners, runs[str(learners)])
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return int(any(mistakes(one) for runs in result["engines"].values() for one in runs.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
