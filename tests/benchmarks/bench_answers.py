"""How long saving an answer and submitting take with 8 and 32 learners in the post-test at once, on both databases.

Beats of the same learners are the yardstick: saving an answer should go at least 0.8 times as often a second. Learners
come from processes of their own, walk to the post-test first, and then answer without a pause between two answers.
"""

import argparse
import json
import multiprocessing
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import chain, cycle
from multiprocessing.pool import Pool
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.learner import RIGHT, Browser, Taken, sit_down
from tests.benchmarks.served import COURSE, postgres_database, site

CLIENTS = 4
"""Processes that learners come from."""
SECONDS = 5.0
CEILING = 0.8
"""Answers a second, as a share of beats a second."""

Figures = dict[str, Any]


def _seat(count: int, address: str) -> list[Browser]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _number: sit_down(address, COURSE), range(count)))


def _all(act: Callable[[Browser], None], browsers: list[Browser]) -> list[Taken]:
    """Let each of these learners do the same at once, and return what they took."""
    for browser in browsers:
        browser.taken.clear()
    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(act, browsers))
    return list(chain.from_iterable(browser.taken for browser in browsers))


def beat(browser: Browser) -> None:
    """Beat for some seconds, far more often than a page does."""
    lease = json.loads(browser.tell("clock", f"{browser.address}/clock", {}))["lease"]
    browser.taken.clear()
    until, sequence = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        sequence += 1
        body = {"sequence": sequence, "active_ms": 0, "fresh": sequence == 1}
        browser.tell("beat", "/beat", body, **{"X-Lease": lease})


def answer(browser: Browser) -> None:
    """Answer one question after the other for some seconds, each based on the answer before."""
    until, known = time.monotonic() + SECONDS, dict.fromkeys(browser.found(r'data-question="([^"]+)"'), 0)
    for question in cycle(known):
        if time.monotonic() >= until:
            return
        body = {"key": str(uuid.uuid4()), "question": question, "option": RIGHT, "based_on": known[question]}
        stored = json.loads(browser.tell("save an answer", f"{browser.address}/answers", body))
        known[question] = stored["question"]["sequence"]


def submit(browser: Browser) -> None:
    """Submit the attempt once."""
    browser.send("submit", f"{browser.address}/submit", despite_unanswered="yes")


def crowd(pool: Pool, act: Callable[[Browser], None], seated: list[list[Browser]]) -> Figures:
    """Return the figures of all learners doing the same at once, from the pool's processes."""
    begun = time.perf_counter()
    taken = list(chain.from_iterable(pool.map(partial(_all, act), seated, chunksize=1)))
    seconds = time.perf_counter() - begun
    cuts = quantiles([one.ms for one in taken], n=100, method="inclusive")
    figures = {"p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98]}
    errors = sum(not one.ok for one in taken)
    return {"requests": len(taken), "per_s": len(taken) / seconds, **figures, "errors": errors}


def measure(pool: Pool, address: str, learners: int) -> Figures:
    """Return the figures of beats, of answers, and of the submission with the result page it leads to."""
    seated = pool.map(partial(_seat, address=address), [learners // CLIENTS] * CLIENTS, chunksize=1)
    figures = {name: crowd(pool, act, seated) for name, act in (("beat", beat), ("answer", answer), ("submit", submit))}
    figures["answers_to_beats"] = figures["answer"]["per_s"] / figures["beat"]["per_s"]
    return figures


def show(engine: str, learners: int, figures: Figures) -> None:
    """Print a table of one run."""
    print(f"\n{engine}, {learners} learners at once")
    print(f"{'':<10}{'count':>8}{'per s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'errors':>8}")
    for name in ("beat", "answer", "submit"):
        one = figures[name]
        times = "".join(f"{one[cut]:>9.1f}" for cut in ("p50_ms", "p95_ms", "p99_ms"))
        print(f"{name:<10}{one['requests']:>8}{one['per_s']:>8.0f}{times}{one['errors']:>8}")
    print(f"answers to beats: {figures['answers_to_beats']:.2f} (asked for: {CEILING})")


def main(argv: list[str]) -> int:
    """Run everything and print the tables; 1 when a single request went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, nargs="+", default=[8, 32], help=f"multiples of {CLIENTS}")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(argv)
    result: dict[str, dict[int, Figures]] = {}
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(CLIENTS))
        postgres = stack.enter_context(postgres_database())
        for engine, url in (("SQLite", None), ("PostgreSQL", postgres)):
            if engine == "PostgreSQL" and url is None:
                print("\nPostgreSQL: left out, there is no server")
                continue
            with TemporaryDirectory() as folder, site(Path(folder), url) as address:
                result[engine] = {learners: measure(pool, address, learners) for learners in asked.learners}
            for learners, figures in result[engine].items():
                show(engine, learners, figures)
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    runs = chain.from_iterable(of_engine.values() for of_engine in result.values())
    return int(any(run[name]["errors"] for run in runs for name in ("beat", "answer", "submit")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
