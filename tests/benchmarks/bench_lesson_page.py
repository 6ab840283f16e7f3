"""Lesson pages a second with 8 signed-in learners, beside bare Flask and a peer's page; what a phone gets of one.

The lesson is the first of *Ketamine Basics*, which is published with the demo. With --peer, the other system's page is
asked for in the same run. The phone is Chromium with a slow network and a slow processor.
"""

import argparse
import json
import multiprocessing
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.bench_beat import load, middle
from tests.benchmarks.browsing import phone, visit
from tests.benchmarks.learner import Browser
from tests.benchmarks.peers import running
from tests.benchmarks.readers import email, make_readers, sign_in
from tests.benchmarks.served import site, yardstick

COURSE = "ketamine-basics"
LEARNERS = 8
CEILING = 5
"""Times the peer's pages a second."""

Figures = dict[str, Any]


def seat(address: str, enrollments: list[Any]) -> tuple[str, list[Browser]]:
    """Sign every learner in, let each open the course, and return the lesson's path below a course's, and all."""
    browsers = [sign_in(Browser(address), email(number)) for number in range(LEARNERS)]
    for browser, enrollment_id in zip(browsers, enrollments, strict=True):
        browser.get("course", f"/learn/{enrollment_id}/")
    return browsers[0].address, browsers


def measure(peer_program: str | None, seconds: float, rounds: int) -> Figures:
    """Return the figures of the lesson, of bare Flask and of the peer's page, which take turns, and the phone's."""
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(1))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        enrollments: list[Any] = []
        served = site(folder, None, prepare=lambda url: enrollments.extend(make_readers(url, LEARNERS, course=COURSE)))
        address = stack.enter_context(served)
        path, browsers = seat(address, enrollments)
        targets = [f"{browser.address} {browser.cookies}" for browser in browsers]
        bare = stack.enter_context(yardstick())
        peer = stack.enter_context(running(peer_program)) if peer_program else None
        runs: dict[str, list[Figures]] = {}
        for _round in range(rounds):
            runs.setdefault("lesson", []).append(load(pool, address, targets, seconds))
            runs.setdefault("bare_flask", []).append(load(pool, bare, ["/"] * LEARNERS, seconds))
            if peer is not None:
                runs.setdefault("peer", []).append(peer.load("page", LEARNERS, seconds))
        found: Figures = {name: middle(each) for name, each in runs.items()}
        with phone(address, browsers[0].cookies) as page:
            found["phone"] = visit(page, address + path)
        return found


def compare(found: Figures) -> None:
    """Add the ratios to bare Flask and to the peer."""
    for other in ("bare_flask", "peer"):
        if other in found:
            found["lesson"][f"ratio_to_{other}"] = round(found["lesson"]["rps"] / found[other]["rps"], 3)


def show(found: Figures) -> None:
    """Print a line for each system, and what the phone got."""
    columns = ("rps", "p50_ms", "p95_ms", "p99_ms", "errors", "ratio_to_bare_flask", "ratio_to_peer")
    heads = ("pages/s", "p50 ms", "p95 ms", "p99 ms", "errors", "x bare", "x peer")
    print(f"{'':<12}" + "".join(f"{head:>10}" for head in heads))
    for name in ("bare_flask", "peer", "lesson"):
        one = found.get(name)
        if one:
            print(f"{name:<12}" + "".join(f"{one[key]:>10.4g}" if key in one else f"{'':>10}" for key in columns))
    print("a phone: " + ", ".join(f"{name} {value}" for name, value in found["phone"].items()))


def main(argv: list[str]) -> int:
    """Print the table; 1 when a request went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", metavar="PROGRAM", help="a program with the verbs up, page and down")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each case; their medians are told")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(argv)
    before = round(os.getloadavg()[0], 2)
    found = measure(asked.peer, asked.seconds, asked.rounds)
    compare(found)
    show(found)
    if "peer" in found:
        print(f"{found['lesson']['ratio_to_peer']} times the peer's pages a second (asked for: {CEILING})")
    print(f"load of the machine: {before} before, {os.getloadavg()[0]:.2f} after")
    if asked.json:
        asked.json.write_text(json.dumps({"load": before, **found}, indent=2) + "\n", encoding="utf-8")
    return int(any(one.get("errors") for one in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
