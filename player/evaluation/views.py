"""The learner's page of the evaluation."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from player.enrollment import service as enrollment
from player.evaluation import service
from player.evaluation.forms import EvaluationForm
from player.web.login import current_learner_id, learner_required
from player.web.transaction import now, reading, writing

blueprint = Blueprint("evaluation", __name__, url_prefix="/learn/<uuid:enrollment_id>")


@blueprint.get("/evaluation")
@learner_required
def show(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Show the evaluation when everything before it is done."""
    with reading() as session:
        taking = enrollment.get_own(session, enrollment_id, current_learner_id())
        service.get_open(session, taking)
        submitted_at = service.submitted_at(session, enrollment_id)
    return render_template(
        "evaluation/evaluation.html",
        taking=taking,
        edition=taking.edition,
        submitted_at=submitted_at,
        form=EvaluationForm(),
    )


@blueprint.post("/evaluation")
@learner_required
def submit(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Store the evaluation without a name and move on to the certificate."""
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        service.submit(session, taking, request.form, at=now(session))
    return redirect(url_for("certificates.claim", enrollment_id=enrollment_id), 303)
