"""State is a fold over the log: the newest answer that knew of the one before it stands, and nothing is overwritten."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from player.accounts import service as accounts
from player.enrollment.rules import Taking
from player.errors import Invalid
from player.posttest import rules, service
from player.posttest.rules import Given, Step, StepKind, Taken
from player.posttest.store import steps
from tests.crowd import together
from tests.desk import Desk
from tests.posttest.acts import save, start, stored, submit, take

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def step(sequence: int, option: str, based_on: int, *, kind: StepKind = "answer", question: str = "q") -> Step:
    return Step(sequence=sequence, kind=kind, question_id=question, option_id=option, based_on=based_on, at=NOON)


@pytest.mark.parametrize(
    ("log", "stands"),
    [
        ([], {}),
        ([step(1, "a", 0)], {"q": "a"}),
        ([step(1, "a", 0), step(2, "b", 1)], {"q": "b"}),
        ([step(1, "a", 0), step(2, "b", 0)], {"q": "a"}),
        ([step(1, "a", 0), step(2, "b", 0), step(3, "c", 1)], {"q": "c"}),
        ([step(1, "a", 0), step(2, "b", 1), step(3, "c", 1)], {"q": "b"}),
        ([step(1, "a", 0), step(2, "b", 0, question="p")], {"q": "a", "p": "b"}),
        ([step(1, "a", 0), step(2, "", 0, kind="flag"), step(3, "b", 1)], {"q": "b"}),
    ],
)
def test_an_answer_stands_when_it_knew_of_the_one_before(log: list[Step], stands: dict[str, str]) -> None:
    assert {one: standing.option_id for one, standing in rules.fold(log).standings.items()} == stands


@given(st.lists(st.tuples(st.sampled_from("pq"), st.booleans())))
def test_the_newest_flag_counts(flags: list[tuple[str, bool]]) -> None:
    kinds: list[StepKind] = ["flag" if on else "unflag" for _question, on in flags]
    log = [step(n, "", 0, kind=kinds[n - 1], question=question) for n, (question, _on) in enumerate(flags, 1)]
    assert rules.fold(log).flagged == {question for question, on in dict(flags).items() if on}


def test_a_stale_tab_overwrites_nothing_and_its_answer_is_kept(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    save(desk, ada, attempt, "pt-1-a", "b", based_on=0)
    found = save(desk, ada, attempt, "pt-1-a", "c", based_on=0)
    assert (found.answers, found.last_sequence) == ({"pt-1-a": "b"}, 2)
    assert save(desk, ada, attempt, "pt-1-a", "c", based_on=1).answers == {"pt-1-a": "c"}
    with desk.database.reading() as session:
        assert [one.option_id for one in steps.steps(session, attempt.id)] == ["b", "c", "c"]


@pytest.mark.parametrize("based_on", [-1, 1, 10**9])
def test_a_page_cannot_know_what_did_not_happen(desk: Desk, ada: Taking, based_on: int) -> None:
    attempt = start(desk, ada)
    with pytest.raises(Invalid, match="malformed_answer"):
        save(desk, ada, attempt, "pt-1-a", "b", based_on=based_on)
    assert stored(desk, ada) == [attempt]


def test_fifty_tabs_that_answer_at_once_leave_one_answer_and_every_step(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)

    def click(number: int) -> str:
        answer = Given(kind="answer", question_id="pt-1-a", option_id="abc"[number % 3], based_on=0)
        with desk.database.writing() as session:
            accounts.lock(session, ada.enrollment.learner_id)
            taken = service.take_step(session, ada.id, attempt.id, answer, key=uuid.uuid4(), at=desk.clock.now())
        assert taken.standing is not None
        return taken.standing.option_id

    assert len(set(together(click))) == 1
    assert stored(desk, ada)[0].last_sequence == 50


def test_one_answer_that_arrives_fifty_times_at_once_is_one_step(desk: Desk, ada: Taking) -> None:
    attempt, key = start(desk, ada), uuid.uuid4()

    def arrive(_number: int) -> Taken:
        answer = Given(kind="answer", question_id="pt-1-a", option_id="a", based_on=0)
        with desk.database.writing() as session:
            accounts.lock(session, ada.enrollment.learner_id)
            return service.take_step(session, ada.id, attempt.id, answer, key=key, at=desk.clock.now())

    assert len(set(together(arrive))) == 1
    assert stored(desk, ada)[0].last_sequence == 1


def flag(desk: Desk, taking: Taking, attempt_id: uuid.UUID, **flags: bool) -> frozenset[str]:
    wanted = {name.replace("_", "-"): on for name, on in flags.items()}
    with desk.database.writing() as session:
        return service.save_flags(session, taking, attempt_id, wanted, at=desk.clock.now()).flagged


def test_flags_come_and_go_and_change_no_answer(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    save(desk, ada, attempt, "pt-1-a", "b")
    assert flag(desk, ada, attempt.id, pt_1_a=True, pt_2_a=True) == {"pt-1-a", "pt-2-a"}
    assert flag(desk, ada, attempt.id, pt_1_a=False, pt_2_a=True) == {"pt-2-a"}
    found = stored(desk, ada)[0]
    assert (found.answers, found.last_sequence) == ({"pt-1-a": "b"}, 4)
    with pytest.raises(Invalid, match="option_not_in_question"):
        flag(desk, ada, attempt.id, pt_9_a=True)


def test_a_submitted_attempt_takes_no_flag(desk: Desk, ada: Taking) -> None:
    attempt = take(desk, ada, "a")
    with pytest.raises(Invalid, match="attempt_already_submitted"):
        flag(desk, ada, attempt.id, pt_1_a=True)


def test_a_form_is_drawn_again_from_its_stored_seed(desk: Desk, ada: Taking) -> None:
    first, second = take(desk, ada, "a"), start(desk, ada)
    with desk.database.reading() as session:
        seeds = session.scalars(text("SELECT seed FROM attempt ORDER BY number")).all()
    seen = {item.question_id for item in first.form}
    assert rules.draw(ada.edition, seed=seeds[0], seen=()) == first.form
    assert rules.draw(ada.edition, seed=seeds[1], seen=seen) == second.form


def test_an_abandoned_attempt_is_gone_on_with_until_the_enrollment_ends(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    save(desk, ada, attempt, "pt-1-a", "b")
    desk.clock.tick(days=400)
    assert start(desk, ada).answers == {"pt-1-a": "b"}
    assert submit(desk, ada, attempt).submission is not None
