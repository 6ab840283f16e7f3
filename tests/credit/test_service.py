"""Claiming credit: once per license, dated once, in the words of the day, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest

from player.accounts.rules import Name
from player.audit import service as audit
from player.credit.rules import AwardRecord, NoApprovalInForce
from player.db import Database
from player.enrollment import service as enrollment
from player.errors import NotAllowed
from player.lessons import service as lessons
from player.seat_time import service as seat_time
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.study import Study, publish_tiny

LAST_SECOND = datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC)
"""The last second of 22 November 2026 in Los Angeles, where the sponsor counts its days."""
NEXT_SECOND = datetime(2026, 11, 23, 8, tzinfo=UTC)


def numbers(awards: tuple[AwardRecord, ...]) -> list[str]:
    return [one.license.number if one.license else "none" for one in awards]


def test_a_claim_awards_every_license_once(ada: Study) -> None:
    ada.add_license(jurisdiction="CA", number="LCS 0099").finish()
    awards = ada.claim()
    assert sorted(numbers(awards)) == ["012345", "LCS 0099"]
    assert ada.claim() == awards
    assert [one.credits for one in awards] == [Decimal("0.5")] * 2


def test_claims_at_once_award_once(ada: Study) -> None:
    ada.add_license(jurisdiction="CA", number="0099").finish()
    start = Barrier(6)

    def claim(_number: int) -> tuple[AwardRecord, ...]:
        start.wait()
        return ada.claim()

    with ThreadPoolExecutor(6) as pool:
        claims = list(pool.map(claim, range(6)))
    assert {tuple(one.id for one in awards) for awards in claims} == {tuple(one.id for one in ada.claim())}
    assert len(claims[0]) == 2


def test_a_license_added_later_gets_its_own_award_of_the_same_day(
    ada: Study, clock: HandClock, course: CourseFolder, database: Database
) -> None:
    first = ada.finish(LAST_SECOND).claim()
    course.edit("sponsor.yaml", "America/Los_Angeles", "Pacific/Auckland")
    course.publish(database, at=clock.tick(days=300))
    ada.stay("end", seconds=40)
    both = ada.add_license(jurisdiction="CA", number="0099").claim()
    assert both[0] == first[0]
    assert {one.awarded_at for one in both} == {first[0].awarded_at, clock.now()}
    days = {(one.completed_at, one.completion_date, one.completion_zone) for one in both}
    assert days == {(LAST_SECOND, date(2026, 11, 22), "America/Los_Angeles")}


def test_a_license_typed_in_twice_or_again_is_awarded_once(ada: Study) -> None:
    awards = ada.add_license().finish().claim()
    assert numbers(awards) == ["012345"]
    assert ada.remove_licenses().add_license(license_type="lcsw").claim() == awards


def test_a_corrected_number_gets_an_award_of_its_own(ada: Study) -> None:
    ada.finish().claim()
    assert sorted(numbers(ada.add_license(number="12345").claim())) == ["012345", "12345"]


def test_without_a_license_the_profession_is_awarded_once(database: Database, clock: HandClock, ada: Study) -> None:
    ben = Study(database, clock, "ben@example.org").sign_up().enroll().finish()
    assert (numbers(ben.claim()), ben.claim()[0].profession) == (["none"], "social-worker")
    ben.rename(Name(last="Ito"), profession="psychologist")
    assert numbers(ben.claim()) == ["none"]
    assert ada.standing().awards == ()


def test_an_award_keeps_name_and_license_as_they_were(ada: Study) -> None:
    before = ada.finish().claim()
    after = ada.rename(Name(first="Adaeze", last="Nwosu")).remove_licenses().standing().awards
    assert after == before
    assert after[0].name == Name(first="Ada", last="Okafor")
    assert numbers(after) == ["012345"]


def test_a_claim_ends_the_enrollment_and_the_course_can_be_taken_anew(ada: Study, clock: HandClock) -> None:
    ada.finish().claim()
    claimed_at, first = clock.now(), ada.enrollment_id
    clock.tick(days=1)
    ada.claim()
    assert ada.standing().taking.enrollment.closed_at == claimed_at
    assert ada.enroll().enrollment_id != first
    assert ada.standing().awards == ()


def test_nothing_is_awarded_while_something_is_left(ada: Study) -> None:
    ada.read_lessons()
    with pytest.raises(NotAllowed) as refusal:
        ada.claim()
    assert refusal.value.reason_code == "post_test_not_passed"
    assert refusal.value.parameters == {"attempts_left": 3, "passing_score": 80, "enrollment_id": ada.enrollment_id}
    assert ada.standing().awards == ()
    assert ada.standing().taking.enrollment.closed_at is None


def test_every_step_settles_its_own_requirement(ada: Study) -> None:
    def left() -> list[str]:
        return [reason.code for fact in ada.standing().facts for reason in fact.left]

    everything = ["lesson_unfinished", "lesson_unfinished", "course_time_missing"]
    everything += ["post_test_not_passed", "not_attested", "evaluation_missing"]
    found = [left()]
    for step in (ada.read_lessons, ada.take_post_test, ada.attest, ada.evaluate):
        step()
        found.append(left())
    assert found == [everything[done:] for done in (0, 3, 4, 5, 6)]


def test_time_may_be_what_comes_last(ada: Study, clock: HandClock) -> None:
    ada.read_lessons(seconds=50).take_post_test().attest().evaluate()
    assert [one.code for one in ada.standing().reasons] == ["course_time_missing"]
    clock.instant = datetime(2026, 3, 3, 7, 59, 30, tzinfo=UTC)
    award = ada.stay("beginning", seconds=60).claim()[0]
    assert award.completed_at == datetime(2026, 3, 3, 7, 59, 50, tzinfo=UTC)
    assert award.completion_date == date(2026, 3, 2)


def test_a_minimum_that_was_lowered_completes_the_course_when_it_was_given(ada: Study, clock: HandClock) -> None:
    ada.read_lessons(seconds=50).take_post_test().attest().evaluate()
    given_at = clock.tick(hours=1)
    for lesson_id in ("end", None):
        with ada.studying() as (session, taking):
            enrollment.accommodate(
                session, taking, lesson_id, minimum_ms=4_000, reason="r", actor="s", key=uuid4(), at=given_at
            )
    with ada.studying() as (session, taking):
        assert set(lessons.facts(session, taking).accommodations) == {"end", None}
    assert ada.claim()[0].completed_at == given_at


def test_time_that_was_voided_gives_no_credit(ada: Study) -> None:
    ada.finish()
    with ada.studying() as (session, taking):
        seat_time.stop(session, ada.learner_id)
        for one in seat_time.stretches(session, taking.id):
            seat_time.void(session, one.id, reason="read by another", actor="staff:1", at=ada.clock.now())
    assert {one.code for one in ada.standing().reasons} == {"lesson_unfinished", "course_time_missing"}


def test_a_failed_attempt_is_no_pass(ada: Study) -> None:
    ada.read_lessons().take_post_test("a").take_post_test("c")
    assert ada.standing().reasons[0].code == "post_test_not_passed"
    ada.take_post_test("a")
    assert ada.standing().reasons[0].code == "attempts_used_up"


def test_the_ace_statement_belongs_to_the_day_of_completion(ada: Study, clock: HandClock) -> None:
    ada.finish(LAST_SECOND)
    clock.instant = datetime(2027, 5, 1, tzinfo=UTC)
    award = ada.claim()[0]
    assert (award.completion_date, award.awarded_at) == (date(2026, 11, 22), clock.now())
    assert "11/22/2023-11/22/2026" in award.statements[0].statement


def test_a_second_later_no_approval_covers_the_completion(ada: Study, clock: HandClock) -> None:
    ada.finish(NEXT_SECOND)
    clock.instant = NEXT_SECOND
    assert ada.standing().reasons == (NoApprovalInForce(profession="social-worker", jurisdiction="NY"),)
    with pytest.raises(NotAllowed, match="no_approval_in_force"):
        ada.claim()


def test_the_number_of_credits_in_a_statement_is_the_awards(
    ada: Study, course: CourseFolder, database: Database, clock: HandClock
) -> None:
    course.edit("sponsor.yaml", 'credits: "0.5"', 'credits: "0.25"')
    course.publish(database, at=clock.now())
    ben = Study(database, clock, "ben@example.org").sign_up().enroll().finish()
    said = [(one.credits, one.statements[0].statement) for one in (*ada.finish().claim(), *ben.claim())]
    assert [amount for amount, _ in said] == [Decimal("0.5"), Decimal("0.25")]
    for (_, statement), amount in zip(said, ("0.5", "0.25"), strict=True):
        assert f"receive {amount} clinical continuing education credits." in statement


def test_one_license_may_earn_while_another_is_withheld(ada: Study) -> None:
    awards = ada.add_license(profession="nurse", license_type="RN", number="7").finish().claim()
    assert numbers(awards) == ["012345"]
    withheld = ada.standing().withheld
    assert [one.holder.label for one in withheld] == ["NY RN 7"]
    assert withheld[0].reasons == (NoApprovalInForce(profession="nurse", jurisdiction="NY"),)
    assert ada.standing().reasons == ()


def test_an_open_question_holds_the_approval_back_and_its_answer_lets_it_go(
    ada: Study, course: CourseFolder, database: Database, clock: HandClock
) -> None:
    ada.finish()
    asked = '[{key: q, about: approval, approval: ace, text: "Renewed?", found: "The page."}]'
    course.edit("sponsor.yaml", "questions: []", f"questions: {asked}")
    course.publish(database, at=clock.now())
    assert [one.code for one in ada.standing().reasons] == ["no_approval_in_force"]
    course.edit("sponsor.yaml", f"questions: {asked}", "questions: []")
    course.publish(database, at=clock.now())
    assert len(ada.claim()) == 1


def test_an_award_whose_approval_is_questioned_later_is_not_called_withheld(
    ada: Study, course: CourseFolder, database: Database, clock: HandClock
) -> None:
    awards = ada.finish().claim()
    course.edit("sponsor.yaml", 'confirmed: {by: "Dana Reyes", on: 2026-01-02}', "confirmed: null")
    course.publish(database, at=clock.now())
    standing = ada.standing()
    assert (standing.awards, standing.withheld, standing.to_award, standing.reasons) == (awards, (), (), ())


def test_samples_stay_samples(database: Database, clock: HandClock, course: CourseFolder) -> None:
    fictional = CourseFolder(course.root / "fictional", slug="tour", is_fictional=True)
    fictional.edit("sponsor.yaml", "key: harbor-lane", "key: fictional")
    fictional.publish(database, at=clock.now())
    ben = Study(database, clock, "ben@example.org").sign_up().enroll("tour").finish()
    fictional.edit("sponsor.yaml", "fictional: true", "fictional: false")
    fictional.publish(database, at=clock.now())
    assert [one.is_sample for one in ben.claim()] == [True]


def test_a_course_without_credit_is_awarded_once_whatever_the_licenses(
    database: Database, clock: HandClock, course: CourseFolder
) -> None:
    publish_tiny(database, course.root / "plain", slug="plain", credit_bearing=False, at=clock.now())
    ben = Study(database, clock, "ben@example.org").sign_up().add_license().add_license(number="2")
    award = ben.enroll("plain").finish().claim()
    assert [(one.license, one.credits, one.statements) for one in award] == [(None, Decimal(0), ())]


def test_every_award_is_in_the_audit_trail(ada: Study, database: Database) -> None:
    awards = ada.add_license(number="2").finish().claim()
    ada.claim()
    with database.reading() as session:
        for award in awards:
            entries = audit.entries_about(session, f"award:{award.id}")
            assert [(one.entry.action, one.entry.actor) for one in entries] == [
                ("credit.awarded", f"learner:{ada.learner_id}")
            ]
        assert enrollment.has_finished(session, ada.learner_id, ada.standing().taking.enrollment.course_id)
