"""Use case of practice: a learner who has passed answers the same questions again, and nothing of it is stored."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from player.enrollment.rules import Taking
from player.errors import NotAllowed
from player.posttest.rules import AttemptRecord, FormItem
from player.posttest.rules import practice as rules
from player.posttest.rules.amendments import Keys
from player.posttest.service.regrade import keys_in_force
from player.posttest.service.steps import get_attempt


@dataclass(frozen=True, kw_only=True)
class Practice:
    """The questions of a passed attempt in their new order, the keys in force, and what of the answers is right."""

    attempt: AttemptRecord
    form: tuple[FormItem, ...]
    keys: Keys
    right: Mapping[str, bool]


def practise(
    session: Session, taking: Taking, attempt_id: uuid.UUID, *, seed: str, answers: Mapping[str, str]
) -> Practice:
    """Return a passed attempt for practice, with what is right of these answers; stores nothing.

    Raises:
        NotFound: not an attempt of this enrollment.
        NotAllowed: it is no pass; its key is not the learner's to see.
    """
    attempt = get_attempt(session, taking, attempt_id)
    if attempt.submission is None or not attempt.submission.passed:
        raise NotAllowed("post_test_not_passed")
    form, keys = rules.reorder(attempt.form, seed=seed), keys_in_force(session, taking.enrollment.edition_id)
    return Practice(attempt=attempt, form=form, keys=keys, right=rules.check(form, answers, keys))
