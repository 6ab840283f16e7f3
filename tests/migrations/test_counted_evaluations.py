"""The revision that lets answers wait takes those along that stood alone before, both ways."""

from pathlib import Path

from sqlalchemy import text

from config import ROOT
from player.db import Database
from player.schema import downgrade, upgrade
from tests.conftest import HandClock
from tests.desk import Desk
from tests.evaluation.conftest import ready, submit

BEFORE = "0007-1"


def kept(database: Database, table: str) -> dict[str, int]:
    """Return how many answers to each line a table holds."""
    with database.reading() as session:
        found = session.execute(text(f"SELECT item_id, count(*) AS n FROM {table} GROUP BY item_id"))  # noqa: S608 - ours
        return {row.item_id: row.n for row in found}


def add(database: Database, item: str, number: int) -> None:
    """Add answers as they were stored before."""
    statement = text(
        "INSERT INTO evaluation_answer (key, edition_id, item_id, quarter, rating) "
        "SELECT :key, id, :item, '2026-Q1', 5 FROM edition"
    )
    with database.writing() as session:
        for one in range(number):
            session.execute(statement, {"key": f"{item}-{one}", "item": item})


def test_answers_that_are_too_few_wait_and_come_back(database: Database, clock: HandClock, tmp_path: Path) -> None:
    desk = Desk(database, clock, tmp_path)
    desk.publish()
    downgrade(database, ROOT / "migrations", BEFORE)
    add(database, "ev-1", 5)
    add(database, "ev-2", 4)
    upgrade(database, ROOT / "migrations")
    assert (kept(database, "evaluation_answer"), kept(database, "evaluation_waiting")) == ({"ev-1": 5}, {"ev-2": 4})
    assert submit(desk, ready(desk, "Ada"), {"ev-3": "5"}) == ()
    downgrade(database, ROOT / "migrations", BEFORE)
    assert kept(database, "evaluation_answer") == {"ev-1": 5, "ev-2": 4, "ev-3": 1}
    upgrade(database, ROOT / "migrations")
