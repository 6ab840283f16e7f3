"""Forms of the staff's pages about the post-test: amending a key, applying it, deciding about a pass."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from player.web.forms import OnceForm

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
