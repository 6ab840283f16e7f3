"""Forms of the staff's pages: what is granted to one learner, a key amended, a pass decided about."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    BooleanField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from player.accounts.rules import clean
from player.web.forms import OnceForm

ALLOWANCES = {
    "extra_attempt": _l("One more attempt"),
    "no_cool_down": _l("No waiting between attempts"),
    "one_by_one": _l("One question at a time"),
    "all_on_one_page": _l("All questions on one page"),
    "learner_chooses": _l("The learner chooses the layout again"),
}
"""What may be granted for the post-test, in words."""


class AllowanceForm(OnceForm):
    """Grants one learner something beside the rules of the edition, with the reason."""

    kind = SelectField(
        _l("What is granted"), choices=[SelectChoice(value=kind, label=label) for kind, label in ALLOWANCES.items()]
    )
    reason = StringField(
        _l("Reason"),
        filters=[lambda text: clean(text or "")],
        validators=[DataRequired(_l("Write the reason: the audit trail keeps it.")), Length(max=400)],
    )
    submit = SubmitField(_l("Grant"))


LONGEST_REASON = 2000


def _stripped(value: str | None) -> str:
    return (value or "").strip()


class AmendmentForm(OnceForm):
    """Records what is right for an item; its options are drawn from the item."""

    is_dropped = BooleanField(_l("Take the item out of the scoring: every answer to it counts as right."))
    reason = TextAreaField(
        _l("Why the key was wrong, and who says so"),
        filters=[_stripped],
        validators=[DataRequired(_l("Give the reason: it stands in the record.")), Length(max=LONGEST_REASON)],
    )
    submit = SubmitField(_l("Record, and see who would change"))


class ApplyForm(FlaskForm):
    """Puts a recorded amendment in force."""

    submit = SubmitField(_l("Apply the amendment"))


class DecisionForm(FlaskForm):
    """Takes one attempt's pass, with a reason."""

    reason = TextAreaField(
        _l("Reason for taking the pass"),
        filters=[_stripped],
        validators=[DataRequired(_l("Give the reason: it stands in the record.")), Length(max=LONGEST_REASON)],
    )
    sure = BooleanField(
        _l("I decide that this attempt is not passed."), validators=[DataRequired(_l("Tick the box to decide."))]
    )
    submit = SubmitField(_l("Take the pass"))
