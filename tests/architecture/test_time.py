"""The time is asked for in ``player/clock.py`` and nowhere else; everyone else is told, as ``at``."""

import re

from tests.architecture.tree import PLAYER, ROOT, calls, place, python_files

WALL_CLOCK = re.compile(
    r"((^|\.)(datetime|date)\.(now|utcnow|today)"
    r"|(^|\.)time\.(time|time_ns|localtime|gmtime)"
    r"|(^|\.)func\.(now|clock_timestamp|current_timestamp|statement_timestamp))$"
)
SQL_CLOCK = re.compile(r"CURRENT_(TIMESTAMP|DATE)|datetime\('now'|clock_timestamp\(|\bnow\(\)", re.IGNORECASE)

MAY_ASK: dict[str, str] = {
    "player/clock.py": "it is the clock",
}
"""Files that ask for the time themselves, each with its reason."""


def test_only_the_clock_asks_what_time_it_is() -> None:
    found = [
        f"{place(path, line)} calls {name}"
        for path in python_files()
        for name, line in calls(path)
        if WALL_CLOCK.search(name) and place(path) not in MAY_ASK
    ]
    assert not found, "\n".join(found)


def test_the_database_does_not_fill_in_the_time_either() -> None:
    found = [
        place(path, number)
        for path in PLAYER.glob("*/tables.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SQL_CLOCK.search(line)
    ]
    assert not found, "\n".join(found)


def test_every_exception_still_exists() -> None:
    assert [name for name in MAY_ASK if not (ROOT / name).exists()] == []
