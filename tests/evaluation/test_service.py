"""That Ada sent her evaluation is known; what she said is stored without her."""

import re
import uuid
from collections.abc import Mapping

import pytest
from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from player.accounts import service as accounts
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed
from player.evaluation import service
from tests.crowd import together
from tests.desk import ONE_ENGINE, Desk
from tests.evaluation.conftest import passed, signed

FILLED = {"ev-1": "5", "ev-2": "1", "ev-3": "na", "ev-useful": "4", "ev-comments": "More steps."}


def submit(desk: Desk, taking: Taking, filled: Mapping[str, str] = FILLED) -> bool:
    with desk.database.writing() as session:
        accounts.lock(session, taking.enrollment.learner_id)
        return service.submit(session, taking, filled, at=desk.clock.now())


def rows(desk: Desk, table: str) -> list[Row[object]]:
    with desk.database.reading() as session:
        return list(session.execute(text(f"SELECT * FROM {table}")))  # noqa: S608 - one of ours


def test_what_was_filled_in_is_stored_without_a_name(desk: Desk, ada: Taking) -> None:
    assert submit(desk, ada)
    answers = rows(desk, "evaluation_answer")
    said = {row.item_id: (row.rating, row.comment) for row in answers}
    scale = {"ev-1": (5, None), "ev-2": (1, None), "ev-3": (None, None), "ev-useful": (4, None)}
    assert said == {**scale, "ev-comments": (None, "More steps.")}
    assert {row.quarter for row in answers} == {"2026-Q1"}


def test_an_answer_holds_nothing_that_leads_to_its_learner(desk: Desk, ada: Taking) -> None:
    submit(desk, ada)
    answers = rows(desk, "evaluation_answer")
    assert set(answers[0]._fields) == {"key", "edition_id", "item_id", "quarter", "rating", "comment"}
    assert all(re.fullmatch("[0-9a-f]{32}", row.key) for row in answers)
    hers = {str(ada.id), ada.id.hex, str(ada.enrollment.learner_id), ada.enrollment.learner_id.hex}
    assert not hers & {str(value) for row in answers for value in row}


def test_keys_are_random_and_so_is_the_order(desk: Desk, ada: Taking) -> None:
    ben = signed(desk, passed(desk, desk.taking("Ben")))
    submit(desk, ada)
    submit(desk, ben)
    keys = [row.key for row in rows(desk, "evaluation_answer")]
    assert len(set(keys)) == len(keys) == 10
    if desk.database.engine.dialect.name == "sqlite":
        assert keys == sorted(keys)


@ONE_ENGINE
def test_sqlite_keeps_no_order_of_arrival(desk: Desk) -> None:
    for column in ("rowid", "oid", "_rowid_"):
        with pytest.raises(DBAPIError, match="no such column"), desk.database.reading() as session:
            session.execute(text(f"SELECT {column} FROM evaluation_answer"))  # noqa: S608 - one of the three


def test_that_it_was_sent_is_noted_apart(desk: Desk, ada: Taking) -> None:
    desk.clock.tick(hours=1)
    submit(desk, ada)
    sent = rows(desk, "evaluation_participation")
    assert [set(row._fields) for row in sent] == [{"enrollment_id", "submitted_at"}]
    with desk.database.reading() as session:
        assert service.submitted_at(session, ada.id) == desk.clock.now()


def test_a_second_sheet_is_not_stored(desk: Desk, ada: Taking) -> None:
    assert submit(desk, ada)
    before = rows(desk, "evaluation_answer"), rows(desk, "evaluation_participation")
    desk.clock.tick(days=100)
    assert not submit(desk, ada, {"ev-1": "1"})
    assert (rows(desk, "evaluation_answer"), rows(desk, "evaluation_participation")) == before


def test_fifty_sheets_at_once_are_stored_as_one(desk: Desk, ada: Taking) -> None:
    assert sorted(together(lambda _n: submit(desk, ada)))[-2:] == [False, True]
    assert (len(rows(desk, "evaluation_answer")), len(rows(desk, "evaluation_participation"))) == (5, 1)


@ONE_ENGINE
@pytest.mark.parametrize(
    "filled",
    [{}, {"ev-1": "1", "ev-2": "1", "ev-3": "1", "ev-useful": "1"}, dict.fromkeys(FILLED, "na"), {"ev-comments": "  "}],
    ids=["empty", "worst", "not applicable", "blank"],
)
def test_whatever_is_said_counts_as_sent(desk: Desk, ada: Taking, filled: dict[str, str]) -> None:
    assert submit(desk, ada, filled)
    with desk.database.reading() as session:
        assert service.submitted_at(session, ada.id) is not None


def test_hostile_sheets_leave_only_what_the_form_asks(desk: Desk, ada: Taking) -> None:
    assert submit(desk, ada, {"ev-1": "9", "ev-2": "1; DROP TABLE", "ev-99": "5", "ev-comments": "a\0b", "rating": "5"})
    said = {row.item_id: (row.rating, row.comment) for row in rows(desk, "evaluation_answer")}
    nothing = (None, None)
    assert said == {
        "ev-1": nothing,
        "ev-2": nothing,
        "ev-3": nothing,
        "ev-useful": nothing,
        "ev-comments": (None, "ab"),
    }


def test_a_comment_beyond_its_length_stores_nothing_at_all(desk: Desk, ada: Taking) -> None:
    with pytest.raises(Invalid, match="comment_too_long") as refusal:
        submit(desk, ada, {**FILLED, "ev-comments": "x" * 2001})
    assert refusal.value.parameters == {"most": 2000}
    assert (rows(desk, "evaluation_answer"), rows(desk, "evaluation_participation")) == ([], [])
    assert submit(desk, ada, {**FILLED, "ev-comments": "x" * 2000})


def test_the_evaluation_waits_for_what_comes_before_it(desk: Desk) -> None:
    ben = desk.taking("Ben")
    for step, reason in ((None, "lesson_unfinished"), (desk.finish_lessons, "post_test_not_passed")):
        if step is not None:
            step(ben)
        with pytest.raises(NotAllowed, match=reason):
            submit(desk, ben)
    passed(desk, ben)
    with pytest.raises(NotAllowed, match="not_attested"):
        submit(desk, ben)
    assert (rows(desk, "evaluation_answer"), rows(desk, "evaluation_participation")) == ([], [])


def test_what_was_sent_is_never_changed(desk: Desk, ada: Taking) -> None:
    submit(desk, ada)
    for table, column in (("evaluation_answer", "rating"), ("evaluation_participation", "submitted_at")):
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 - ours
            with pytest.raises(IntegrityError, match="append-only"), desk.database.writing() as session:
                session.execute(text(statement))


def test_the_database_knows_no_other_ratings(desk: Desk, ada: Taking) -> None:
    submit(desk, ada)
    copied = "edition_id, item_id, quarter"
    statement = (
        f"INSERT INTO evaluation_answer (key, rating, {copied}) "  # noqa: S608 - ours
        f"SELECT :key, :rating, {copied} FROM evaluation_answer LIMIT 1"
    )
    for rating in (0, 6, -1):
        with pytest.raises(IntegrityError, match="rating_is_one_to_five"), desk.database.writing() as session:
            session.execute(text(statement), {"key": uuid.uuid4().hex, "rating": rating})
