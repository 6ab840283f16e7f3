"""Reading all attempts at once gives what reading them one by one gives."""

import random
import uuid

import pytest
from sqlalchemy import func, select

from player.catalog import service as catalog
from player.enrollment.rules import Taking
from player.posttest import service
from player.posttest.rules import Given
from player.posttest.service.analysis import item_analysis
from player.posttest.store import sittings
from player.schema import metadata
from tests.answers import Crowd
from tests.desk import Desk
from tests.posttest.acts import start, stored, submit, take


def wander(desk: Desk, taking: Taking, seed: int) -> None:
    """Answer, change answers from stale pages, flag and unflag, in an order that a seed gives; then submit."""
    chance, attempt = random.Random(seed), start(desk, taking)  # noqa: S311 - an order, the same every time
    for _step in range(25):
        item = chance.choice(attempt.form)
        kind = chance.choice(("answer", "answer", "flag", "unflag"))
        option = chance.choice(item.option_ids) if kind == "answer" else ""
        base = chance.randint(0, attempt.last_sequence)
        given = Given(kind=kind, question_id=item.question_id, option_id=option, based_on=base)  # type: ignore[arg-type]  # one of its kinds
        with desk.database.writing() as session:
            at = desk.clock.tick(seconds=chance.randint(1, 90))
            service.take_step(session, taking.id, attempt.id, given, key=uuid.uuid4(), at=at)
            attempt = service.get_attempt(session, taking, attempt.id)
    submit(desk, taking, attempt)


@pytest.mark.parametrize("seed", range(3))
def test_what_stands_after_many_steps_is_read_as_it_is_folded(desk: Desk, ada: Taking, seed: int) -> None:
    wander(desk, ada, seed)
    [attempt] = stored(desk, ada)
    with desk.database.reading() as session:
        [sitting] = sittings.answered(session, ada.enrollment.edition_id).sittings
    assert (sitting.learner_id, sitting.started_at) == (ada.enrollment.learner_id, attempt.started_at)
    answers = {item: answer for item, answer in zip(sitting.form, sitting.answers, strict=True) if answer}
    assert answers == attempt.answers
    assert sitting.form == tuple(item.question_id for item in attempt.form)
    assert attempt.submission is not None
    assert (sitting.correct, sitting.passed_at) == (attempt.submission.correct, attempt.submission.passed_at)


def test_an_answer_takes_as_long_as_nothing_else_was_answered(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    for seconds, question in ((40, "pt-1-a"), (25, "pt-1-b"), (5, "pt-1-a"), (70, "pt-2-a")):
        given = Given(kind="answer", question_id=question, option_id="b")
        with desk.database.writing() as session:
            at = desk.clock.tick(seconds=seconds)
            service.take_step(session, ada.id, attempt.id, given, key=uuid.uuid4(), at=at)
    submit(desk, ada, attempt)
    with desk.database.reading() as session:
        [sitting] = sittings.answered_by(session, ada.id).sittings
    waits = dict(zip(sitting.form, sitting.waits, strict=True))
    assert [waits[one] for one in ("pt-1-a", "pt-1-b", "pt-2-a", "pt-3-a")] == [40_000, 25_000, 70_000, None]


def test_attempts_under_way_are_shown_and_not_analysed(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "a")
    start(desk, ada)
    with desk.database.reading() as session:
        found = sittings.answered(session, ada.enrollment.edition_id)
    assert (len(found.sittings), found.shown["pt-1-a"]) == (1, 2)


def test_another_editions_attempts_are_not_read(desk: Desk, ada: Taking) -> None:
    take(desk, ada, "a")
    desk.publish("more-steps")
    with desk.database.reading() as session:
        other = next(one for one in catalog.current_editions(session) if one.slug == "more-steps")
        assert sittings.answered(session, other.edition_id).sittings == ()


def test_a_crowd_is_counted_as_the_database_counts_it(desk: Desk) -> None:
    with desk.database.reading() as session:
        edition = catalog.current_editions(session)[0]
    Crowd(edition=edition, learners=40).write(desk.database)
    step = metadata.tables["attempt_step"].c
    with desk.database.reading() as session:
        found = item_analysis(session, edition.edition_id, "all")
        counted = session.execute(select(step.question_id, func.count()).group_by(step.question_id))
        assert {one.question.id: one.answers for one in found.items} == dict(counted.all())
    assert (found.attempts, found.is_small, found.kr20 is not None) == (40, False, True)
