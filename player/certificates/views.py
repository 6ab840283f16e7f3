"""Certificates on the web: the learner's own PDF, and the public page where anyone can verify one."""

import uuid

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.accounts import service as accounts
from player.certificates import rules, service
from player.certificates.forms import IssueForm
from player.credit import service as credit
from player.enrollment import service as enrollment
from player.outbox import service as outbox
from player.web import limits
from player.web.login import current_learner_id, learner_required
from player.web.transaction import now, reading, writing

VERIFICATIONS_A_MINUTE = 60
"""How many codes one address may look up: enough for a board's reviewer with a pile of paper, too few for guessing."""

blueprint = Blueprint("certificates", __name__)


@blueprint.get("/certificates/<uuid:certificate_id>.pdf")
@learner_required
def pdf(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Send the learner's own certificate, always the same bytes."""
    with reading() as session:
        paper = service.get_pdf(session, certificate_id, current_learner_id())
    response = make_response(paper.pdf)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=paper.file_name)
    # A browser's own PDF viewer counts as an object of the page; the site's policy would leave the window empty.
    response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.set_etag(paper.sha256)
    return response.make_conditional(request)


@blueprint.get("/learn/<uuid:enrollment_id>/certificate")
@learner_required
def claim(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Show what is left before the certificate, what would stand on it, and those that were issued."""
    learner_id = current_learner_id()
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, learner_id)
        standing = credit.standing(session, taking)
        waiting = service.to_issue(session, taking)
        issued = service.of_awards(session, [award.id for award in standing.awards])
        learner = accounts.get_learner(session, learner_id)
    return render_template(
        "certificates/claim.html",
        taking=taking,
        edition=taking.edition,
        learner=learner,
        issued=[one for one in issued if one.status == "valid"],
        waiting=waiting,
        revoked=[one for one in issued if one.status == "revoked"],
        to_claim=standing.to_award,
        withheld=standing.withheld,
        form=IssueForm(),
    )


@blueprint.post("/learn/<uuid:enrollment_id>/certificate")
@learner_required
def issue(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Award what is earned and issue its certificates; sending this twice issues nothing twice.

    The awards are stored first; then the PDFs are drawn while no lock is held, and stored. Whatever happens in between,
    the next visit goes on from there.
    """
    learner_id = current_learner_id()
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, learner_id)
        at = now(session)
        credit.claim(session, taking, at=at)
        email = accounts.get_learner(session, learner_id).email
        waiting = service.to_issue(session, taking)
    site_url = current_app.extensions["player.config"].public_url
    prepared = [service.prepare(award, site_url=site_url, at=at) for award in waiting]
    with writing() as session:
        for award in waiting:
            issued = service.issue(session, award=award, site_url=site_url, at=at, prepared=prepared)
            mail = render_template("certificates/issued.txt", certificate=issued, site_url=site_url)
            subject = _("Your certificate for %(title)s", title=award.course_title)
            outbox.post(session, key=f"certificate:{issued.id}", recipient=email, subject=subject, body=mail, at=at)
    return redirect(url_for("certificates.claim", enrollment_id=enrollment_id), 303)


@blueprint.get("/verify")
def lookup() -> ResponseReturnValue:
    """Show the form for a number or code; with one that can be right, go to its page."""
    typed = request.args.get("code", "").strip()
    read = rules.read_number(typed) or rules.read_code(typed)
    if read:
        return redirect(url_for("certificates.verify", code=read))
    return _unlisted(render_template("certificates/lookup.html", typed=typed, problem="mistyped" if typed else None))


@blueprint.get("/verify/<code>")
def verify(code: str) -> ResponseReturnValue:
    """Tell anyone who holds a code or number what certificate it stands for, and whether it is in force."""
    limits.limit("certificates.verify", {limits.client_address(): VERIFICATIONS_A_MINUTE}, seconds=60)
    with reading() as session:
        found = service.by_verify_code(session, code)
    if found is None:
        return _unlisted(render_template("certificates/lookup.html", typed=code, problem="unknown"), 404)
    return _unlisted(render_template("certificates/verify.html", certificate=found))


def _unlisted(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
