"""How an attempt is drawn, ordered and scored, and what is left of the post-test and its attestation."""

import hashlib
import random
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from player.catalog.rules import Edition, Question, Section
from player.errors import Reason
from player.posttest.rules.allowances import (
    ALLOWANCE_KINDS,
    LAYOUTS,
    NOTHING_GRANTED,
    AllowanceKind,
    AllowanceRecord,
    Allowances,
    Layout,
    together,
)
from player.posttest.rules.amendments import Keys
from player.posttest.rules.amendments import keys as keys_after
from player.posttest.rules.steps import Given, Standing, State, Step, StepKind, Taken, fold, next_step

__all__ = [
    "ACTIVITY",
    "ALLOWANCE_KINDS",
    "LAYOUTS",
    "NOTHING_GRANTED",
    "AllowanceKind",
    "AllowanceRecord",
    "Allowances",
    "AttemptRecord",
    "AttemptsUsedUp",
    "AttestationRecord",
    "CoolingDown",
    "FormItem",
    "Given",
    "Layout",
    "NotAttested",
    "PostTestNotPassed",
    "Score",
    "Standing",
    "State",
    "Step",
    "StepKind",
    "SubmissionRecord",
    "Taken",
    "cooling_down",
    "draw",
    "fold",
    "left",
    "left_to_attest",
    "next_step",
    "passing",
    "score",
    "sections_to_review",
    "together",
]

ACTIVITY = "post-test"


@dataclass(frozen=True, kw_only=True)
class PostTestNotPassed(Reason):
    """No attempt has reached the passing score yet."""

    code: ClassVar[str] = "post_test_not_passed"
    attempts_left: int
    passing_score: int


@dataclass(frozen=True, kw_only=True)
class AttemptsUsedUp(Reason):
    """All attempts were used without passing; the sponsor may grant another."""

    code: ClassVar[str] = "attempts_used_up"
    attempts: int


@dataclass(frozen=True, kw_only=True)
class CoolingDown(Reason):
    """The next attempt opens at this instant."""

    code: ClassVar[str] = "cooling_down"
    until: datetime


@dataclass(frozen=True, kw_only=True)
class NotAttested(Reason):
    """The learner has not signed yet that they did the course themselves."""

    code: ClassVar[str] = "not_attested"


@dataclass(frozen=True, kw_only=True)
class FormItem:
    """One item of an attempt: which question, and its options in the order shown."""

    question_id: str
    option_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Score:
    """The result of an attempt, in integers. ``review`` names the objectives with a wrong or missing answer."""

    correct: int
    total: int
    passing_score: int
    review: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the passing score was reached: no percentage is ever rounded (CE-RULES 2)."""
        return self.correct * 100 >= self.passing_score * self.total

    @property
    def percent(self) -> int:
        """The score in percent, rounded down, for reading only."""
        return self.correct * 100 // self.total


@dataclass(frozen=True, kw_only=True)
class SubmissionRecord:
    """The end of an attempt, with its score in force; after a regrade, also with what was scored at first, and when."""

    correct: int
    total: int
    passing_score: int
    passed: bool
    submitted_at: datetime
    first_correct: int | None = None
    regraded_at: datetime | None = None
    passed_later_at: datetime | None = None

    @property
    def passed_at(self) -> datetime | None:
        """Since when the attempt has passed: its submission, or the regrade that let it pass; None when it has not."""
        return (self.passed_later_at or self.submitted_at) if self.passed else None


@dataclass(frozen=True, kw_only=True)
class AttemptRecord:
    """An attempt as stored: its form, what stands after its steps, and its submission when there is one.

    ``answers`` holds the option that stands for each question; ``standings`` tells which step gave it, and when.
    """

    id: uuid.UUID
    enrollment_id: uuid.UUID
    number: int
    form: tuple[FormItem, ...]
    passing_score: int
    started_at: datetime
    answers: Mapping[str, str]
    last_sequence: int
    submission: SubmissionRecord | None
    standings: Mapping[str, Standing] = field(default_factory=dict)
    flagged: frozenset[str] = frozenset()

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The numbers (from 1) of the items without an answer, as the learner sees them."""
        return tuple(n for n, item in enumerate(self.form, 1) if item.question_id not in self.answers)


@dataclass(frozen=True, kw_only=True)
class AttestationRecord:
    """What was signed, by which name, and when."""

    version: str
    text: str
    typed_name: str
    attested_at: datetime


def draw(edition: Edition, *, seed: str, seen: Collection[str]) -> tuple[FormItem, ...]:
    """Return the form of an attempt, reproducible from its seed.

    Each objective gives the edition's number of items, those not seen in earlier attempts first; items and options are
    shuffled. Without a number the whole bank is drawn.
    """
    shuffle = random.Random(int.from_bytes(hashlib.sha256(seed.encode()).digest()))  # noqa: S311 - order, not secrecy
    drawn: list[Question] = []
    for items in _by_objective(edition.post_test.items).values():
        pool = list(items)
        shuffle.shuffle(pool)
        pool.sort(key=lambda item: item.id in seen)
        drawn += pool[: edition.post_test.items_per_objective]
    shuffle.shuffle(drawn)
    return tuple(FormItem(question_id=item.id, option_ids=_shuffled(item, shuffle)) for item in drawn)


def _by_objective(items: Sequence[Question]) -> dict[str, list[Question]]:
    groups: dict[str, list[Question]] = {}
    for item in items:
        groups.setdefault(item.objective_id, []).append(item)
    return groups


def _shuffled(item: Question, shuffle: random.Random) -> tuple[str, ...]:
    option_ids = [option.id for option in item.options]
    shuffle.shuffle(option_ids)
    return tuple(option_ids)


def score(
    edition: Edition,
    form: Sequence[FormItem],
    answers: Mapping[str, str],
    passing_score: int,
    keys: Keys | None = None,
) -> Score:
    """Return the score of answers to a form, by amended keys or as published; an unanswered item is wrong."""
    keys = keys_after(edition, ()) if keys is None else keys
    objective_of = {item.id: item.objective_id for item in edition.post_test.items}
    wrong = [one.question_id for one in form if not keys[one.question_id].takes(answers.get(one.question_id))]
    to_review = {objective_of[question_id] for question_id in wrong}
    review = tuple(objective.id for objective in edition.objectives if objective.id in to_review)
    return Score(correct=len(form) - len(wrong), total=len(form), passing_score=passing_score, review=review)


def passing(attempts: Sequence[AttemptRecord]) -> AttemptRecord | None:
    """Return the attempt by which the learner passed first, or None; no later pass changes what it gave.

    (CE-RULES 13, 39.) An earlier attempt that a regrade let pass afterwards moves no date either.
    """
    passed = [one for one in attempts if one.submission is not None and one.submission.passed]
    return min(passed, key=_passed_at, default=None)


def _passed_at(attempt: AttemptRecord) -> datetime:
    at = attempt.submission.passed_at if attempt.submission else None
    assert at is not None  # asked of attempts that passed
    return at


def left(
    edition: Edition, attempts: Sequence[AttemptRecord], allowances: Allowances = NOTHING_GRANTED
) -> tuple[Reason, ...]:
    """Return what is left of the post-test."""
    if passing(attempts) is not None:
        return ()
    allowed = edition.post_test.attempts + allowances.extra_attempts
    remaining = allowed - sum(one.submission is not None for one in attempts)
    if remaining <= 0:
        return (AttemptsUsedUp(attempts=allowed),)
    return (PostTestNotPassed(attempts_left=remaining, passing_score=edition.post_test.passing_score),)


def cooling_down(
    edition: Edition, attempts: Sequence[AttemptRecord], allowances: Allowances, *, at: datetime
) -> tuple[Reason, ...]:
    """Return why the next attempt does not begin yet: so many minutes after the last one that was submitted."""
    ended = [one.submission.submitted_at for one in attempts if one.submission is not None]
    if not ended or allowances.no_cool_down:
        return ()
    until = max(ended) + timedelta(minutes=edition.post_test.cool_down_minutes)
    return (CoolingDown(until=until),) if at < until else ()


def sections_to_review(edition: Edition, objective_id: str) -> tuple[tuple[str, Section], ...]:
    """Return the sections that teach what the bank asks about an objective, each with its lesson's id.

    They are those of all its items, not only of the ones answered wrong: nothing here tells which those were. Where no
    item names a section, they are the sections of the objective's lessons.
    """
    asked = {item.section_id for item in edition.post_test.items if item.objective_id == objective_id}
    pairs = [(lesson, section) for lesson, section in edition.sections()]
    named = [(lesson.id, section) for lesson, section in pairs if section.id in asked]
    return tuple(named or [(lesson.id, section) for lesson, section in pairs if objective_id in lesson.objective_ids])


def left_to_attest(attestation: AttestationRecord | None) -> tuple[Reason, ...]:
    """Return what is left of the attestation."""
    return () if attestation is not None else (NotAttested(),)
