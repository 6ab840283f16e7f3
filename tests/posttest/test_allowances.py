"""What staff grant outranks the rules of the edition; without it, attempts end and the next one may have to wait."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.audit import service as audit
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed
from player.posttest import rules, service
from player.posttest.rules import AllowanceKind, AllowanceRecord, Allowances
from tests.desk import Desk
from tests.posttest.acts import start, take

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REASON = "She was called away in the middle of it."


def grant(desk: Desk, taking: Taking, kind: AllowanceKind, **more: object) -> AllowanceRecord:
    given = {"reason": REASON, "key": uuid.uuid4(), **more}
    with desk.database.writing() as session:
        return service.grant(session, taking, kind, actor="staff:dana", at=desk.clock.now(), **given)  # type: ignore[arg-type]  # of mixed kinds


@pytest.fixture
def ben(desk: Desk) -> Taking:
    """Ben, in a course that asks him to wait for an hour between attempts."""
    course = desk.publish("slow-steps")
    course.edit("course.yaml", "attempts: 3", "attempts: 3\n  cool_down_minutes: 60")
    desk.publish_again(course)
    ben = desk.taking("Ben", "slow-steps")
    desk.finish_lessons(ben)
    return ben


def granted(*kinds: AllowanceKind) -> Allowances:
    nobody = uuid.UUID(int=0)
    return rules.together(
        AllowanceRecord(
            id=nobody, enrollment_id=nobody, kind=kind, reason="So", granted_by="staff:dana", granted_at=NOON
        )
        for kind in kinds
    )


def test_allowances_add_up_and_the_last_word_on_the_layout_counts() -> None:
    assert granted() == Allowances()
    assert granted("extra_attempt", "no_cool_down", "extra_attempt") == Allowances(extra_attempts=2, no_cool_down=True)
    assert granted("one_by_one", "all_on_one_page", "extra_attempt").layout == "all_on_one_page"
    assert granted("one_by_one", "learner_chooses").layout is None


def test_of_two_words_in_one_instant_the_later_one_counts(desk: Desk, ben: Taking) -> None:
    for kind in ("one_by_one", "all_on_one_page", "learner_chooses", "one_by_one", "all_on_one_page"):
        grant(desk, ben, kind)
    with desk.database.reading() as session:
        assert service.allowances(session, ben.id).layout == "all_on_one_page"
        moments = [one.granted_at for one in service.allowances_granted(session, ben.id)]
    assert moments[0] == desk.clock.now()
    assert moments == sorted(set(moments))


def test_the_next_attempt_waits_as_long_as_the_edition_says(desk: Desk, ben: Taking) -> None:
    take(desk, ben, "a")
    ended = desk.clock.now()
    desk.clock.tick(seconds=60 * 60 - 1)
    with pytest.raises(NotAllowed, match="cooling_down") as refusal:
        start(desk, ben)
    assert refusal.value.parameters["until"] == ended + timedelta(hours=1)
    desk.clock.tick(seconds=1)
    assert start(desk, ben).number == 2


def test_an_attempt_under_way_never_waits(desk: Desk, ben: Taking) -> None:
    take(desk, ben, "a")
    desk.clock.tick(hours=1)
    assert start(desk, ben) == start(desk, ben)


def test_who_need_not_wait_does_not(desk: Desk, ben: Taking) -> None:
    take(desk, ben, "a")
    grant(desk, ben, "no_cool_down")
    assert start(desk, ben).number == 2


def test_an_edition_from_before_there_was_waiting_has_none(desk: Desk, ada: Taking) -> None:
    assert ada.edition.post_test.cool_down_minutes == 0
    take(desk, ada, "a")
    assert start(desk, ada).number == 2


def test_one_more_attempt_opens_what_was_locked_once(desk: Desk, ada: Taking) -> None:
    for _try in range(3):
        take(desk, ada, "a")
    grant(desk, ada, "extra_attempt")
    assert take(desk, ada, "a").number == 4
    with pytest.raises(NotAllowed, match="attempts_used_up") as refusal:
        start(desk, ada)
    assert refusal.value.parameters["attempts"] == 4


def test_a_pass_stays_final_whatever_is_granted(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "b")
    grant(desk, ada, "extra_attempt")
    with pytest.raises(NotAllowed, match="post_test_already_passed"):
        start(desk, ada)


def test_a_page_that_is_sent_twice_grants_once(desk: Desk, ada: Taking) -> None:
    key = uuid.uuid4()
    assert grant(desk, ada, "extra_attempt", key=key) == grant(desk, ada, "extra_attempt", key=key)
    with pytest.raises(Invalid, match="key_already_used"):
        grant(desk, ada, "no_cool_down", key=key)
    with desk.database.reading() as session:
        assert service.allowances(session, ada.id) == Allowances(extra_attempts=1)


def test_nothing_is_granted_without_a_reason_or_after_the_end(desk: Desk, ada: Taking) -> None:
    with pytest.raises(Invalid, match="reason_missing"):
        grant(desk, ada, "extra_attempt", reason="  ")
    desk.close(ada.id)
    with pytest.raises(Invalid, match="enrollment_ended"):
        grant(desk, desk.find(ada.id), "extra_attempt")


def test_what_was_granted_is_audited_and_never_changed(desk: Desk, ada: Taking) -> None:
    record = grant(desk, ada, "one_by_one")
    assert (record.reason, record.granted_by, record.granted_at) == (REASON, "staff:dana", desk.clock.now())
    with desk.database.reading() as session:
        assert service.allowances_granted(session, ada.id) == [record]
        actions = [link.entry.action for link in audit.entries_about(session, f"enrollment:{ada.id}")]
    assert actions == ["enrollment.begun", "post_test.granted"]
    for statement in ("UPDATE post_test_allowance SET reason = 'x'", "DELETE FROM post_test_allowance"):
        with pytest.raises(IntegrityError, match="append-only"), desk.database.writing() as session:
            session.execute(text(statement))
