"""The staff's pages: enrollments, completions with their export, one learner's story, open questions."""

import uuid
from datetime import date
from typing import Literal

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.accounts import service as accounts
from player.accounts.rules import StaffRecord
from player.audit import service as audit
from player.board_reports import service as board_reports
from player.board_reports.rules import Filter
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary, coverage_matrix
from player.certificates import service as certificates
from player.credit import service as credit
from player.enrollment import service as enrollment
from player.errors import Invalid, NotAllowed, NotFound
from player.lessons import service as lessons
from player.office import rules
from player.office.forms import ALLOWANCES, AllowanceForm, TimeAccommodationForm
from player.posttest import service as post_test
from player.seat_time import service as seat_time
from player.web.login import current_staff_id, staff_required
from player.web.transaction import now, reading, writing

blueprint = Blueprint("office", __name__, url_prefix="/office")

PAGE = 25
"""Rows of one page of a list."""

LAST_PAGE = 1_000_000
"""No list is longer; a larger number in an address would not fit into the database's offset."""

NEWEST = 200
"""Completions on the page; the export has all of them."""


@blueprint.get("/")
@staff_required
def index() -> ResponseReturnValue:
    """Show enrollments, newest first, narrowed by course and by words of name, e-mail or license number."""
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    words, slug = request.args.get("q", "").strip(), request.args.get("course", "")
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        editions = catalog.editions(session, staff.sponsor_ids)
        takings = enrollment.in_editions(
            session,
            [edition.edition_id for edition in editions if slug in {"", edition.slug}],
            learner_ids=accounts.search(session, words) if words else None,
            limit=PAGE + 1,
            offset=(page - 1) * PAGE,
        )
        standings = [credit.standing(session, taking) for taking in takings[:PAGE]]
        learners = accounts.learners(session, {one.taking.enrollment.learner_id for one in standings})
    return render_template(
        "office/enrollments.html",
        standings=standings,
        learners=learners,
        courses=_titles(editions),
        words=words,
        slug=slug,
        page=page,
        has_more=len(takings) > PAGE,
    )


@blueprint.get("/completions")
@staff_required
def completions() -> ResponseReturnValue:
    """Show completions by course and days, samples apart from real ones."""
    wanted = _filter()
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        listing = board_reports.listing(session, staff.sponsor_ids, wanted, limit=NEWEST)
        editions = catalog.editions(session, staff.sponsor_ids)
        exports = board_reports.exports(session, staff.sponsor_ids)
        zones = {sponsor_id: catalog.sponsor(session, sponsor_id).time_zone for sponsor_id in staff.sponsor_ids}
    return render_template(
        "office/completions.html",
        listing=listing,
        courses=_titles(editions),
        wanted=wanted,
        exports=exports,
        zones=zones,
        may_export=rules.may_export(staff),
    )


@blueprint.post("/completions/export")
@staff_required
def export() -> ResponseReturnValue:
    """Send all the completions that the list is about, as CSV, once the export is noted in the ledger."""
    wanted = _filter()
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        if not rules.may_export(staff):
            raise NotAllowed("administrators_export")
        report = board_reports.report(session, staff.sponsor_ids, wanted)
    with writing() as session:
        name = board_reports.note_export(session, report, actor=f"staff:{staff.id}", at=now(session))
    response = send_file(report.file.content, mimetype="text/csv", as_attachment=True, download_name=name)
    response.content_length = report.file.size
    response.headers["X-Content-SHA256"] = report.file.sha256
    return response


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
        taking = enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids)
        sponsor_id = catalog.sponsor_of_edition(session, taking.enrollment.edition_id).id
        if not rules.may_grant(staff, sponsor_id):
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
            may_grant=rules.may_grant(staff, sponsor.id) and taking.enrollment.closed_at is None,
            attestation=post_test.find_attestation(session, enrollment_id),
            certificates=certificates.of_awards(session, [award.id for award in standing.awards]),
            zone=sponsor.time_zone,
            may_change=rules.may_change(staff),
            entries=audit.entries_about(session, f"enrollment:{enrollment_id}"),
            form=form,
        )


@blueprint.get("/enrollments/<uuid:enrollment_id>/time")
@staff_required
def time(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Show one learner's time receipt, as the learner sees it."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        taking = enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids)
        learner = accounts.get_learner(session, taking.enrollment.learner_id)
        zone = catalog.sponsor_of_edition(session, taking.enrollment.edition_id).time_zone
        found = lessons.receipt(session, taking)
    return render_template(
        "office/time.html", taking=taking, edition=taking.edition, learner=learner, receipt=found, zone=zone
    )


@blueprint.get("/enrollments/<uuid:enrollment_id>/time.<any(csv, pdf):kind>")
@staff_required
def time_file(enrollment_id: uuid.UUID, kind: Literal["csv", "pdf"]) -> ResponseReturnValue:
    """Send one learner's time receipt as CSV or as PDF."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        taking = enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids)
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
        zone = catalog.sponsor_of_edition(session, taking.enrollment.edition_id).time_zone
    if not rules.may_change(staff):
        raise NotAllowed("administrators_accommodate")
    form = TimeAccommodationForm().offer(taking.edition)
    if form.validate_on_submit():
        _accommodate(taking.id, staff, form)
        flash(_("The minimum is changed, and it holds at once."), "success")
        return redirect(url_for("office.story", enrollment_id=enrollment_id, _anchor="time-accommodations"), 303)
    page = render_template(
        "office/time_accommodations.html", taking=taking, edition=taking.edition, learner=learner, form=form, zone=zone
    )
    return page, 422 if form.is_submitted() else 200


def _accommodate(enrollment_id: uuid.UUID, staff: StaffRecord, form: TimeAccommodationForm) -> None:
    with writing() as session:
        enrollment.accommodate(
            session,
            enrollment.get_for_sponsors(session, enrollment_id, staff.sponsor_ids),
            form.lesson_id,
            minimum_ms=form.minimum_ms,
            reason=form.reason.data or "",
            actor=f"staff:{staff.id}",
            key=form.idempotency_key,
            at=now(session),
        )


@blueprint.get("/questions")
@staff_required
def questions() -> ResponseReturnValue:
    """List what only the CE director can answer, and what each question holds up."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        found = catalog.open_questions(session, staff.sponsor_ids)
        sponsors = {sponsor_id: catalog.sponsor(session, sponsor_id) for sponsor_id in staff.sponsor_ids}
    return render_template("office/questions.html", questions=found, sponsors=sponsors)


@blueprint.get("/approvals")
@staff_required
def approvals() -> ResponseReturnValue:
    """List the approvals of the staff's sponsors, the next to end first, with the published courses each carries."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        at, courses = now(session), catalog.current_editions(session)
        sponsors = [catalog.sponsor(session, sponsor_id) for sponsor_id in staff.sponsor_ids]
        found = [
            (sponsor, rules.endings(sponsor.id, records, courses, on=enrollment.civil_day(sponsor, at)))
            for sponsor in sponsors
            for records in [catalog.approvals_of_sponsor(session, sponsor.id)]
        ]
    return render_template("office/approvals.html", sponsors=found)


@blueprint.get("/matrix/<slug>")
@staff_required
def matrix(slug: str) -> ResponseReturnValue:
    """Show which sections, checks, items and evaluation serve each objective of a course of the staff's sponsors."""
    course = _own_course(slug)
    return render_template("office/matrix.html", course=course, rows=coverage_matrix(course.edition))


@blueprint.get("/matrix/<slug>.csv")
@staff_required
def matrix_csv(slug: str) -> ResponseReturnValue:
    """Send the same as CSV."""
    content = catalog.matrix_csv(_own_course(slug).edition)
    headers = {"Content-Disposition": f'attachment; filename="{slug}-matrix.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _own_course(slug: str) -> EditionSummary:
    """Return the newest edition of a course of the staff's sponsors; raises NotFound for all others."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        found = next((one for one in catalog.editions(session, staff.sponsor_ids) if one.slug == slug), None)
    if found is None:
        raise NotFound("course_not_found")
    return found


def _titles(editions: list[EditionSummary]) -> dict[str, str]:
    return {edition.slug: edition.title for edition in editions}


def _filter() -> Filter:
    values = request.values
    return Filter(
        course=values.get("course") or None,
        since=_day(values.get("since")),
        until=_day(values.get("until")),
        samples=values.get("samples") == "yes",
    )


def _day(text: str | None) -> date | None:
    """Return a day of the filter; a malformed one is refused, lest a report be about more days than were asked for."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("malformed_day", day=text) from error
