"""The page of a lesson: stencils of what its edition says, filled in with where the learner stands.

Stencils are drawn from the edition as it was published; what was changed for one learner, a minimum of time for
example, is filled in.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from flask import Response, get_template_attribute, render_template
from flask_login import current_user
from markupsafe import Markup

from player.catalog.rules import Block, Edition
from player.enrollment.rules import Taking
from player.lessons import rules
from player.lessons.rules import LessonTimeMissing
from player.lessons.rules.standing import Standing
from player.seat_time.rules import PRESETS
from player.web import compression
from player.web.stencils import Stencil, Value, blank, drawing, of_reader

Draw: TypeAlias = Callable[..., Stencil]
"""Returns a stencil of the lesson that a request is about."""
SECOND_MS, MINUTE_MS = 1_000, 60_000


def page(taking: Taking, published: Edition, found: Standing, place: str | None) -> Response:
    """Return the page of an open lesson as it stands for the learner; ``place`` is the section to come back to."""
    draw, words = _drawing(taking, published, found), tuple(state.word for state in found.states)
    minimums = found.state.lesson.minimum_ms > 0, taking.edition.course_minimum_ms > 0
    values: dict[str, Value] = {
        **of_reader(taking.enrollment.learner_id, current_user.email),
        "place": place or "",
        "flashes": get_template_attribute("_macros.html", "flashes")(),
        "here_minutes": found.state.counted_ms // MINUTE_MS,
        "here_needed": -(-found.state.lesson.minimum_ms // MINUTE_MS),
        "course_minutes": found.course_ms // MINUTE_MS,
        "course_needed": -(-taking.edition.course_minimum_ms // MINUTE_MS),
        "outline": draw("lessons/_outline.html", words, words=list(zip(published.lessons, words, strict=True))),
        "standing": _standing(draw, taking, found),
        **_left(taking, found),
    }
    for block in (block for section in found.state.lesson.sections for block in section.blocks):
        values.update(_filling(block, draw, taking, found))
    shown = {"pace": PRESETS[published.seat_time], "here_has_minimum": minimums[0], "course_has_minimum": minimums[1]}
    return compression.answer(draw("lessons/lesson.html", minimums, **shown).filled(values))


def standing(taking: Taking, published: Edition, found: Standing) -> Response:
    """Return the piece of page that says what is left of a lesson, or where one goes from it."""
    piece = _standing(_drawing(taking, published, found), taking, found)
    return compression.answer(piece.filled(_left(taking, found)))


def _drawing(taking: Taking, published: Edition, found: Standing) -> Draw:
    lesson = published.lesson(found.state.lesson.id)
    assert lesson is not None
    own = {"edition": published, "lesson": lesson, "taking": {"id": blank("enrollment_id")}}
    return drawing((taking.enrollment.edition_id, lesson.id), **own)


def _standing(draw: Draw, taking: Taking, found: Standing) -> Stencil:
    left = tuple(one for one in found.state.left if not isinstance(one, LessonTimeMissing))
    is_time_left = len(left) < len(found.state.left)
    following = rules.next_lesson(taking.edition, found.state.lesson.id)
    shown = {"left": left, "is_time_left": is_time_left, "following": following}
    return draw("lessons/_standing.html", (left, is_time_left), **shown)


def _left(taking: Taking, found: Standing) -> dict[str, Value]:
    """Return what goes into the blanks of the piece above: how much time is left, in milliseconds and in words."""
    missing_ms = max(0, found.state.lesson.minimum_ms - found.state.counted_ms)
    unit_ms = MINUTE_MS if missing_ms >= MINUTE_MS else SECOND_MS
    told_ms = missing_ms // unit_ms * unit_ms  # as it is said, so that a few stencils say it for everyone
    time = LessonTimeMissing(counted_ms=0, needed_ms=told_ms)
    words = drawing("time")("lessons/_time_left.html", told_ms, time=time)
    return {"enrollment_id": taking.id, "missing_ms": missing_ms, "time_left": words}


def _filling(block: Block, draw: Draw, taking: Taking, found: Standing) -> Iterator[tuple[str, Value]]:
    """Yield what goes into the blanks of a block: how the learner stands with its check, case or recording."""
    if block.check is not None:
        chosen = found.chosen.get(block.check.id)
        answered = {"check": block.check, "chosen": chosen}
        yield f"check-{block.check.id}", draw("lessons/_check.html", (block.check.id, chosen), **answered)
    elif block.case is not None:
        shown = {"taking": taking, "lesson": found.state.lesson, "case_state": found.cases[block.case.id]}
        yield f"case-{block.case.id}", _piece("lessons/_case.html", case=block.case, **shown)
    elif block.recording is not None:
        recording, watched = block.recording, found.watched[block.recording.id]
        is_done, policy = watched.done_at is not None, taking.edition.media_policy
        kind = {"kind": block.kind, "recording": recording, "is_done": is_done}
        yield f"recording-{recording.id}", draw("lessons/_recording.html", (recording.id, is_done), **kind)
        yield f"position-{recording.id}", watched.position_ms
        yield f"coverage-{recording.id}", _piece("lessons/_coverage.html", watched=watched, policy=policy)


def _piece(template: str, **shown: object) -> Markup:
    return Markup(render_template(template, **shown))  # noqa: S704 - drawn by a template, which escapes
