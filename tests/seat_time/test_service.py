"""One lease per learner, one ledger per enrollment: what was counted stays, and nothing is counted twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.enrollment.rules import Taking
from player.seat_time import service
from player.seat_time.rules import Beat
from tests.beats import take_beat
from tests.crowd import together
from tests.desk import ONE_ENGINE, Desk
from tests.seat_time.pages import Page, open_lease


def change(desk: Desk, statement: str) -> None:
    with desk.database.writing() as session:
        session.execute(text(statement))


def test_a_page_learns_what_its_beats_counted(desk: Desk, ada: Taking) -> None:
    Page.open(desk, ada, "lesson:one").beat(20)
    page = Page.open(desk, ada, "lesson:two", started=False)
    answers = [page.beat(20), page.beat(20), page.beat(7)]
    told = [(one.outcome, one.activity_ms, one.course_ms) for one in answers if one]
    assert told == [("counted", 0, 20_000), ("counted", 20_000, 40_000), ("counted", 27_000, 47_000)]


def test_moments_shorter_than_a_millisecond_add_up_and_none_is_lost_at_the_beginning(desk: Desk, ada: Taking) -> None:
    desk.clock.tick(microseconds=999)
    page = Page.open(desk, ada)
    told = [page.beat(20), *(page.beat(20.0009, active_ms=30_000) for _beat in range(10))]
    assert [one.course_ms for one in told if one][::10] == [20_000, 220_009]


def test_a_beat_that_came_before_changes_nothing(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    before = page.ledger
    for sequence in (0, 1, 2):
        answer = page.beat(20, sequence=sequence)
        assert answer is not None
        assert (answer.outcome, answer.course_ms) == ("repeated", 20_000)
    assert page.ledger == before


def test_the_same_beat_sent_fifty_times_at_once_counts_once(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    desk.clock.tick(seconds=20)
    answers = together(lambda _n: page.beat(0, active_ms=20_000, sequence=2))
    assert sorted(one.outcome for one in answers if one) == ["counted"] + ["repeated"] * 49
    assert page.counted_s == 20


def test_a_lost_beat_is_made_up_for_by_the_next_which_stands_for_both(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.sequence += 3
    page.beat(28, first=2)
    assert page.counted_s == 28


def test_after_a_lost_beat_nothing_counts_until_one_that_stands_for_it(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.sequence += 1
    answers = [page.beat(20), page.beat(20), page.beat(0, active_ms=20_000, sequence=2)]
    assert [one.outcome for one in answers if one] == ["out_of_order"] * 3
    assert page.counted_s == 0
    page.beat(20, active_ms=30_000, first=2)
    assert page.counted_s == 30
    page.beat(20)
    assert page.counted_s == 50
    page.sequence += 1
    page.beat(20)
    again = Page.open(desk, ada)
    again.beat(20)
    assert again.counted_s == 70


def test_a_second_tab_takes_the_clock_over(desk: Desk, ada: Taking) -> None:
    first = Page.open(desk, ada)
    first.beat(20)
    second = Page.open(desk, ada)
    before = second.ledger
    assert first.beat(20) is None
    assert second.ledger == before
    second.beat(5, active_ms=25_000)
    assert (second.counted_s, len([one for one in second.ledger if one.is_open])) == (45, 1)


def test_two_courses_at_once_never_count_the_same_time(desk: Desk, ada: Taking) -> None:
    desk.publish("second-steps")
    first, second = Page.open(desk, ada), Page.open(desk, desk.take(ada.enrollment.learner_id, "second-steps"))
    for _round in range(5):
        assert first.beat(10) is None
        second.beat(10, active_ms=20_000)
    assert (first.counted_s, second.counted_s) == (0, 100)


def test_two_learners_count_side_by_side(desk: Desk, ada: Taking) -> None:
    hers, his = Page.open(desk, ada), Page.open(desk, desk.taking("Ben"))
    hers.beat(20)
    his.beat(0, active_ms=20_000)
    assert (hers.counted_s, his.counted_s) == (20, 20)


def test_a_page_opened_again_counts_on(desk: Desk, ada: Taking) -> None:
    Page.open(desk, ada).beat(20)
    desk.clock.tick(hours=9)
    page = Page.open(desk, ada)
    page.beat(20)
    assert page.counted_s == 40
    assert [one.is_open for one in page.ledger] == [False, True]


def test_signing_out_ends_the_lease(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    with desk.database.writing() as session:
        service.stop(session, ada.enrollment.learner_id)
    assert page.beat(20) is None
    assert (page.counted_s, [one.is_open for one in page.ledger]) == (20, [False])


def test_stopping_whoever_has_no_page_open_is_nothing(desk: Desk, ada: Taking) -> None:
    with desk.database.writing() as session:
        service.stop(session, ada.enrollment.learner_id)
    assert Page(desk, ada, "").ledger == []


def test_a_forged_lease_is_none(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    assert [Page(desk, ada, secret).beat(20) for secret in ("", "forged", "ÿ" * 400)] == [None] * 3
    assert page.counted_s == 0


def test_the_secret_itself_is_not_stored(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    with desk.database.reading() as session:
        row = session.execute(text("SELECT * FROM seat_time_lease")).one()
    assert page.secret not in {str(value) for value in row}


def test_time_away_is_stored_with_its_reason(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    page.beat(3600, fresh=True)
    page.beat(20)
    page.beat(300, active_ms=0)
    seen = [(one.reason, one.counted_ms, (one.ended_at - one.started_at).seconds) for one in page.ledger]
    assert seen == [
        ("active", 20_000, 20), ("away", 0, 3600), ("active", 20_000, 20), ("not_active", 0, 300),
    ]  # fmt: skip
    assert all(one.ended_at == following.started_at for one, following in pairwise(page.ledger))


def test_a_clock_set_back_an_hour_takes_nothing_and_gives_nothing(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    page.beat(-3600, active_ms=20_000)
    assert page.counted_s == 20
    page.beat(20)
    assert page.counted_s == 40
    assert sorted(one.reason for one in page.ledger) == ["active", "clock_stepped"]


@pytest.mark.parametrize(("seconds", "reason"), [(5, "active"), (6, "clock_stepped")])
def test_a_page_opened_after_the_clock_was_set_back_says_so_in_the_stretch_before(
    desk: Desk, ada: Taking, seconds: int, reason: str
) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    desk.clock.tick(seconds=-seconds)
    Page.open(desk, ada, "another")
    assert [(one.reason, one.counted_ms) for one in page.ledger if one.counted_ms] == [(reason, 20_000)]


def test_a_page_opened_after_the_clock_was_set_back_leaves_its_reason_to_what_did_not_count(
    desk: Desk, ada: Taking
) -> None:
    page = Page.open(desk, ada)
    page.beat(100, active_ms=0)
    desk.clock.tick(hours=-1)
    Page.open(desk, ada, "another", started=False)
    assert [(one.reason, one.counted_ms, one.is_open) for one in page.ledger] == [("not_active", 0, False)]


@ONE_ENGINE
def test_two_hours_of_reading_leave_tens_of_rows(desk: Desk, ada: Taking) -> None:
    with desk.database.writing() as session:
        for lesson in range(6):
            lease = open_lease(session, ada, f"lesson:{lesson}", desk)
            for number in range(1, 62):
                at = desk.clock.tick(seconds=20, milliseconds=number % 5 * 80)
                take_beat(session, lease, Beat(sequence=number, active_ms=20_000, fresh=number == 1), at=at)
    page = Page(desk, ada, "")
    assert (page.counted_s, len(page.ledger) < 60) == (7200, True)


def test_what_a_beat_counted_is_kept_when_another_tab_opens_meanwhile(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    at = desk.clock.tick(seconds=20)
    with ThreadPoolExecutor(1) as other_tab:
        with desk.database.writing() as session:
            take_beat(session, page.secret, Beat(sequence=2, active_ms=20_000, fresh=False), at=at)
            opened = other_tab.submit(Page.open, desk, ada, started=False)
            with pytest.raises(TimeoutError):  # it waits for the beat
                opened.result(timeout=0.3)
        assert opened.result().beat(0) is not None
    assert (page.counted_s, page.beat(20)) == (20, None)


def test_a_tab_that_opens_while_one_signs_out_has_no_clock(desk: Desk, ada: Taking) -> None:
    learner_id = ada.enrollment.learner_id
    Page.open(desk, ada)
    with ThreadPoolExecutor(1) as elsewhere:
        with desk.database.writing() as session:
            secret = open_lease(session, ada, "reading", desk)
            signed_out = elsewhere.submit(stop, desk, learner_id)
            with pytest.raises(TimeoutError):  # it waits for the tab
                signed_out.result(timeout=0.3)
        signed_out.result()
    assert Page(desk, ada, secret).beat(0) is None


def stop(desk: Desk, learner_id: uuid.UUID) -> None:
    with desk.database.writing() as session:
        service.stop(session, learner_id)


def test_a_closed_stretch_refuses_every_change(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    stop(desk, ada.enrollment.learner_id)
    before = page.ledger
    changes = ("counted_ms = counted_ms + 1", "ended_at = started_at", "reason = 'active'", "is_open = TRUE")
    statements = [f"UPDATE seat_time_stretch SET {one}" for one in changes]  # noqa: S608 - ours
    for statement in (*statements, "DELETE FROM seat_time_stretch"):
        with pytest.raises(IntegrityError, match="append-only"):
            change(desk, statement)
    assert page.ledger == before


def test_an_open_stretch_counts_no_less_than_nothing_and_no_more_than_passed(desk: Desk, ada: Taking) -> None:
    Page.open(desk, ada)
    with pytest.raises(IntegrityError, match=r"counted_time_is_not_negative|grace_is_part"):
        change(desk, "UPDATE seat_time_stretch SET counted_ms = -1")
    with pytest.raises(IntegrityError, match="no_more_counts_than_passed"):
        change(desk, "UPDATE seat_time_stretch SET counted_ms = length_ms + 1")
    with pytest.raises(IntegrityError, match="stretch_ends_after_its_start"):
        change(desk, "UPDATE seat_time_stretch SET ended_at = '2001-01-01 00:00:00'")


def test_a_learner_has_one_open_stretch(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    page.beat(3600, fresh=True)
    with pytest.raises(IntegrityError, match="append-only"):
        change(desk, "UPDATE seat_time_stretch SET is_open = TRUE WHERE NOT is_open")
    assert [one.is_open for one in page.ledger] == [False, True]
