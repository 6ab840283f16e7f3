"""One learner's story: the evidence for each step, the time receipt, and what is granted to them."""

import uuid
from typing import Literal

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.accounts import service as accounts
from player.accounts.rules import StaffRecord
from player.audit import service as audit
from player.audit.rules import Link
from player.catalog import service as catalog
from player.certificates import service as certificates
from player.credit import service as credit
from player.enrollment import service as enrollment
from player.errors import NotAllowed
from player.lessons import service as lessons
from player.office import rules, service
from player.office.forms import ALLOWANCES, AllowanceForm, TimeAccommodationForm
from player.office.views.address import blueprint
from player.posttest import service as post_test
from player.seat_time import service as seat_time
from player.web.login import current_staff_id, staff_required
from player.web.transaction import now, reading, writing


@blueprint.get("/enrollments/<uuid:enrollment_id>")
@staff_required
def story(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Show one learner's way through a course with the evidence for each step."""
    return _story(enrollment_id, AllowanceForm(formdata=None))


@blueprint.post("/enrollments/<uuid:enrollment_id>/allowances")
@staff_required
def grant(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Grant a learner one more attempt or an accommodation of the post-test, with the reason."""
    form = AllowanceForm()
    if not form.validate_on_submit():
        return _story(enrollment_id, form), 422
    with writing() as session:
        staff = accounts.get_staff(session, current_staff_id())
        taking = enrollment.get_for_sponsors_locked(session, enrollment_id, staff.sponsor_ids)
        sponsor_id = catalog.sponsor_of_edition(session, taking.enrollment.edition_id).id
        if not rules.may_change(staff, sponsor_id):
            raise NotAllowed("administrators_grant")
        post_test.grant(
            session,
            taking,
            form.kind.data,
            reason=form.reason.data or "",
            actor=f"staff:{staff.id}",
            key=form.idempotency_key,
            at=now(session),
        )
    flash(_("Granted, and noted in the audit trail."), "success")
    return redirect(url_for("office.story", enrollment_id=enrollment_id), 303)


def _story(enrollment_id: uuid.UUID, form: AllowanceForm) -> str:
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        taking = enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids)
        learner_id = taking.enrollment.learner_id
        standing = credit.standing(session, taking)
        sponsor = catalog.sponsor_of_edition(session, taking.enrollment.edition_id)
        issued = certificates.of_awards(session, [award.id for award in standing.awards])
        subjects = [f"enrollment:{enrollment_id}", *(f"certificate:{one.id}" for one in issued)]
        return render_template(
            "office/story.html",
            standing=standing,
            taking=taking,
            edition=taking.edition,
            learner=accounts.get_learner(session, learner_id),
            licenses=accounts.licenses(session, learner_id),
            states=lessons.states(session, taking),
            stretches=seat_time.stretches(session, enrollment_id),
            attempts=post_test.attempts(session, enrollment_id),
            granted=post_test.allowances_granted(session, enrollment_id),
            words_of_allowances=ALLOWANCES,
            attestation=post_test.find_attestation(session, enrollment_id),
            certificates=issued,
            zone=sponsor.time_zone,
            may_change=rules.may_change(staff, sponsor.id) and taking.enrollment.closed_at is None,
            may_certify=rules.may_change(staff, sponsor.id),
            entries=sorted((one for about in subjects for one in audit.entries_about(session, about)), key=_place),
            form=form,
        )


def _place(link: Link) -> int:
    return link.entry.sequence


@blueprint.get("/enrollments/<uuid:enrollment_id>/time")
@staff_required
def time(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Show one learner's time receipt, as the learner sees it."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        taking = enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids)
        learner = accounts.get_learner(session, taking.enrollment.learner_id)
        sponsor = catalog.sponsor_of_edition(session, taking.enrollment.edition_id)
        found = lessons.receipt(session, taking)
    return render_template(
        "office/time.html",
        taking=taking,
        edition=taking.edition,
        learner=learner,
        receipt=found,
        zone=sponsor.time_zone,
        may_export=rules.may_change(staff, sponsor.id),
    )


@blueprint.get("/enrollments/<uuid:enrollment_id>/time.<any(csv, pdf):kind>")
@staff_required
def time_file(enrollment_id: uuid.UUID, kind: Literal["csv", "pdf"]) -> ResponseReturnValue:
    """Send one learner's time receipt as CSV or as PDF."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        taking = enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids)
        sponsor = catalog.sponsor_of_edition(session, taking.enrollment.edition_id)
        service.refuse_viewers(session, staff.id, sponsor.id)
        file = lessons.receipt_file(session, taking, kind)
    headers = {"Content-Disposition": f'attachment; filename="{enrollment_id}-time.{kind}"'}
    return Response(file, mimetype=f"{'text' if kind == 'csv' else 'application'}/{kind}", headers=headers)


@blueprint.route("/enrollments/<uuid:enrollment_id>/time-accommodations", methods=["GET", "POST"])
@staff_required
def time_accommodations(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Show the minimums of time as they hold for one learner, and change one of them, with a reason."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        taking = enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids)
        learner = accounts.get_learner(session, taking.enrollment.learner_id)
        sponsor = catalog.sponsor_of_edition(session, taking.enrollment.edition_id)
    if not rules.may_change(staff, sponsor.id):
        raise NotAllowed("administrators_accommodate")
    form = TimeAccommodationForm().offer(taking.edition)
    if form.validate_on_submit():
        _accommodate(taking.id, staff, form)
        flash(_("The minimum is changed, and it holds at once."), "success")
        return redirect(url_for("office.story", enrollment_id=enrollment_id, _anchor="time-accommodations"), 303)
    page = render_template(
        "office/time_accommodations.html",
        taking=taking,
        edition=taking.edition,
        learner=learner,
        form=form,
        zone=sponsor.time_zone,
    )
    return page, 422 if form.is_submitted() else 200


def _accommodate(enrollment_id: uuid.UUID, staff: StaffRecord, form: TimeAccommodationForm) -> None:
    with writing() as session:
        enrollment.accommodate(
            session,
            enrollment.get_for_sponsors_locked(session, enrollment_id, staff.sponsor_ids),
            form.lesson_id,
            minimum_ms=form.minimum_ms,
            reason=form.reason.data or "",
            actor=f"staff:{staff.id}",
            key=form.idempotency_key,
            at=now(session),
        )
