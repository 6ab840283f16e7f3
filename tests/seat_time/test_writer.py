"""Beats are written in groups: each is answered for itself, and what one of them brings about holds up no other."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import get_args

import pytest
from sqlalchemy import text

from player.catalog.rules import SeatTimePolicy
from player.enrollment.rules import Taking
from player.errors import Refused
from player.seat_time import service
from player.seat_time.rules import GRACE_MS, PRESETS, Beat
from player.seat_time.service import Busy, Counted, Failed, Opened, Writer
from player.seat_time.writer import group, thread
from tests.crowd import together
from tests.desk import ONE_ENGINE, Desk


@pytest.fixture
def writer(desk: Desk) -> Iterator[Writer]:
    """The writer of the desk's database."""
    writer = service.open_writer(desk.database, desk.clock.agree)
    yield writer
    writer.close()


def opened(desk: Desk, taking: Taking, **how: object) -> Opened:
    """Open an activity as the room that owns it does."""
    who = {"learner_id": taking.enrollment.learner_id, "enrollment_id": taking.id, "activity": "lesson:one"}
    with desk.database.writing() as session:
        return service.open_activity(session, kind="reading", at=desk.clock.now(), **{**who, **how})  # type: ignore[arg-type]  # its own keywords


def send(writer: Writer, lease: str, sequence: int, *, active_ms: int = 20_000, **more: object) -> Counted:
    """Send one beat and wait until it is stored."""
    beat = Beat(sequence=sequence, active_ms=active_ms, fresh=False, **more)  # type: ignore[arg-type]  # its own keywords
    return writer.take(service.post(lease, beat))


def test_fifty_learners_at_once_are_each_answered_for_themselves(desk: Desk, writer: Writer) -> None:
    leases = [opened(desk, desk.taking(f"Reader{number}")).lease for number in range(10)]
    assert {send(writer, lease, 1).course_ms for lease in leases} == {0}
    desk.clock.tick(seconds=20)
    answers = together(lambda n: send(writer, leases[n % 10], 2, active_ms=1_000 + n % 10))
    assert [one.course_ms for one in answers] == [1_000 + number % 10 for number in range(50)]


def test_a_lease_that_was_never_given_is_elsewhere_and_one_that_ended_says_so(
    desk: Desk, ada: Taking, writer: Writer
) -> None:
    lease = opened(desk, ada).lease
    with desk.database.writing() as session:
        service.stop(session, ada.enrollment.learner_id)
    assert (send(writer, "made up", 1).outcome, send(writer, "made up", 1).ended) == ("elsewhere", False)
    assert (send(writer, lease, 1).outcome, send(writer, lease, 1).ended) == ("elsewhere", True)


def noted(act: Callable[..., object], calls: list[str], name: str) -> Callable[..., object]:
    """Return the same act, which writes its name down first."""

    def noting(*how: object) -> object:
        calls.append(name)
        return act(*how)

    return noting


def test_a_secret_made_up_takes_no_turn_and_begins_no_transaction(
    desk: Desk, ada: Taking, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, turns = opened(desk, ada).lease, list[str]()
    monkeypatch.setattr(desk.database, "turn", noted(desk.database.turn, turns, "turn"))
    monkeypatch.setattr(thread, "settle", noted(group.settle, turns, "settled"))
    assert [send(writer, f"made up {number}", 1).outcome for number in range(3)] == ["elsewhere"] * 3
    assert turns == []
    assert send(writer, lease, 1).outcome == "counted"
    assert turns == ["turn", "settled"]


def test_a_lease_is_looked_up_before_its_first_beat_only(
    desk: Desk, ada: Taking, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, engine, asked = opened(desk, ada).lease, writer._engine, list[str]()  # noqa: SLF001 - its statements
    monkeypatch.setattr(type(engine), "knows", noted(lambda *_all: True, asked, "asked"))
    assert [send(writer, lease, number).outcome for number in (1, 2, 3)] == ["counted"] * 3
    opened(desk, ada)
    assert [send(writer, lease, number).outcome for number in (4, 5)] == ["elsewhere"] * 2
    assert asked == ["asked", "asked"]


@ONE_ENGINE
def test_a_beat_that_cannot_be_stored_fails_alone(desk: Desk, ada: Taking, writer: Writer) -> None:
    hers, poisoned = opened(desk, ada).lease, opened(desk, desk.taking("Ben")).lease
    with desk.database.writing() as session:
        session.execute(text("UPDATE seat_time_lease SET last_at = 'nonsense' WHERE learner_id <> :ada"),
                        {"ada": ada.enrollment.learner_id.hex})  # fmt: skip

    def one(number: int) -> object:
        try:
            return send(writer, (hers, poisoned)[number % 2], 1).outcome
        except Failed as failure:
            return type(failure)

    answers = together(one)
    assert set(answers[1::2]) == {Failed}
    assert set(answers[0::2]) <= {"counted", "repeated"}


def test_a_beat_that_failed_holds_nothing_from_others(desk: Desk, ada: Taking, writer: Writer) -> None:
    lease = opened(desk, ada).lease
    with pytest.raises(Failed):
        send(writer, lease, 1, section="\ud800")  # half a character, which no driver takes
    assert send(writer, opened(desk, ada).lease, 1).sequence == 1


@ONE_ENGINE
def test_a_database_that_another_program_holds_is_busy_and_the_beat_may_come_again(
    desk: Desk, ada: Taking, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = opened(desk, ada).lease
    send(writer, lease, 1)
    monkeypatch.setattr(thread, "PATIENCE_S", 0.2)
    with closing(sqlite3.connect(str(desk.database.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            send(writer, lease, 2)
        other.execute("ROLLBACK")
    monkeypatch.setattr(thread, "PATIENCE_S", 30)
    assert send(writer, lease, 3).sequence == 3


@ONE_ENGINE
def test_a_queue_that_is_full_takes_no_more(
    desk: Desk, ada: Taking, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = opened(desk, ada).lease
    monkeypatch.setattr(thread, "LONGEST_QUEUE", 0)
    with pytest.raises(Busy):
        send(writer, lease, 1)


def test_a_connection_that_broke_is_made_anew(desk: Desk, ada: Taking, writer: Writer) -> None:
    lease = opened(desk, ada).lease
    send(writer, lease, 1)
    assert writer._connection is not None  # noqa: SLF001 - nobody else breaks it
    writer._connection.close()  # noqa: SLF001 - as above
    assert send(writer, lease, 2).sequence == 2


def test_the_place_is_written_with_the_beat_and_outlives_the_lease(desk: Desk, ada: Taking, writer: Writer) -> None:
    lease = opened(desk, ada).lease
    send(writer, lease, 1, section="one-b", media_ms=61_000)
    send(writer, lease, 2)
    opened(desk, ada, activity="lesson:two")
    with desk.database.reading() as session:
        places = service.places(session, ada.enrollment.learner_id, ada.id)
    assert set(places) == {"lesson:one"}
    assert (places["lesson:one"].section, places["lesson:one"].media_ms) == ("one-b", 61_000)


def test_a_place_in_a_recording_alone_is_kept_and_so_is_that_one_was_asked(
    desk: Desk, ada: Taking, writer: Writer
) -> None:
    lease = opened(desk, ada).lease
    send(writer, lease, 1, media_ms=61_000, asked=True)
    desk.clock.tick(seconds=20)
    send(writer, lease, 2)
    opened(desk, ada, activity="lesson:two")
    with desk.database.reading() as session:
        place = service.places(session, ada.enrollment.learner_id, ada.id)["lesson:one"]
        assert [one.asked for one in service.stretches(session, ada.id)] == [True]
    assert (place.section, place.media_ms) == (None, 61_000)


def test_a_beat_that_is_not_taken_moves_no_place(desk: Desk, ada: Taking, writer: Writer) -> None:
    lease = opened(desk, ada).lease
    told = [send(writer, lease, number, section=section) for number, section in ((1, "one-a"), (3, "two"), (1, "two"))]
    assert [one.outcome for one in told] == ["counted", "out_of_order", "repeated"]
    with desk.database.reading() as session:
        assert service.places(session, ada.enrollment.learner_id, ada.id)["lesson:one"].section == "one-a"


def test_a_new_lease_takes_totals_and_grace_over(desk: Desk, ada: Taking, writer: Writer) -> None:
    lease = opened(desk, ada).lease
    send(writer, lease, 1)
    desk.clock.tick(seconds=60)
    told = send(writer, lease, 4, first=2, active_ms=60_000)
    assert (told.course_ms, told.grace_ms) == (60_000, GRACE_MS - 60_000)
    again = opened(desk, ada)
    assert (again.activity_ms, again.course_ms) == (60_000, 60_000)
    assert send(writer, again.lease, 1).grace_ms == GRACE_MS - 60_000


def test_a_voided_stretch_counts_nowhere_and_stays_as_it_was(desk: Desk, ada: Taking, writer: Writer) -> None:
    lease = opened(desk, ada).lease
    send(writer, lease, 1)
    desk.clock.tick(seconds=20)
    send(writer, lease, 2)
    opened(desk, ada)
    with desk.database.writing() as session:
        (stretch,) = service.all_stretches(session, ada.id)
        service.void(session, stretch.id, reason="read by another", actor="command-line", at=desk.clock.now())
        assert service.stretches(session, ada.id) == []
        assert service.all_stretches(session, ada.id) == [stretch]
        assert service.voids(session, ada.id)[stretch.id].reason == "read by another"
        assert list(service.faults(session)) == []


def test_books_that_do_not_add_up_are_named(desk: Desk, ada: Taking, writer: Writer) -> None:
    lease = opened(desk, ada).lease
    send(writer, lease, 1)
    desk.clock.tick(seconds=20)
    send(writer, lease, 2)
    with desk.database.writing() as session:
        assert list(service.faults(session)) == []
        session.execute(text("UPDATE seat_time_stretch SET counted_ms = 19000"))
        found = [fault for learner_id, fault in service.faults(session) if learner_id == ada.enrollment.learner_id]
    assert found == [
        "lesson:one is told as 20000 ms, its stretches count 19000 ms",
        "the course is told as 20000 ms, its stretches count 19000 ms",
    ]


def test_a_learners_choice_is_kept_unless_the_policy_takes_it_away(desk: Desk, ada: Taking) -> None:
    told = [opened(desk, ada, policy=PRESETS[name], asks=True).as_json()["policy"] for name in ("standard", "nmls")]
    assert [(one["ask"], one["may_ask"]) for one in told] == [(900_000, True), (None, False)]


def test_courses_may_name_every_preset() -> None:
    assert set(get_args(SeatTimePolicy)) == set(PRESETS)


def test_a_stretch_that_is_open_or_unknown_cannot_be_voided(desk: Desk, ada: Taking, writer: Writer) -> None:
    send(writer, opened(desk, ada).lease, 1)
    with desk.database.writing() as session:
        (stretch,) = service.all_stretches(session, ada.id)
        for stretch_id, code in ((stretch.id, "stretch_still_open"), (uuid.uuid4(), "stretch_not_found")):
            with pytest.raises(Refused, match=code):
                service.void(session, stretch_id, reason="none", actor="command-line", at=desk.clock.now())
