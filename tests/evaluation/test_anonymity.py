"""Someone with the whole database, every page and every file tries to tie answers back to who gave them.

The claim covers what tables, pages and files hold. It does not cover whoever compares copies of the database, or reads
what a disk or a log of the database still holds of rows that are gone.
"""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from player.db import Database
from player.enrollment.rules import Taking
from player.schema import metadata
from tests.desk import ONE_ENGINE, Desk
from tests.evaluation.conftest import RATED, commented, count, rated, ready, report, rows, send, submit

ANSWERS = ("evaluation_waiting", "evaluation_answer")
SHEET = {**dict.fromkeys(RATED, "3"), "ev-comments": "Ada’s own words."}
COMMON = {"edition_id", "item_id"}
"""What an answer shares with what others hold: the edition, and which of its lines it answers."""


def values(row: object) -> set[str]:
    """Return what a row says, as text; ids without their dashes."""
    return {str(value).replace("-", "") for value in row if value is not None}  # type: ignore[attr-defined]  # a row


def elsewhere(database: Database) -> Iterator[tuple[str, str, set[str]]]:
    """Yield every column of every table that holds no answers, with all its values and the words in them."""
    for name, table in metadata.tables.items():
        if name not in ANSWERS:
            found = rows(database, name)
            for place, column in enumerate(table.columns.keys()):
                told = {str(row[place]).replace("-", "") for row in found if row[place] is not None}
                yield name, column, told.union(*map(str.split, told))


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """The desk after six sheets: five are counted, one waits."""
    send(desk, *[SHEET] * 6)
    return desk


def test_an_answer_has_no_column_that_could_name_a_person_or_a_moment() -> None:
    columns = {name: set(metadata.tables[name].columns.keys()) for name in ANSWERS}
    assert columns["evaluation_waiting"] == {"key", "edition_id", "item_id", "rating", "comment"}
    assert columns["evaluation_answer"] == columns["evaluation_waiting"] | {"quarter"}


def test_no_value_of_an_answer_stands_in_any_other_table(crowd: Desk) -> None:
    editions = {str(row.id).replace("-", "") for row in rows(crowd.database, "edition")}
    others = list(elsewhere(crowd.database))
    for table in ANSWERS:
        for row in rows(crowd.database, table):
            own = {str(row.key).replace("-", "")} | ({row.comment} if row.comment else set())
            for name, column, held in others:
                assert not own & held, f"{name}.{column}"
                assert not editions & values(row) & held or (name, column) in LEAD_TO_THE_EDITION, f"{name}.{column}"


LEAD_TO_THE_EDITION = {
    ("edition", "id"), ("enrollment", "edition_id"), ("requirement", "edition_id"), ("edition_media", "edition_id"),
}  # fmt: skip
"""Where the only id stands that an answer shares with anyone: all who take the edition share it too."""


@ONE_ENGINE
def test_no_two_answers_of_a_sheet_share_anything_that_others_do_not(crowd: Desk) -> None:
    answers = rows(crowd.database, "evaluation_answer")
    keys = [row.key for row in answers] + [row.key for row in rows(crowd.database, "evaluation_waiting")]
    assert len(set(keys)) == len(keys) == 60
    assert {(row.edition_id, row.quarter) for row in answers} == {(answers[0].edition_id, "2026-Q1")}


def test_neither_audit_nor_mail_nor_limits_know_what_was_said_or_that_it_was(desk: Desk, ada: Taking) -> None:
    tables = [name for name in metadata.tables if not name.startswith("evaluation_")]
    before = {name: rows(desk.database, name) for name in tables}
    assert submit(desk, ada, SHEET) == ()
    assert {name: rows(desk.database, name) for name in tables} == before


def test_keys_are_made_anew_whenever_a_sheet_is_sent(desk: Desk, ada: Taking) -> None:
    submit(desk, ada, SHEET)
    first = {row.key for row in rows(desk.database, "evaluation_waiting")}
    submit(desk, ready(desk, "Ben"), {})
    second = {row.key for row in rows(desk.database, "evaluation_waiting")}
    assert len(first) == len(second) == 10
    assert not first & second


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgres_own_columns_say_of_what_waits_only_that_the_last_sheet_passed_it(desk: Desk, ada: Taking) -> None:
    submit(desk, ada, SHEET)
    send(desk, {"ev-1": "5"}, {})
    with desk.database.reading() as session:
        by = [set(session.scalars(text(f"SELECT xmin::text FROM {name}"))) for name in (*ANSWERS, PARTICIPATION)]  # noqa: S608 - ours
    assert (len(by[0]), len(by[1]), len(by[2]), by[0] < by[2]) == (1, 0, 3, True)


PARTICIPATION = "evaluation_participation"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgres_keeps_rows_in_the_order_of_chance(desk: Desk) -> None:
    with desk.database.engine.begin() as connection:  # or rows would fill the room that those of other tests left
        connection.execute(text("TRUNCATE evaluation_answer"))
    count(desk.database, "2026-Q1", *rated("ev-1", *[1, 2, 3, 4, 5] * 10))
    with desk.database.reading() as session:
        kept = list(session.scalars(text("SELECT key FROM evaluation_answer ORDER BY ctid")))
    assert (kept, len(kept)) == (sorted(kept), 50)


@ONE_ENGINE
@pytest.mark.parametrize("table", ANSWERS)
@pytest.mark.parametrize("column", ["rowid", "oid", "_rowid_"])
def test_sqlite_keeps_no_order_of_arrival(desk: Desk, table: str, column: str) -> None:
    with pytest.raises(DBAPIError, match="no such column"), desk.database.reading() as session:
        session.execute(text(f"SELECT {column} FROM {table}"))  # noqa: S608 - one of ours


def test_comments_come_in_the_order_of_chance_whoever_wrote_first(desk: Desk) -> None:
    count(desk.database, "2026-Q1", *commented(*(f"From {n}." for n in range(50))))
    (shown,) = [line.comments for line in report(desk).commented]
    by_key = sorted(rows(desk.database, "evaluation_answer"), key=lambda row: row.key)
    assert shown == tuple(row.comment for row in by_key)
    assert shown != tuple(f"From {n}." for n in range(50))


def test_what_is_shown_after_each_sheet_changes_by_five_or_not_at_all(desk: Desk) -> None:
    shown = []
    for number in range(7):
        send(desk, {"ev-1": "5", "ev-2": "na", **({"ev-comments": f"{number}"} if number else {})})
        first, second, *_others = report(desk).rated
        (comments,) = report(desk).commented
        shown.append((first.ratings.n, second.ratings.not_applicable, len(comments.comments)))
    assert shown == [(0, 0, 0)] * 4 + [(5, 5, 0), (5, 5, 5), (5, 5, 5)]


@ONE_ENGINE
def test_an_error_of_the_database_does_not_write_answers_into_the_log(desk: Desk) -> None:
    statement = text("INSERT INTO evaluation_waiting (key, item_id, comment) VALUES (:key, 'ev-1', :comment)")
    with pytest.raises(DBAPIError) as error, desk.database.writing() as session:
        session.execute(statement, {"key": uuid.uuid4().hex, "comment": "Ada’s own words."})
    assert "Ada" not in str(error.value)
