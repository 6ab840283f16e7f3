"""Files and functions stay short. Medians do not tell good code bases from bad ones; the longest functions do."""

from collections.abc import Iterable
from pathlib import Path
from statistics import median

from tests.architecture.tree import PLAYER, ROOT, Function, functions, line_count, place, python_files

FILE = 300
TEMPLATE = 200
STYLESHEET = 500
FUNCTION = 50
MOST_FUNCTIONS = 35
MEDIAN_FUNCTION = 10
TEST = 15
JOURNEY = 25


def too_long(paths: Iterable[Path], budget: int) -> str:
    counted = ((path, line_count(path)) for path in paths)
    return "\n".join(f"{place(path)}: {lines} lines, over {budget}" for path, lines in counted if lines > budget)


def over(found: Iterable[Function], budget: int) -> str:
    return "\n".join(f"{f.place} {f.name}: {f.lines} lines, over {budget}" for f in found if f.lines > budget)


def own_functions() -> list[Function]:
    return [function for path in (ROOT / "config.py", *python_files("player")) for function in functions(path)]


def cases_in(folder: str) -> list[Function]:
    found = [function for path in python_files(folder) for function in functions(path)]
    return [function for function in found if function.name.startswith("test_")]


def test_python_files_stay_short() -> None:
    # A revision is one list of tables: it is as long as they are many.
    found = too_long((path for path in python_files() if ROOT / "migrations" not in path.parents), FILE)
    assert not found, found


def test_scripts_templates_and_stylesheets_stay_short() -> None:
    found = (
        too_long([*PLAYER.rglob("*.js"), *(ROOT / "tests").rglob("*.js")], FILE),
        too_long(PLAYER.rglob("templates/**/*.*"), TEMPLATE),
        too_long(PLAYER.rglob("static/**/*.css"), STYLESHEET),
    )
    assert not any(found), "\n".join(found)


def test_no_function_is_long() -> None:
    everywhere = (f for path in python_files("player", "courses", "tests") for f in functions(path))
    found = over(everywhere, FUNCTION)
    assert not found, found


def test_nearly_all_functions_fit_one_look() -> None:
    found = own_functions()
    long = [function for function in found if function.lines > MOST_FUNCTIONS]
    assert len(long) <= len(found) / 20, over(long, MOST_FUNCTIONS)


def test_half_of_all_functions_are_a_thought() -> None:
    assert median(function.lines for function in own_functions()) <= MEDIAN_FUNCTION


def test_tests_are_short() -> None:
    journeys = {function.place for function in cases_in("tests/journeys")}
    found = over((f for f in cases_in("tests") if f.place not in journeys), TEST)
    assert not found, found


def test_journeys_are_short() -> None:
    found = over(cases_in("tests/journeys"), JOURNEY)
    assert not found, found
