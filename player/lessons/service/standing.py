"""Where a learner stands in the lessons: what they did, read in one query, and what follows from it."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from player.enrollment.rules import Taking, in_force
from player.errors import NotAllowed, NotFound
from player.lessons import rules, store
from player.lessons.rules import CaseState, Facts, LessonState
from player.lessons.rules.standing import Standing
from player.lessons.rules.watching import WatchState, watch_state
from player.lessons.store import Deeds
from player.seat_time import service as seat_time


def facts(session: Session, taking: Taking) -> Facts:
    """Return what a learner did in the lessons of an enrollment."""
    deeds = store.deeds(session, taking.id)
    return _facts(session, taking, deeds, _cases(taking, deeds), _watched(taking, deeds))


def _facts(
    session: Session, taking: Taking, deeds: Deeds, cases: Mapping[str, CaseState], watched: Mapping[str, WatchState]
) -> Facts:
    return Facts(
        seen=deeds.seen,
        answered=deeds.answered,
        stretches=seat_time.stretches(session, taking.id),
        finished={key: state.ended_at for key, state in cases.items() if state.ended_at},
        watched={key: state.done_at for key, state in watched.items() if state.done_at},
        accommodations=in_force(taking.accommodations),
    )


def case_states(session: Session, taking: Taking) -> dict[str, CaseState]:
    """Return where the learner stands in each branching case of the course, by the cases' ids."""
    return _cases(taking, store.deeds(session, taking.id))


def _cases(taking: Taking, deeds: Deeds) -> dict[str, CaseState]:
    cases = [case for lesson in taking.edition.lessons for case in lesson.cases]
    return {case.id: rules.case_state(case, deeds.moves.get(case.id, ())) for case in cases}


def watch_states(session: Session, taking: Taking) -> dict[str, WatchState]:
    """Return how far each recording of the course was watched, by the recordings' ids."""
    return _watched(taking, store.deeds(session, taking.id))


def _watched(taking: Taking, deeds: Deeds) -> dict[str, WatchState]:
    policy = taking.edition.media_policy
    return {
        one.id: watch_state(one, policy, deeds.watches.get(one.id, []), deeds.read.get(one.id))
        for lesson in taking.edition.lessons
        for one in lesson.recordings
    }


def states(session: Session, taking: Taking) -> tuple[LessonState, ...]:
    """Return every lesson's state, in order."""
    return rules.states(taking.edition, facts(session, taking))


def get_open(session: Session, taking: Taking, lesson_id: str) -> LessonState:
    """Return a lesson's state; raises NotFound for an unknown lesson, NotAllowed for one that is still locked."""
    return _open(taking, states(session, taking), lesson_id)


def _open(taking: Taking, all_states: Iterable[LessonState], lesson_id: str) -> LessonState:
    state = next((state for state in all_states if state.lesson.id == lesson_id), None)
    if state is None:
        raise NotFound("lesson_not_found")
    if state.locked is not None:
        raise NotAllowed(state.locked.code, **state.locked.parameters(), enrollment_id=taking.id)
    return state


def standing(session: Session, taking: Taking, lesson_id: str) -> Standing:
    """Return where the learner stands in an open lesson and in the course around it; refusals as ``get_open``."""
    deeds = store.deeds(session, taking.id)
    cases, watched = _cases(taking, deeds), _watched(taking, deeds)
    found = _facts(session, taking, deeds, cases, watched)
    all_states = rules.states(taking.edition, found)
    return Standing(
        state=_open(taking, all_states, lesson_id),
        states=all_states,
        cases=cases,
        watched=watched,
        chosen=deeds.chosen,
        course_ms=sum(one.counted_ms for one in found.stretches),
    )


def place(session: Session, taking: Taking) -> tuple[str, str | None]:
    """Return the lesson and section to come back to: the last place, or the next lesson when that one is done.

    Places are what beats of the lease in force say, so that a page which lost its lease moves none.
    """
    all_states, stopped = states(session, taking), _places(session, taking)
    unfinished = [state.lesson.id for state in all_states if not state.is_done]
    last = next(iter(stopped), all_states[0].lesson.id)
    lesson_id = last if last in unfinished or not unfinished else unfinished[0]
    return lesson_id, stopped.get(lesson_id)


def place_in(session: Session, taking: Taking, lesson_id: str) -> str | None:
    """Return the section where the learner stopped in a lesson, or None."""
    return _places(session, taking).get(lesson_id)


def _places(session: Session, taking: Taking) -> dict[str, str]:
    """Return the section where the learner stopped in each lesson, the last lesson first."""
    lessons = {rules.activity(lesson.id): lesson for lesson in taking.edition.lessons}
    return {
        lessons[activity].id: str(place.section)
        for activity, place in seat_time.places(session, taking.enrollment.learner_id, taking.id).items()
        if activity in lessons and place.section in {section.id for section in lessons[activity].sections}
    }
