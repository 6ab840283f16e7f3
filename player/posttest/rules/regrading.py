"""Who would change when a key is amended: every submitted attempt replayed, before and after, and what follows."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from player.posttest.rules.amendments import InForce, Keys, Replay, in_force


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A submitted attempt, as a replay needs it: what was asked and answered, how it was scored then and since.

    ``form`` holds the ids of its items, ``answers`` what was chosen for each, in the same order; None: no answer.
    ``waits`` are the milliseconds between the answer before (or the start) and the first answer to each.
    """

    attempt_id: uuid.UUID
    learner_id: uuid.UUID
    enrollment_id: uuid.UUID
    number: int
    started_at: datetime
    form: tuple[str, ...]
    answers: tuple[str | None, ...]
    waits: tuple[int | None, ...] = ()
    passing_score: int
    correct: int
    passed_at: datetime | None
    replays: tuple[Replay, ...] = ()

    @property
    def in_force(self) -> InForce:
        """The score in force."""
        return in_force(self.correct, self.passed_at, self.replays)

    def replayed(self, keys: Keys) -> int:
        """Return how many answers are right by these keys."""
        return sum(keys[item].takes(answer) for item, answer in zip(self.form, self.answers, strict=True))

    def would_pass(self, correct: int) -> bool:
        """Tell whether so many right answers reach the passing score of the attempt (CE-RULES 2)."""
        return correct * 100 >= self.passing_score * len(self.form)


@dataclass(frozen=True, kw_only=True)
class Change:
    """An attempt whose replay differs from the score in force."""

    sitting: Sitting
    replayed: int
    learner_passes: bool
    """Whether the learner had no passing attempt and now has one: who is told, and can go on."""

    @property
    def before(self) -> InForce:
        """The score in force before the replay."""
        return self.sitting.in_force

    @property
    def passes(self) -> bool:
        """Whether the replayed score reaches the passing score."""
        return self.sitting.would_pass(self.replayed)

    @property
    def newly_passes(self) -> bool:
        """Whether the attempt had not passed and would."""
        return self.passes and self.before.passed_at is None

    @property
    def would_fail(self) -> bool:
        """Whether the attempt had passed and by the replay alone would not: its pass is kept all the same."""
        return not self.passes and self.before.passed_at is not None


def changes(sittings: Iterable[Sitting], keys: Keys) -> tuple[Change, ...]:
    """Return the attempts whose replay by these keys differs from their score in force; one learner's together."""
    by_enrollment = groupby(sittings, key=lambda one: one.enrollment_id)
    return tuple(change for _, group in by_enrollment for change in _of_one(list(group), keys))


def _of_one(sittings: Sequence[Sitting], keys: Keys) -> list[Change]:
    had_passed = any(one.in_force.passed_at for one in sittings)
    found = []
    for one in sittings:
        replayed = one.replayed(keys)
        if replayed != one.in_force.correct and replayed != _last_replay(one):
            passes = not had_passed and one.would_pass(replayed)
            found.append(Change(sitting=one, replayed=replayed, learner_passes=passes))
            had_passed = had_passed or passes
    return found


def _last_replay(sitting: Sitting) -> int | None:
    """A replay that was lower, and kept for the record, is not written again for the next amendment."""
    return sitting.replays[-1].correct if sitting.replays else None
