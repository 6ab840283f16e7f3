"""Where a learner stands in a lesson and in the course around it, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass

from player.lessons.rules import CaseState, LessonState
from player.lessons.rules.watching import WatchState


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An open lesson's state, that of all lessons, the cases and recordings by their ids, and the time in all.

    ``chosen`` is the option chosen last for each knowledge check.
    """

    state: LessonState
    states: tuple[LessonState, ...]
    cases: Mapping[str, CaseState]
    watched: Mapping[str, WatchState]
    chosen: Mapping[str, str]
    course_ms: int
