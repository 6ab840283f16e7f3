"""Which lessons are open, which are done and since when, and what is left of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from player.catalog.rules import Case, CaseStep, Choice, Edition, Lesson
from player.enrollment.rules import TimeAccommodation
from player.errors import Reason
from player.lessons.rules.minimums import minimum_met_at
from player.seat_time.rules import StretchRecord, counted_by_activity


@dataclass(frozen=True, kw_only=True)
class LessonLocked(Reason):
    """An earlier lesson is not done yet."""

    code: ClassVar[str] = "lesson_locked"
    first_lesson_id: str
    first_title: str


@dataclass(frozen=True, kw_only=True)
class LessonUnfinished(Reason):
    """A lesson of the course is not done yet."""

    code: ClassVar[str] = "lesson_unfinished"
    lesson_id: str
    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class LessonTimeMissing(Reason):
    """Less time was counted in a lesson than its minimum."""

    code: ClassVar[str] = "lesson_time_missing"
    counted_ms: int
    needed_ms: int


@dataclass(frozen=True, kw_only=True)
class SectionsUnseen(Reason):
    """The end of some sections was not on the screen yet."""

    code: ClassVar[str] = "sections_unseen"
    count: int
    first_section_id: str
    first_title: str


@dataclass(frozen=True, kw_only=True)
class ChecksUnanswered(Reason):
    """Some knowledge checks are not answered yet."""

    code: ClassVar[str] = "checks_unanswered"
    count: int
    first_check_id: str


@dataclass(frozen=True, kw_only=True)
class CasesUnfinished(Reason):
    """Some branching cases were not followed to an ending yet."""

    code: ClassVar[str] = "cases_unfinished"
    count: int
    first_case_id: str
    first_title: str


@dataclass(frozen=True, kw_only=True)
class MediaUnwatched(Reason):
    """Some recordings were not watched yet as far as the course asks for."""

    code: ClassVar[str] = "media_unwatched"
    count: int
    first_recording_id: str
    first_title: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a learner did in the lessons: when each section was first seen and each check first answered.

    ``finished`` says when each branching case first came to an ending, ``watched`` when each recording was covered,
    ``accommodations`` which minimums of time were changed for the learner, by lesson.
    """

    seen: Mapping[str, datetime]
    answered: Mapping[str, datetime]
    stretches: Sequence[StretchRecord]
    finished: Mapping[str, datetime] = field(default_factory=dict)
    watched: Mapping[str, datetime] = field(default_factory=dict)
    accommodations: Mapping[str | None, TimeAccommodation] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LessonState:
    """One lesson as it stands: what is left of it, when it was done, whether it is open."""

    lesson: Lesson
    counted_ms: int
    left: tuple[Reason, ...]
    done_at: datetime | None
    locked: LessonLocked | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of the lesson."""
        return not self.left

    @property
    def word(self) -> str:
        """The state in one word: done, open or locked."""
        if self.is_done:
            return "done"
        return "locked" if self.locked else "open"


def activity(lesson_id: str) -> str:
    """Return the seat-time activity of a lesson."""
    return f"lesson:{lesson_id}"


def states(edition: Edition, facts: Facts) -> tuple[LessonState, ...]:
    """Return every lesson's state, in order.

    A lesson is done when its sections were seen, its checks answered, its cases ended, its recordings watched and its
    minimum time counted (CE-RULES 13, 29); in a sequential course a lesson opens when those before it are done.
    """
    counted = counted_by_activity(facts.stretches)
    result: list[LessonState] = []
    blocker: Lesson | None = None
    for lesson in edition.lessons:
        counted_ms = counted.get(activity(lesson.id), 0)
        missing = left_of_lesson(lesson, facts, counted_ms)
        locked = LessonLocked(first_lesson_id=blocker.id, first_title=blocker.title) if blocker else None
        done_at = None if missing else _done_at(lesson, facts)
        result.append(LessonState(lesson=lesson, counted_ms=counted_ms, left=missing, done_at=done_at, locked=locked))
        if missing and blocker is None and edition.order == "sequential":
            blocker = lesson
    return tuple(result)


def left_of_lesson(lesson: Lesson, facts: Facts, counted_ms: int) -> tuple[Reason, ...]:
    """Return what is left of one lesson: sections, checks, cases, recordings, time."""
    unseen = [section for section in lesson.sections if section.id not in facts.seen]
    unanswered = [check for check in lesson.checks if check.id not in facts.answered]
    missing: list[Reason] = []
    if unseen:
        first = unseen[0]
        missing.append(SectionsUnseen(count=len(unseen), first_section_id=first.id, first_title=first.title))
    if unanswered:
        missing.append(ChecksUnanswered(count=len(unanswered), first_check_id=unanswered[0].id))
    unfinished = [case for case in lesson.cases if case.id not in facts.finished]
    if unfinished:
        case = unfinished[0]
        missing.append(CasesUnfinished(count=len(unfinished), first_case_id=case.id, first_title=case.title))
    missing += _left_to_watch(lesson, facts)
    if counted_ms < lesson.minimum_ms:
        missing.append(LessonTimeMissing(counted_ms=counted_ms, needed_ms=lesson.minimum_ms))
    return tuple(missing)


def _left_to_watch(lesson: Lesson, facts: Facts) -> tuple[Reason, ...]:
    unwatched = [recording for recording in lesson.recordings if recording.id not in facts.watched]
    if not unwatched:
        return ()
    first = unwatched[0]
    return (MediaUnwatched(count=len(unwatched), first_recording_id=first.id, first_title=first.title),)


def left(all_states: Sequence[LessonState]) -> tuple[Reason, ...]:
    """Return the lessons that are not done, as reasons, in order."""
    return tuple(
        LessonUnfinished(lesson_id=state.lesson.id, number=state.lesson.number, title=state.lesson.title)
        for state in all_states
        if not state.is_done
    )


def _done_at(lesson: Lesson, facts: Facts) -> datetime | None:
    instants = [facts.seen[section.id] for section in lesson.sections]
    instants += [facts.answered[check.id] for check in lesson.checks]
    instants += [facts.finished[case.id] for case in lesson.cases]
    instants += [facts.watched[recording.id] for recording in lesson.recordings]
    changed = facts.accommodations.get(lesson.id)
    time_reached = minimum_met_at(facts.stretches, lesson.minimum_ms, changed, activity=activity(lesson.id))
    if time_reached is not None:
        instants.append(time_reached)
    return max(instants) if instants else None


def next_lesson(edition: Edition, lesson_id: str) -> Lesson | None:
    """Return the lesson after this one, or None after the last."""
    lessons = edition.lessons
    position = [lesson.id for lesson in lessons].index(lesson_id)
    return lessons[position + 1] if position + 1 < len(lessons) else None


@dataclass(frozen=True, kw_only=True)
class CaseMove:
    """A move in a branching case: a choice at a step, or, without a choice, a step back."""

    step_id: str
    choice_id: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseState:
    """Where a learner stands in a case: the step, the choice that led to it, and how many choices lie behind it."""

    case: Case
    step: CaseStep
    came_by: Choice | None
    choices_made: int
    ended_at: datetime | None


def case_state(case: Case, moves: Iterable[CaseMove]) -> CaseState:
    """Return where the moves, in order, have led; ``ended_at`` is when an ending was reached first, and stays."""
    path: list[tuple[CaseStep, Choice]] = []
    step, ended_at = case.steps[0], None
    for move in moves:
        choice = step.choice(move.choice_id) if move.choice_id else None
        following = case.step(choice.next) if choice else None
        if choice is not None and following is not None:
            path.append((step, choice))
            step = following
        elif path:
            step, _ = path.pop()
        if step.is_ending and ended_at is None:
            ended_at = move.at
    came_by = path[-1][1] if path else None
    return CaseState(case=case, step=step, came_by=came_by, choices_made=len(path), ended_at=ended_at)
