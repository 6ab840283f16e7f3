"""A branching case: steps with choices that lead to consequences, and back."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a learner may do at a step: what follows (sanitised HTML), and which step comes next."""

    id: str
    text: str
    consequence: str
    next: str


@dataclass(frozen=True, kw_only=True)
class CaseStep:
    """A moment of a case as sanitised HTML. A step without choices is an ending."""

    id: str
    html: str
    question: str
    choices: tuple[Choice, ...]

    @property
    def is_ending(self) -> bool:
        """Whether the case ends here."""
        return not self.choices

    def choice(self, choice_id: str) -> Choice | None:
        """Return the choice with this id, or None."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A branching case; the first step is where it starts."""

    id: str
    title: str
    intro: str
    steps: tuple[CaseStep, ...]

    def step(self, step_id: str) -> CaseStep | None:
        """Return the step with this id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)

    @property
    def decisions(self) -> int:
        """How many steps ask for a choice."""
        return sum(not step.is_ending for step in self.steps)


def unreachable(start: str, leads: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the steps that nobody can come to; ``leads`` names the steps each step leads to."""
    return set(leads) - _reached({start}, leads)


def without_end(leads: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the steps from which no ending can be reached."""
    back: dict[str, list[str]] = {step: [] for step in leads}
    for step, following in leads.items():
        for one in following:
            back.setdefault(one, []).append(step)
    endings = {step for step, following in leads.items() if not list(following)}
    return set(leads) - _reached(endings, back)


def _reached(starts: set[str], leads: Mapping[str, Iterable[str]]) -> set[str]:
    reached, waiting = set(starts), deque(starts)
    while waiting:
        for step in leads.get(waiting.popleft(), ()):
            if step not in reached:
                reached.add(step)
                waiting.append(step)
    return reached
