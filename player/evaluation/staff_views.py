"""The staff's pages of the evaluation: means and distributions of a course, as pages and as a file."""

import re

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from player.accounts import service as accounts
from player.errors import NotAllowed, NotFound
from player.evaluation import rules, service
from player.evaluation.forms import ExportForm
from player.web.login import current_staff_id, staff_required
from player.web.transaction import now, reading, writing

blueprint = Blueprint("evaluation_office", __name__, url_prefix="/office/evaluations")


@blueprint.get("/")
@staff_required
def index() -> ResponseReturnValue:
    """List the courses of the staff's sponsors with how many evaluations were sent."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        courses = service.overview(session, staff.sponsor_ids)
    return render_template("evaluation/courses.html", courses=courses)


@blueprint.get("/<slug>")
@staff_required
def report(slug: str) -> ResponseReturnValue:
    """Show what was counted of a course's evaluation, by edition and period."""
    with reading() as session:
        staff = accounts.get_staff(session, current_staff_id())
        found = service.report(session, staff.sponsor_ids, slug, number=_number(), period=_period())
    may_export = staff.administers(found.sponsor_id)
    return render_template(
        "evaluation/report.html", report=found, rules=rules, form=ExportForm(), may_export=may_export
    )


@blueprint.post("/<slug>")
@staff_required
def export(slug: str) -> ResponseReturnValue:
    """Send what the page shows as CSV, once the audit trail says so."""
    with writing() as session:
        staff = accounts.get_staff(session, current_staff_id())
        found = service.report(session, staff.sponsor_ids, slug, number=_number(), period=_period())
        if not staff.administers(found.sponsor_id):
            raise NotAllowed("administrators_export")
        content = service.export_report(session, found, actor=f"staff:{staff.id}", at=now(session))
    name = "-".join(["evaluation", slug, *([f"edition-{found.number}"] if found.number else []), found.period or "all"])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _number() -> int | None:
    """Return the edition that was asked for, None for all; what is no number is no edition."""
    text = request.args.get("edition", "")
    if not re.fullmatch("[0-9]{0,9}", text):
        raise NotFound("edition_not_found")
    return int(text) if text else None


def _period() -> str:
    return request.args.get("period", rules.ALL_TIME)
