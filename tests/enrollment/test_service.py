"""One open enrollment per learner and course, in the edition of the day, a sample for good or never."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.audit import service as audit
from player.catalog import service as catalog
from player.enrollment import service, store
from player.enrollment.rules import EnrollmentRecord
from player.errors import Invalid, NotFound
from tests.crowd import together
from tests.desk import Desk


def enrollments(desk: Desk, learner_id: uuid.UUID) -> list[EnrollmentRecord]:
    with desk.database.reading() as session:
        return [taking.enrollment for taking in service.of_learner(session, learner_id)]


def title(desk: Desk, record: EnrollmentRecord) -> str:
    with desk.database.reading() as session:
        return service.get_own(session, record.id, record.learner_id).edition.title


def change(desk: Desk, statement: str, **values: object) -> None:
    with desk.database.writing() as session:
        session.execute(text(statement), values)


def stored(desk: Desk, value: uuid.UUID) -> object:
    """Return a UUID as the engine stores it."""
    return value.hex if desk.database.engine.dialect.name == "sqlite" else value


def test_ada_keeps_the_edition_of_the_day_she_enrolled(desk: Desk) -> None:
    course = desk.publish("first-steps")
    ada = desk.enroll(desk.learner("Ada"))
    course.edit("course.yaml", "First steps", "First steps, again")
    desk.publish_again(course)
    ben = desk.enroll(desk.learner("Ben"))
    assert (title(desk, ada), title(desk, ben)) == ("First steps", "First steps, again")
    assert desk.enroll(ada.learner_id) == ada


def test_an_enrollment_says_who_what_and_when(desk: Desk) -> None:
    learner_id = desk.learner()
    record = desk.enroll(learner_id)
    with desk.database.reading() as session:
        course = catalog.find_course(session, "first-steps")
        assert course is not None
        assert record.edition_id == course.edition_id
        assert (record.course_id, record.offering_id) == (course.course_id, course.offering_id)
        entries = audit.entries_about(session, f"enrollment:{record.id}")
        assert [link.entry.action for link in entries] == ["enrollment.begun"]
    assert (record.learner_id, record.enrolled_at, record.closed_at) == (learner_id, desk.clock.now(), None)


def test_the_same_page_sent_twice_enrolls_once(desk: Desk) -> None:
    learner_id, key = desk.learner(), uuid.uuid4()
    assert desk.enroll(learner_id, key=key) == desk.enroll(learner_id, key=key)
    assert len(enrollments(desk, learner_id)) == 1


def test_fifty_pages_at_once_enroll_once(desk: Desk) -> None:
    learner_id = desk.learner()
    records = together(lambda _n: desk.enroll(learner_id))
    assert len({record.id for record in records}) == 1
    assert enrollments(desk, learner_id) == records[:1]


def test_two_learners_with_the_same_key_are_two_learners(desk: Desk) -> None:
    key = uuid.uuid4()
    ada, ben = (desk.enroll(desk.learner(name), key=key) for name in ("Ada", "Ben"))
    assert ada.id != ben.id


def test_the_database_itself_allows_one_open_enrollment(desk: Desk) -> None:
    record = desk.enroll(desk.learner())
    twin = EnrollmentRecord(**{**vars(record), "id": uuid.uuid4()})
    with pytest.raises(IntegrityError), desk.database.writing() as session:
        store.add(session, twin, idempotency_key=uuid.uuid4())
    assert enrollments(desk, record.learner_id) == [record]


def test_two_courses_can_be_taken_at_once(desk: Desk) -> None:
    desk.publish("second-steps")
    learner_id = desk.learner()
    assert desk.enroll(learner_id).course_id != desk.enroll(learner_id, "second-steps").course_id


def test_a_finished_course_can_be_taken_anew(desk: Desk) -> None:
    learner_id, old_page = desk.learner(), uuid.uuid4()
    first = desk.enroll(learner_id, key=old_page)
    desk.clock.tick(hours=3)
    desk.close(first.id)
    second = desk.enroll(learner_id)
    assert [record.id for record in enrollments(desk, learner_id)] == [second.id, first.id]
    assert desk.enroll(learner_id, key=old_page).id == first.id


def test_an_enrollment_ends_once(desk: Desk) -> None:
    record = desk.enroll(desk.learner())
    ended = desk.clock.tick(hours=1)
    for _again in range(2):
        desk.close(record.id)
        desk.clock.tick(hours=1)
    assert enrollments(desk, record.learner_id)[0].closed_at == ended


def test_whoever_has_no_profile_yet_is_told_so(desk: Desk) -> None:
    learner_id = desk.learner(profession="")
    with pytest.raises(Invalid, match="profile_incomplete"):
        desk.enroll(learner_id)
    assert enrollments(desk, learner_id) == []


def test_the_last_day_ends_where_the_sponsor_is(desk: Desk) -> None:
    ada, ben = desk.learner("Ada"), desk.learner("Ben")
    desk.clock.instant = datetime(2030, 1, 1, 7, 59, 59, tzinfo=UTC)  # the builders' course ends on 31 December 2029
    desk.enroll(ada)
    desk.clock.tick(seconds=1)
    with pytest.raises(Invalid, match="course_expired") as refusal:
        desk.enroll(ben)
    assert refusal.value.parameters == {"expires": date(2029, 12, 31)}
    assert enrollments(desk, ben) == []


def test_whoever_is_enrolled_goes_on_after_the_last_day(desk: Desk) -> None:
    record = desk.enroll(desk.learner())
    desk.clock.instant = datetime(2031, 1, 1, tzinfo=UTC)
    assert desk.enroll(record.learner_id) == record


def test_there_is_no_enrolling_in_what_is_not_published(desk: Desk) -> None:
    with pytest.raises(NotFound, match="course_not_found"):
        desk.enroll(desk.learner(), "last-steps")


def test_what_a_fictional_sponsor_offers_is_a_sample(desk: Desk) -> None:
    learner_id = desk.learner()
    assert not desk.enroll(learner_id).is_sample
    desk.publish("sample-steps", is_fictional=True)
    assert desk.enroll(learner_id, "sample-steps").is_sample


def test_a_sample_stays_one_when_its_sponsor_becomes_real(desk: Desk) -> None:
    course = desk.publish("sample-steps", is_fictional=True)
    ada = desk.enroll(desk.learner("Ada"), "sample-steps")
    course.edit("sponsor.yaml", "fictional: true", "fictional: false")
    desk.publish_again(course)
    assert enrollments(desk, ada.learner_id)[0].is_sample
    assert not desk.enroll(desk.learner("Ben"), "sample-steps").is_sample


def test_who_takes_which_edition_as_what_never_changes(desk: Desk) -> None:
    record = desk.enroll(desk.learner())
    other = stored(desk, uuid.uuid4())
    for change_to in ("is_sample = NOT is_sample", "learner_id = :other", "edition_id = :other"):
        with pytest.raises(IntegrityError, match="append-only"):
            change(desk, f"UPDATE enrollment SET {change_to}", other=other)  # noqa: S608 - one of the three
    with pytest.raises(IntegrityError, match="append-only"):
        change(desk, "DELETE FROM enrollment")
    assert enrollments(desk, record.learner_id) == [record]


def test_someone_elses_enrollment_is_not_found(desk: Desk) -> None:
    record, ben = desk.enroll(desk.learner("Ada")), desk.learner("Ben")
    for enrollment_id, learner_id in ((record.id, ben), (uuid.uuid4(), ben), (uuid.uuid4(), record.learner_id)):
        with pytest.raises(NotFound, match="enrollment_not_found"), desk.database.reading() as session:
            service.get_own(session, enrollment_id, learner_id)


def test_staff_find_the_enrollments_of_their_own_sponsor(desk: Desk) -> None:
    record = desk.enroll(desk.learner())
    with desk.database.reading() as session:
        sponsor_id = catalog.sponsor_of_edition(session, record.edition_id).id
        assert service.get_for_sponsors(session, record.id, [sponsor_id]).enrollment == record
        with pytest.raises(NotFound):
            service.get_for_sponsors(session, record.id, [uuid.uuid4()])
