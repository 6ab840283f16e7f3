"""The log of an attempt reads the same on both sides of the revision that tells what each answer was based on."""

from sqlalchemy import text

from config import ROOT
from player.posttest import service
from player.schema import downgrade, upgrade
from tests.desk import Desk
from tests.posttest.acts import save, start, stored


def test_a_log_keeps_what_stands_when_it_goes_down_and_up(desk: Desk) -> None:
    ada = desk.taking("Ada")
    desk.finish_lessons(ada)
    attempt = start(desk, ada)
    for question, option, based_on in (("pt-1-a", "a", 0), ("pt-1-a", "c", 0), ("pt-1-a", "b", 1), ("pt-2-a", "a", 0)):
        save(desk, ada, attempt, question, option, based_on=based_on)
    with desk.database.writing() as session:
        service.save_flags(session, ada, attempt.id, {"pt-1-a": True}, at=desk.clock.now())
    before = stored(desk, ada)[0].answers
    downgrade(desk.database, ROOT / "migrations", "0001")
    with desk.database.reading() as session:
        rows = session.execute(text("SELECT question_id, option_id FROM attempt_step ORDER BY sequence")).all()
    assert [tuple(row) for row in rows] == [("pt-1-a", "a"), ("pt-1-a", "b"), ("pt-2-a", "a")]
    upgrade(desk.database, ROOT / "migrations")
    assert stored(desk, ada)[0].answers == before == {"pt-1-a": "b", "pt-2-a": "a"}
