"""Loading sponsor files: revisions of approvals, and questions that open and close, on both databases."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from player.audit import service as audit
from player.catalog import service
from player.catalog.rules import ApprovalRecord, OpenQuestion, SponsorDocument, SponsorRecord
from player.db import Database
from player.errors import Invalid
from tests.builders import CourseFolder
from tests.conftest import HandClock

QUESTION = 'questions: [{key: which-number, about: approval, approval: ace, text: "Which?", found: "There."}]'


def document(course: CourseFolder) -> SponsorDocument:
    sponsor = course.check().sponsor
    assert sponsor is not None
    return sponsor


def load(course: CourseFolder, database: Database, at: datetime) -> SponsorRecord:
    with database.writing() as session:
        return service.load_sponsor(session, document(course), at=at, actor="test")


def approval(database: Database, sponsor: SponsorRecord, key: str = "ace") -> ApprovalRecord:
    with database.reading() as session:
        (found,) = service.approvals(session, sponsor.id, [key])
    return found


def questions(database: Database, sponsor: SponsorRecord) -> list[OpenQuestion]:
    with database.reading() as session:
        return service.open_questions(session, [sponsor.id])


def count(database: Database, table: str) -> int:
    with database.reading() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - names of this test


def test_loading_the_same_file_again_writes_nothing(course: CourseFolder, database: Database, clock: HandClock) -> None:
    first = load(course, database, clock.instant)
    before = {table: count(database, table) for table in ("sponsor", "approval", "open_question", "audit_entry")}
    assert load(course, database, clock.tick(days=1)) == first
    assert {table: count(database, table) for table in before} == before
    assert before == {"sponsor": 1, "approval": 3, "open_question": 0, "audit_entry": 4}


def test_a_changed_approval_gets_a_revision_and_the_others_none(
    course: CourseFolder, database: Database, clock: HandClock
) -> None:
    sponsor = load(course, database, clock.instant)
    before = approval(database, sponsor)
    course.edit("sponsor.yaml", 'number: "1480"', 'number: "1481"')
    load(course, database, clock.tick(days=1))
    after = approval(database, sponsor)
    assert (before.number, before.revision, after.number, after.revision) == ("1480", 1, "1481", 2)
    assert approval(database, sponsor, "apa").revision == 1
    assert after.id not in {None, before.id}


def test_a_revision_is_recorded_with_its_words(course: CourseFolder, database: Database, clock: HandClock) -> None:
    record = approval(database, load(course, database, clock.instant))
    with database.reading() as session:
        (link,) = audit.entries_about(session, f"approval:{record.id}")
    assert link.entry.action == "approval.revised"
    assert link.values == {"approval": "ace", "statement": record.statement, "number": "1480"}


def test_going_back_is_a_revision_too(course: CourseFolder, database: Database, clock: HandClock) -> None:
    sponsor = load(course, database, clock.instant)
    for old, new in (("1480", "1481"), ("1481", "1480")):
        course.edit("sponsor.yaml", f'"{old}"', f'"{new}"')
        load(course, database, clock.tick(days=1))
    record = approval(database, sponsor)
    assert (record.number, record.revision) == ("1480", 3)


def test_an_approval_that_left_the_file_is_not_claimed(
    course: CourseFolder, database: Database, clock: HandClock
) -> None:
    sponsor = load(course, database, clock.instant)
    course.edit("sponsor.yaml", "  - key: nbcc", "  - key: counselors")
    course.edit("sponsor.yaml", "[apa, ace, nbcc]", "[apa, ace, counselors]")
    load(course, database, clock.tick(days=1))
    with database.reading() as session:
        found = service.approvals(session, sponsor.id, ["apa", "nbcc", "counselors"])
    assert [one.key for one in found] == ["apa", "counselors"]
    assert count(database, "approval") == 4


def test_an_open_question_holds_its_approval_back_until_it_is_gone(
    course: CourseFolder, database: Database, clock: HandClock
) -> None:
    course.edit("sponsor.yaml", "questions: []", QUESTION)
    sponsor = load(course, database, clock.instant)
    assert approval(database, sponsor).blocked_by == ("which-number",)
    assert approval(database, sponsor, "apa").blocked_by == ()
    assert [(one.key, one.asked_at) for one in questions(database, sponsor)] == [("which-number", clock.instant)]
    course.edit("sponsor.yaml", QUESTION, "questions: []")
    load(course, database, clock.tick(days=1))
    assert approval(database, sponsor).blocked_by == ()
    assert questions(database, sponsor) == []
    assert count(database, "open_question") == 1


def test_a_question_in_other_words_keeps_its_day(course: CourseFolder, database: Database, clock: HandClock) -> None:
    course.edit("sponsor.yaml", "questions: []", QUESTION)
    asked_at = clock.instant
    load(course, database, asked_at)
    course.edit("sponsor.yaml", "Which?", "Which of them?")
    (found,) = questions(database, load(course, database, clock.tick(days=1)))
    assert (found.text, found.asked_at) == ("Which of them?", asked_at)


def test_a_question_that_comes_back_is_asked_anew(course: CourseFolder, database: Database, clock: HandClock) -> None:
    sponsor = load(course, database, clock.instant)
    for now, then in (("questions: []", QUESTION), (QUESTION, "questions: []"), ("questions: []", QUESTION)):
        course.edit("sponsor.yaml", now, then)
        load(course, database, clock.tick(days=1))
    (found,) = questions(database, sponsor)
    assert found.asked_at == clock.instant


def test_questions_are_those_of_the_sponsors_asked_for(
    course: CourseFolder, database: Database, clock: HandClock
) -> None:
    course.edit("sponsor.yaml", "questions: []", QUESTION)
    load(course, database, clock.instant)
    with database.reading() as session:
        assert service.open_questions(session, []) == []


def test_a_confirmed_statement_that_cannot_be_printed_is_not_loaded(
    course: CourseFolder, database: Database, clock: HandClock
) -> None:
    whole = document(course)
    gap = replace(whole, approvals=tuple(replace(one, number=None) for one in whole.approvals))
    with pytest.raises(Invalid, match="sponsor_not_loadable"), database.writing() as session:
        service.load_sponsor(session, gap, at=clock.instant, actor="test")
