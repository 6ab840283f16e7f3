"""The steps of an attempt under way: an answer, a flag, or all that a page held when it was sent."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from player.enrollment.rules import Taking
from player.errors import Invalid, NotFound
from player.posttest import rules, store
from player.posttest.rules import AttemptRecord, Given


def get_attempt(session: Session, taking: Taking, attempt_id: uuid.UUID) -> AttemptRecord:
    """Return an attempt of this enrollment; raises NotFound for any other."""
    attempt = store.find_attempt(session, attempt_id)
    if attempt is None or attempt.enrollment_id != taking.id:
        raise NotFound("attempt_not_found")
    return attempt


def take_step(
    session: Session, taking: Taking, attempt_id: uuid.UUID, given: Given, *, key: uuid.UUID, at: datetime
) -> AttemptRecord:
    """Store what was given and return the attempt as it then is; the same again with its key changes nothing.

    An answer that did not know of a newer one is stored and does not count (``rules.fold``).

    Raises:
        NotFound: not an attempt of this enrollment.
        Invalid: already submitted, or the form has no such question or option, or the key came with something else.
    """
    attempt = get_attempt(session, taking, attempt_id)
    stored = store.find_step(session, key)
    if stored == (attempt_id, given.kind, given.question_id, given.option_id):
        return attempt
    if stored is not None:
        raise Invalid("key_already_used")
    if attempt.submission is not None:
        raise Invalid("attempt_already_submitted", enrollment_id=taking.id)
    _refuse_what_the_form_lacks(attempt, given)
    step = rules.next_step(attempt.last_sequence, given, at=at)
    if not 0 <= step.based_on <= attempt.last_sequence:
        raise Invalid("malformed_answer")
    store.add_step(session, attempt_id, step, key=key)
    return get_attempt(session, taking, attempt_id)


def _refuse_what_the_form_lacks(attempt: AttemptRecord, given: Given) -> None:
    item = next((item for item in attempt.form if item.question_id == given.question_id), None)
    if item is None or (given.kind == "answer" and given.option_id not in item.option_ids):
        raise Invalid("option_not_in_question")


def save_answers(
    session: Session,
    taking: Taking,
    attempt_id: uuid.UUID,
    answers: Mapping[str, str],
    *,
    at: datetime,
    based_on: Mapping[str, int] | None = None,
) -> AttemptRecord:
    """Store the answers of a whole page that differ from the stored ones, and return the attempt as it then is.

    ``based_on`` holds by question what the page knew; without it, the page knew all there was.
    """
    attempt = get_attempt(session, taking, attempt_id)
    for question_id, option_id in answers.items():
        if attempt.answers.get(question_id) != option_id:
            known = None if based_on is None else based_on.get(question_id, 0)
            given = Given(kind="answer", question_id=question_id, option_id=option_id, based_on=known)
            attempt = take_step(session, taking, attempt_id, given, key=uuid.uuid4(), at=at)
    return attempt


def save_flags(
    session: Session, taking: Taking, attempt_id: uuid.UUID, flags: Mapping[str, bool], *, at: datetime
) -> AttemptRecord:
    """Store which questions of a page were flagged or unflagged, and return the attempt as it then is."""
    attempt = get_attempt(session, taking, attempt_id)
    for question_id, flagged in flags.items():
        if (question_id in attempt.flagged) != flagged:
            given = Given(kind="flag" if flagged else "unflag", question_id=question_id)
            attempt = take_step(session, taking, attempt_id, given, key=uuid.uuid4(), at=at)
    return attempt
