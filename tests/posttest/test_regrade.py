"""A key that was wrong: recorded, looked at, put in force; nobody loses a pass, and nothing is edited."""

import uuid
from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from player.accounts import service as accounts
from player.audit import service as audit
from player.enrollment.rules import Taking
from player.errors import Invalid, NotFound, OutOfDate
from player.posttest import rules, service
from player.posttest.rules import AttemptRecord
from player.posttest.rules.amendments import Amendment
from player.posttest.service import regrade
from player.posttest.service.regrade import Draft, Outcome
from tests.crowd import together
from tests.desk import Desk
from tests.posttest.acts import attest, start, stored, submit

DANA = "staff:dana"


def record(
    desk: Desk,
    taking: Taking,
    options: str = "c",
    question: str = "pt-1-a",
    *,
    is_dropped: bool = False,
    reason: str = "Misprint.",
) -> Amendment:
    draft = Draft(question_id=question, accepted=frozenset(options), is_dropped=is_dropped, reason=reason)
    with desk.database.writing() as session:
        edition_id, key = taking.enrollment.edition_id, uuid.uuid4()
        return regrade.record(session, edition_id, draft, key=key, actor=DANA, at=desk.clock.now())


def preview(desk: Desk, amendment: Amendment) -> Outcome:
    with desk.database.reading() as session:
        return regrade.preview(session, amendment)


def put_in_force(desk: Desk, amendment: Amendment) -> Outcome:
    with desk.database.writing() as session:
        return regrade.apply(session, amendment, actor=DANA, at=desk.clock.now())


def apply(desk: Desk, amendment: Amendment) -> Outcome:
    """Put an amendment in force, a day later."""
    desk.clock.tick(days=1)
    return put_in_force(desk, amendment)


def take_pass(desk: Desk, taking: Taking, attempt: AttemptRecord, reason: str = "The key was never b.") -> None:
    with desk.database.writing() as session:
        accounts.lock(session, taking.enrollment.learner_id)
        regrade.take_pass(session, taking, attempt.id, reason=reason, actor=DANA, at=desk.clock.tick(days=1))


def answer(desk: Desk, taking: Taking, **other: str) -> AttemptRecord:
    """Take an attempt with b, which is right, everywhere but where it is said otherwise (``pt_1_a="c"``)."""
    attempt = start(desk, taking)
    answers = {item.question_id: "b" for item in attempt.form}
    return submit(desk, taking, attempt, answers | {name.replace("_", "-"): one for name, one in other.items()})


def scores(desk: Desk, *takings: Taking) -> Mapping[uuid.UUID, int]:
    with desk.database.reading() as session:
        return service.passing_scores(session, [one.id for one in takings])


@pytest.fixture
def ben(desk: Desk) -> Taking:
    """Ben, who has done the lessons too."""
    ben = desk.taking("Ben")
    desk.finish_lessons(ben)
    return ben


def test_recording_changes_nothing_yet(desk: Desk, ada: Taking) -> None:
    attempt = answer(desk, ada, pt_1_a="c", pt_1_b="c")
    amendment = record(desk, ada)
    assert (amendment.number, amendment.applied_at) == (1, None)
    assert stored(desk, ada) == [attempt]
    assert answer(desk, ada, pt_1_a="c", pt_1_b="c").submission == attempt.submission


def test_the_preview_says_who_would_change_and_how(desk: Desk, ada: Taking, ben: Taking) -> None:
    answer(desk, ada, pt_1_a="c", pt_1_b="c")
    answer(desk, ben, pt_1_b="c")
    outcome = preview(desk, record(desk, ada))
    found = {one.sitting.enrollment_id: (one.before.correct, one.replayed, one.passes) for one in outcome.changes}
    assert found == {ada.id: (4, 5, True), ben.id: (5, 4, False)}
    assert (outcome.replayed, outcome.newly_passing) == (2, (ada.id,))
    assert [one.sitting.enrollment_id for one in outcome.changes if one.would_fail] == [ben.id]


def test_who_passes_newly_goes_on_and_has_passed_from_the_regrade_on(desk: Desk, ada: Taking) -> None:
    answer(desk, ada, pt_1_a="c", pt_1_b="c")
    assert apply(desk, record(desk, ada)).newly_passing == (ada.id,)
    [attempt] = stored(desk, ada)
    result = attempt.submission
    assert result is not None
    assert (result.correct, result.first_correct, result.passed_at) == (5, 4, desk.clock.now())
    assert rules.left(ada.edition, [attempt]) == ()
    assert scores(desk, ada) == {ada.id: 83}
    attest(desk, ada)


def test_a_pass_is_kept_with_the_score_it_was_given(desk: Desk, ben: Taking) -> None:
    attempt = answer(desk, ben, pt_1_b="c")
    apply(desk, record(desk, ben))
    assert stored(desk, ben) == [attempt]
    assert scores(desk, ben) == {ben.id: 83}
    with desk.database.reading() as session:
        [kept] = regrade.kept_passes(session, ben.enrollment.edition_id)
    assert (kept.attempt_id, kept.replays[0].correct) == (attempt.id, 4)


def test_a_pass_falls_by_a_named_decision_alone(desk: Desk, ben: Taking) -> None:
    attempt = answer(desk, ben, pt_1_b="c")
    apply(desk, record(desk, ben))
    take_pass(desk, ben, attempt)
    result = stored(desk, ben)[0].submission
    assert result is not None
    assert (result.correct, result.passed, result.passed_at) == (4, False, None)
    assert scores(desk, ben) == {ben.id: 66}
    with desk.database.reading() as session:
        [entry] = audit.entries_about(session, f"attempt:{attempt.id}")[-1:]
    assert (entry.entry.action, entry.entry.actor, entry.values["reason"]) == (
        "attempt.pass_taken",
        DANA,
        "The key was never b.",
    )


def test_a_decision_needs_a_reason_and_a_pass_that_the_key_does_not_support(desk: Desk, ben: Taking) -> None:
    attempt = answer(desk, ben, pt_1_b="c")
    with pytest.raises(Invalid, match="pass_stands"):
        take_pass(desk, ben, attempt)
    apply(desk, record(desk, ben))
    with pytest.raises(Invalid, match="decision_without_reason"):
        take_pass(desk, ben, attempt, " ")
    take_pass(desk, ben, attempt)
    with pytest.raises(OutOfDate, match="pass_is_gone"):
        take_pass(desk, ben, attempt)


def test_nobody_elses_attempt_is_decided_about(desk: Desk, ada: Taking, ben: Taking) -> None:
    attempt = answer(desk, ben, pt_1_b="c")
    apply(desk, record(desk, ben))
    with pytest.raises(NotFound, match="attempt_not_found"):
        take_pass(desk, ada, attempt)


def test_later_attempts_are_scored_by_the_amended_key(desk: Desk, ada: Taking, ben: Taking) -> None:
    apply(desk, record(desk, ada))
    apply(desk, record(desk, ada, "bc", "pt-1-b"))
    result = answer(desk, ben, pt_1_a="c", pt_1_b="c").submission
    assert result is not None
    assert (result.correct, result.regraded_at) == (6, None)


def test_an_item_out_of_the_scoring_counts_for_everyone_answered_or_not(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    submit(desk, ada, attempt, dict.fromkeys(("pt-1-b", "pt-2-a", "pt-2-b", "pt-3-a"), "b"))
    apply(desk, record(desk, ada, "", is_dropped=True))
    result = stored(desk, ada)[0].submission
    assert result is not None
    assert (result.correct, result.total, result.passed) == (5, 6, True)


def test_a_regrade_moves_no_date_of_who_had_passed_otherwise(desk: Desk, ada: Taking) -> None:
    answer(desk, ada, pt_1_a="c", pt_1_b="c")
    second = answer(desk, ada)
    assert apply(desk, record(desk, ada, "bc")).newly_passing == ()
    passed = rules.passing(stored(desk, ada))
    assert passed == second
    assert scores(desk, ada) == {ada.id: 100}


def test_the_same_page_records_once_and_its_key_records_nothing_else(desk: Desk, ada: Taking) -> None:
    draft = Draft(question_id="pt-1-a", accepted=frozenset("c"), is_dropped=False, reason="Misprint.")
    edition_id, key, at = ada.enrollment.edition_id, uuid.uuid4(), desk.clock.now()
    with desk.database.writing() as session:
        first, again = (regrade.record(session, edition_id, draft, key=key, actor=DANA, at=at) for _ in range(2))
        assert first == again
        with pytest.raises(Invalid, match="key_already_used"):
            regrade.record(session, edition_id, replace(draft, reason="Typo."), key=key, actor=DANA, at=at)


def test_applying_twice_regrades_once(desk: Desk, ada: Taking) -> None:
    answer(desk, ada, pt_1_a="c", pt_1_b="c")
    amendment = record(desk, ada)
    outcomes = together(lambda _number: put_in_force(desk, amendment), calls=8)
    assert sum(len(one.changes) for one in outcomes) == 1
    with desk.database.reading() as session:
        entries = audit.entries_about(session, f"edition:{ada.enrollment.edition_id}")
    noted = [one.entry.action for one in entries]
    assert [noted.count(action) for action in ("key.amended", "key.applied")] == [1, 1]


def test_attempts_submitted_while_the_key_is_amended_are_all_scored_by_it(desk: Desk, ada: Taking) -> None:
    others = [desk.taking(f"Learner{number}") for number in range(5)]
    for one in others:
        desk.finish_lessons(one)
    amendment, begun = record(desk, ada), [(one, start(desk, one)) for one in others]

    def act(number: int) -> None:
        if number == 2:
            put_in_force(desk, amendment)
        else:
            taking, attempt = begun[number - (number > 2)]
            submit(desk, taking, attempt, {item.question_id: "b" for item in attempt.form} | {"pt-1-a": "c"})

    together(act, calls=6)
    assert {one.submission.correct for taking in others for one in stored(desk, taking) if one.submission} == {6}


def test_an_older_amendment_of_the_item_is_out_of_date(desk: Desk, ada: Taking) -> None:
    older, newer = record(desk, ada), record(desk, ada, "bc")
    apply(desk, newer)
    with pytest.raises(OutOfDate, match="amendment_superseded"):
        apply(desk, older)


def test_the_same_page_records_one_amendment(desk: Desk, ada: Taking) -> None:
    draft = Draft(question_id="pt-1-a", accepted=frozenset("c"), is_dropped=False, reason="Misprint.")
    key, edition_id = uuid.uuid4(), ada.enrollment.edition_id

    def send(_number: int) -> Amendment:
        with desk.database.writing() as session:
            return regrade.record(session, edition_id, draft, key=key, actor=DANA, at=desk.clock.now())

    assert len({one.id for one in together(send, calls=8)}) == 1


@pytest.mark.parametrize(
    ("question", "options", "code"),
    [
        ("pt-9-a", "c", "question_not_in_edition"),
        ("pt-1-a", "z", "option_not_in_question"),
        ("pt-1-a", "", "nothing_is_accepted"),
        ("pt-1-a", "b", "key_is_so_already"),
    ],
)
def test_an_amendment_that_makes_no_sense_is_refused(
    desk: Desk, ada: Taking, question: str, options: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        record(desk, ada, options, question)
    with desk.database.reading() as session:
        assert regrade.amendments(session, ada.enrollment.edition_id) == ()


def test_an_amendment_needs_a_reason(desk: Desk, ada: Taking) -> None:
    with pytest.raises(Invalid, match="amendment_without_reason"):
        record(desk, ada, reason=" ")


def test_nothing_that_was_recorded_is_ever_changed(desk: Desk, ada: Taking) -> None:
    answer(desk, ada, pt_1_a="c", pt_1_b="c")
    apply(desk, record(desk, ada))
    for table, column in (("key_amendment", "reason"), ("key_application", "actor"), ("regrade", "reason")):
        for change in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):  # noqa: S608 - the names above
            with pytest.raises(DBAPIError, match="append-only"), desk.database.engine.begin() as connection:
                connection.execute(text(change))
