"""What a learner does at the post-test, each act a transaction of its own."""

import uuid
from collections.abc import Mapping

from player.enrollment.rules import Taking
from player.posttest import service
from player.posttest.rules import AttemptRecord, AttestationRecord, Given
from tests.desk import Desk


def start(desk: Desk, taking: Taking, key: uuid.UUID | None = None) -> AttemptRecord:
    with desk.database.writing() as session:
        return service.start(session, taking, key=key or uuid.uuid4(), at=desk.clock.now())


def save(
    desk: Desk,
    taking: Taking,
    attempt: AttemptRecord,
    question: str,
    option: str,
    *,
    key: uuid.UUID | None = None,
    based_on: int | None = None,
) -> AttemptRecord:
    """Answer on a page that knew of this step; without one it knew all there was."""
    given = Given(kind="answer", question_id=question, option_id=option, based_on=based_on)
    with desk.database.writing() as session:
        service.take_step(session, taking.id, attempt.id, given, key=key or uuid.uuid4(), at=desk.clock.now())
        return service.get_attempt(session, taking, attempt.id)


def submit(
    desk: Desk, taking: Taking, attempt: AttemptRecord, answers: Mapping[str, str] | None = None
) -> AttemptRecord:
    with desk.database.writing() as session:
        return service.submit(session, taking, attempt.id, answers or {}, at=desk.clock.now())


def take(desk: Desk, taking: Taking, option: str) -> AttemptRecord:
    """Take a whole attempt, with the same option everywhere; b is right."""
    attempt = start(desk, taking)
    return submit(desk, taking, attempt, {item.question_id: option for item in attempt.form})


def stored(desk: Desk, taking: Taking) -> list[AttemptRecord]:
    with desk.database.reading() as session:
        return service.attempts(session, taking.id)


def attest(desk: Desk, taking: Taking, name: str = "Ada Okafor", address: str = "192.0.2.7") -> AttestationRecord:
    with desk.database.writing() as session:
        at = desk.clock.now()
        return service.attest(session, taking, typed_name=name, address=address, user_agent="A browser", at=at)
