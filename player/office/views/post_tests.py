"""The staff's pages about the post-test: item analysis, corrections of a key, and decisions about passes."""

import uuid

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.accounts import service as accounts
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary, Question
from player.certificates import service as certificates
from player.credit import service as credit
from player.enrollment import service as enrollment
from player.errors import NotFound
from player.office import export, rules, service
from player.office.forms import AmendmentForm, ApplyForm, DecisionForm
from player.outbox import service as outbox
from player.posttest.rules.amendments import Amendment
from player.posttest.rules.analysis import Which
from player.posttest.service import analysis, regrade
from player.posttest.service.regrade import Draft, Outcome
from player.web.login import current_staff_id, staff_required
from player.web.transaction import now, reading, writing

blueprint = Blueprint("post_tests", __name__, url_prefix="/office/post-tests")

MOST_SHOWN = 200
"""Changed attempts on a page; the sentence above them counts all."""


@blueprint.get("/")
@staff_required
def index() -> ResponseReturnValue:
    """List the editions of the staff's sponsors, each with its item analysis and its key."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        editions = catalog.editions(session, staff.sponsor_ids)
        zones = {sponsor_id: catalog.sponsor(session, sponsor_id).time_zone for sponsor_id in staff.sponsor_ids}
    return render_template("office/post_tests.html", editions=editions, zones=zones)


@blueprint.get("/<uuid:edition_id>")
@staff_required
def items(edition_id: uuid.UUID) -> ResponseReturnValue:
    """Show what the attempts say about each item: of the first attempt of each learner, or of all."""
    with reading() as session:
        summary = service.own_edition(session, current_staff_id(), edition_id)
        found = analysis.item_analysis(session, edition_id, _which())
        staff = accounts.get_staff(session, current_staff_id())
        return render_template(
            "office/item_analysis.html",
            summary=summary,
            edition=summary.edition,
            analysis=found,
            may_export=rules.may_change(staff, summary.sponsor_id),
            zone=catalog.sponsor(session, summary.sponsor_id).time_zone,
        )


@blueprint.get("/<uuid:edition_id>/items.csv")
@staff_required
def items_csv(edition_id: uuid.UUID) -> ResponseReturnValue:
    """Send the same as CSV."""
    with reading() as session:
        summary = service.own_edition(session, current_staff_id(), edition_id)
        service.refuse_viewers(session, current_staff_id(), summary.sponsor_id)
        content = export.analysis_csv(analysis.item_analysis(session, edition_id, _which()))
    name = f"{summary.slug}-edition-{summary.number}-items-{_which()}-attempts.csv"
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/<uuid:edition_id>/key")
@staff_required
def key(edition_id: uuid.UUID) -> ResponseReturnValue:
    """Show the key in force, the amendments made so far, and the passes that it does not support."""
    with reading() as session:
        summary = service.own_edition(session, current_staff_id(), edition_id)
        kept = regrade.kept_passes(session, edition_id)
        return render_template(
            "office/key.html",
            summary=summary,
            edition=summary.edition,
            bank=_bank(summary),
            keys=regrade.keys_in_force(session, edition_id),
            amendments=regrade.amendments(session, edition_id),
            kept=kept[:MOST_SHOWN],
            kept_count=len(kept),
            learners=service.learners(session, [one.enrollment_id for one in kept[:MOST_SHOWN]]),
            zone=catalog.sponsor(session, summary.sponsor_id).time_zone,
        )


@blueprint.get("/<uuid:edition_id>/key/<question_id>")
@staff_required
def amend(edition_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """Ask what is right for an item from now on, and why."""
    return _amend_page(edition_id, question_id, AmendmentForm())


@blueprint.post("/<uuid:edition_id>/key/<question_id>")
@staff_required
def record(edition_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """Record what is right for an item; then on to who would change."""
    form = AmendmentForm()
    accepted = frozenset(request.form.getlist("accepted"))
    if not form.validate_on_submit() or not (accepted or form.is_dropped.data):
        return _amend_page(edition_id, question_id, form), 422
    reason = form.reason.data or ""
    draft = Draft(question_id=question_id, accepted=accepted, is_dropped=form.is_dropped.data, reason=reason)
    with writing() as session:
        service.edition_to_amend(session, current_staff_id(), edition_id)
        key, actor = form.idempotency_key, _actor()
        recorded = regrade.record(session, edition_id, draft, key=key, actor=actor, at=now(session))
    return redirect(_address(recorded), 303)


def _amend_page(edition_id: uuid.UUID, question_id: str, form: AmendmentForm) -> str:
    with reading() as session:
        summary = service.edition_to_amend(session, current_staff_id(), edition_id)
        in_force = regrade.keys_in_force(session, edition_id)
    if question_id not in in_force:
        raise NotFound("question_not_in_edition")
    chosen = frozenset(request.form.getlist("accepted")) if form.is_submitted() else in_force[question_id].accepted
    return render_template(
        "office/amend.html",
        summary=summary,
        question=_bank(summary)[question_id],
        key=in_force[question_id],
        chosen=chosen,
        nothing_chosen=form.is_submitted() and not (chosen or form.is_dropped.data),
        form=form,
    )


@blueprint.get("/<uuid:edition_id>/amendments/<uuid:amendment_id>")
@staff_required
def amendment(edition_id: uuid.UUID, amendment_id: uuid.UUID) -> ResponseReturnValue:
    """Show an amendment: who would change by it, until it is applied; then that it was."""
    with reading() as session:
        summary = service.own_edition(session, current_staff_id(), edition_id)
        found = regrade.get_amendment(session, edition_id, amendment_id)
        outcome = Outcome(replayed=0, changes=()) if found.applied_at else regrade.preview(session, found)
        shown = outcome.changes[:MOST_SHOWN]
        staff = accounts.get_staff(session, current_staff_id())
        return render_template(
            "office/amendment.html",
            summary=summary,
            amendment=found,
            question=_bank(summary)[found.question_id],
            outcome=outcome,
            shown=shown,
            learners=service.learners(session, [one.sitting.enrollment_id for one in shown]),
            may_change=rules.may_change(staff, summary.sponsor_id),
            zone=catalog.sponsor(session, summary.sponsor_id).time_zone,
            form=ApplyForm(),
        )


@blueprint.post("/<uuid:edition_id>/amendments/<uuid:amendment_id>")
@staff_required
def apply(edition_id: uuid.UUID, amendment_id: uuid.UUID) -> ResponseReturnValue:
    """Put an amendment in force, and tell in the same transaction whoever passes by it."""
    with writing() as session:
        summary = service.edition_to_amend(session, current_staff_id(), edition_id)
        found = regrade.get_amendment(session, edition_id, amendment_id)
        at = now(session)
        outcome = regrade.apply(session, found, actor=_actor(), at=at)
        subject = _("You have passed the post-test of %(title)s", title=summary.title)
        for enrollment_id, learner in service.learners(session, outcome.newly_passing).items():
            mail, occasion = _mail(summary, enrollment_id), f"regraded:{amendment_id}:{enrollment_id}"
            outbox.post(session, key=occasion, recipient=learner.email, subject=subject, body=mail, at=at)
    return redirect(_address(found), 303)


def _mail(summary: EditionSummary, enrollment_id: uuid.UUID) -> str:
    site_url = current_app.extensions["player.config"].public_url
    return render_template("office/regraded.txt", summary=summary, enrollment_id=enrollment_id, site_url=site_url)


@blueprint.get("/<uuid:edition_id>/passes/<uuid:enrollment_id>/<uuid:attempt_id>")
@staff_required
def decide(edition_id: uuid.UUID, enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Show a pass that the key in force does not support, with what hangs on it."""
    return _decision_page(edition_id, enrollment_id, attempt_id, DecisionForm())


@blueprint.post("/<uuid:edition_id>/passes/<uuid:enrollment_id>/<uuid:attempt_id>")
@staff_required
def take_pass(edition_id: uuid.UUID, enrollment_id: uuid.UUID, attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Take one attempt's pass, by decision and with a reason; its certificates stay as they are."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _decision_page(edition_id, enrollment_id, attempt_id, form), 422
    with writing() as session:
        summary = service.edition_to_amend(session, current_staff_id(), edition_id)
        taking = enrollment.get_for_sponsors_locked(session, enrollment_id, [summary.sponsor_id])
        at, reason = now(session), form.reason.data or ""
        regrade.take_pass(session, taking, attempt_id, reason=reason, actor=_actor(), at=at)
    return redirect(url_for("office.story", enrollment_id=enrollment_id), 303)


def _decision_page(edition_id: uuid.UUID, enrollment_id: uuid.UUID, attempt_id: uuid.UUID, form: DecisionForm) -> str:
    with reading() as session:
        summary = service.edition_to_amend(session, current_staff_id(), edition_id)
        kept = {one.attempt_id: one for one in regrade.kept_passes(session, edition_id)}.get(attempt_id)
        if kept is None or kept.enrollment_id != enrollment_id:
            raise NotFound("no_pass_to_decide")
        awards = credit.awards_of_enrollments(session, [enrollment_id])
        issued = certificates.of_awards(session, [award.id for award in awards])
        return render_template(
            "office/decide.html",
            summary=summary,
            learner=service.learners(session, [enrollment_id])[enrollment_id],
            sitting=kept,
            correct=kept.replayed(regrade.keys_in_force(session, edition_id)),
            certificates=[one for one in issued if one.status == "valid"],
            form=form,
        )


def _bank(summary: EditionSummary) -> dict[str, Question]:
    return {item.id: item for item in summary.edition.post_test.items}


def _address(amendment: Amendment) -> str:
    return url_for("post_tests.amendment", edition_id=amendment.edition_id, amendment_id=amendment.id)


def _which() -> Which:
    return "all" if request.args.get("attempts") == "all" else "first"


def _actor() -> str:
    return f"staff:{current_staff_id()}"
