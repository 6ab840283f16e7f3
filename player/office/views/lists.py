"""Enrollments, and completions with their export."""

import uuid
from collections.abc import Iterable
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import FileWrapper

from player.accounts import service as accounts
from player.board_reports import service as board_reports
from player.board_reports.rules import Filter
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary
from player.credit import service as credit
from player.enrollment import service as enrollment
from player.errors import Invalid, NotAllowed
from player.office import rules
from player.office.views.address import blueprint
from player.web import apart
from player.web.login import current_staff_id, staff_required
from player.web.transaction import Session, now, reading, writing

PAGE = 25
"""Rows of one page of a list."""

LAST_PAGE = 1_000_000
"""No list is longer; a larger number in an address would not fit into the database's offset."""

PIECE = 256 * 1024
"""Bytes of a file that are sent together."""

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
        zones = _zones(session, staff.sponsor_ids)
        learners = accounts.learners(session, {one.taking.enrollment.learner_id for one in standings})
    return render_template(
        "office/enrollments.html",
        standings=standings,
        learners=learners,
        courses=_titles(editions),
        zones={edition.edition_id: zones[edition.sponsor_id] for edition in editions},
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
        zones = _zones(session, staff.sponsor_ids)
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
    report, content = apart.write(board_reports.report, tuple(staff.sponsor_ids), wanted)
    with writing() as session:
        name = board_reports.note_export(session, report, actor=f"staff:{staff.id}", at=now(session))
    response = Response(FileWrapper(content, PIECE), mimetype="text/csv", direct_passthrough=True)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.content_length = report.file.size
    response.headers["X-Content-SHA256"] = report.file.sha256
    return response


def _zones(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str | None]:
    return {sponsor_id: catalog.sponsor(session, sponsor_id).time_zone for sponsor_id in sponsor_ids}


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
