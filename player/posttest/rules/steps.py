"""The log of an attempt, and what stands after it: state is a fold over steps that never change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

StepKind = Literal["answer", "flag", "unflag"]


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a page says the learner did. ``option_id`` is empty for flags.

    ``based_on`` is the step that gave the answer which the page showed, 0 when it showed none; None says that the page
    knew all there was.
    """

    kind: StepKind
    question_id: str
    option_id: str = ""
    based_on: int | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """The same as it stands in the log, with its place there."""

    sequence: int
    kind: StepKind
    question_id: str
    option_id: str
    based_on: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The answer that stands for a question, which step gave it, and when."""

    option_id: str
    sequence: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class State:
    """What stands in an attempt: the answers by question, and the questions to come back to."""

    standings: dict[str, Standing]
    flagged: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How a question stands after a step about it, and how many of the attempt's questions have an answer then."""

    standing: Standing | None
    flagged: bool
    answered: int
    total: int


def next_step(last_sequence: int, given: Given, *, at: datetime) -> Step:
    """Return the step that comes after the last one."""
    return Step(
        sequence=last_sequence + 1,
        kind=given.kind,
        question_id=given.question_id,
        option_id=given.option_id,
        based_on=last_sequence if given.based_on is None else given.based_on,
        at=at,
    )


def fold(steps: Iterable[Step]) -> State:
    """Return what stands after these steps, in the order of their sequence numbers.

    An answer counts when it knew of the one that stands: what a stale tab, the Back button or a device that was offline
    says is kept in the log and overwrites nothing newer. The newest flag of a question counts; no work hangs on it.
    """
    standings: dict[str, Standing] = {}
    flagged: set[str] = set()
    for step in steps:
        if step.kind == "flag":
            flagged.add(step.question_id)
        elif step.kind == "unflag":
            flagged.discard(step.question_id)
        elif (before := standings.get(step.question_id)) is None or step.based_on >= before.sequence:
            standings[step.question_id] = Standing(option_id=step.option_id, sequence=step.sequence, at=step.at)
    return State(standings=standings, flagged=frozenset(flagged))
