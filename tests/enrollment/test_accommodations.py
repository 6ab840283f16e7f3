"""Staff change a minimum of time for one learner: it holds at once, for her alone, and does not reach back."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.audit import service as audit
from player.db import Database
from player.enrollment import service
from player.enrollment.rules import Taking, TimeAccommodation
from player.errors import Invalid, NotFound
from player.lessons.rules.minimums import minimum_met_at
from player.seat_time.rules import StretchRecord
from tests.conftest import HandClock
from tests.study import Study, publish_tiny

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = 60_000


@pytest.fixture
def ada(database: Database, clock: HandClock, tmp_path: object) -> Study:
    """Ada, enrolled in the tiny course."""
    publish_tiny(database, tmp_path / "first-steps", at=clock.now())  # type: ignore[operator]  # a path
    return Study(database, clock).sign_up().enroll()


def taking(study: Study) -> Taking:
    with study.database.reading() as session:
        return service.get_own(session, study.enrollment_id, study.learner_id)


def accommodate(
    study: Study,
    lesson: str | None,
    minimum_ms: int,
    *,
    key: uuid.UUID | None = None,
    reason: str = "Agreed by phone",
) -> None:
    with study.database.writing() as session:
        service.accommodate(
            session, taking(study), lesson, minimum_ms=minimum_ms, reason=reason, actor="staff:1",
            key=key or uuid.uuid4(), at=study.clock.tick(seconds=1),
        )  # fmt: skip


def test_minimums_hold_as_they_were_changed_last(ada: Study) -> None:
    accommodate(ada, None, MINUTE)
    accommodate(ada, "beginning", 0)
    accommodate(ada, None, 0)
    edition = taking(ada).edition
    assert (edition.course_minimum_ms, [lesson.minimum_ms for lesson in edition.lessons]) == (0, [0, 5_000])


def test_every_change_notes_the_minimum_as_it_was_published(ada: Study) -> None:
    for minimum in (0, MINUTE):
        accommodate(ada, "end", minimum)
        accommodate(ada, None, minimum)
    assert [one.published_ms for one in taking(ada).accommodations] == [5_000, 2 * MINUTE] * 2


def test_a_change_is_for_one_enrollment(ada: Study) -> None:
    accommodate(ada, None, 0)
    ben = Study(ada.database, ada.clock, "ben@example.org").sign_up().enroll()
    assert taking(ben).edition.course_minimum_ms == 2 * MINUTE
    assert taking(ben).accommodations == ()


def test_the_page_sent_twice_changes_once(ada: Study) -> None:
    key = uuid.uuid4()
    for _again in range(2):
        accommodate(ada, "end", MINUTE, key=key)
    assert [one.published_ms for one in taking(ada).accommodations] == [5_000]


def test_a_key_that_came_with_another_change_is_refused(ada: Study) -> None:
    key = uuid.uuid4()
    accommodate(ada, "end", MINUTE, key=key)
    for lesson, minimum in (("end", 0), ("beginning", MINUTE), (None, MINUTE)):
        with pytest.raises(Invalid, match="key_already_used"):
            accommodate(ada, lesson, minimum, key=key)
    with pytest.raises(Invalid, match="key_already_used"):
        accommodate(ada, "end", MINUTE, key=key, reason="Agreed by mail")
    ben = Study(ada.database, ada.clock, "ben@example.org").sign_up().enroll()
    with pytest.raises(Invalid, match="key_already_used"):
        accommodate(ben, "end", MINUTE, key=key)
    assert [len(taking(one).accommodations) for one in (ada, ben)] == [1, 0]


def test_the_audit_trail_has_who_and_why(ada: Study) -> None:
    accommodate(ada, None, 0)
    with ada.database.reading() as session:
        last = audit.entries_about(session, f"enrollment:{ada.enrollment_id}")[-1]
    assert (last.entry.actor, last.entry.action) == ("staff:1", "enrollment.accommodated")
    assert last.values["reason"] == "Agreed by phone"


def test_a_certificate_reads_the_same_with_an_accommodation_as_without(ada: Study) -> None:
    ben = Study(ada.database, ada.clock, "ben@example.org").sign_up().enroll()
    accommodate(ada, None, 0)
    accommodate(ada, "end", MINUTE)
    papers = [one.add_license().finish().certify()[0].snapshot for one in (ada, ben)]
    hers, his = (replace(paper, number="", verify_url="") for paper in papers)
    assert (hers, len(taking(ada).accommodations)) == (his, 2)


def test_a_lesson_that_is_not_in_the_course_and_an_ended_enrollment_are_refused(ada: Study) -> None:
    with pytest.raises(NotFound, match="lesson_not_found"):
        accommodate(ada, "middle", 0)
    with ada.database.writing() as session:
        service.close(session, ada.enrollment_id, at=ada.clock.now())
    with pytest.raises(Invalid, match="time_is_settled"):
        accommodate(ada, None, 0)


def test_what_was_changed_stays_written(ada: Study) -> None:
    accommodate(ada, None, 0)
    for statement in ("UPDATE time_accommodation SET minimum_ms = 1", "DELETE FROM time_accommodation"):
        with pytest.raises(IntegrityError, match="append-only"), ada.database.writing() as session:
            session.execute(text(statement))


def sat(minutes: int) -> list[StretchRecord]:
    return [
        StretchRecord(
            id=uuid.uuid4(), enrollment_id=uuid.UUID(int=1), activity="a", kind="reading", started_at=NOON,
            ended_at=NOON + timedelta(minutes=minutes), counted_ms=minutes * MINUTE, reason="active", is_open=False,
        )
    ]  # fmt: skip


def given(minimum: int, *, after: int) -> TimeAccommodation:
    return TimeAccommodation(
        lesson_id=None, minimum_ms=minimum * MINUTE, published_ms=20 * MINUTE, reason="r", actor="s",
        at=NOON + timedelta(minutes=after),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sat_minutes", "minimum", "after", "met"),
    [(10, 5, -60, 5), (10, 5, 60, 60), (30, 5, 60, 20), (10, 0, 60, 60), (10, 15, 60, None), (0, 0, -5, -5)],
)
def test_a_changed_minimum_does_not_reach_back(sat_minutes: int, minimum: int, after: int, met: int | None) -> None:
    at = minimum_met_at(sat(sat_minutes), minimum * MINUTE, given(minimum, after=after))
    assert at == (None if met is None else NOON + timedelta(minutes=met))


@pytest.mark.parametrize(("minimum", "after", "met"), [(25, 5, 25), (25, 60, 25), (20, 60, 20), (40, 5, None)])
def test_a_minimum_that_was_raised_is_met_when_that_much_was_counted(minimum: int, after: int, met: int | None) -> None:
    at = minimum_met_at(sat(30), minimum * MINUTE, given(minimum, after=after))
    assert at == (None if met is None else NOON + timedelta(minutes=met))


def test_to_waive_a_minimum_that_nobody_asked_for_sets_no_date() -> None:
    assert minimum_met_at(sat(10), 0, replace(given(0, after=60), published_ms=0)) is None


def test_without_an_accommodation_the_minimum_is_met_when_the_time_was_counted() -> None:
    assert minimum_met_at(sat(10), 5 * MINUTE, None) == NOON + timedelta(minutes=5)
    assert minimum_met_at(sat(10), 0, None) is None
