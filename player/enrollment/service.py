"""Use cases of enrollment: begin, find, list, accommodate, end."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from player.accounts import rules as learner_rules
from player.accounts import service as accounts
from player.audit import service as audit
from player.catalog import service as catalog
from player.catalog.rules import SponsorRecord
from player.enrollment import rules, store
from player.enrollment.rules import EnrollmentRecord, Taking, TimeAccommodation
from player.errors import Invalid, NotFound


def enroll(session: Session, learner_id: uuid.UUID, slug: str, *, key: uuid.UUID, at: datetime) -> EnrollmentRecord:
    """Enroll a learner in the newest edition of a course and return the enrollment.

    The same page sent twice, or a course that is already under way, gives the enrollment that stands. ``is_sample`` is
    fixed here: whatever a fictional sponsor awards is a sample.

    Raises:
        NotFound: no such course.
        Invalid: the profile is incomplete, or the course gives no credit any more.
    """
    accounts.lock(session, learner_id)
    course = catalog.find_course(session, slug)
    if course is None:
        raise NotFound("course_not_found")
    sent_before = store.find_by_key(session, learner_id, key)
    standing = sent_before or store.find_open(session, learner_id, course.course_id)
    if standing is not None:
        return standing
    sponsor = catalog.sponsor(session, course.sponsor_id)
    in_the_way = learner_rules.left(accounts.get_learner(session, learner_id))
    in_the_way += rules.left(catalog.get_edition(session, course.edition_id), on=civil_day(sponsor, at))
    if in_the_way:
        raise Invalid(in_the_way[0].code, **in_the_way[0].parameters())
    record = EnrollmentRecord(
        id=uuid.uuid4(),
        learner_id=learner_id,
        course_id=course.course_id,
        offering_id=course.offering_id,
        edition_id=course.edition_id,
        is_sample=sponsor.is_fictional,
        enrolled_at=at,
        closed_at=None,
    )
    store.add(session, record, idempotency_key=key)
    actor = f"learner:{learner_id}"
    audit.record(session, actor=actor, action="enrollment.begun", subject=f"enrollment:{record.id}", at=at)
    return record


def civil_day(sponsor: SponsorRecord, at: datetime) -> date:
    """Return the day it is for a sponsor, in its own zone: approvals and courses end with the sponsor's day."""
    return at.astimezone(ZoneInfo(sponsor.time_zone or "UTC")).date()


def days_left(session: Session, taking: Taking, *, at: datetime) -> int | None:
    """Return how many days a learner has left to complete a course for credit when they are few, or None."""
    sponsor = catalog.sponsor_of_edition(session, taking.enrollment.edition_id)
    return rules.days_left(taking.edition, on=civil_day(sponsor, at))


def get_own(session: Session, enrollment_id: uuid.UUID, learner_id: uuid.UUID) -> Taking:
    """Return a learner's own enrollment with its edition; raises NotFound for anyone else's."""
    found = store.find(session, enrollment_id)
    if found is None or found[0].learner_id != learner_id:
        raise NotFound("enrollment_not_found")
    return _taking(session, *found)


def get_own_locked(session: Session, enrollment_id: uuid.UUID, learner_id: uuid.UUID) -> Taking:
    """Return a learner's own enrollment, with the learner's row locked until the transaction ends."""
    accounts.lock(session, learner_id)
    return get_own(session, enrollment_id, learner_id)


def hold_own(session: Session, enrollment_id: uuid.UUID, learner_id: uuid.UUID) -> None:
    """Lock the learner's row until the transaction ends, where all one asks of the enrollment is that it is theirs.

    Raises:
        NotFound: the enrollment is somebody else's, or nobody's.
    """
    accounts.lock(session, learner_id)
    if store.find_owner(session, enrollment_id) != learner_id:
        raise NotFound("enrollment_not_found")


def get_for_sponsors(session: Session, enrollment_id: uuid.UUID, sponsor_ids: Iterable[uuid.UUID]) -> Taking:
    """Return an enrollment in a course of one of these sponsors; raises NotFound for all others."""
    found = store.find(session, enrollment_id)
    if found is None or catalog.sponsor_of_edition(session, found[0].edition_id).id not in set(sponsor_ids):
        raise NotFound("enrollment_not_found")
    return _taking(session, *found)


def get_for_sponsors_locked(session: Session, enrollment_id: uuid.UUID, sponsor_ids: Iterable[uuid.UUID]) -> Taking:
    """Return the same, read once the learner's row is locked: nothing that was claimed meanwhile is overlooked."""
    learner_id = store.learner_ids(session, [enrollment_id]).get(enrollment_id)
    if learner_id is None:
        raise NotFound("enrollment_not_found")
    accounts.lock(session, learner_id)
    return get_for_sponsors(session, enrollment_id, sponsor_ids)


def of_learner(session: Session, learner_id: uuid.UUID) -> list[Taking]:
    """Return all enrollments of a learner with their editions, newest first."""
    return _takings(session, store.of_learner(session, learner_id))


def open_in_course(session: Session, learner_id: uuid.UUID, course_id: uuid.UUID) -> EnrollmentRecord | None:
    """Return the learner's open enrollment in a course, or None."""
    return store.find_open(session, learner_id, course_id)


def has_finished(session: Session, learner_id: uuid.UUID, course_id: uuid.UUID) -> bool:
    """Tell whether the learner finished the course before, in whatever edition."""
    return any(one.course_id == course_id and one.closed_at for one in store.of_learner(session, learner_id))


def in_editions(
    session: Session,
    edition_ids: Iterable[uuid.UUID],
    *,
    learner_ids: Iterable[uuid.UUID] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Taking]:
    """Return enrollments in these editions, newest first, one page of them."""
    found = store.of_editions(session, edition_ids, learner_ids=learner_ids, limit=limit, offset=offset)
    return _takings(session, found)


def edition_ids(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return which edition each of these enrollments pins."""
    return store.edition_ids(session, enrollment_ids)


def accommodate(
    session: Session,
    taking: Taking,
    lesson_id: str | None,
    *,
    minimum_ms: int,
    reason: str,
    actor: str,
    key: uuid.UUID,
    at: datetime,
) -> None:
    """Change the minimum time of a lesson, or of the course without one, for one learner; 0 waives it.

    It is recorded with its reason, in the audit trail too, and stands on no certificate. The same page sent twice
    changes it once.

    Raises:
        NotFound: the edition has no such lesson.
        Invalid: the enrollment has ended: its time is settled; or the key came with something else.
    """
    accounts.lock(session, taking.enrollment.learner_id)
    before = store.find_accommodation(session, key)
    if before is not None and before != (taking.id, lesson_id, minimum_ms, reason):
        raise Invalid("key_already_used")
    if before is not None:
        return
    if taking.enrollment.closed_at is not None:
        raise Invalid("time_is_settled")
    edition = catalog.get_edition(session, taking.enrollment.edition_id)
    lesson = edition.lesson(lesson_id) if lesson_id is not None else None
    if lesson_id is not None and lesson is None:
        raise NotFound("lesson_not_found")
    accommodation = TimeAccommodation(
        lesson_id=lesson_id,
        minimum_ms=minimum_ms,
        published_ms=edition.course_minimum_ms if lesson is None else lesson.minimum_ms,
        reason=reason,
        actor=actor,
        at=at,
    )
    store.add_accommodation(session, taking.id, accommodation, key=key)
    values = {"minimum": f"{lesson_id or 'course'}: {minimum_ms} ms", "reason": reason}
    subject = f"enrollment:{taking.id}"
    audit.record(session, actor=actor, action="enrollment.accommodated", subject=subject, at=at, values=values)


def learner_ids(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return whose each of these enrollments is."""
    return store.learner_ids(session, enrollment_ids)


def close(session: Session, enrollment_id: uuid.UUID, *, at: datetime) -> None:
    """End an enrollment, so that the course can be taken anew; what was done stays."""
    store.close(session, enrollment_id, at=at)


def _takings(session: Session, records: list[EnrollmentRecord]) -> list[Taking]:
    found = store.accommodations(session, [record.id for record in records])
    return [_taking(session, record, found.get(record.id, ())) for record in records]


def _taking(session: Session, record: EnrollmentRecord, accommodations: tuple[TimeAccommodation, ...]) -> Taking:
    edition = rules.accommodated(catalog.get_edition(session, record.edition_id), accommodations)
    return Taking(enrollment=record, edition=edition, accommodations=accommodations)
