"""An attempt is a header and steps that never change; it is scored once, and a pass is final."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.accounts import service as accounts
from player.audit import service as audit
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, NotFound
from player.posttest import service
from player.posttest.rules import AttemptRecord
from tests.crowd import together
from tests.desk import Desk
from tests.posttest.acts import attest, save, start, stored, submit, take


def test_the_post_test_opens_after_the_lessons(desk: Desk) -> None:
    ben = desk.taking("Ben")
    with pytest.raises(NotAllowed, match="lesson_unfinished") as refusal:
        start(desk, ben)
    assert (refusal.value.parameters["title"], stored(desk, ben)) == ("Beginning", [])


def test_an_attempt_begins_with_its_form_and_passing_score(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    assert sorted(item.question_id for item in attempt.form) == [f"pt-{o}-{n}" for o in (1, 2, 3) for n in "ab"]
    assert (attempt.number, attempt.passing_score, attempt.answers, attempt.submission) == (1, 80, {}, None)
    assert stored(desk, ada) == [attempt]


def test_an_attempt_under_way_is_gone_on_with(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    desk.clock.tick(days=30)
    assert start(desk, ada) == attempt


def test_fifty_starts_at_once_begin_one_attempt(desk: Desk, ada: Taking) -> None:
    def click(_number: int) -> AttemptRecord:
        with desk.database.writing() as session:
            accounts.lock(session, ada.enrollment.learner_id)
            return service.start(session, ada, key=uuid.uuid4(), at=desk.clock.now())

    assert len({attempt.id for attempt in together(click)}) == 1
    assert len(stored(desk, ada)) == 1


def test_the_page_that_began_an_attempt_leads_to_it_and_to_no_other(desk: Desk, ada: Taking) -> None:
    key = uuid.uuid4()
    first = start(desk, ada, key)
    submit(desk, ada, first)
    assert start(desk, ada, key).id == first.id
    second = start(desk, ada)
    assert (second.number, start(desk, ada, key).id) == (2, first.id)


def test_someone_elses_key_begins_nothing(desk: Desk, ada: Taking) -> None:
    key, ben = uuid.uuid4(), desk.taking("Ben")
    start(desk, ada, key)
    desk.finish_lessons(ben)
    with pytest.raises(Invalid, match="key_already_used"):
        start(desk, ben, key)
    assert stored(desk, ben) == []


def test_answers_are_saved_one_by_one_and_the_newest_counts(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    for question, option in (("pt-1-a", "a"), ("pt-2-a", "b"), ("pt-1-a", "c")):
        save(desk, ada, attempt, question, option)
    found = stored(desk, ada)[0]
    assert (found.answers, found.last_sequence) == ({"pt-1-a": "c", "pt-2-a": "b"}, 3)


def test_the_same_answer_sent_twice_is_one_step(desk: Desk, ada: Taking) -> None:
    attempt, key = start(desk, ada), uuid.uuid4()
    save(desk, ada, attempt, "pt-1-a", "a", key=key)
    save(desk, ada, attempt, "pt-1-a", "b")
    assert save(desk, ada, attempt, "pt-1-a", "a", key=key).answers == {"pt-1-a": "b"}
    assert stored(desk, ada)[0].last_sequence == 2


def test_a_key_that_another_answer_came_with_is_refused(desk: Desk, ada: Taking) -> None:
    attempt, key = start(desk, ada), uuid.uuid4()
    save(desk, ada, attempt, "pt-1-a", "a", key=key)
    for question, option in (("pt-1-a", "b"), ("pt-2-a", "a")):
        with pytest.raises(Invalid, match="key_already_used"):
            save(desk, ada, attempt, question, option, key=key)
    assert stored(desk, ada)[0].answers == {"pt-1-a": "a"}


def test_what_the_form_does_not_hold_is_refused(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    for question, option in (("pt-1-a", "d"), ("pt-1-a", ""), ("pt-9-a", "a"), ("beginning-check", "a")):
        with pytest.raises(Invalid, match="option_not_in_question"):
            save(desk, ada, attempt, question, option)
    assert stored(desk, ada) == [attempt]


def test_a_page_with_one_impossible_answer_is_refused_whole(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    with pytest.raises(Invalid, match="option_not_in_question"):
        submit(desk, ada, attempt, {"pt-1-a": "b", "pt-2-a": "z"})
    assert stored(desk, ada) == [attempt]


def test_what_is_unanswered_is_wrong(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    save(desk, ada, attempt, "pt-1-a", "b")
    result = submit(desk, ada, attempt, {"pt-1-b": "b", "pt-2-a": "a"}).submission
    assert result is not None
    assert (result.correct, result.total, result.passed, result.submitted_at) == (2, 6, False, desk.clock.now())


def test_what_the_page_held_when_it_was_submitted_counts(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    save(desk, ada, attempt, "pt-1-a", "a")
    result = submit(desk, ada, attempt, {"pt-1-a": "b"})
    assert (result.answers, result.last_sequence) == ({"pt-1-a": "b"}, 2)


def test_a_late_answer_changes_nothing(desk: Desk, ada: Taking) -> None:
    attempt, key = start(desk, ada), uuid.uuid4()
    save(desk, ada, attempt, "pt-1-a", "a", key=key)
    result = submit(desk, ada, attempt)
    with pytest.raises(Invalid, match="attempt_already_submitted"):
        save(desk, ada, attempt, "pt-2-a", "b")
    assert save(desk, ada, attempt, "pt-1-a", "a", key=key) == result
    assert submit(desk, ada, attempt, {"pt-2-a": "b"}) == result
    assert stored(desk, ada) == [result]


def test_fifty_submits_at_once_are_graded_once(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)

    def click(number: int) -> AttemptRecord:
        with desk.database.writing() as session:
            accounts.lock(session, ada.enrollment.learner_id)
            answers = {item.question_id: "b" if number % 2 else "a" for item in attempt.form}
            return service.submit(session, ada, attempt.id, answers, at=desk.clock.now())

    assert len({(one.submission, tuple(one.answers.values())) for one in together(click)}) == 1
    with desk.database.reading() as session:
        actions = [link.entry.action for link in audit.entries_about(session, f"attempt:{attempt.id}")]
    assert (actions, stored(desk, ada)[0].last_sequence) == (["attempt.started", "attempt.submitted"], 6)


def test_three_attempts_and_no_more(desk: Desk, ada: Taking) -> None:
    numbers = [take(desk, ada, "a").number for _try in range(3)]
    assert numbers == [1, 2, 3]
    with pytest.raises(NotAllowed, match="attempts_used_up") as refusal:
        start(desk, ada)
    assert (refusal.value.parameters["attempts"], len(stored(desk, ada))) == (3, 3)


def test_a_pass_is_final(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "a")
    passed = take(desk, ada, "b")
    with pytest.raises(NotAllowed, match="post_test_already_passed"):
        start(desk, ada)
    assert [one.submission.passed for one in stored(desk, ada) if one.submission] == [False, True]
    with desk.database.reading() as session:
        assert service.passing_scores(session, [ada.id]) == {ada.id: 100}
    assert stored(desk, ada)[1] == passed


@pytest.mark.parametrize(("right", "passed"), [(4, False), (5, True)])
def test_the_passing_score_is_that_of_the_start(desk: Desk, ada: Taking, right: int, *, passed: bool) -> None:
    attempt = start(desk, ada)
    post_test = replace(ada.edition.post_test, passing_score=100)
    later = replace(ada, edition=replace(ada.edition, post_test=post_test))
    answers = {item.question_id: "b" for item in attempt.form[:right]}
    result = submit(desk, later, attempt, answers).submission
    assert result is not None
    assert (result.correct, result.passing_score, result.passed) == (right, 80, passed)


def test_a_second_attempt_asks_what_was_not_asked_yet(desk: Desk) -> None:
    course = desk.publish("short-steps")
    course.edit("course.yaml", "items_per_objective: 2", "items_per_objective: 1")
    course.edit("sponsor.yaml", 'credits: "0.5"', 'credits: "0.25"')
    desk.publish_again(course)
    ben = desk.taking("Ben", "short-steps")
    desk.finish_lessons(ben)
    asked = [{item.question_id for item in take(desk, ben, "a").form} for _try in range(3)]
    assert [len(form) for form in asked] == [3, 3, 3]
    assert not asked[0] & asked[1]


def test_someone_elses_attempt_is_not_found(desk: Desk, ada: Taking) -> None:
    attempt, ben = start(desk, ada), desk.taking("Ben")
    with desk.database.writing() as session:
        for act in (
            lambda: service.get_attempt(session, ben, attempt.id),
            lambda: service.open_attempt(session, ben, attempt.id, at=desk.clock.now()),
            lambda: service.submit(session, ben, attempt.id, {}, at=desk.clock.now()),
            lambda: service.get_attempt(session, ada, uuid.uuid4()),
        ):
            with pytest.raises(NotFound, match="attempt_not_found"):
                act()


def test_a_submitted_attempt_counts_no_time(desk: Desk, ada: Taking) -> None:
    attempt = take(desk, ada, "a")
    with pytest.raises(Invalid, match="attempt_already_submitted"), desk.database.writing() as session:
        service.open_attempt(session, ada, attempt.id, at=desk.clock.now())


def test_what_was_answered_scored_and_signed_is_never_changed(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "b")
    attest(desk, ada)
    columns = {"attempt": "form", "attempt_step": "option_id", "submission": "correct", "attestation": "typed_name"}
    for table, column in columns.items():
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 - ours
            with pytest.raises(IntegrityError, match="append-only"), desk.database.writing() as session:
                session.execute(text(statement))


def test_the_database_refuses_a_score_that_cannot_be(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    attempt_id = attempt.id.hex if desk.database.engine.dialect.name == "sqlite" else attempt.id
    columns = "attempt_id, correct, total, passing_score, passed, submitted_at"
    for values in ("1, 6, 80, TRUE", "6, 6, 80, FALSE", "7, 6, 80, TRUE", "-1, 6, 80, FALSE"):
        statement = f"INSERT INTO submission ({columns}) VALUES (:attempt, {values}, '2026-03-02 12:00:00')"  # noqa: S608 - ours
        with pytest.raises(IntegrityError, match=r"passed_follows|score_is_within"), desk.database.writing() as session:
            session.execute(text(statement), {"attempt": attempt_id})


def test_the_attestation_waits_for_the_pass(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "a")
    with pytest.raises(NotAllowed, match="post_test_not_passed"):
        attest(desk, ada)
    with pytest.raises(NotAllowed, match="lesson_unfinished"):
        attest(desk, desk.taking("Ben"))


def test_the_attestation_stores_what_was_signed_by_whom_when_and_from_where(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "b")
    signed = attest(desk, ada)
    assert (signed.version, signed.typed_name, signed.attested_at) == ("2026-01", "Ada Okafor", desk.clock.now())
    assert signed.text == "I am the person named above, and I completed all of this course."
    with desk.database.reading() as session:
        row = session.execute(text("SELECT address, user_agent FROM attestation")).one()
        entries = audit.entries_about(session, f"enrollment:{ada.id}")
    assert tuple(row) == ("192.0.2.7", "A browser")
    assert [link.entry.action for link in entries] == ["enrollment.begun", "course.attested"]


def test_the_first_signature_stands(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "b")
    first = attest(desk, ada)
    desk.clock.tick(hours=1)
    assert attest(desk, ada, "Somebody Else", "192.0.2.8") == first
    with desk.database.reading() as session:
        assert service.find_attestation(session, ada.id) == first
