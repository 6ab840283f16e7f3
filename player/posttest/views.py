"""The learner's pages of the post-test and the attestation."""

import uuid

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from player.enrollment import service as enrollment
from player.enrollment.rules import Taking
from player.errors import Invalid
from player.posttest import rules, service
from player.posttest.forms import AttestationForm, StartForm, SubmitForm
from player.posttest.rules import AttemptRecord
from player.posttest.service import regrade
from player.seat_time import service as seat_time
from player.web.limits import client_address
from player.web.login import current_learner_id, learner_required
from player.web.transaction import now, reading, writing

blueprint = Blueprint("posttest", __name__, url_prefix="/learn/<uuid:enrollment_id>")


@blueprint.get("/post-test")
@learner_required
def overview(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Say what the post-test asks for, what stands in its way, and how earlier attempts ended."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        attempts = service.attempts(session, enrollment_id)
        locked_by = service.locked_by(session, taking)
    return render_template(
        "posttest/overview.html",
        taking=taking,
        edition=taking.edition,
        attempts=attempts,
        locked_by=locked_by,
        left=rules.left(taking.edition, attempts),
        passed=rules.passing(attempts),
        form=StartForm(),
    )


@blueprint.post("/post-test")
@learner_required
def start(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one under way."""
    form = StartForm()
    if not form.validate_on_submit():
        raise Invalid("malformed_key")
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        attempt = service.start(session, taking, key=form.idempotency_key, at=now(session))
    return redirect(_address(taking, attempt), 303)


@blueprint.get("/post-test/<uuid:attempt_id>")
@learner_required
def attempt(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Show an attempt under way with what is answered so far, or the result of a submitted one."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        found = service.get_attempt(session, taking, attempt_id)
        course_ms = sum(one.counted_ms for one in seat_time.stretches(session, enrollment_id))
    if found.submission is not None:
        return _result(taking, found)
    return _sheet(taking, found, course_ms=course_ms)


def _sheet(taking: Taking, attempt: AttemptRecord, *, course_ms: int, warn: bool = False) -> ResponseReturnValue:
    bank = {item.id: item for item in taking.edition.post_test.items}
    return render_template(
        "posttest/attempt.html",
        taking=taking,
        edition=taking.edition,
        attempt=attempt,
        bank=bank,
        warn=warn,
        course_ms=course_ms,
        form=SubmitForm(formdata=None),
    )


def _result(taking: Taking, attempt: AttemptRecord) -> ResponseReturnValue:
    bank = {item.id: item for item in taking.edition.post_test.items}
    with reading() as session:
        attempts = service.attempts(session, taking.id)
        attested = service.find_attestation(session, taking.id) is not None
        keys = regrade.keys_in_force(session, taking.enrollment.edition_id)
    score = rules.score(taking.edition, attempt.form, attempt.answers, attempt.passing_score, keys)
    return render_template(
        "posttest/result.html",
        taking=taking,
        edition=taking.edition,
        attempt=attempt,
        score=score,
        bank=bank,
        keys=keys,
        left=rules.left(taking.edition, attempts),
        attested=attested,
        form=StartForm(),
    )


@blueprint.post("/post-test/<uuid:attempt_id>/clock")
@learner_required
def clock(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Give the page the lease of the post-test."""
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        secret = service.open_attempt(session, taking, attempt_id, at=now(session))
    return jsonify(lease=secret)


@blueprint.post("/post-test/<uuid:attempt_id>/answers")
@learner_required
def save_answer(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Store one answer as it is given; says how many are answered, never whether one is right."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Invalid("malformed_answer")
    try:
        key = uuid.UUID(str(body.get("key")))
    except ValueError as error:
        raise Invalid("malformed_key") from error
    question_id, option_id = str(body.get("question")), str(body.get("option"))
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        found = service.save_answer(session, taking, attempt_id, question_id, option_id, key=key, at=now(session))
    return jsonify(saved=True, answered=len(found.answers), total=len(found.form))


@blueprint.post("/post-test/<uuid:attempt_id>/submit")
@learner_required
def submit(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Submit an attempt; with items unanswered, warn first and list them."""
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        found = service.get_attempt(session, taking, attempt_id)
        answers = _answers_on_page(found)
        complete = len({*found.answers, *answers}) == len(found.form)
        at = now(session)
        if complete or found.submission is not None or "despite_unanswered" in request.form:
            found = service.submit(session, taking, attempt_id, answers, at=at)
        else:
            found = service.save_answers(session, taking, attempt_id, answers, at=at)
        course_ms = sum(one.counted_ms for one in seat_time.stretches(session, enrollment_id))
    if found.submission is not None:
        return redirect(_address(taking, found), 303)
    return _sheet(taking, found, course_ms=course_ms, warn=True)


def _answers_on_page(attempt: AttemptRecord) -> dict[str, str]:
    return {
        item.question_id: request.form[item.question_id] for item in attempt.form if item.question_id in request.form
    }


def _address(taking: Taking, attempt: AttemptRecord) -> str:
    return url_for("posttest.attempt", enrollment_id=taking.id, attempt_id=attempt.id)


@blueprint.route("/attestation", methods=["GET", "POST"])
@learner_required
def attest(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Let the learner sign that they did the course themselves; then on to the evaluation."""
    form = AttestationForm()
    learner_id = current_learner_id()
    if form.validate_on_submit():
        with writing() as session:
            taking = enrollment.get_own_locked(session, enrollment_id, learner_id)
            service.attest(
                session,
                taking,
                typed_name=form.typed_name.data or "",
                address=client_address(),
                user_agent=request.headers.get("User-Agent", ""),
                at=now(session),
            )
        return redirect(url_for("evaluation.show", enrollment_id=enrollment_id), 303)
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, learner_id)
        service.refuse_to_attest(session, taking)
        signed = service.find_attestation(session, enrollment_id)
    page = render_template("posttest/attestation.html", taking=taking, edition=taking.edition, form=form, signed=signed)
    return page, 422 if form.errors else 200
