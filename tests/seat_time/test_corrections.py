"""What is written stands: stretches are corrected by voids, once, with a reason, and the ledger goes on at its end."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.audit import service as audit
from player.enrollment.rules import Taking
from player.errors import Invalid
from player.seat_time import service
from tests.desk import Desk
from tests.seat_time.pages import Page


def void(desk: Desk, page: Page) -> None:
    """Void the first stretch that stands."""
    with desk.database.writing() as session:
        stretch = service.all_stretches(session, page.taking.id)[0]
        service.void(session, stretch.id, reason="read by another", actor="staff:1", at=desk.clock.now())


@pytest.fixture
def page(desk: Desk, ada: Taking) -> Page:
    """Ada's second page; the stretch of her first one is closed."""
    Page.open(desk, ada).beat(20)
    return Page.open(desk, ada)


def test_a_stretch_is_voided_once(desk: Desk, page: Page) -> None:
    void(desk, page)
    with pytest.raises(Invalid, match="stretch_already_voided"):
        void(desk, page)


def test_the_audit_trail_has_who_took_which_stretch_away_and_why(desk: Desk, page: Page) -> None:
    (first, *_rest) = page.ledger
    void(desk, page)
    with desk.database.reading() as session:
        last = audit.entries_about(session, f"enrollment:{page.taking.id}")[-1]
    assert (last.entry.actor, last.entry.action) == ("staff:1", "seat_time.voided")
    learner = str(page.taking.enrollment.learner_id)
    assert last.values == {"reason": "read by another", "stretch": str(first.id), "learner": learner}


def test_a_voided_stretch_is_among_those_that_stand_nowhere(desk: Desk, page: Page) -> None:
    page.beat(20)
    (_voided, standing) = page.ledger
    void(desk, page)
    with desk.database.reading() as session:
        assert service.stretches(session, page.taking.id) == [standing]
        assert service.stretches_of(session, [page.taking.id]) == {page.taking.id: [standing]}


def test_a_learner_whose_clock_is_gone_goes_on_where_the_ledger_ends(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada)
    page.beat(20)
    with desk.database.writing() as session:
        service.stop(session, ada.enrollment.learner_id)
        session.execute(text("DELETE FROM seat_time_lease"))
    Page.open(desk, ada).beat(20)
    assert [one.offset_ms for one in page.ledger] == [page.ledger[0].offset_ms, page.ledger[0].offset_ms + 20_000]
    with desk.database.reading() as session:
        assert list(service.faults(session)) == []


def test_no_void_is_changed_and_no_stretch_taken_away_even_while_it_is_open(desk: Desk, page: Page) -> None:
    void(desk, page)
    for statement in (
        "UPDATE seat_time_void SET reason = 'none'",
        "DELETE FROM seat_time_void",
        "DELETE FROM seat_time_stretch WHERE is_open",
    ):
        with pytest.raises(IntegrityError, match="append-only"), desk.database.writing() as session:
            session.execute(text(statement))


def test_time_that_was_told_without_any_stretch_is_found(desk: Desk, ada: Taking) -> None:
    Page.open(desk, ada, started=False)
    with desk.database.writing() as session:
        session.execute(text("UPDATE seat_time_lease SET course_before_ms = 1000"))
        told = [fault for learner_id, fault in service.faults(session) if learner_id == ada.enrollment.learner_id]
    assert told == ["the course is told as 1000 ms, its stretches count 0 ms"]
