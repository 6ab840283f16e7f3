"""How long `player courses check` takes for a course with a large item bank (3,000 items: under five seconds)."""

import argparse
import json
import platform
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.builders import CourseFolder

BUDGET_S = 5
WORDS = "the client reports a light floating sensation after the session and asks whether it will pass within the hour"
ITEM = """\
  - id: pt-{number}
    objective: lo-{objective}
    section: beginning-one
    stem: "Item {number}: {words}. What is the best answer?"
    options:
{options}    rationale: "Because {words}."
    references: [stone-2019]
"""


def bank(items: int) -> str:
    """Return a post-test of so many items, the right answer in each of four places in turn."""
    return "items:\n" + "".join(
        ITEM.format(number=number, objective=number % 3 + 1, words=WORDS, options=_options(number))
        for number in range(items)
    )


def _options(number: int) -> str:
    right = number % 4
    return "".join(
        f'      - {{id: {key}, text: "Answer {key}: {WORDS}"{", correct: true" if place == right else ""}}}\n'
        for place, key in enumerate("abcd")
    )


def measure(items: int) -> dict[str, float]:
    """Return the seconds of the clock and of the processor that checking such a course takes, in this process."""
    with TemporaryDirectory() as folder:
        course = CourseFolder(Path(folder))
        course.write("post_test.yaml", bank(items))
        wall, processor = time.perf_counter(), time.process_time()
        checked = course.check()
        seconds = {"wall_s": time.perf_counter() - wall, "processor_s": time.process_time() - processor}
    assert checked.edition is not None, checked.findings[:3]
    return seconds


def main(argv: list[str]) -> int:
    """Print a line for each size; 1 when the largest takes longer than the budget (by the processor's clock)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[36, 300, 3000])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(argv)
    measured = {items: measure(items) for items in asked.items}
    print(f"{'items':>6}  {'wall s':>7}  {'processor s':>11}")
    for items, seconds in measured.items():
        print(f"{items:>6}  {seconds['wall_s']:>7.2f}  {seconds['processor_s']:>11.2f}")
    if asked.json:
        result = {"python": platform.python_version(), "seconds": {str(k): v for k, v in measured.items()}}
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return int(max(one["processor_s"] for one in measured.values()) > BUDGET_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
