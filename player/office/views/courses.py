"""What courses and sponsors hold: open questions, approvals, the coverage matrix."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from player.accounts import service as accounts
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary, coverage_matrix
from player.enrollment import service as enrollment
from player.errors import NotFound
from player.office import rules, service
from player.office.views.address import blueprint
from player.web.login import current_staff_id, staff_required
from player.web.transaction import now, reading


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
    with reading() as session:
        zone = catalog.sponsor(session, course.sponsor_id).time_zone
        may_export = rules.may_change(accounts.get_staff(session, current_staff_id()), course.sponsor_id)
    rows = coverage_matrix(course.edition)
    return render_template("office/matrix.html", course=course, rows=rows, zone=zone, may_export=may_export)


@blueprint.get("/matrix/<slug>.csv")
@staff_required
def matrix_csv(slug: str) -> ResponseReturnValue:
    """Send the same as CSV."""
    course = _own_course(slug)
    with reading() as session:
        service.refuse_viewers(session, current_staff_id(), course.sponsor_id)
    content = catalog.matrix_csv(course.edition)
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
