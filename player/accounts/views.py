"""The learner's own pages about themselves: profile and licenses."""

import uuid

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from player.accounts import service
from player.accounts.forms import AskingForm, LicenseForm, ProfileForm
from player.accounts.rules import LearnerRecord, LicenseRecord
from player.errors import Invalid
from player.web.login import current_learner_id, learner_required
from player.web.transaction import now, reading, writing

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-up/check-mail")
def check_mail() -> ResponseReturnValue:
    """Say that a mail is on its way."""
    return render_template("accounts/check_mail.html")


@blueprint.route("/profile", methods=["GET", "POST"])
@learner_required
def profile() -> ResponseReturnValue:
    """Show and change the name as on the license, and the profession."""
    learner_id = current_learner_id()
    with reading() as session:
        learner = service.get_learner(session, learner_id)
    form = _profile_form(learner)
    if form.validate_on_submit():
        return _save_profile(learner_id, form)
    return _page(learner, form, LicenseForm(formdata=None)), 422 if form.errors else 200


def _page(learner: LearnerRecord, form: ProfileForm, license_form: LicenseForm) -> str:
    with reading() as session:
        licenses = service.licenses(session, learner.id)
    asking = AskingForm(formdata=None, asked=learner.prefers_asking)
    return render_template(
        "accounts/profile.html", form=form, license_form=license_form, asking_form=asking, licenses=licenses
    )


def _profile_form(learner: LearnerRecord, **formdata: None) -> ProfileForm:
    name = learner.name
    return ProfileForm(
        first_name=name.first,
        middle_name=name.middle,
        last_name=name.last,
        suffix=name.suffix,
        credentials=name.credentials,
        profession=learner.profession or "",
        **formdata,
    )


def _save_profile(learner_id: uuid.UUID, form: ProfileForm) -> ResponseReturnValue:
    with writing() as session:
        service.change_profile(session, learner_id, name=form.name, profession=form.profession.data, at=now(session))
    flash(_("Your profile is saved."), "success")
    return redirect(url_for("home.index") if request.args.get("then") == "home" else url_for("accounts.profile"), 303)


@blueprint.post("/profile/asking")
@learner_required
def asking() -> ResponseReturnValue:
    """Keep the choice to be asked instead of being watched for input; a script is told it, a form comes back."""
    asked = _asked()
    with writing() as session:
        service.choose_asking(session, current_learner_id(), prefers=asked)
    if request.is_json:
        return jsonify(asked=asked)
    flash(_("Your choice is saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


def _asked() -> bool:
    if not request.is_json:
        return bool(AskingForm().asked.data)
    body = request.get_json(silent=True)
    asked = body.get("asked") if isinstance(body, dict) else None
    if not isinstance(asked, bool):
        raise Invalid("malformed_answer")
    return asked


@blueprint.post("/profile/licenses")
@learner_required
def add_license() -> ResponseReturnValue:
    """Add a license; a number that someone else has in the same place is stored with a warning."""
    learner_id = current_learner_id()
    form = LicenseForm()
    if not form.validate_on_submit():
        with reading() as session:
            learner = service.get_learner(session, learner_id)
        return _page(learner, _profile_form(learner, formdata=None), form), 422
    record = LicenseRecord(
        id=form.idempotency_key,
        jurisdiction=form.jurisdiction.data,
        profession=form.profession.data,
        license_type=form.license_type.data or "",
        number=form.number.data or "",
    )
    with writing() as session:
        alone = service.add_license(session, learner_id, record, at=now(session))
    flash(_("The license is added."), "success")
    if not alone:
        flash(_("Another account has the same license number there. Check that it is typed as printed."), "warning")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.post("/profile/licenses/<uuid:license_id>/remove")
@learner_required
def remove_license(license_id: uuid.UUID) -> ResponseReturnValue:
    """End a license; certificates already issued for it stay."""
    with writing() as session:
        service.remove_license(session, current_learner_id(), license_id, at=now(session))
    flash(_("The license is removed. Certificates that were issued for it stay valid."), "success")
    return redirect(url_for("accounts.profile"), 303)
