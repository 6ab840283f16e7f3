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
        is_sent = service.submitted_at(session, enrollment_id) is not None
    return render_template(
        "evaluation/evaluation.html", taking=taking, is_sent=is_sent, form=EvaluationForm(), filled={}, faults={}
    )


@blueprint.post("/evaluation")
@learner_required
def submit(enrollment_id: uuid.UUID) -> ResponseReturnValue:
    """Store the evaluation without a name and move on to the certificate; or show the form again as it was sent."""
    with writing() as session:
        taking = enrollment.get_own_locked(session, enrollment_id, current_learner_id())
        faults = service.submit(session, taking, request.form, at=now(session))
    if not faults:
        return redirect(url_for("certificates.claim", enrollment_id=enrollment_id), 303)
    page = render_template(
        "evaluation/evaluation.html",
        taking=taking,
        is_sent=False,
        form=EvaluationForm(),
        filled=request.form,
        faults={fault.item_id: fault for fault in faults},
    )
    return page, 422
