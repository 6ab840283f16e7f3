"""A certificate in force as the staff's business: withdraw it, or issue a corrected one in its place."""

import uuid
from datetime import datetime

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.accounts import service as accounts
from player.certificates import service as certificates
from player.certificates.rules import Issued
from player.errors import OutOfDate
from player.office import service
from player.office.forms import CorrectionForm, RevocationForm
from player.office.views.address import blueprint
from player.outbox import service as outbox
from player.web.login import current_staff_id, staff_required
from player.web.transaction import Session, now, reading, writing


@blueprint.get("/certificates/<uuid:certificate_id>/revocation")
@staff_required
def revocation(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why a certificate is to be withdrawn, and what follows from it."""
    return _page(certificate_id, RevocationForm(), "office/revoke.html")


@blueprint.post("/certificates/<uuid:certificate_id>/revocation")
@staff_required
def revoke(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Withdraw a certificate for a reason, and tell its learner in the same transaction; sent twice, once."""
    form = RevocationForm()
    if not form.validate_on_submit():
        return _page(certificate_id, form, "office/revoke.html"), 422
    with writing() as session:
        found = certificates.get_locked(session, certificate_id)
        award = service.award_to_change(session, current_staff_id(), found)
        at, reason = now(session), form.reason.data or ""
        ended = certificates.revoke(session, found.id, reason=reason, actor=_actor(), at=at)
        _tell(session, award.learner_id, ended, at)
    flash(_("Revoked, and noted in the audit trail."), "success")
    return redirect(url_for("office.story", enrollment_id=award.enrollment_id), 303)


@blueprint.get("/certificates/<uuid:certificate_id>/correction")
@staff_required
def correction(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Show what a certificate says beside what a corrected one would say."""
    return _page(certificate_id, CorrectionForm(), "office/correct.html")


@blueprint.post("/certificates/<uuid:certificate_id>/correction")
@staff_required
def correct(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Issue a corrected certificate, and tell its learner in the same transaction; sent twice, one."""
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _page(certificate_id, form, "office/correct.html"), 422
    with writing() as session:
        found = certificates.get_locked(session, certificate_id)
        award = service.award_to_change(session, current_staff_id(), found)
        at, reason = now(session), form.reason.data or ""
        new = certificates.correct(session, found, site_url=_site_url(), reason=reason, actor=_actor(), at=at)
        _tell(session, award.learner_id, new, at)
    flash(_("The corrected certificate is issued, and its learner is told."), "success")
    return redirect(url_for("office.story", enrollment_id=award.enrollment_id), 303)


def _page(certificate_id: uuid.UUID, form: RevocationForm | CorrectionForm, template: str) -> str:
    with reading() as session:
        found = certificates.get(session, certificate_id)
        award = service.award_to_change(session, current_staff_id(), found)
        if found.status != "valid":
            raise OutOfDate("certificate_ended", number=found.number)
        after = certificates.correction(session, found)
    return render_template(template, certificate=found, before=found.snapshot, after=after, award=award, form=form)


def _tell(session: Session, learner_id: uuid.UUID, certificate: Issued, at: datetime) -> None:
    title = certificate.snapshot.course_title
    if certificate.status == "revoked":
        what, subject = "revoked", _("Your certificate for %(title)s was revoked", title=title)
    else:
        what, subject = "corrected", _("Your corrected certificate for %(title)s", title=title)
    mail = render_template(f"office/{what}.txt", certificate=certificate, site_url=_site_url())
    key, recipient = f"certificate:{certificate.id}:{what}", accounts.get_learner(session, learner_id).email
    outbox.post(session, key=key, recipient=recipient, subject=subject, body=mail, at=at)


def _site_url() -> str:
    return str(current_app.extensions["player.config"].public_url)


def _actor() -> str:
    return f"staff:{current_staff_id()}"
