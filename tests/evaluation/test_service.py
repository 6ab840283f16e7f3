"""That Ada sent her evaluation is known; what she said is stored without her."""

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.enrollment.rules import Taking
from player.errors import NotAllowed
from player.evaluation import service
from player.evaluation.rules import CommentTooLong, RatingUnknown
from tests.crowd import together
from tests.desk import ONE_ENGINE, Desk
from tests.evaluation.conftest import count, passed, rated, ready, report, rows, send, submit

FILLED = {"ev-1": "5", "ev-2": "1", "ev-3": "na", "ev-useful": "4", "ev-comments": "More steps."}
SAID = {"ev-1": (5, None), "ev-2": (1, None), "ev-3": (None, None), "ev-useful": (4, None)}


def said(desk: Desk, table: str = "evaluation_waiting") -> dict[str, tuple[int | None, str | None]]:
    """Return what a table says of each line."""
    return {row.item_id: (row.rating, row.comment) for row in rows(desk.database, table)}


def stored(desk: Desk) -> tuple[int, int, int]:
    """Return how many answers wait, how many are counted, and how many sheets were sent."""
    tables = "evaluation_waiting", "evaluation_answer", "evaluation_participation"
    waiting, counted, sent = (len(rows(desk.database, table)) for table in tables)
    return waiting, counted, sent


def test_what_was_filled_in_waits_for_others(desk: Desk, ada: Taking) -> None:
    assert submit(desk, ada, FILLED) == ()
    assert said(desk) == {**SAID, "ev-comments": (None, "More steps.")}
    assert stored(desk) == (5, 0, 1)


def test_the_fifth_sheet_counts_all_five_in_its_quarter(desk: Desk) -> None:
    send(desk, *[FILLED] * 4)
    assert stored(desk) == (20, 0, 4)
    desk.clock.tick(days=120)
    send(desk, FILLED)
    assert stored(desk) == (0, 25, 5)
    assert {row.quarter for row in rows(desk.database, "evaluation_answer")} == {"2026-Q2"}


@ONE_ENGINE
def test_a_quarter_ends_with_the_sponsors_day(desk: Desk) -> None:
    send(desk, *[{"ev-1": "5"}] * 4)
    desk.clock.instant = desk.clock.instant.replace(month=4, day=1, hour=1)  # it is still March in Los Angeles
    send(desk, {"ev-1": "5"})
    assert {row.quarter for row in rows(desk.database, "evaluation_answer")} == {"2026-Q1"}


def test_that_it_was_sent_is_noted_apart(desk: Desk, ada: Taking) -> None:
    desk.clock.tick(hours=1)
    submit(desk, ada, FILLED)
    (sent,) = rows(desk.database, "evaluation_participation")
    assert set(sent._fields) == {"enrollment_id", "submitted_at"}
    with desk.database.reading() as session:
        assert service.submitted_at(session, ada.id) == desk.clock.now()


def test_a_second_sheet_is_not_stored(desk: Desk, ada: Taking) -> None:
    submit(desk, ada, FILLED)
    desk.clock.tick(days=100)
    assert submit(desk, ada, {"ev-1": "1"}) == ()
    assert (said(desk)["ev-1"], stored(desk)) == ((5, None), (5, 0, 1))


def test_fifty_sheets_at_once_are_stored_as_one(desk: Desk, ada: Taking) -> None:
    assert together(lambda _n: submit(desk, ada, FILLED)) == [()] * 50
    assert stored(desk) == (5, 0, 1)


def test_sheets_of_many_at_once_are_counted_in_fives(desk: Desk, ada: Taking) -> None:
    crowd = [ada, *(ready(desk, f"Chen{n}") for n in range(6))]
    together(lambda n: submit(desk, crowd[n], {"ev-1": "5"}), calls=7)
    assert stored(desk) == (2, 5, 7)


@ONE_ENGINE
@pytest.mark.parametrize(
    "filled",
    [{}, {"ev-1": "1", "ev-2": "1", "ev-3": "1", "ev-useful": "1"}, dict.fromkeys(FILLED, "na"), {"ev-comments": "  "}],
    ids=["empty", "worst", "not applicable", "blank"],
)
def test_whatever_is_said_counts_as_sent(desk: Desk, ada: Taking, filled: dict[str, str]) -> None:
    assert submit(desk, ada, filled) == ()
    assert stored(desk)[2] == 1


@pytest.mark.parametrize(
    ("filled", "fault"),
    [
        ({"ev-2": "6"}, RatingUnknown(item_id="ev-2")),
        ({"ev-3": "\0"}, RatingUnknown(item_id="ev-3")),
        ({"ev-comments": "x" * 2001}, CommentTooLong(item_id="ev-comments", length=2001)),
    ],
    ids=["a sixth point", "NUL", "a long comment"],
)
def test_a_damaged_sheet_stores_nothing_at_all_until_it_is_mended(
    desk: Desk, ada: Taking, filled: dict[str, str], fault: RatingUnknown | CommentTooLong
) -> None:
    assert submit(desk, ada, {**FILLED, **filled}) == (fault,)
    assert stored(desk) == (0, 0, 0)
    assert submit(desk, ada, {**FILLED, "ev-comments": "x" * 2000}) == ()


def test_hostile_sheets_leave_only_what_the_form_asks(desk: Desk, ada: Taking) -> None:
    assert submit(desk, ada, {"ev-1": "2", "ev-99": "5; DROP TABLE", "ev-comments": "a\0b", "rating": "9"}) == ()
    assert said(desk) == {"ev-1": (2, None), "ev-comments": (None, "ab")}


def test_the_evaluation_waits_for_what_comes_before_it(desk: Desk) -> None:
    ben = desk.taking("Ben")
    for step, reason in ((None, "lesson_unfinished"), (desk.finish_lessons, "post_test_not_passed")):
        if step is not None:
            step(ben)
        with pytest.raises(NotAllowed, match=reason):
            submit(desk, ben, FILLED)
    passed(desk, ben)
    with pytest.raises(NotAllowed, match="not_attested"):
        submit(desk, ben, FILLED)
    assert stored(desk) == (0, 0, 0)


def test_what_was_counted_is_never_changed(desk: Desk) -> None:
    send(desk, FILLED)
    count(desk.database, "2026-Q1", *rated("ev-1", 5, 5, 5, 5, 5))
    for table, column in (("evaluation_answer", "rating"), ("evaluation_participation", "submitted_at")):
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 - ours
            with pytest.raises(IntegrityError, match="append-only"), desk.database.writing() as session:
                session.execute(text(statement))


@pytest.mark.parametrize("rating", [0, 6, -1])
@pytest.mark.parametrize("table", ["evaluation_waiting", "evaluation_answer"])
def test_the_database_knows_no_other_ratings(desk: Desk, table: str, rating: int) -> None:
    more = {"evaluation_waiting": ("", ""), "evaluation_answer": (", quarter", ", '2026-Q1'")}[table]
    statement = (
        f"INSERT INTO {table} (key, edition_id, item_id, rating{more[0]}) "  # noqa: S608 - ours
        f"SELECT :key, id, 'ev-1', :rating{more[1]} FROM edition"
    )
    with pytest.raises(IntegrityError, match="rating_is_one_to_five"), desk.database.writing() as session:
        session.execute(text(statement), {"key": uuid.uuid4().hex, "rating": rating})


def test_a_report_shows_means_once_there_are_five(desk: Desk) -> None:
    send(desk, *[{"ev-1": "5", "ev-2": "1"}] * 4)
    assert [line.ratings.is_shown for line in report(desk).rated] == [False] * 9
    send(desk, {"ev-1": "1"})
    first, second, *_others = report(desk).rated
    assert (str(first.ratings.mean), first.ratings.counts, second.ratings.n) == ("4.20", (1, 0, 0, 0, 4), 0)
    assert (report(desk).sent, report(desk).periods) == (5, ("2026-Q1", "2026"))


def test_editions_are_reported_together_and_each_for_itself(desk: Desk) -> None:
    course = desk.publish()
    course.edit("evaluation.yaml", "How useful was it?", "How useful was it to you?")
    desk.publish_again(course)
    count(desk.database, "2026-Q1", *rated("ev-1", 5, 5, 5, 5, 5))
    count(desk.database, "2026-Q2", *rated("ev-1", 1, 1, 1, 1, 1), edition=2)
    shown = {number: report(desk, number=number).rated[0].ratings.counts for number in (None, 1, 2)}
    assert shown == {None: (5, 0, 0, 0, 5), 1: (0, 0, 0, 0, 5), 2: (5, 0, 0, 0, 0)}
    assert "How useful was it to you?" in [line.item.text for line in report(desk).lines]
