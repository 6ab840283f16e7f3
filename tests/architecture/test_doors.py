"""From another room only its service and its rules may be imported. The layers are import-linter's (pyproject.toml)."""

import tomllib
from collections.abc import Iterator

from tests.architecture.tree import FURNITURE, PLAYER, ROOT, calls, floor_files, imports, place, python_files, rooms

DOORS = {"service", "rules"}
DRIVERS_OF_TRANSACTIONS = ("commit", "rollback")


def complaints_about_doors() -> Iterator[str]:
    for room in rooms():
        for path in python_files(f"player/{room}"):
            for found in imports(path):
                package, *rest = found.module.split(".")
                if package == "player" and rest[0] in rooms() and rest[0] != room and not DOORS & set(rest[1:2]):
                    yield f"{place(path, found.line)} enters {rest[0]} by {'.'.join(rest[1:])}, not by service or rules"


def test_a_room_is_entered_by_its_service_or_its_rules() -> None:
    found = list(complaints_about_doors())
    assert not found, "\n".join(found)


def test_imports_name_the_room_they_come_from() -> None:
    found = [place(p, i.line) for p in python_files() for i in imports(p) if i.module.startswith(".")]
    assert not found, "relative imports:\n" + "\n".join(found)


def test_every_room_has_its_floors_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = next(contract for contract in contracts if contract["id"] == "floors")
    assert floors["containers"] == [f"player.{room}" for room in rooms()]


def test_only_pages_take_furniture() -> None:
    floors = ("service", "store", "pdf", "pdf_fonts", "export", "content", "writer", "tables", "rules")
    found = [
        f"{place(path, i.line)} imports {i.module}"
        for path in floor_files(*floors)
        for i in imports(path)
        if i.module.startswith(f"player.{FURNITURE}.") and path.parent != PLAYER / FURNITURE
    ]
    assert not found, "\n".join(found)


def test_of_sqlalchemy_a_service_knows_the_session_alone() -> None:
    found = [
        f"{place(path, i.line)} imports {i.module}"
        for path in floor_files("service")
        for i in imports(path)
        if i.module.startswith("sqlalchemy") and i.module != "sqlalchemy.orm.Session"
    ]
    assert not found, "\n".join(found)


def test_services_and_stores_leave_the_transaction_to_the_page() -> None:
    found = [
        f"{place(path, line)} calls {name}"
        for path in floor_files("service", "store", "rules")
        for name, line in calls(path)
        if name.endswith(tuple(f"session.{driver}" for driver in DRIVERS_OF_TRANSACTIONS))
    ]
    assert not found, "\n".join(found)
