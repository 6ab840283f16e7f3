"""The learner's pages of lessons."""

import uuid
from collections.abc import Mapping
from typing import Literal

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from player.catalog import service as catalog
from player.enrollment import service as enrollment
from player.errors import Invalid
from player.lessons import service
from player.lessons.rules.watching import Span
from player.lessons.views import page
from player.seat_time import service as seat_time
from player.web.login import current_learner_id, learner_required
from player.web.transaction import now, reading, writing

DAY_MS = 86_400_000
"""No recording is longer."""

blueprint = Blueprint("lessons", __name__, url_prefix="/learn/<uuid:enrollment_id>")


@blueprint.get("/")
@learner_required
def resume(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Bring the learner back to where they stopped."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        lesson_id, section_id = service.place(session, taking)
    return redirect(url_for("lessons.show", enrollment_id=enrollment_id, lesson_id=lesson_id, _anchor=section_id))


@blueprint.get("/lessons/<lesson_id>")
@learner_required
def show(enrollment_id: uuid.UUID, lesson_id: str) -> ResponseReturnValue:
    """Show a lesson that is open; the page asks for its clock when it has loaded."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        published = catalog.get_edition(session, taking.enrollment.edition_id)
        found = service.standing(session, taking, lesson_id)
        place = service.place_in(session, taking, lesson_id)
    return page.page(taking, published, found, place)


@blueprint.post("/lessons/<lesson_id>/clock")
@learner_required
def clock(enrollment_id: uuid.UUID, lesson_id: str) -> ResponseReturnValue:
    """Give the page the lease of its lesson; a page elsewhere that had the learner's clock loses it."""
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        seat_time.hold(session, taking.enrollment.learner_id)
        opened = service.open_lesson(session, taking, lesson_id, at=now(session))
    return jsonify(opened.as_json())


@blueprint.get("/lessons/<lesson_id>/standing")
@learner_required
def standing(enrollment_id: uuid.UUID, lesson_id: str) -> ResponseReturnValue:
    """Show what is left of a lesson, as the piece of page that changes while one reads."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        published = catalog.get_edition(session, taking.enrollment.edition_id)
        found = service.standing(session, taking, lesson_id)
    return page.standing(taking, published, found)


@blueprint.post("/lessons/<lesson_id>/sections/<section_id>")
@learner_required
def see(enrollment_id: uuid.UUID, lesson_id: str, section_id: str) -> ResponseReturnValue:
    """Remember that the end of the section was seen."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or body.get("ended") is not True:
        raise Invalid("malformed_answer")
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        service.see(session, taking, lesson_id, section_id, at=now(session))
    return jsonify(saved=True)


@blueprint.post("/lessons/<lesson_id>/checks/<check_id>")
@learner_required
def answer_check(enrollment_id: uuid.UUID, lesson_id: str, check_id: str) -> ResponseReturnValue:
    """Store an answer to a knowledge check; a script gets the feedback as a piece of page, a form comes back."""
    body = request.get_json(silent=True) if request.is_json else request.form
    if not isinstance(body, Mapping):
        raise Invalid("malformed_answer")
    key, option_id = _key(body), str(body.get("option", ""))
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        option = service.answer_check(session, taking, lesson_id, check_id, option_id, key=key, at=now(session))
    if request.is_json:
        return render_template("lessons/_feedback.html", option=option)
    return redirect(url_for("lessons.show", enrollment_id=enrollment_id, lesson_id=lesson_id, _anchor=check_id), 303)


@blueprint.post("/lessons/<lesson_id>/cases/<case_id>")
@learner_required
def move_in_case(enrollment_id: uuid.UUID, lesson_id: str, case_id: str) -> ResponseReturnValue:
    """Follow a choice of a branching case, or go back; a script gets the case as a piece of page, a form comes back."""
    body = request.get_json(silent=True) if request.is_json else request.form
    if not isinstance(body, Mapping):
        raise Invalid("malformed_answer")
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        state = service.move_in_case(
            session,
            taking,
            lesson_id,
            case_id,
            step_id=str(body.get("step", "")),
            choice_id=str(body["choice"]) if body.get("choice") else None,
            key=_key(body),
            at=now(session),
        )
    if request.is_json:
        lesson = taking.edition.lesson(lesson_id)
        return render_template("lessons/_case.html", taking=taking, lesson=lesson, case=state.case, case_state=state)
    return redirect(url_for("lessons.show", enrollment_id=enrollment_id, lesson_id=lesson_id, _anchor=case_id), 303)


@blueprint.post("/lessons/<lesson_id>/recordings/<recording_id>")
@learner_required
def watch(enrollment_id: uuid.UUID, lesson_id: str, recording_id: str) -> ResponseReturnValue:
    """Store a piece of a recording as watched, and show how far it was watched, as a piece of page."""
    body = request.get_json(silent=True)
    if not isinstance(body, Mapping):
        raise Invalid("malformed_piece")
    key, span = _key(body), _span(body)
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        state = service.watch(session, taking, lesson_id, recording_id, span, key=key, at=now(session))
    return render_template("lessons/_coverage.html", watched=state, policy=taking.edition.media_policy)


@blueprint.post("/lessons/<lesson_id>/recordings/<recording_id>/transcript")
@learner_required
def read_transcript(enrollment_id: uuid.UUID, lesson_id: str, recording_id: str) -> ResponseReturnValue:
    """Take the learner's word that they have read a transcript, where the course lets that do."""
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        service.read_transcript(session, taking, lesson_id, recording_id, at=now(session))
    here = f"media-{recording_id}"
    return redirect(url_for("lessons.show", enrollment_id=enrollment_id, lesson_id=lesson_id, _anchor=here), 303)


@blueprint.get("/time")
@learner_required
def time(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Show the learner every stretch of their time in a course, what of it counts, and what counting means."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        zone = catalog.sponsor_of_edition(session, taking.enrollment.edition_id).time_zone
        found = service.receipt(session, taking)
    return render_template("lessons/time.html", taking=taking, edition=taking.edition, receipt=found, zone=zone)


@blueprint.get("/time.<any(csv, pdf):kind>")
@learner_required
def time_file(enrollment_id: uuid.UUID, kind: Literal["csv", "pdf"]) -> ResponseReturnValue:
    """Send the same as CSV or as PDF."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        file = service.receipt_file(session, taking, kind)
    headers = {"Content-Disposition": f'attachment; filename="{taking.edition.slug}-time.{kind}"'}
    return Response(file, mimetype=f"{'text' if kind == 'csv' else 'application'}/{kind}", headers=headers)


@blueprint.get("/handout.pdf")
@learner_required
def handout(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Send the course's handout for printing."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
    response = make_response(service.handout(taking))
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"{taking.edition.slug}-handout.pdf")
    response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"  # as for the certificate's PDF
    return response


def _key(body: Mapping[str, object]) -> uuid.UUID:
    try:
        return uuid.UUID(str(body.get("key")))
    except ValueError as error:
        raise Invalid("malformed_key") from error


def _span(body: Mapping[str, object]) -> Span:
    start, end = body.get("from_ms"), body.get("to_ms")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end < DAY_MS:
        raise Invalid("malformed_piece")
    return Span(from_ms=start, to_ms=end)
