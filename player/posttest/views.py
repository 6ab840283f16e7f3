"""The learner's pages of the post-test and the attestation."""

import secrets
import uuid
from functools import partial

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.catalog import service as catalog
from player.enrollment import service as enrollment
from player.enrollment.rules import Taking
from player.errors import Invalid
from player.posttest import rules, service
from player.posttest.forms import AttestationForm, PageOfAnswers, PracticeForm, StartForm, SubmitForm, step_given
from player.posttest.rules import Allowances, AttemptRecord, Standing
from player.posttest.service import regrade
from player.posttest.service.practice import practise
from player.seat_time import service as seat_time
from player.seat_time.rules import PRESETS
from player.web.limits import client_address
from player.web.login import current_learner_id, learner_required
from player.web.transaction import now, reading, writing
from player.web.words import instant

blueprint = Blueprint("posttest", __name__, url_prefix="/learn/<uuid:enrollment_id>")

LAYOUT_COOKIE = "post_test_layout"
LAYOUT_KEPT = 365 * 24 * 60 * 60
"""Seconds for which a browser remembers how its learner likes the questions laid out."""


@blueprint.get("/post-test")
@learner_required
def overview(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Say what the post-test asks for, what stands in its way, and how earlier attempts ended."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        attempts = service.attempts(session, enrollment_id)
        granted = service.allowances(session, enrollment_id)
        locked_by = service.locked_by(session, taking)
        at = now(session)
    return render_template(
        "posttest/overview.html",
        taking=taking,
        edition=taking.edition,
        attempts=attempts,
        allowed=taking.edition.post_test.attempts + granted.extra_attempts,
        locked_by=locked_by,
        left=rules.left(taking.edition, attempts, granted),
        waiting=rules.cooling_down(taking.edition, attempts, granted, at=at),
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
    """Show an attempt under way with what stands in it, or the result of a submitted one."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        found = service.get_attempt(session, taking, attempt_id)
        granted = service.allowances(session, enrollment_id)
        course_ms = sum(one.counted_ms for one in seat_time.stretches(session, enrollment_id))
    if found.submission is not None:
        return _result(taking, found, granted)
    chosen = "one_by_one" if request.cookies.get(LAYOUT_COOKIE) == "one_by_one" else "all_on_one_page"
    return render_template(
        "posttest/attempt.html",
        taking=taking,
        edition=taking.edition,
        attempt=found,
        bank={item.id: item for item in taking.edition.post_test.items},
        warn="unanswered" in request.args,
        course_ms=course_ms,
        pace=PRESETS[taking.edition.seat_time],
        layout=granted.layout or chosen,
        layout_granted=granted.layout is not None,
        form=SubmitForm(formdata=None),
    )


def _result(taking: Taking, attempt: AttemptRecord, granted: Allowances) -> ResponseReturnValue:
    with reading() as session:
        attempts = service.attempts(session, taking.id)
        attested = service.find_attestation(session, taking.id) is not None
        keys = regrade.keys_in_force(session, taking.enrollment.edition_id)
        zone = catalog.sponsor_of_edition(session, taking.enrollment.edition_id).time_zone
        at = now(session)
    score = rules.score(taking.edition, attempt.form, attempt.answers, attempt.passing_score, keys)
    return render_template(
        "posttest/result.html",
        taking=taking,
        edition=taking.edition,
        attempt=attempt,
        score=score,
        bank={item.id: item for item in taking.edition.post_test.items},
        keys=keys,
        zone=zone,
        references={reference.id: reference for reference in taking.edition.references},
        review=[(taking.edition.objective(one), rules.sections_to_review(taking.edition, one)) for one in score.review],
        left=rules.left(taking.edition, attempts, granted),
        waiting=rules.cooling_down(taking.edition, attempts, granted, at=at),
        under_way=any(one.submission is None for one in attempts),
        attested=attested,
        form=StartForm(),
    )


@blueprint.post("/post-test/<uuid:attempt_id>/clock")
@learner_required
def clock(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Give the page the lease of the post-test."""
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        seat_time.hold(session, taking.enrollment.learner_id)
        opened = service.open_attempt(session, taking, attempt_id, at=now(session))
    return jsonify(opened.as_json())


@blueprint.get("/post-test/<uuid:attempt_id>/answers")
@learner_required
def standing(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Give a page what stands in an attempt, so that two tabs come to show the same, and whether it is over."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        found = service.get_attempt(session, taking, attempt_id)
    ids = [item.question_id for item in found.form]
    questions = {one: _question(found.standings.get(one), flagged=one in found.flagged) for one in ids}
    return jsonify(is_over=found.submission is not None, questions=questions)


@blueprint.post("/post-test/<uuid:attempt_id>/answers")
@learner_required
def save_answer(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Store one answer or flag as it is given; says what stands then, never whether an answer is right."""
    key, given = step_given(request.get_json(silent=True))
    with writing() as session:
        enrollment.hold_own(session, enrollment_id, current_learner_id())
        taken = service.take_step(session, enrollment_id, attempt_id, given, key=key, at=now(session))
    question = _question(taken.standing, flagged=taken.flagged)
    return jsonify(saved=True, answered=taken.answered, total=taken.total, question=question)


def _question(standing: Standing | None, *, flagged: bool) -> dict[str, object]:
    if standing is None:
        return {"option": "", "sequence": 0, "at": None, "flagged": flagged}
    at = standing.at.isoformat()
    return {"option": standing.option_id, "sequence": standing.sequence, "at": at, "flagged": flagged}


@blueprint.post("/post-test/<uuid:attempt_id>/submit")
@learner_required
def submit(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Save what the page held and submit the attempt, unless there is something to say first.

    First said is what was answered elsewhere meanwhile, for the learner has not seen it, and what is unanswered.
    """
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        found = service.get_attempt(session, taking, attempt_id)
        at = now(session)
        page, newer = PageOfAnswers.of(request.form, found), []
        if found.submission is None:
            found = service.save_answers(session, taking, attempt_id, page.answers, based_on=page.based_on, at=at)
            found = service.save_flags(session, taking, attempt_id, page.flags, at=at)
            newer = [question for question, option in page.answers.items() if found.answers[question] != option]
            if page.submits and not newer and (page.despite_unanswered or not found.unanswered):
                found = service.submit(session, taking, attempt_id, {}, at=at)
    response = redirect(_next_address(taking, found, page, newer), 303)
    if page.layout:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        kept = {"max_age": LAYOUT_KEPT, "secure": secure, "httponly": True, "samesite": "Lax"}
        response.set_cookie(LAYOUT_COOKIE, page.layout, **kept)
    return response


def _next_address(taking: Taking, attempt: AttemptRecord, page: PageOfAnswers, newer: list[str]) -> str:
    """Return where a page of answers leads, with a word about what happened to it."""
    if attempt.submission is not None:
        return _address(taking, attempt)
    for number, item in enumerate(attempt.form, 1):
        if item.question_id in newer:
            time = instant(attempt.standings[item.question_id].at, None)
            flash(_("Question %(number)s was answered in another tab or on another device: %(time)s. The newer answer "
                    "is shown, and nothing was submitted.", number=number, time=time), "warning")  # fmt: skip
    if page.submits and not newer:
        return _address(taking, attempt, unanswered="listed")
    if not newer and not page.layout:
        flash(_("Saved. Nothing is submitted until you say so."), "success")
    return _address(taking, attempt)


def _address(taking: Taking, attempt: AttemptRecord, *, unanswered: str | None = None) -> str:
    return url_for("posttest.attempt", enrollment_id=taking.id, attempt_id=attempt.id, unanswered=unanswered)


@blueprint.route("/post-test/<uuid:attempt_id>/practice", methods=["GET", "POST"])
@learner_required
def practice(enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Let a learner who has passed answer the questions again: checked at once, and never stored."""
    form, order = PracticeForm(), request.args.get("order", "")
    answers = request.form if form.validate_on_submit() else {}
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        found = practise(session, taking, attempt_id, seed=order, answers=answers)
    address = partial(url_for, "posttest.practice", enrollment_id=enrollment_id, attempt_id=attempt_id)
    if not order:
        return redirect(address(order=secrets.token_hex(4)))
    return render_template(
        "posttest/practice.html",
        taking=taking,
        edition=taking.edition,
        practice=found,
        answers=answers,
        bank={item.id: item for item in taking.edition.post_test.items},
        references={reference.id: reference for reference in taking.edition.references},
        address=address(order=order),
        again=address(),
        form=form,
    )


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
