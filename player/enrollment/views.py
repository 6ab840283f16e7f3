"""The public course list and course page, and enrolling from it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.accounts import rules as learner_rules
from player.accounts import service as accounts
from player.catalog import service as catalog
from player.enrollment import rules, service
from player.enrollment.forms import EnrollForm
from player.errors import Invalid, NotFound
from player.web.login import current_learner_id, learner_id_or_none, learner_required
from player.web.transaction import now, reading, writing

blueprint = Blueprint("enrollment", __name__)


@blueprint.get("/courses/<slug>")
def course(slug: str) -> ResponseReturnValue:
    """Show all that is said about a course before anyone enrolls (CE-RULES 6); readable without an account."""
    learner_id = learner_id_or_none()
    with reading() as session:
        found = catalog.find_course(session, slug)
        if found is None:
            raise NotFound("course_not_found")
        edition = catalog.get_edition(session, found.edition_id)
        sponsor = catalog.sponsor(session, found.sponsor_id)
        today = service.civil_day(sponsor, now(session))
        approvals = catalog.approvals(session, sponsor.id, edition.terms.approvals)
        open_enrollment = service.open_in_course(session, learner_id, found.course_id) if learner_id else None
        has_finished = learner_id is not None and service.has_finished(session, learner_id, found.course_id)
        profile_left = learner_rules.left(accounts.get_learner(session, learner_id)) if learner_id else ()
    return render_template(
        "enrollment/course.html",
        course=found,
        edition=edition,
        sponsor=sponsor,
        approvals=[one for one in approvals if one.claimed(today, delivery_format=edition.format)],
        open_enrollment=open_enrollment,
        has_finished=has_finished,
        profile_left=profile_left,
        expired=rules.left(edition, on=today),
        form=EnrollForm(),
    )


@blueprint.post("/courses/<slug>/enroll")
@learner_required
def enroll(slug: str) -> ResponseReturnValue:
    """Enroll the learner and open the first lesson."""
    form = EnrollForm()
    if not form.validate_on_submit():
        raise Invalid("malformed_key")
    with writing() as session:
        record = service.enroll(session, current_learner_id(), slug, key=form.idempotency_key, at=now(session))
    flash(_("You are enrolled. Your place and your time are kept from here on."), "success")
    return redirect(url_for("lessons.resume", enrollment_id=record.id), 303)
