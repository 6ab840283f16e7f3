"""The steps of an attempt under way: an answer, a flag, or all that a page held when it was sent."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from player.enrollment.rules import Taking
from player.errors import Invalid, NotFound
from player.posttest import rules, store
from player.posttest.rules import AttemptRecord, FormItem, Given, Step, Taken
from player.posttest.store import steps


def get_attempt(session: Session, taking: Taking, attempt_id: uuid.UUID) -> AttemptRecord:
    """Return an attempt of this enrollment; raises NotFound for any other."""
    attempt = store.find_attempt(session, attempt_id)
    if attempt is None or attempt.enrollment_id != taking.id:
        raise NotFound("attempt_not_found")
    return attempt


def take_step(
    session: Session, enrollment_id: uuid.UUID, attempt_id: uuid.UUID, given: Given, *, key: uuid.UUID, at: datetime
) -> Taken:
    """Store what was given and return how its question then stands; the same again with its key changes nothing.

    An answer that did not know of a newer one is stored and does not count (``rules.fold``).

    Raises:
        NotFound: not an attempt of this enrollment.
        Invalid: already submitted, or the form has no such question or option, or the key came with something else.
    """
    place = steps.find_place(session, attempt_id)
    if place is None or place.enrollment_id != enrollment_id:
        raise NotFound("attempt_not_found")
    stored = steps.find_step(session, key)
    log = steps.steps_of(session, attempt_id, given.question_id)
    if stored is None:
        if place.is_over:
            raise Invalid("attempt_already_submitted", enrollment_id=enrollment_id)
        step = _next(place, given, at=at)
        steps.add_step(session, attempt_id, step, key=key)
        return _taken(place, given, [*log, step], is_new=not any(one.kind == "answer" for one in log))
    if stored != (attempt_id, given.kind, given.question_id, given.option_id):
        raise Invalid("key_already_used")
    return _taken(place, given, log)


def _next(place: steps.Place, given: Given, *, at: datetime) -> Step:
    _refuse_what_the_form_lacks(place.form, given)
    step = rules.next_step(place.last_sequence, given, at=at)
    if not 0 <= step.based_on <= place.last_sequence:
        raise Invalid("malformed_answer")
    return step


def _refuse_what_the_form_lacks(form: tuple[FormItem, ...], given: Given) -> None:
    item = next((item for item in form if item.question_id == given.question_id), None)
    if item is None or (given.kind == "answer" and given.option_id not in item.option_ids):
        raise Invalid("option_not_in_question")


def _taken(place: steps.Place, given: Given, log: list[Step], *, is_new: bool = False) -> Taken:
    state = rules.fold(log)
    return Taken(
        standing=state.standings.get(given.question_id),
        flagged=given.question_id in state.flagged,
        answered=place.answered + (is_new and given.kind == "answer"),
        total=len(place.form),
    )


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
    changed = {question: option for question, option in answers.items() if attempt.answers.get(question) != option}
    for question_id, option_id in changed.items():
        known = None if based_on is None else based_on.get(question_id, 0)
        given = Given(kind="answer", question_id=question_id, option_id=option_id, based_on=known)
        take_step(session, taking.id, attempt_id, given, key=uuid.uuid4(), at=at)
    return get_attempt(session, taking, attempt_id) if changed else attempt


def save_flags(
    session: Session, taking: Taking, attempt_id: uuid.UUID, flags: Mapping[str, bool], *, at: datetime
) -> AttemptRecord:
    """Store which questions of a page were flagged or unflagged, and return the attempt as it then is."""
    attempt = get_attempt(session, taking, attempt_id)
    changed = {question: flagged for question, flagged in flags.items() if (question in attempt.flagged) != flagged}
    for question_id, flagged in changed.items():
        given = Given(kind="flag" if flagged else "unflag", question_id=question_id)
        take_step(session, taking.id, attempt_id, given, key=uuid.uuid4(), at=at)
    return get_attempt(session, taking, attempt_id) if changed else attempt
