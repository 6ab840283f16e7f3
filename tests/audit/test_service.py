"""The record in the database: written with the business, chained across writers, checked to the end."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from player.audit import rules, service, writer
from player.audit.rules import GENESIS, Break, Verdict
from player.db import Database
from tests.conftest import HandClock

Write = Callable[..., None]


@pytest.fixture
def write(database: Database, clock: HandClock) -> Write:
    """Records one entry about Ben in a transaction of its own."""

    def write(**values: str) -> None:
        with database.writing() as session:
            record(session, clock, **values)

    return write


def record(session: Session, clock: HandClock, **values: str) -> None:
    service.record(
        session, actor="staff:ada", action="timer.waived", subject="learner:ben", at=clock.now(), values=values
    )


def verify(database: Database, *noted: rules.Head) -> Verdict:
    with database.reading() as session:
        return service.verify(session, noted=noted)


def head(database: Database) -> rules.Head:
    with database.reading() as session:
        found = rules.parse_head(service.head(session))
    assert found
    return found


def test_an_empty_record_is_whole(database: Database) -> None:
    assert verify(database) == Verdict(whole=0, head=GENESIS, broken=None)
    assert head(database) == GENESIS


def test_entries_are_chained_and_told_with_their_values(database: Database, clock: HandClock, write: Write) -> None:
    write(reason="slow reader", note="asked by phone")
    clock.tick(seconds=1)
    write()
    with database.reading() as session:
        first, second = service.entries_about(session, "learner:ben")
        assert service.entries_about(session, "learner:chen") == ()
    assert (first.entry.sequence, first.entry.actor, first.entry.action) == (1, "staff:ada", "timer.waived")
    assert first.values == {"reason": "slow reader", "note": "asked by phone"}
    assert (second.previous, second.entry.at) == (first.mac, clock.now())
    assert verify(database) == Verdict(whole=2, head=second.head, broken=None)


def test_an_entry_falls_with_its_transaction(database: Database, clock: HandClock, write: Write) -> None:
    write()
    with database.writing() as session:
        record(session, clock, reason="never mind")
        session.rollback()
    assert verify(database).whole == 1


def test_a_session_that_writes_late_records_in_its_own_transaction(database: Database, clock: HandClock) -> None:
    with database.late_writing() as session:
        record(session, clock, reason="forgot the password")
        session.rollback()
        assert service.head(session) == str(GENESIS)
        record(session, clock)
        session.commit()
    assert verify(database).whole == 1


def test_two_writers_at_once_make_one_chain(database: Database, write: Write) -> None:
    both_are_ready = threading.Barrier(2)

    def write_many() -> None:
        both_are_ready.wait()
        for number in range(15):
            write(number=str(number))

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write_many), pool.submit(write_many)]:
            done.result()
    verdict = verify(database)
    assert (verdict.whole, verdict.broken, verdict.head) == (30, None, head(database))


def test_erased_values_are_gone_and_the_chain_is_whole(database: Database, write: Write) -> None:
    write(reason="slow reader")
    with database.writing() as session:
        assert service.erase(session, "learner:chen") == 0
        assert service.erase(session, "learner:ben") == 1
    with database.reading() as session:
        [link] = service.entries_about(session, "learner:ben")
    assert (link.values, link.erased) == ({}, ("reason",))
    assert verify(database).broken is None


def test_a_value_changed_behind_our_back_is_found(database: Database, write: Write) -> None:
    write(reason="slow reader")
    with database.writing() as session:
        session.execute(text("UPDATE audit_value SET value = 'a friend'"))
    assert verify(database).broken == Break(sequence=1, fault="value", name="reason")


def test_a_forged_entry_is_found(database: Database, write: Write) -> None:
    write()
    with database.writing() as session:
        session.execute(
            text(
                "INSERT INTO audit_entry (sequence, at, actor, action, subject, digests, previous, mac) "
                "SELECT 2, at, 'staff:chen', action, subject, digests, mac, 'forged' FROM audit_entry"
            )
        )
    assert verify(database).broken == Break(sequence=2, fault="mac")


def test_a_tail_cut_off_is_found_by_the_head_inside_or_a_head_noted_outside(
    database: Database, clock: HandClock, write: Write
) -> None:
    write()
    before = head(database)
    with database.late_writing() as session:
        record(session, clock)
        after = rules.parse_head(service.head(session))
    assert after
    assert verify(database, before).broken is None
    assert verify(database, after).broken == Break(sequence=2, fault="cut")
    with database.writing() as session:
        session.execute(text("UPDATE audit_head SET sequence = 2"))
    assert verify(database).broken == Break(sequence=2, fault="cut")


def test_a_long_record_is_read_in_parts(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        for _ in range(170):  # 510 rows: the values of one entry lie on both sides of a part's end
            record(session, clock, reason="r", note="n", source="s")
    assert verify(database) == Verdict(whole=170, head=head(database), broken=None)


def test_a_session_without_the_key_is_refused(database: Database, clock: HandClock) -> None:
    with Session(database.engine) as session, pytest.raises(RuntimeError, match="no audit key"):
        record(session, clock)


def test_the_head_is_noted_when_it_moved_at_most_once_a_minute(
    database: Database, clock: HandClock, write: Write, tmp_path: Path
) -> None:
    noted = []
    for step in ("nothing yet", "moved", "moved too soon", "moved a minute ago", "stands still"):
        if step.startswith("moved"):
            write()
        clock.tick(seconds=1 if step == "moved too soon" else 60)
        with database.reading() as session:
            noted.append(service.note_head(session, folder=tmp_path, at=clock.now()))
    assert noted == [False, True, False, True, False]
    last = service.last_note(tmp_path)
    assert last
    assert last.head == head(database)
    assert len(writer.notes_file(tmp_path).read_text().splitlines()) == 2


def test_a_head_that_was_taken_back_stays_noted(
    database: Database, clock: HandClock, write: Write, tmp_path: Path
) -> None:
    with database.late_writing() as session:
        record(session, clock, reason="taken back")
        assert service.note_head(session, folder=tmp_path, at=clock.now())
    write()
    write()
    noted = service.last_note(tmp_path)
    assert noted
    with database.reading() as session, pytest.raises(service.HeadLostError):
        service.note_head(session, folder=tmp_path, at=clock.tick(minutes=2))
    assert service.last_note(tmp_path) == noted
    assert verify(database, noted.head).broken == Break(sequence=1, fault="noted")
