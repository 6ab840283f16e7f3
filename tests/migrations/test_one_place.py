"""Bookmarks of old join the places that beats say, both ways; where a beat has said one, that one stands."""

from sqlalchemy import text

from config import ROOT
from player.lessons import service
from player.schema import downgrade, upgrade
from tests.desk import Desk
from tests.seat_time.pages import Page

BEFORE = "0007"
BOOKMARK = (
    "INSERT INTO place SELECT id, 'beginning', 'beginning-one', 0, '2026-03-02 12:00:00' FROM enrollment "
    "WHERE id NOT IN (SELECT enrollment_id FROM place)"
)
"""Puts Ada, of whom no beat has told a place, where she stopped."""


def test_ada_comes_back_to_the_bookmark_of_an_older_version(desk: Desk) -> None:
    ada, ben = desk.taking("Ada"), desk.taking("Ben")
    Page.open(desk, ben, "lesson:beginning").beat(1, section="beginning-two")
    Page.open(desk, ben, "reading")
    downgrade(desk.database, ROOT / "migrations", BEFORE)
    with desk.database.writing() as session:
        held = session.scalars(text("SELECT section_id FROM place WHERE lesson_id = 'beginning'")).all()
        session.execute(text(BOOKMARK))
    upgrade(desk.database, ROOT / "migrations")
    with desk.database.reading() as session:
        stopped = [service.place(session, taking) for taking in (ada, ben)]
    assert held == ["beginning-two"]
    assert stopped == [("beginning", "beginning-one"), ("beginning", "beginning-two")]
