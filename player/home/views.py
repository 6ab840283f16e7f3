"""The front page, and the learner's home: courses, what is left of each, certificates."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from player.accounts import rules as learner_rules
from player.accounts import service as accounts
from player.catalog import service as catalog
from player.certificates import service as certificates
from player.credit import service as credit
from player.enrollment import service as enrollment
from player.web.login import current_learner_id, learner_required, staff_id_or_none
from player.web.transaction import now, reading

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """Show visitors the courses; people who are signed in are taken to their own page."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    with reading() as session:
        courses = catalog.current_editions(session)
    return render_template("home/front.html", courses=courses)


@blueprint.get("/home")
def index() -> ResponseReturnValue:
    """Take staff to the office, and learners to their courses."""
    return redirect(url_for("office.index")) if staff_id_or_none() else _courses()


@learner_required
def _courses() -> ResponseReturnValue:
    """Show the learner's courses with what is left, the certificates, and what else there is to take."""
    learner_id = current_learner_id()
    with reading() as session:
        learner = accounts.get_learner(session, learner_id)
        standings = [credit.standing(session, taking) for taking in enrollment.of_learner(session, learner_id)]
        issued = certificates.for_learner(session, learner_id)
        courses = catalog.current_editions(session)
        ending = {one.taking.id: enrollment.days_left(session, one.taking, at=now(session)) for one in standings}
    under_way = {one.taking.enrollment.course_id for one in standings if one.taking.enrollment.closed_at is None}
    return render_template(
        "home/index.html",
        learner=learner,
        profile_left=learner_rules.left(learner),
        open=[one for one in standings if one.taking.enrollment.closed_at is None],
        finished=[one for one in standings if one.taking.enrollment.closed_at is not None],
        ending=ending,
        certificates=issued,
        courses=[course for course in courses if course.course_id not in under_way],
    )
